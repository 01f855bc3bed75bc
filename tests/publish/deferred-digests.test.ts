import { expect, test } from 'vitest';
import { withDeferredDigests } from '../../src/publish/deferred-digests.ts';
import type { SqlDriver } from '../../src/store/driver.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { buildArticle } from '../helpers/build.ts';
import { AT, based, change, digests, second, write } from '../store/contract/room.ts';

async function open() {
  const plain = await openSqlite(':memory:');
  let batches = 0;
  const driver: SqlDriver = {
    ...plain,
    batch: async (statements, options) => {
      batches += 1;
      return plain.batch(statements, options);
    },
  };
  const below = createStore(driver);
  await below.migrate();
  await below.markLoaded(AT);
  const works: (() => void)[] = [];
  const store = withDeferredDigests(below, (work) => works.push(work));
  const save = async (id: string, seconds: number): Promise<void> => {
    const writes = await based(below, [write(buildArticle({ id }), ['x', 'y'])]);
    await store.commit(change({ at: second(seconds), writes }));
  };
  await save('a', 0);
  const seqOf = async (key: string) => (await below.readFeed(key)).stored?.seq ?? 0;
  const remember = async (name: string, live: string, gone?: string): Promise<void> => {
    const key = `section:${name}`;
    const found = { ...digests(live, ''), gone };
    await store.saveDigests([{ key, seq: await seqOf(key), digests: found }]);
  };
  const digestOf = async (from: typeof store, name: string) =>
    (await from.readFeed(`section:${name}`)).stored;
  return { below, store, works, save, remember, digestOf, batches: () => batches };
}

test('digests are known at once, and saved together', async () => {
  const { below, store, works, remember, digestOf, batches } = await open();
  const before = batches();
  await remember('x', 'lx');
  await remember('y', 'ly');
  await remember('x', 'lx', 'gx');
  await remember('x', 'lx');
  expect(batches()).toBe(before);
  expect(await digestOf(store, 'x')).toMatchObject({ digest: 'lx', goneDigest: 'gx' });
  expect((await digestOf(below, 'x'))?.digest).toBeUndefined();
  expect(works).toHaveLength(1);
  works[0]?.();
  await expect.poll(async () => (await digestOf(below, 'x'))?.goneDigest).toBe('gx');
  expect((await digestOf(below, 'y'))?.digest).toBe('ly');
  expect(batches()).toBe(before + 1);
});

test('a change saves first, so that a delta can lead from the state that it overtakes', async () => {
  const { store, save, remember, digestOf } = await open();
  await remember('x', 'lx');
  await save('b', 1);
  expect((await digestOf(store, 'x'))?.digest).toBeUndefined();
  const { known } = await store.readFeed('section:x', { known: ['content of lx'] });
  expect(known).toHaveLength(1);
});

test('a changed configuration forgets what waits', async () => {
  const { below, store, works, remember, digestOf } = await open();
  await remember('x', 'lx');
  await store.saveSettings([{ key: 'publication', fingerprint: 'f', value: '{}' }], AT);
  expect((await digestOf(store, 'x'))?.digest).toBeUndefined();
  for (const work of works) work();
  await new Promise((done) => setTimeout(done, 5));
  expect((await digestOf(below, 'x'))?.digest).toBeUndefined();
});

test('a digest of an older number is not taken for that of a newer one', async () => {
  const { below, store, remember, digestOf } = await open();
  await remember('x', 'lx');
  const writes = await based(below, [write(buildArticle({ id: 'b' }), ['x'])]);
  await below.commit(change({ at: second(1), writes }));
  expect((await digestOf(store, 'x'))?.digest).toBeUndefined();
});
