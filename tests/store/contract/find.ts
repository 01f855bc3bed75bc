/** Lists of articles that filter and page. */

import { expect, test } from 'vitest';
import type { ArticleState } from '../../../src/model/article.ts';
import type { ArticleFilter, ListKey } from '../../../src/store/store.ts';
import { inCodePointOrder } from './articles.ts';
import { AT, article, idsOf, type Room, second, write } from './room.ts';

export function findContract(room: Room): void {
  const find = async (filter: ArticleFilter, limit = 100) =>
    idsOf(await room.store.findArticles(filter, { limit }));
  /** All pages of `limit`, with something that happens between two of them. */
  const walk = async (filter: ArticleFilter, limit: number, between = async () => {}) => {
    const seen: string[] = [];
    let after: ListKey | undefined;
    for (;;) {
      const page = await room.store.findArticles(filter, { limit, ...(after && { after }) });
      const last = page.at(-1);
      if (last === undefined) return seen;
      seen.push(...idsOf(page));
      after = { published: last.article.publishedAt, id: last.id };
      await between();
    }
  };
  const put = async (
    id: string,
    hour: number,
    sections: string[],
    state: ArticleState = 'public',
  ) => {
    const publishedAt = second(hour * 3600);
    const headline = `Envoys meet ${id}`;
    const one = article(id, { publishedAt, updatedAt: publishedAt, state, headline });
    await room.commit(AT, write(one, sections));
  };
  const fill = async (): Promise<void> => {
    await put('a', 1, ['x']);
    await put('b', 2, ['x', 'y']);
    await put('c', 3, ['y']);
    await put('d', 4, [], 'embargoed');
    await put('e', 5, ['x', 'y', 'z']);
    await put('f', 6, [], 'withheld');
  };
  const x = { selectorKeys: ['section:x'] };
  const xy = { selectorKeys: ['section:x', 'section:y'] };
  const from = { publishedFrom: second(2 * 3600) };
  const before = { publishedBefore: second(5 * 3600) };
  const envoys = { phrases: ['envoy'] };

  const cases: readonly [string, ArticleFilter, string][] = [
    ['nothing', {}, 'fedcba'],
    ['an empty list of selectors', { selectorKeys: [] }, 'fedcba'],
    ['a state', { state: 'public' }, 'ecba'],
    ['another state', { state: 'embargoed' }, 'd'],
    ['a state that none has', { state: 'withdrawn' }, ''],
    ['a selector', x, 'eba'],
    ['two selectors', xy, 'eb'],
    ['three selectors', { selectorKeys: [...xy.selectorKeys, 'section:z'] }, 'e'],
    ['a selector that nobody is in', { selectorKeys: ['section:none'] }, ''],
    ['a start', from, 'fedcb'],
    ['an end', before, 'dcba'],
    ['start and end', { ...from, ...before }, 'dcb'],
    ['a phrase', envoys, 'ecba'],
    ['two phrases', { phrases: ['envoy meet', 'c'] }, 'c'],
    ['no phrases', { phrases: [] }, 'ecba'],
    ['state and span', { state: 'public', ...from, ...before }, 'cb'],
    ['selector and span', { ...x, ...from, ...before }, 'b'],
    ['selector and state', { ...x, state: 'public' }, 'eba'],
    ['selector and another state', { ...x, state: 'embargoed' }, ''],
    ['selectors and a phrase', { ...xy, ...envoys }, 'eb'],
    ['a phrase and span', { ...envoys, ...from, ...before }, 'cb'],
    ['everything', { ...xy, ...envoys, ...from, ...before, state: 'public' }, 'b'],
  ];

  test('are newest first, filtered by any part of a filter or several', async () => {
    await fill();
    for (const [what, filter, expected] of cases) {
      expect((await find(filter)).join(''), what).toBe(expected);
      expect((await find(filter, 2)).join(''), what).toBe(expected.slice(0, 2));
      expect((await walk(filter, 1)).join(''), what).toBe(expected);
    }
  });

  test('tells the notices of a selector only to who asks for them', async () => {
    await fill();
    await put('b', 2, ['x', 'y'], 'withdrawn');
    expect(await find(x)).toEqual(['e', 'a']);
    expect(await find({ ...x, state: 'withdrawn' })).toEqual(['b']);
    expect(await find({ ...envoys, state: 'withdrawn' })).toEqual([]);
  });

  test('finds no longer by a selector that was left', async () => {
    await fill();
    await put('b', 2, ['y']);
    expect(await find(x)).toEqual(['e', 'a']);
    expect(await find(xy)).toEqual(['e']);
  });

  test('finds by as many selectors as a query may name', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
    await room.commit(AT, write(article('a'), names), write(article('b'), names.slice(1)));
    expect(await find({ selectorKeys: names.map((name) => `section:${name}`) })).toEqual(['a']);
  });

  test.each<[string, ArticleFilter]>([
    ['everything', {}],
    ['a state', { state: 'public' }],
    ['a selector', x],
    ['a phrase', envoys],
  ])('visits each article of %s once while others come in', async (_what, filter) => {
    const ids = Array.from({ length: 17 }, (_, index) => `old-${index}`);
    for (const [index, id] of ids.entries()) await put(id, index % 4, ['x']);
    let fresh = 0;
    const seen = await walk(filter, 3, async () => {
      fresh += 1;
      await put(`new-${fresh}`, 10, ['x']);
      await put(`between-${fresh}`, 2, ['x']);
    });
    const old = seen.filter((id) => id.startsWith('old'));
    expect(old.toSorted()).toEqual(ids.toSorted());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.some((id) => id.startsWith('new'))).toBe(false);
  });

  test('orders equal instants by code points of the id', async () => {
    const ids = [
      'B',
      'a',
      'b',
      'Ä',
      'é',
      'É',
      '会',
      '談',
      '정',
      '\uFF21',
      '\u{20BB7}',
      '\u{1F600}',
    ];
    await room.commit(AT, ...ids.map((id) => write(article(id), ['x'])));
    const expected = inCodePointOrder(ids).toReversed();
    for (const filter of [{}, x, envoys]) {
      expect(await find(filter)).toEqual(expected);
      expect(await walk(filter, 5)).toEqual(expected);
    }
  });
}
