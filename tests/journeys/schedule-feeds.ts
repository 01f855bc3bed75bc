/** What must hold inside a feed document, given the model and what the same observers read before. */

import type { Window } from '../../src/model/publication.ts';
import { digestsOf } from '../../src/publish/digests.ts';
import { listPairs, selectorState } from '../helpers/feed-reads.ts';
import { claim, claimSame } from './schedule-claims.ts';
import { readFeed } from './schedule-documents.ts';
import { nowOf, type World } from './schedule-run.ts';
import { SELECTORS } from './schedule-urls.ts';

export interface FeedMemory {
  /** By id. */
  readonly published: Map<string, string>;
  /** By id. */
  readonly updated: Map<string, string>;
  /** By path. */
  readonly feedUpdated: Map<string, string>;
}

interface FeedText {
  readonly key: string;
  readonly path: string;
  readonly text: string;
}

export function expectFeed(world: World, memory: FeedMemory, { key, path, text }: FeedText): void {
  const { model, isNarrow } = world;
  const feed = readFeed(path, text);
  const ids = feed.entries.map(({ id }) => id);
  claimSame(new Set(ids).size, ids.length, () => `${path}: an id twice`);
  const isTombstones = path.includes('/tombstones/');
  const members = model.members(key).filter(({ state }) => !isTombstones || state === 'public');
  const wanted = members.map(({ id }) => id).sort();
  if (isNarrow)
    claim(
      ids.every((id) => wanted.includes(id)),
      () => `${path} lists ${ids}`,
    );
  else claimSame([...ids].sort(), wanted, () => `ids in ${path}`);
  if (!isNarrow) expectTexts(members, path, text);
  const gone = isTombstones ? model.gone(key).map(({ id }) => id) : [];
  const tombstones = feed.tombstones.map(({ id }) => id).sort();
  claimSame(tombstones, gone.sort(), () => `tombstones in ${path}`);
  for (const entry of feed.entries) {
    const { id, published = '', updated = '' } = entry;
    const first = memory.published.get(id) ?? published;
    claimSame(published, first, () => `published of ${id} in ${path}`);
    claim(Date.parse(published) <= nowOf(world), () => `${id} is published ${published}`);
    const before = memory.updated.get(id) ?? '';
    claim(updated >= before, () => `updated of ${id} in ${path}: ${updated} after ${before}`);
    memory.published.set(id, published);
    memory.updated.set(id, updated);
  }
  // A story that comes in late with an old date may push the newest date out of a narrow window.
  if (feed.updated === undefined || isNarrow) return;
  const before = memory.feedUpdated.get(path) ?? '';
  const { updated } = feed;
  claim(updated >= before, () => `updated of ${path}: ${updated} after ${before}`);
  memory.feedUpdated.set(path, feed.updated);
}

function expectTexts(members: ReturnType<World['model']['members']>, path: string, text: string) {
  for (const { id, state, text: words, note } of members) {
    const word = state === 'public' ? words?.headline : note;
    if (word !== undefined)
      claim(text.includes(word), () => `${path} does not show ${word} of ${id}`);
  }
}

const EVERYTHING: Window = { hours: 10_000_000, atLeast: 10_000, atMost: 10_000 };

/** The rows of the selectors agree with their members. */
export async function expectRows({ room, model }: World): Promise<void> {
  if (room.database.fails) return;
  const { store } = room;
  const summaries = await store.listSelectors();
  for (const { key } of SELECTORS) {
    const state = await selectorState(store, key);
    const members = await listPairs(store, key, EVERYTHING);
    const summary = summaries.find(({ selector }) => keyOf(selector) === key);
    claimSame(summary?.members ?? 0, members.length, () => `count of members of ${key}`);
    const wanted = model.members(key).map(({ id }) => id);
    const found = members.map(({ id }) => id);
    claimSame(found.sort(), wanted.sort(), () => `members of ${key}`);
    if (state?.digest === undefined) continue;
    const pairs = await listPairs(store, key, room.state.site.publication.window);
    const { live } = digestsOf({ pairs, tombstones: [], front: undefined });
    claimSame(state.digest, live, () => `digest of ${key}`);
  }
  const due = await store.nextDueAt();
  const dueMs = due?.getTime() ?? Number.POSITIVE_INFINITY;
  claimSame(dueMs, model.nextDueAt(), () => 'next due time');
}

function keyOf({ kind, value, language }: { kind: string; value: string; language?: string }) {
  if (kind === 'main') return 'main';
  return [kind, value, ...(language ? [language] : [])].join(':');
}
