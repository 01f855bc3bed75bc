/** Articles as they are written and read back. */

import { expect, test } from 'vitest';
import type { Article } from '../../../src/model/article.ts';
import { listPairs, listTombstones, selectorState } from '../../helpers/feed-reads.ts';
import {
  AT,
  article,
  change,
  entry,
  idsOf,
  type Room,
  reply,
  second,
  WINDOW,
  write,
} from './room.ts';

export function articleContract(room: Room): void {
  test('gives an article back as it was saved, every field', async () => {
    const full = article('a', {
      headline: 'AT&amp;T 会談 정상회담 🚀 \u{1F600}',
      standfirst: 'it\'s "quoted" \\ and ? and $1',
      embargoedUntil: second(5),
      expiresAt: second(9),
      corrections: [{ at: second(1), note: 'A date was wrong' }],
      withdrawal: { at: second(2), note: 'x', noticeUntil: second(20) },
      goneAt: second(3),
      dateline: { raw: 'OSLO --', places: ['OSLO'] },
    });
    await room.commit(AT, write(full, []));
    expect((await room.store.readArticle('a'))?.article).toEqual(full);
  });

  test('keeps whether an article is held or erased, its kept text and its topics', async () => {
    const kept = article('a', { headline: 'As it was' });
    const told = write(article('a', { headline: '', state: 'withdrawn' }), ['x'], {
      isHeld: true,
      kept,
      topicIds: ['weapons', '会談'],
    });
    await room.commit(AT, told);
    expect(await room.store.readArticle('a')).toMatchObject({
      isHeld: true,
      isErased: false,
      kept,
      topicIds: ['weapons', '会談'],
    });
    await room.commit(AT, {
      ...told,
      isHeld: false,
      isErased: true,
      kept: undefined,
      topicIds: [],
    });
    expect(await room.store.readArticle('a')).toMatchObject({
      isHeld: false,
      isErased: true,
      kept: undefined,
      topicIds: [],
    });
  });

  test('numbers the articles of one change in order', async () => {
    await room.commit(AT, write(article('b'), ['x']), write(article('a'), ['x']));
    await room.commit(AT, write(article('c'), ['x']));
    const seqs = (await room.store.listArticles('', 10)).map(({ id, seq }) => [id, seq]);
    expect(seqs).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 3],
    ]);
  });

  test('moves the version with every write, the seq only with changed content', async () => {
    const numbers = async () => {
      const stored = await room.store.readArticle('a');
      return [stored?.seq, stored?.version];
    };
    await room.commit(AT, write(article('a'), []));
    expect(await numbers()).toEqual([1, 1]);
    await room.commit(AT, write(article('b'), []), write(article('a'), [], { isHeld: true }));
    expect(await numbers()).toEqual([1, 3]);
    await room.commit(AT, write(article('a', { headline: 'New' }), []));
    expect(await numbers()).toEqual([4, 4]);
  });

  test('reads articles by id and by short id', async () => {
    const twin = write(article('b'), [], { shortId: 'same' });
    await room.commit(AT, write(article('a'), [], { shortId: 'same' }), twin);
    await room.commit(AT, write(article('c'), []));
    expect(idsOf(await room.store.readByShortId('same'))).toEqual(['a', 'b']);
    expect(await room.store.readByShortId('none')).toEqual([]);
    expect(idsOf(await room.store.readArticles(['c', 'none', 'a'])).toSorted()).toEqual(['a', 'c']);
    expect(await room.store.readArticles([])).toEqual([]);
    expect(await room.store.readArticle('none')).toBeUndefined();
  });

  test('walks over all articles in the order of ids by code point', async () => {
    const ids = ['B', 'a', 'b', 'Ä', 'é', 'ｅ', '会', '談', '\uFF21', '\u{20BB7}', '\u{1F600}'];
    await room.commit(AT, ...ids.map((id) => write(article(id), [])));
    const walked: string[] = [];
    for (;;) {
      const page = await room.store.listArticles(walked.at(-1) ?? '', 3);
      if (page.length === 0) break;
      walked.push(...idsOf(page));
    }
    expect(walked).toEqual(inCodePointOrder(ids));
  });

  test('tells the states of the articles that show a picture', async () => {
    const shown = { mediaPaths: ['a.jpg', 'b.jpg', 'a.jpg'] };
    await room.commit(
      AT,
      write(article('a'), [], shown),
      write(article('b', { state: 'embargoed' }), [], { mediaPaths: ['a.jpg'] }),
    );
    expect((await room.store.listMediaStates('a.jpg')).toSorted()).toEqual(['embargoed', 'public']);
    await room.commit(
      AT,
      write(article('a', { state: 'withdrawn' }), [], { mediaPaths: undefined, goneAt: AT }),
    );
    expect(await room.store.listMediaStates('b.jpg')).toEqual(['withdrawn']);
    await room.commit(AT, write(article('a'), [], { mediaPaths: ['c.jpg'] }));
    expect(await room.store.listMediaStates('b.jpg')).toEqual([]);
    expect(await room.store.listMediaStates('c.jpg')).toEqual(['public']);
  });

  test('knows a picture as gone only when readers ever had it', async () => {
    const shows = (id: string, state: Article['state'], goneAt?: Date) =>
      write(article(id, { state }), [], { mediaPaths: [`${id}.jpg`], goneAt });
    await room.commit(AT, shows('a', 'removed'), shows('b', 'removed', AT), shows('c', 'withheld'));
    expect(await room.store.listMediaStates('a.jpg')).toEqual([]);
    expect(await room.store.listMediaStates('b.jpg')).toEqual(['removed']);
    expect(await room.store.listMediaStates('c.jpg')).toEqual(['withheld']);
  });

  test('keeps what is known of files, and forgets it', async () => {
    const problem = { where: 'a.md:1', code: 'x', message: 'odd', severity: 'error' } as const;
    const file = (path: string, articleId: string) => ({
      path,
      articleId,
      size: 5,
      modifiedAt: AT,
      hash: 'f',
      hasSidecar: path === 'a.md',
      problems: [problem],
    });
    const files = [file('a.md', 'a'), file('b.md', ''), file('ü/c.md', 'a')];
    await room.store.commit(change({ files }));
    expect(await room.store.listFiles('', 100)).toEqual(files);
    expect(await room.store.filesOf('a')).toEqual([files[0], files[2]]);
    const moved = { ...file('b.md', 'b'), problems: [] };
    await room.store.commit(change({ files: [moved], forgottenFiles: ['a.md', 'ü/c.md'] }));
    expect(await room.store.listFiles('', 100)).toEqual([moved]);
  });

  // What a URL or a request may hold: PostgreSQL refuses both, SQLite ends a text at the first.
  test.each([
    ['a NUL', 'a\0b'],
    ['a NUL at the end', 'a\0'],
    ['a lone surrogate', 'a\uD800'],
  ])('finds nothing by a name with %s', async (_what, name) => {
    const { store } = room;
    const token = { id: 'a', name: 'Desk', scope: 'read', createdAt: AT, hash: 'a' } as const;
    await room.commit(AT, write(article('a'), ['a'], { shortId: 'a', mediaPaths: ['a'] }));
    await store.saveToken(token, entry('a'));
    await store.commit(change({ reply: { ...reply('a'), token: 'a' } }));
    expect(await store.readArticle(name)).toBeUndefined();
    expect(idsOf(await store.readArticles([name, 'a']))).toEqual(['a']);
    expect(await store.readByShortId(name)).toEqual([]);
    expect(await selectorState(store, `section:${name}`)).toBeUndefined();
    expect(await listPairs(store, `section:${name}`, WINDOW)).toEqual([]);
    expect(await listTombstones(store, `section:${name}`, 9)).toEqual([]);
    expect(await store.listMediaStates(name)).toEqual([]);
    expect(await store.filesOf(name)).toEqual([]);
    expect(await store.findToken(name)).toBeUndefined();
    expect(await store.readReply('a', name)).toBeUndefined();
    expect(await store.listAudit({ articleId: name, limit: 9 })).toEqual([]);
    const filters = [{ selectorKeys: [`section:${name}`] }, { phrases: [name] }];
    for (const filter of filters)
      expect(await store.findArticles(filter, { limit: 9 })).toEqual([]);
    const after = { published: second(60), id: name };
    await store.findArticles({}, { limit: 9, after });
  });

  test('remembers that a first load was completed', async () => {
    expect(await room.store.isLoaded()).toBe(false);
    await room.store.markLoaded(new Date(0));
    expect(await room.store.isLoaded()).toBe(true);
  });
}

/** As UTF-8 sorts: not as JavaScript does, which puts U+FF21 behind U+20BB7. */
export function inCodePointOrder(texts: readonly string[]): readonly string[] {
  const points = (text: string): string =>
    [...text].map((one) => (one.codePointAt(0) ?? 0).toString(16).padStart(6, '0')).join('');
  return texts.toSorted((a, b) => (points(a) < points(b) ? -1 : 1));
}
