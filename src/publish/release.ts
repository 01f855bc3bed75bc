/** Time as a change like any other: lifts embargoes, ends notices and expires what is due (decision log). */

import type { Store, StoredArticle } from '../store/store.ts';
import type { SiteState } from './site-state.ts';
import { articleWrite } from './write.ts';

/** Articles per atomic change; D1 bounds the size of a parameter. */
const BATCH = 50;

/** Applies all that is due at `now`; returns how many articles changed. A late call publishes late, never early. */
export async function releaseDue(store: Store, state: SiteState, now: Date): Promise<number> {
  let released = 0;
  for (;;) {
    const due = await store.listDue(now, BATCH);
    if (due.length === 0) return released;
    await store.commit({
      at: now,
      writes: due.map((stored) => rewrite(stored, state, now)),
      files: [],
      forgottenFiles: [],
    });
    released += due.length;
  }
}

/** The stored article as it stands now, classified by the rules in force. */
export function rewrite(
  stored: StoredArticle,
  state: SiteState,
  now: Date,
): ReturnType<typeof articleWrite> {
  return articleWrite(stored.article, { state, now, stored: stored.article, isFirstLoad: false });
}
