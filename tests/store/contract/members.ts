/** Random changes against a naive model: what a selector says of its members agrees with their rows. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listPairs, listTombstones, selectorState } from '../../helpers/feed-reads.ts';
import { AT, article, digests, type Room, second, section, WINDOW, write } from './room.ts';

const IDS = ['a', 'B', 'é', '会', '\u{1F600}'];
const SECTIONS = ['x', 'y', 'z'];

interface Edit {
  readonly id: string;
  readonly sections: readonly string[];
  /** What feeds show. */
  readonly shown: number;
  /** What they do not. */
  readonly inner: number;
  /** Seconds after AT at which readers lost it; 0: they have it. */
  readonly gone: number;
}

type Step = { readonly digest: string } | { readonly edits: readonly Edit[] };

const edit: fc.Arbitrary<Edit> = fc.record({
  id: fc.constantFrom(...IDS),
  sections: fc.subarray(SECTIONS),
  shown: fc.nat(2),
  inner: fc.nat(1),
  gone: fc.constantFrom(0, 0, 0, 5, 7, 9),
});
const edits = fc.uniqueArray(edit, { minLength: 1, maxLength: 4, selector: ({ id }) => id });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ edits }) },
  { weight: 1, arbitrary: fc.record({ digest: fc.constantFrom(...SECTIONS) }) },
);

interface Member {
  isIn: boolean;
  shown: number;
  gone: number;
}

interface Feed {
  seq: number;
  /** Milliseconds; 0 before any loss. */
  gone: number;
  hasDigest: boolean;
  readonly members: Map<string, Member>;
}

interface Model {
  seq: number;
  readonly articles: Map<string, { hash: string; seq: number; version: number }>;
  readonly feeds: Map<string, Feed>;
}

export function memberContract(room: Room): void {
  test('every selector agrees with its membership rows, whatever changes came', async () => {
    let run = 0;
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 10 }),
      async (steps) => {
        run += 1;
        const { seq } = await room.store.signal();
        const model: Model = { seq, articles: new Map(), feeds: new Map() };
        for (const one of steps) {
          if ('edits' in one) await applyEdits(room, model, { edits: one.edits, run });
          else await keepDigest(room, model, { digest: one.digest, run });
          await compareRows(room, model, run);
        }
        await compareReads(room, model, run);
      },
    );
    // One store for all runs, with names of their own: an empty one costs more than a run.
    await fc.assert(property, { numRuns: 10, seed: 20191101, endOnFailure: true });
  });
}

const own = (run: number, name: string): string => `${run}-${name}`;

async function applyEdits(
  room: Room,
  model: Model,
  { edits: wanted, run }: { edits: readonly Edit[]; run: number },
): Promise<void> {
  const writes = wanted.map(({ id, sections, shown, inner, gone }) =>
    write(
      article(own(run, id)),
      sections.map((name) => own(run, name)),
      {
        hash: `${shown}/${inner}/${gone}`,
        shownHash: `${shown}`,
        goneAt: gone === 0 ? undefined : second(gone),
      },
    ),
  );
  await room.commit(AT, ...writes);
  const base = model.seq;
  model.seq += wanted.length;
  const touched = new Set<string>();
  for (const [index, one] of wanted.entries()) {
    const hash = `${one.shown}/${one.inner}/${one.gone}`;
    const before = model.articles.get(one.id);
    const version = base + index + 1;
    const isChanged = before?.hash !== hash;
    model.articles.set(one.id, { hash, seq: isChanged ? version : before.seq, version });
    for (const name of SECTIONS) {
      // A tombstone has words of its story: every feed that has it learns of each change.
      const hasTombstone = model.feeds.get(name)?.members.has(one.id) && one.gone > 0;
      if (moveMember(model, name, one) || (hasTombstone && isChanged)) touched.add(name);
    }
  }
  for (const name of touched) {
    const feed = model.feeds.get(name);
    if (feed) Object.assign(feed, { seq: model.seq, hasDigest: false });
  }
}

/** Whether anything of the membership changed. */
function moveMember(model: Model, name: string, { id, sections, shown, gone }: Edit): boolean {
  const isIn = sections.includes(name);
  const feed = model.feeds.get(name);
  const before = feed?.members.get(id);
  if (!isIn && before === undefined) return false;
  const isSame = before?.isIn === isIn && (!isIn || before.shown === shown) && before.gone === gone;
  const target = feed ?? { seq: 0, gone: 0, hasDigest: false, members: new Map<string, Member>() };
  model.feeds.set(name, target);
  target.members.set(id, { isIn, shown: isIn ? shown : (before?.shown ?? 0), gone });
  target.gone = Math.max(target.gone, lossOf(before, { isIn, gone }));
  return !isSame;
}

/** A member that leaves while it is public is a loss too: of the moment. */
function lossOf(before: Member | undefined, now: { isIn: boolean; gone: number }): number {
  if (now.gone > 0 || !before?.isIn || now.isIn) return instant(now.gone);
  return Math.floor(AT.getTime() / 1000) * 1000;
}

async function keepDigest(
  room: Room,
  model: Model,
  { digest, run }: { digest: string; run: number },
): Promise<void> {
  const feed = model.feeds.get(digest);
  const key = section(own(run, digest)).key;
  await room.store.saveDigests([{ key: key, seq: feed?.seq ?? 0, digests: digests('l', 'g') }]);
  await room.store.saveDigests([
    { key: key, seq: (feed?.seq ?? 0) - 1, digests: digests('old', 'old') },
  ]);
  if (feed) feed.hasDigest = true;
}

const instant = (gone: number): number => (gone === 0 ? 0 : second(gone).getTime());

/** The tables themselves. */
async function compareRows(room: Room, model: Model, run: number): Promise<void> {
  const range = [section(own(run, '')).key, section(own(run, '~')).key];
  const selectors = await room.raw(
    'SELECT key, seq, members, gone_at, digest_seq FROM selector WHERE key > ? AND key < ?',
    ...range,
  );
  const members = await room.raw(
    'SELECT selector, article_id, left_seq, gone_at, hash FROM membership WHERE selector > ? AND selector < ?',
    ...range,
  );
  const keyOf = (name: string): string => section(own(run, name)).key;
  const expected = [...model.feeds].map(([name, feed]) => ({
    key: keyOf(name),
    seq: feed.seq,
    members: [...feed.members.values()].filter(({ isIn }) => isIn).length,
    gone: feed.gone,
    hasDigest: feed.hasDigest,
  }));
  const found = selectors.map((row) => ({
    key: row['key'],
    seq: row['seq'],
    members: row['members'],
    gone: row['gone_at'],
    hasDigest: row['digest_seq'] === row['seq'],
  }));
  expect(sorted(found)).toEqual(sorted(expected));
  const rows = [...model.feeds].flatMap(([name, feed]) =>
    [...feed.members].map(([id, { isIn, shown, gone }]) => [
      keyOf(name),
      own(run, id),
      isIn,
      instant(gone),
      `${shown}`,
    ]),
  );
  const stored = members.map((row) => [
    row['selector'],
    row['article_id'],
    row['left_seq'] === 0,
    row['gone_at'],
    row['hash'],
  ]);
  expect(sorted(stored)).toEqual(sorted(rows));
}

/** What the port says of them. */
async function compareReads(room: Room, model: Model, run: number): Promise<void> {
  const counts = new Map(
    (await room.store.listSelectors()).map(({ selector, members }) => [selector.value, members]),
  );
  for (const [name, feed] of model.feeds) {
    const { key } = section(own(run, name));
    const inside = [...feed.members].filter(([, { isIn }]) => isIn);
    const lost = [...feed.members].filter(([, { gone }]) => gone > 0);
    const pairs = await listPairs(room.store, key, WINDOW);
    expect(sorted(pairs)).toEqual(
      sorted(inside.map(([id, { shown }]) => ({ id: own(run, id), shownHash: `${shown}` }))),
    );
    expect(counts.get(own(run, name)) ?? 0).toBe(inside.length);
    const tombstones = (await listTombstones(room.store, key, 100)).map(({ id, goneAt }) => [
      id,
      goneAt.getTime(),
    ]);
    expect(sorted(tombstones)).toEqual(
      sorted(lost.map(([id, { gone }]) => [own(run, id), instant(gone)])),
    );
    expect(await selectorState(room.store, key)).toMatchObject({
      seq: feed.seq,
      goneAt: feed.gone === 0 ? undefined : new Date(feed.gone),
      digest: feed.hasDigest ? 'l' : undefined,
      goneDigest: feed.hasDigest ? 'g' : undefined,
    });
  }
  for (const [id, { seq, version }] of model.articles) {
    expect(await room.store.readArticle(own(run, id))).toMatchObject({ seq, version });
  }
}

function sorted(values: readonly unknown[]): readonly string[] {
  return values.map((value) => JSON.stringify(value)).toSorted();
}
