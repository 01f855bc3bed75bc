/** Parts of what a store reads of a feed, one at a time. */

import type { Article } from '../../src/model/article.ts';
import type { Window } from '../../src/model/publication.ts';
import type { FeedMember } from '../../src/store/feed-parts.ts';
import type { Pair, SelectorState, Store, StoredTombstone } from '../../src/store/store.ts';

export interface WholeMember extends Pair {
  readonly article: Article;
}

export async function selectorState(store: Store, key: string): Promise<SelectorState | undefined> {
  return (await store.readFeed(key)).stored;
}

/** The live document's pairs, in its order. */
export async function listPairs(
  store: Store,
  key: string,
  window: Window,
): Promise<readonly Pair[]> {
  return (await store.readFeed(key, { window })).window.map(pairOf);
}

export async function listWindow(
  store: Store,
  key: string,
  window: Window,
): Promise<readonly WholeMember[]> {
  return (await store.readFeed(key, { window, isWhole: true })).window.map(wholeOf);
}

export async function listPlacedPairs(
  store: Store,
  key: string,
  first: number,
  last: number,
): Promise<readonly Pair[]> {
  return (await store.readFeed(key, { archive: { first, last } })).archive.map(pairOf);
}

export async function listPlaced(
  store: Store,
  key: string,
  first: number,
  last: number,
): Promise<readonly WholeMember[]> {
  const rows = await store.readFeed(key, { archive: { first, last }, isWhole: true });
  return rows.archive.map(wholeOf);
}

export async function listTombstones(
  store: Store,
  key: string,
  limit: number,
): Promise<readonly StoredTombstone[]> {
  return (await store.readFeed(key, { tombstones: limit })).tombstones;
}

function pairOf({ id, shownHash }: FeedMember): Pair {
  return { id, shownHash };
}

function wholeOf({ id, shownHash, article }: FeedMember): WholeMember {
  return { id, shownHash, article: article() };
}
