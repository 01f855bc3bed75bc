/**
 * The same store, with digests saved together a moment after they were found: each save waits for the disk,
 * and a change that enters ten feeds would have ten readers wait one after the other. Until then they are
 * known here. For one process over a store of its own disk; elsewhere a save costs nobody else any time.
 */

import type { FeedRows, SavedDigests } from '../store/feed-parts.ts';
import type { DigestSave, Store } from '../store/store.ts';

/** `later` runs the work soon, once for each call. */
export function withDeferredDigests(store: Store, later: (work: () => void) => void): Store {
  const pending = new Map<string, DigestSave>();
  let isPlanned = false;

  const flush = async (): Promise<void> => {
    const saves = [...pending.values()];
    if (saves.length === 0) return;
    // Only a saving for later: whoever reads next finds the digests again.
    await store.saveDigests(saves).catch(() => {});
    for (const save of saves) if (pending.get(save.key) === save) pending.delete(save.key);
  };

  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    later(() => {
      isPlanned = false;
      void flush();
    });
  };

  /** What is changed here makes other documents of the same members. */
  const forgetting = async <T>(change: () => Promise<T>): Promise<T> => {
    pending.clear();
    try {
      return await change();
    } finally {
      pending.clear();
    }
  };

  return {
    ...store,
    readFeed: async (key, parts) => withDigests(await store.readFeed(key, parts), pending.get(key)),
    saveDigests: async (saves) => {
      for (const save of saves) pending.set(save.key, joined(pending.get(save.key), save));
      plan();
    },
    // The states that readers were given become known ones by the change that overtakes them.
    commit: async (change) => {
      await flush();
      await store.commit(change);
    },
    saveSettings: (settings, now) => forgetting(() => store.saveSettings(settings, now)),
    markLoaded: (at) => forgetting(() => store.markLoaded(at)),
    numberMembers: async (limit, at) => {
      await flush();
      return forgetting(() => store.numberMembers(limit, at));
    },
  };
}

function withDigests(rows: FeedRows, known: DigestSave | undefined): FeedRows {
  const { stored } = rows;
  if (stored === undefined || known === undefined || stored.seq !== known.seq) return rows;
  const { live, gone } = known.digests;
  const digests = { digest: stored.digest ?? live, goneDigest: stored.goneDigest ?? gone };
  return { ...rows, stored: { ...stored, ...digests } };
}

/** Tombstones are looked at by few: what an earlier save knew of them holds. */
function joined(before: DigestSave | undefined, save: DigestSave): DigestSave {
  if (before === undefined || before.seq !== save.seq) return save;
  const digests: SavedDigests = { ...save.digests, gone: save.digests.gone ?? before.digests.gone };
  return { ...save, digests };
}
