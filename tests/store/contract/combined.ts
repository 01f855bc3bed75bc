/** What several selectors hold together. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_LEADING_MATCHES } from '../../../src/store/dialect.ts';
import { listAsked, listLed } from '../../../src/store/list-members.ts';
import { MAX_ASKED } from '../../../src/store/search-list.ts';
import type { ListKey, MemberPage, MemberQuery } from '../../../src/store/store.ts';
import { compareText } from '../../../src/text/order.ts';
import { searchTokens } from '../../../src/text/search.ts';
import { selectorState } from '../../helpers/feed-reads.ts';
import { AT, article, idsOf, type Room, second, write } from './room.ts';

const keys = (names: string): readonly string[] => [...names].map((name) => `section:${name}`);
/** `ab cd -e word`: (a or b) and (c or d), not e, with a word. */
const query = (groups: readonly string[], none = '', phrases: readonly string[] = []) => ({
  groups: groups.map(keys),
  none: keys(none),
  phrases,
});

interface Story {
  readonly id: string;
  readonly sections: string;
  readonly hour: number;
  readonly headline: string;
  readonly isWithdrawn: boolean;
}

export function combinedContract(room: Room): void {
  const put = async (stories: readonly Story[]): Promise<void> => {
    const written = (one: Story) =>
      article(one.id, {
        publishedAt: second(one.hour * 3600),
        updatedAt: second(one.hour * 3600),
        headline: one.headline,
      });
    const main = { key: 'main', selector: { kind: 'main', value: '' }, label: '' } as const;
    const shown = (one: Story) => {
      const made = write(written(one), [...one.sections]);
      return { ...made, memberships: [main, ...made.memberships] };
    };
    await room.commit(AT, ...stories.map(shown));
    const gone = stories.filter(({ isWithdrawn }) => isWithdrawn);
    if (gone.length === 0) return;
    await room.commit(
      second(9),
      ...gone.map((one) => ({
        ...write(
          { ...written(one), state: 'withdrawn', withdrawal: { at: second(9) } },
          [...one.sections],
          { goneAt: second(9 + one.hour) },
        ),
      })),
    );
  };
  const story = (id: string, sections: string, more: Partial<Story> = {}): Story => ({
    id,
    sections,
    hour: 1,
    headline: 'Envoys meet',
    isWithdrawn: false,
    ...more,
  });
  const list = async (asked: MemberQuery, page: Partial<MemberPage> = {}) => {
    const members = await room.store.listMembers(asked, { limit: 100, ...page });
    for (const { article } of members) expect(article().language).toBe('en');
    return members;
  };
  const walk = async (asked: MemberQuery, limit: number): Promise<readonly string[]> => {
    const seen: string[] = [];
    let after: ListKey | undefined;
    for (;;) {
      const page = await list(asked, { limit, ...(after && { after }) });
      const last = page.at(-1);
      if (last === undefined) return seen;
      seen.push(...idsOf(page));
      after = { published: last.published, id: last.id };
    }
  };

  const cases: readonly [string, MemberQuery, string][] = [
    ['everything', query([]), 'fedcba'],
    ['one selector', query(['x']), 'eba'],
    ['either of two, each story once', query(['xy']), 'ecba'],
    ['both of two', query(['x', 'y']), 'eb'],
    ['either of two and a third', query(['xy', 'z']), 'e'],
    ['all but one', query([], 'x'), 'fdc'],
    ['all but two', query([], 'xz'), 'fc'],
    ['one but not another', query(['x'], 'y'), 'a'],
    ['one and not itself', query(['x'], 'x'), ''],
    ['what nobody is in', query(['n']), ''],
    ['one, or what nobody is in', query(['xn']), 'eba'],
    ['not what nobody is in', query(['x'], 'n'), 'eba'],
    ['a word', query([], '', ['envoy']), 'ecba'],
    ['a word in a selector', query(['x'], '', ['envoy']), 'eba'],
    ['a word in either of two, not in a third', query(['xy'], 'z', ['envoy']), 'cba'],
    ['two phrases', query(['xy'], '', ['envoy meet', 'meet']), 'ecba'],
    ['a word that no story has', query(['x'], '', ['none']), ''],
  ];
  const stories = [
    story('a', 'x'),
    story('b', 'xy', { hour: 2 }),
    story('c', 'y', { hour: 3 }),
    story('d', 'z', { hour: 4, headline: 'Ministers part' }),
    story('e', 'xyz', { hour: 5 }),
    story('f', '', { hour: 6, headline: 'Ministers part' }),
  ];

  test('is every article that satisfies all groups, newest first, by pages of any size', async () => {
    await put(stories);
    for (const [what, asked, expected] of cases) {
      expect(idsOf(await list(asked)).join(''), what).toBe(expected);
      for (const limit of [1, 2, 3]) {
        expect((await walk(asked, limit)).join(''), what).toBe(expected);
      }
    }
  });

  test('is unmoved by what a database may not hold', async () => {
    await put(stories);
    expect(idsOf(await list({ groups: [['section:\0', 'section:\uD800']], none: [] }))).toEqual([]);
    const { states } = await room.store.selectorStates(['section:\0', 'section:x', 'section:x']);
    expect(states.map(({ key }) => key)).toEqual(['section:x']);
  });

  test('takes ten selectors in one group, in ten groups and as ten exclusions', async () => {
    const names = 'abcdefghij';
    await put([story('all', names, { hour: 2 }), story('one', 'j'), story('no', 'k')]);
    const after = { published: second(9 * 3600), id: 'z' };
    const limits = { limit: 50, notices: 100, after };
    expect(idsOf(await list(query([names]), limits))).toEqual(['all', 'one']);
    expect(idsOf(await list(query([...names]), limits))).toEqual(['all']);
    expect(idsOf(await list(query([], names), limits))).toEqual(['no']);
    expect(idsOf(await list(query(['abcde', 'fghij']), limits))).toEqual(['all']);
    expect(idsOf(await list(query(['abcde'], 'kl', ['envoy', 'meet']), limits))).toEqual(['all']);
  });

  describeNotices();
  describeRandom();
  describeCommonWords();
  describeStates();

  function describeNotices(): void {
    const notices = async (asked: MemberQuery, limit = 100) =>
      (await list(asked, { notices: limit }))
        .filter(({ isNotice }) => isNotice)
        .map(({ id }) => id)
        .join('');

    test('has notices of withdrawn stories beside its stories, for who asks for them', async () => {
      const withdrawn = { isWithdrawn: true };
      await put([
        story('a', 'x'),
        story('b', 'xy', { ...withdrawn, hour: 2 }),
        story('c', 'y', { ...withdrawn, hour: 3 }),
        story('d', 'xyz', { ...withdrawn, hour: 4 }),
      ]);
      expect(idsOf(await list(query(['x'])))).toEqual(['a']);
      expect(idsOf(await list(query(['x']), { notices: 100 }))).toEqual(['d', 'b', 'a']);
      expect(await notices(query([]))).toBe('dcb');
      expect(await notices(query(['xy']))).toBe('dcb');
      expect(await notices(query(['x', 'y']))).toBe('db');
      expect(await notices(query(['y'], 'z'))).toBe('cb');
      expect(await notices(query([], 'x'))).toBe('c');
      // The latest losses, not the latest stories; one page of stories beside them.
      expect(await notices(query(['xy']), 2)).toBe('dc');
      expect(idsOf(await list(query([]), { limit: 0, notices: 1 }))).toEqual(['d']);
    });

    test('tells of a withdrawal whoever had the story before an excluded selector took it', async () => {
      await put([story('a', 'x')]);
      await put([story('a', 'xn', { headline: 'Envoys meet again' })]);
      expect(idsOf(await list(query(['x'], 'n')))).toEqual([]);
      await put([story('a', 'xn', { headline: 'Envoys meet again', isWithdrawn: true })]);
      expect(await notices(query(['x'], 'n'))).toBe('a');
      expect(await notices(query([], 'n'))).toBe('a');
      expect(await notices(query(['n'], 'x'))).toBe('');
    });
  }

  function describeRandom(): void {
    const names = 'abcdef';
    const someNames = fc.subarray([...names]).map((chosen) => chosen.join(''));
    const storiesOf = fc
      .array(
        fc.record({
          sections: someNames,
          hour: fc.nat(5),
          headline: fc.constantFrom('Envoys meet', 'Ministers meet', 'Ministers part'),
        }),
        { minLength: 1, maxLength: 40 },
      )
      .map((made) => made.map((one, index) => story(`id-${index}`, one.sections, one)));
    const asked = fc.record({
      groups: fc.array(
        someNames.filter((chosen) => chosen !== ''),
        { maxLength: 3 },
      ),
      none: someNames,
      words: fc.subarray(['envoy', 'minister', 'meet']),
    });

    test('equals a plain filter over the same articles, whatever is asked', async () => {
      const [first] = fc.sample(storiesOf, { numRuns: 1, seed: 7 });
      const made = first ?? [];
      await put(made);
      const property = fc.asyncProperty(
        asked,
        fc.integer({ min: 1, max: 9 }),
        async ({ groups, none, words }, limit) => {
          const wanted = made
            .filter(
              ({ sections, headline }) =>
                groups.every((group) => [...group].some((name) => sections.includes(name))) &&
                ![...none].some((name) => sections.includes(name)) &&
                words.every((word) => searchTokens([headline]).split(' ').includes(word)),
            )
            .sort((a, b) => b.hour - a.hour || compareText(b.id, a.id));
          expect(await walk(query(groups, none, words), limit)).toEqual(idsOf(wanted));
        },
      );
      await fc.assert(property, { numRuns: 40, seed: 11 });
    });
  }

  function describeCommonWords(): void {
    const rounds: readonly MemberQuery[] = cases
      .map(([, asked]) => asked)
      .filter(({ phrases = [] }) => phrases.length > 0);

    test('is the same list whether a search leads it or is asked of each row', async () => {
      await put(stories);
      for (const asked of rounds) {
        const page = { limit: 4, isWhole: true };
        const led = listLed(room.driver.dialect, asked, page);
        const { matching } = listAsked(room.driver.dialect, asked, page);
        const rows = await room.driver.all(matching.sql, matching.params);
        expect(rows).toEqual(await room.driver.all(led.sql, led.params));
      }
    });

    test('finds every story by a word that thousands have, and by a rare one beside it', async () => {
      await put([story('seed', 'x')]);
      await copies(room, 'seed', { count: MAX_LEADING_MATCHES + 100, tokens: 'envoy' });
      const asked = query(['x'], '', ['envoy']);
      const all = Array.from({ length: MAX_LEADING_MATCHES + 100 }, (_, index) => idOf(index + 1));
      const oldest = second(3600);
      const after = { published: oldest, id: idOf(41) };
      // As old as the others: the highest id is the first, and no number of matches hides the last.
      expect(idsOf(await list(asked, { limit: 3 }))).toEqual(['seed', ...all.slice(-2).reverse()]);
      expect(idsOf(await list(asked, { after }))).toEqual(all.slice(0, 40).reverse());
      const filter = { phrases: ['envoy'], selectorKeys: keys('x') };
      for (const one of [filter, { phrases: ['envoy'] }]) {
        const found = await room.store.findArticles(one, { limit: 100, after });
        expect(idsOf(found)).toEqual(all.slice(0, 40).reverse());
      }
      expect(await walk(query(['x'], '', ['envoy', 'copy 77']), 2)).toEqual([idOf(77)]);
      // The newest thousands have other words: nobody stops at them.
      await copies(room, 'seed', { count: MAX_ASKED + 100, from: 1_000_000, tokens: 'minister' });
      expect(idsOf(await list(asked, { limit: 3 }))).toEqual(['seed', ...all.slice(-2).reverse()]);
      for (const one of [filter, { phrases: ['envoy'] }]) {
        const found = await room.store.findArticles(one, { limit: 2 });
        expect(idsOf(found)).toEqual(['seed', ...all.slice(-1)]);
      }
    });
  }

  function describeStates(): void {
    test('says of each selector that there is how it stands', async () => {
      const dueAt = second(500);
      await put([story('a', 'xy'), story('b', 'y', { isWithdrawn: true })]);
      await room.commit(second(20), write(article('e', { state: 'embargoed' }), [], { dueAt }));
      const { states, nextDueAt } = await room.store.selectorStates([...keys('nxy'), 'main']);
      const stateOf = (name: string) => states.find(({ key }) => key === `section:${name}`);
      expect(states).toHaveLength(3);
      expect(nextDueAt).toEqual(dueAt);
      for (const name of ['x', 'y']) {
        const one = await selectorState(room.store, `section:${name}`);
        expect(stateOf(name)).toEqual({
          key: `section:${name}`,
          label: one?.label,
          seq: one?.seq,
          changedAt: one?.changedAt,
          goneAt: one?.goneAt,
          members: await room.membersOf(name),
        });
      }
    });

    test('says when something is due also where nothing is a member yet', async () => {
      expect(await room.store.selectorStates(['main'])).toMatchObject({
        states: [],
        nextDueAt: undefined,
      });
      const dueAt = second(500);
      await room.commit(AT, write(article('e', { state: 'embargoed' }), [], { dueAt }));
      expect(await room.store.selectorStates([])).toMatchObject({ states: [], nextDueAt: dueAt });
    });
  }
}

const idOf = (number: number): string => `copy-${10_000_000 + number}`;

/** Stories like `id`, but for their own ids and the tokens `<tokens> copy <number>`; numbered from behind `from`. */
async function copies(
  room: Room,
  id: string,
  { count, tokens, from = 0 }: { count: number; tokens: string; from?: number },
): Promise<void> {
  const numbers = `WITH RECURSIVE numbers(n) AS (SELECT ${from + 1} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${from + count})`;
  const copyId = "'copy-' || CAST(10000000 + n AS TEXT)";
  const copy = (table: string, idColumn: string, columns: string, more = columns): string =>
    `INSERT INTO ${table} (${idColumn}, ${columns}) ${numbers}
      SELECT ${copyId}, ${more} FROM numbers, ${table} WHERE ${idColumn} = '${id}'`;
  const membership =
    'selector, published, changed_at, hash, entered_seq, changed_seq, left_seq, gone_at';
  const words = `'${tokens} copy ' || CAST(n AS TEXT)`;
  await room.driver.batch(
    [
      copy('article', 'id', 'short_id, state, published, hash, seq, topics, json'),
      copy('membership', 'article_id', membership),
      copy('search_text', 'article_id', 'tokens', words),
    ].map((sql) => ({ sql, params: [] })),
  );
}
