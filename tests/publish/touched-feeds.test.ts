/** Which feeds a commit touched is told only when nobody else changed the store meanwhile. */

import { expect, test } from 'vitest';
import { type Touched, withTouchedFeeds } from '../../src/publish/touched-feeds.ts';
import type { Store } from '../../src/store/store.ts';
import { buildArticle } from '../helpers/build.ts';
import { openNewsroom } from '../helpers/newsroom.ts';

/** What is told of one commit, with the store's version read before and after it. */
async function toldOf(versions: readonly (number | undefined)[]): Promise<readonly Touched[]> {
  const told: Touched[] = [];
  const { store } = await openNewsroom();
  const waiting = [...versions];
  const fake: Store = { ...store, version: () => waiting.shift() };
  const change = { at: new Date(0), writes: [], files: [], forgottenFiles: [] };
  await withTouchedFeeds(fake, (touched) => told.push(touched)).commit(change);
  await store.close();
  return told;
}

test('a commit that nobody joined is told', async () => {
  expect(await toldOf([5, 6])).toEqual([{ from: 5, to: 6, keys: [], nextDueAt: undefined }]);
});

test.each([
  ['another process changed the store too', [5, 7]],
  ['nobody can tell, before', [undefined, 6]],
  ['nobody can tell, after', [5, undefined]],
])('nothing is told when %s', async (_what, versions) => {
  expect(await toldOf(versions)).toEqual([]);
});

test('a commit tells the feeds that a story is in and those that it leaves', async () => {
  const told: Touched[] = [];
  const story = buildArticle({ id: 'a', section: 'World' });
  const room = await openNewsroom([story], { onTouched: (touched) => told.push(touched) });
  await room.save({ ...story, section: 'Sport' });
  expect(told.at(-1)?.keys).toEqual(expect.arrayContaining(['section:world', 'section:sport']));
  await room.store.close();
});
