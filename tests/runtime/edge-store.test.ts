/** A worker's store over D1 with a read replica that is behind: what is too old is read from the primary. */

import { expect, test } from 'vitest';
import { createEdgeStore, MAX_REPLICA_AGE_MS } from '../../src/runtime/edge-store.ts';
import type { D1Binding } from '../../src/store/d1.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { buildArticle } from '../helpers/build.ts';
import { d1Over } from '../helpers/d1-over.ts';
import { change, section, write } from '../store/contract/room.ts';

const START = new Date('2026-01-01T12:00:00Z');
const later = (ms: number): Date => new Date(START.getTime() + ms);

/** Two databases with the same rows: what is written to the primary, the replica has not heard of yet. */
async function openPair() {
  const [primary, replica] = [await openSqlite(':memory:'), await openSqlite(':memory:')];
  const sessions: string[] = [];
  for (const driver of [primary, replica]) {
    const store = createStore(driver);
    await store.migrate();
    await store.commit(change({ at: START, writes: [write(buildArticle({ id: 'a' }), ['x'])] }));
    await store.saveBeat(START);
  }
  const binding: D1Binding = {
    ...d1Over(() => primary),
    withSession: (start) => {
      sessions.push(start);
      return d1Over(() => (start === 'first-primary' ? primary : replica));
    },
  };
  return { primary: createStore(primary), binding, sessions };
}

const titles = async (store: ReturnType<typeof createEdgeStore>): Promise<readonly string[]> => {
  const { window } = await store.readFeed('section:x', {
    window: { hours: 48, atLeast: 20, atMost: 100 },
  });
  return window.map(({ id }) => id);
};

test('a replica is read while it is young, and the primary once it is too old', async () => {
  const { primary, binding, sessions } = await openPair();
  let now = START;
  const store = createEdgeStore(binding, { now: () => now, useReplicas: true });
  expect(await titles(store)).toEqual(['a']);
  const removed = buildArticle({ id: 'a', state: 'removed' });
  const [stored] = await primary.readArticles(['a']);
  const writes = [{ ...write(removed, []), baseVersion: stored?.version ?? 0, goneAt: now }];
  await primary.commit(change({ at: now, writes }));
  await primary.saveBeat(later(MAX_REPLICA_AGE_MS));
  now = later(MAX_REPLICA_AGE_MS);
  expect(await titles(store)).toEqual(['a']);
  now = later(MAX_REPLICA_AGE_MS + 1);
  expect(await titles(store)).toEqual([]);
  expect(sessions).toEqual(['first-unconstrained']);
  // After a while replicas are tried again, by a session that begins at the primary.
  now = later(MAX_REPLICA_AGE_MS + 61_000);
  expect(await titles(store)).toEqual([]);
  expect(sessions).toEqual(['first-unconstrained', 'first-primary']);
});

test('without replicas the database is asked itself', async () => {
  const { primary, binding, sessions } = await openPair();
  const store = createEdgeStore(binding, { now: () => START, useReplicas: false });
  await primary.commit(change({ at: START, writes: [write(buildArticle({ id: 'b' }), ['x'])] }));
  expect((await titles(store)).toSorted()).toEqual(['a', 'b']);
  expect(sessions).toEqual([]);
});

test('a store whose clock nobody tells is read from the primary, by one statement a request', async () => {
  const { primary, binding, sessions } = await openPair();
  await primary.commit(change({ at: START, writes: [write(buildArticle({ id: 'b' }), ['x'])] }));
  const now = later(86_400_000);
  const store = createEdgeStore(binding, { now: () => now, useReplicas: true });
  expect((await titles(store)).toSorted()).toEqual(['a', 'b']);
  expect((await titles(store)).toSorted()).toEqual(['a', 'b']);
  expect(sessions).toEqual(['first-unconstrained']);
});

test('what the configuration is, and when the store answered, is known from any feed', async () => {
  const { primary, binding } = await openPair();
  const store = createEdgeStore(binding, { now: () => START, useReplicas: false });
  expect([store.settingsSeq(), store.answeredAt()]).toEqual([undefined, undefined]);
  await store.readFeed('main');
  expect([store.settingsSeq(), store.answeredAt()]).toEqual([0, START]);
  await primary.saveSettings([{ key: 'publication', fingerprint: 'f', value: '{}' }], START);
  await store.selectorStates([section('x').key]);
  expect(store.settingsSeq()).toBe(1);
});
