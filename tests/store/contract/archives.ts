/** Archives: members in their order of arrival, and the states of a feed that readers were given. */

import { expect, test } from 'vitest';
import type { Article } from '../../../src/model/article.ts';
import { ARCHIVE_SIZE } from '../../../src/store/window.ts';
import {
  listPairs,
  listPlaced,
  listPlacedPairs,
  listWindow,
  selectorState,
} from '../../helpers/feed-reads.ts';
import {
  AT,
  article,
  based,
  change,
  digests,
  idsOf,
  type Room,
  second,
  WINDOW,
  write,
} from './room.ts';

const id = (number: number): string => `id-${String(number).padStart(3, '0')}`;

/** Numbers `from` to `to`; the higher, the earlier published. */
function stories(from: number, to: number, more: Partial<Article> = {}): readonly Article[] {
  return Array.from({ length: to - from + 1 }, (_, index) =>
    article(id(from + index), { publishedAt: second(-(from + index)), ...more }),
  );
}

async function arrive(room: Room, articles: readonly Article[]): Promise<void> {
  await room.commit(AT, ...articles.map((one) => write(one, ['x'])));
}

async function archiveOf(room: Room, number: number): Promise<readonly string[]> {
  const first = (number - 1) * ARCHIVE_SIZE + 1;
  const last = number * ARCHIVE_SIZE;
  const pairs = await listPlacedPairs(room.store, 'section:x', first, last);
  const placed = await listPlaced(room.store, 'section:x', first, last);
  expect(placed.map((one) => [one.id, one.shownHash])).toEqual(
    pairs.map((one) => [one.id, one.shownHash]),
  );
  return idsOf(pairs);
}

const closedOf = async (room: Room): Promise<number | undefined> =>
  (await selectorState(room.store, 'section:x'))?.archives;

const names = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => id(from + index));

export function archiveContract(room: Room): void {
  test('has no archive while a first load runs, then numbers by publication', async () => {
    await arrive(room, stories(1, 120));
    expect(await closedOf(room)).toBe(0);
    expect(await archiveOf(room, 1)).toEqual([]);
    expect(await room.store.numberMembers(70, AT)).toBe(70);
    expect(await room.store.numberMembers(70, AT)).toBe(50);
    expect(await room.store.numberMembers(70, AT)).toBe(0);
    await room.store.markLoaded(AT);
    expect(await closedOf(room)).toBe(2);
    expect(await archiveOf(room, 1)).toEqual(names(71, 120));
    expect(await archiveOf(room, 2)).toEqual(names(21, 70));
    expect(await archiveOf(room, 3)).toEqual(names(1, 20));
  });

  test('numbers what nobody numbered when the load is complete', async () => {
    await arrive(room, stories(1, 60));
    await room.store.markLoaded(AT);
    expect(await closedOf(room)).toBe(1);
    expect(await archiveOf(room, 1)).toEqual(names(11, 60));
  });

  test('numbers in order of arrival from then on, within one change too', async () => {
    await room.store.markLoaded(AT);
    await arrive(room, stories(31, 60));
    await arrive(room, stories(1, 30));
    expect(await closedOf(room)).toBe(1);
    expect(await archiveOf(room, 1)).toEqual([...names(1, 20), ...names(31, 60)]);
    expect(await archiveOf(room, 2)).toEqual(names(21, 30));
  });

  test('keeps the places of others when a story leaves, and gives none twice', async () => {
    await room.store.markLoaded(AT);
    await arrive(room, stories(1, 60));
    await room.commit(AT, write(article(id(7)), ['y']), write(article(id(60)), ['y']));
    await arrive(room, stories(61, 70));
    expect(await archiveOf(room, 1)).toEqual(names(1, 50).filter((one) => one !== id(7)));
    expect(await archiveOf(room, 2)).toEqual([...names(51, 59), ...names(61, 70)]);
    // Back again, it has arrived anew.
    await arrive(room, stories(7, 7));
    expect(await archiveOf(room, 2)).toEqual([id(7), ...names(51, 59), ...names(61, 70)]);
  });

  test('moves a corrected story out of a closed archive, not a small edit, nor one that is open', async () => {
    await room.store.markLoaded(AT);
    await arrive(room, stories(1, 55));
    const [small, corrected, open] = [
      article(id(3), { publishedAt: second(-3), headline: 'Typo mended' }),
      article(id(4), { publishedAt: second(-4), headline: 'Corrected' }),
      article(id(52), { publishedAt: second(-52), headline: 'Corrected too' }),
    ];
    await room.commit(
      AT,
      write(small, ['x'], { isSmallEdit: true }),
      write(corrected, ['x']),
      write(open, ['x']),
    );
    expect(await archiveOf(room, 1)).toEqual(names(1, 50).filter((one) => one !== id(4)));
    expect(await archiveOf(room, 2)).toEqual([id(4), ...names(51, 55)]);
    await arrive(room, stories(56, 56));
    const places = await room.raw(
      "SELECT article_id, place FROM membership WHERE selector = 'section:x' AND place > 50 ORDER BY place",
    );
    expect(places.map((row) => `${row['article_id']} ${row['place']}`)).toEqual([
      `${id(51)} 51`,
      `${id(52)} 52`,
      `${id(53)} 53`,
      `${id(54)} 54`,
      `${id(55)} 55`,
      `${id(4)} 56`,
      `${id(56)} 57`,
    ]);
  });

  test('leaves a withdrawn story in its archive, as the notice it has become', async () => {
    await room.store.markLoaded(AT);
    await arrive(room, stories(1, 50));
    const notice = article(id(9), {
      publishedAt: second(-9),
      state: 'withdrawn',
      withdrawal: { at: AT },
    });
    await room.commit(AT, write(notice, [], { goneAt: AT }));
    const placed = await listPlaced(room.store, 'section:x', 1, ARCHIVE_SIZE);
    expect(idsOf(placed)).toEqual(names(1, 50));
    expect(placed.find((one) => one.id === id(9))?.article.state).toBe('withdrawn');
    await arrive(room, stories(51, 55));
    await room.commit(
      second(1),
      write({ ...notice, headline: 'Taken back' }, ['x'], { goneAt: AT }),
    );
    expect(idsOf(await listPlacedPairs(room.store, 'section:x', 1, ARCHIVE_SIZE))).toHaveLength(50);
    await room.commit(AT, write({ ...notice, state: 'removed' }, [], { goneAt: AT }));
    expect(await archiveOf(room, 1)).toEqual(names(1, 50).filter((one) => one !== id(9)));
  });

  test('lists what no archive holds in the live document, whatever its window, but for quiet ones', async () => {
    await room.store.markLoaded(AT);
    const small = { hours: 1, atLeast: 1, atMost: 2 };
    const old = { updatedAt: second(-90_000), publishedAt: second(-90_000) };
    await room.commit(AT, ...stories(1, 3, old).map((one) => write(one, ['x'])));
    await room.commit(AT, write(article(id(4), old), ['x'], { isQuiet: true }));
    const news = article(id(5), { publishedAt: AT, updatedAt: AT });
    await room.commit(AT, write(news, ['x']));
    const listed = idsOf(await listPairs(room.store, 'section:x', small));
    expect(listed).toEqual([id(5), id(3), id(2), id(1)]);
    expect(idsOf(await listWindow(room.store, 'section:x', small))).toEqual(listed);
    await arrive(room, stories(6, 50, old));
    expect(idsOf(await listPairs(room.store, 'section:x', small)).length).toBeLessThan(4);
    expect(await archiveOf(room, 1)).toContain(id(4));
    // Corrected, it is news.
    await room.commit(AT, write(article(id(4), { ...old, headline: 'Corrected' }), ['x']));
    expect(idsOf(await listPairs(room.store, 'section:x', small))).toContain(id(4));
  });

  test('forgets the digests of documents that a completed load changes, and dates those that were read', async () => {
    await arrive(room, stories(1, 30));
    await room.commit(AT, write(article('other'), ['y']));
    const before = await selectorState(room.store, 'section:x');
    await room.store.saveDigests([
      { key: 'section:x', seq: before?.seq ?? 0, digests: digests('a', 'b') },
    ]);
    await room.store.markLoaded(second(0));
    const read = await selectorState(room.store, 'section:x');
    expect(read?.digest).toBeUndefined();
    expect(read?.changedAt.getTime()).toBe((before?.changedAt.getTime() ?? 0) + 1_000);
    expect((await selectorState(room.store, 'section:y'))?.changedAt).toEqual(before?.changedAt);
  });

  test('lists the last places of closed archives', async () => {
    await room.store.markLoaded(AT);
    await arrive(room, stories(1, 60));
    const behind = async (limit: number, upTo?: number): Promise<readonly number[]> => {
      const parts = { behind: { limit, ...(upTo !== undefined && { upTo }) } };
      return (await room.store.readFeed('section:x', parts)).behind.map(({ place }) => place);
    };
    expect(await behind(3)).toEqual([50, 49, 48]);
    expect(await behind(2, 31)).toEqual([31, 30]);
    await room.commit(AT, write(article(id(30)), ['y']));
    expect(await behind(2, 31)).toEqual([31, 29]);
    expect(await behind(100)).toHaveLength(49);
    expect((await room.store.readFeed('section:none', { behind: { limit: 9 } })).behind).toEqual(
      [],
    );
  });

  const knownOf = async (...known: string[]) =>
    (await room.store.readFeed('section:x', { known })).known.map(({ content, entries }) => [
      content,
      entries,
    ]);
  /** A reader is given the state of section x; then a story comes. */
  const giveAndChange = async (content: string, seconds: number): Promise<void> => {
    const { seq = 0 } = (await selectorState(room.store, 'section:x')) ?? {};
    await room.store.saveDigests([
      {
        key: 'section:x',
        seq: seq,
        digests: {
          ...digests('l', 'g'),
          content,
          entries: content,
        },
      },
    ]);
    await room.commit(second(seconds), write(article(`${content} ${seconds}`), ['x']));
  };

  test('knows the states that readers were given once they are overtaken, each once', async () => {
    await room.store.markLoaded(AT);
    await room.commit(AT, write(article('a'), ['x']), write(article('b'), ['y']));
    await giveAndChange('s1', 1);
    await giveAndChange('s2', 2);
    await giveAndChange('s1', 3);
    expect((await knownOf('s1', 's2', 's3')).toSorted()).toEqual([
      ['s1', 's1'],
      ['s2', 's2'],
    ]);
    expect(await knownOf()).toEqual([]);
    expect((await room.store.readFeed('section:y', { known: ['s1'] })).known).toEqual([]);
    await room.store.forgetKnownStates(second(0), 1);
    expect(await knownOf('s1', 's2')).toEqual([['s1', 's1']]);
    await room.store.forgetKnownStates(second(4), 10);
    expect(await knownOf('s1', 's2')).toEqual([]);
  });

  test('knows no state that a change of another feed left as it is, nor one that nobody was given', async () => {
    await room.store.markLoaded(AT);
    await room.commit(AT, write(article('a'), ['x']), write(article('b'), ['y']));
    const { seq = 0 } = (await selectorState(room.store, 'section:x')) ?? {};
    await room.store.saveDigests([{ key: 'section:x', seq: seq, digests: digests('l', 'g') }]);
    await room.commit(second(1), write(article('c'), ['y']));
    expect(await room.raw('SELECT selector FROM delta')).toEqual([]);
    await room.commit(second(2), write(article('d'), ['x']));
    await room.commit(second(3), write(article('e'), ['x']));
    expect(await room.raw('SELECT selector, content FROM delta')).toEqual([
      { selector: 'section:x', content: 'content of l' },
    ]);
  });

  test('knows the state that ends when members get their places', async () => {
    await room.store.markLoaded(AT);
    await room.commit(AT, write(article('a'), ['x']));
    const writes = await based(room.store, [write(article('b'), ['x'])]);
    await room.store.commit({ ...change({ at: AT, writes }), isBackfill: true });
    const { seq = 0 } = (await selectorState(room.store, 'section:x')) ?? {};
    await room.store.saveDigests([{ key: 'section:x', seq: seq, digests: digests('l', 'g') }]);
    expect(await room.store.numberMembers(9, AT)).toBe(1);
    expect(await knownOf('content of l')).toHaveLength(1);
  });

  test('cuts a live document at its bytes, but for what no archive holds', async () => {
    await room.store.markLoaded(AT);
    const large = { textBytes: 400_000 };
    await room.commit(AT, ...stories(1, 50).map((one) => write(one, ['x'], large)));
    await room.commit(AT, ...stories(51, 56).map((one) => write(one, ['x'], large)));
    expect(idsOf(await listPairs(room.store, 'section:x', WINDOW))).toEqual(names(51, 56));
    await room.commit(AT, ...stories(57, 100).map((one) => write(one, ['x'], large)));
    expect(await listPairs(room.store, 'section:x', WINDOW)).toHaveLength(3);
  });

  test('dates a change after the one before, also by a clock that is behind or a writer that waited', async () => {
    const changedAt = async (): Promise<number> =>
      (await selectorState(room.store, 'section:x'))?.changedAt.getTime() ?? 0;
    const first = second(0).getTime() - (second(0).getTime() % 1000);
    await room.commit(second(5), write(article('a'), ['x']));
    for (const [index, behind] of [0, 1, 4, 5].entries()) {
      await room.commit(second(behind), write(article(`b${index}`), ['x']));
      expect(await changedAt()).toBe(first + 5_000 + (index + 1) * 1_000);
    }
    // Nobody's clock is so far ahead: the date was shown to no one.
    await room.commit(second(-120), write(article('c'), ['x']));
    expect(await changedAt()).toBe(first + 9_000);
    await room.commit(second(60), write(article('d'), ['x']));
    expect(await changedAt()).toBe(first + 60_000);
  });
}
