/** Time as a change like any other: lifts embargoes, ends notices and expires what is due (decision log). */

import { AppError } from '../model/errors.ts';
import type { ArticleWrite, Store, StoredArticle } from '../store/store.ts';
import { auditOf } from './audit.ts';
import type { SiteState } from './site-state.ts';
import { articleWrite } from './write.ts';

/** Articles per atomic change; D1 bounds the size of a parameter. */
const BATCH = 50;
/** In a row without anything released: somebody else does the same work, or the stop was set. */
const MAX_CONFLICTS = 5;

/**
 * Applies all that is due at `now`; returns how many articles changed. A late call publishes late,
 * never early. While the emergency stop stands, embargoes stay; what is due to vanish still vanishes.
 */
export async function applyDue(store: Store, state: SiteState, now: Date): Promise<number> {
  let applied = 0;
  let conflicts = 0;
  for (;;) {
    const { freeze } = await store.signal();
    const due = await store.listDue(now, BATCH, freeze === undefined);
    if (due.length === 0) return applied;
    try {
      await commitDue(store, { due, state, now });
      applied += due.length;
      conflicts = 0;
    } catch (error) {
      // Several processes look at the clock; whoever is second finds the work done.
      conflicts += 1;
      const isContention = error instanceof AppError && error.code === 'conflict';
      if (!isContention || conflicts >= MAX_CONFLICTS) throw error;
    }
  }
}

async function commitDue(
  store: Store,
  work: { due: readonly StoredArticle[]; state: SiteState; now: Date },
): Promise<void> {
  const { due, state, now } = work;
  const writes = due.map((stored) => rewrite(stored, state, { now }));
  await store.commit({
    at: now,
    writes,
    files: [],
    forgottenFiles: [],
    audit: due.flatMap((stored, index) => auditOf('clock', stored.article, writes[index]?.article)),
    isStoppable: due.some(({ article }) => article.state === 'embargoed'),
  });
}

/** The stored article as it stands now, classified by the rules in force. */
export function rewrite(
  stored: StoredArticle,
  state: SiteState,
  context: { readonly now: Date; readonly isBackfill?: boolean },
): ArticleWrite {
  const { now, isBackfill = false } = context;
  return articleWrite(stored.article, { state, now, stored, isFirstLoad: isBackfill });
}
