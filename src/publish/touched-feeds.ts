/**
 * The same store, telling after each commit of this process which feeds it touched: what is kept of all the
 * others still holds, though the store as a whole has changed. For stores that tell their version.
 */

import type { Change, Store } from '../store/store.ts';

export interface Touched {
  /** Version of the store before the commit and after it. */
  readonly from: number;
  readonly to: number;
  /** Selectors in which a written article stands or ever stood. */
  readonly keys: readonly string[];
  /** Instant at which time alone changes anything in the store next. */
  readonly nextDueAt: Date | undefined;
}

/** `tell` is not called where it is not known what a commit touched: then nothing that is kept holds. */
export function withTouchedFeeds(store: Store, tell: (touched: Touched) => void): Store {
  return {
    ...store,
    commit: async (change) => {
      const from = store.version();
      await store.commit(change);
      const to = store.version();
      // Raised by more than the commit itself: somebody else changed the store, who knows where.
      if (from === undefined || to !== from + 1 || forgetsMembers(change)) return;
      const touched = await readTouched(store, change).catch(() => undefined);
      if (touched !== undefined) tell({ ...touched, from, to });
    },
  };
}

/** An erased story's memberships are gone. */
function forgetsMembers({ writes }: Change): boolean {
  return writes.some(({ isErased }) => isErased);
}

async function readTouched(
  store: Store,
  { writes }: Change,
): Promise<Pick<Touched, 'keys' | 'nextDueAt'>> {
  const ids = writes.map(({ article }) => article.id);
  const keys = ids.length === 0 ? [] : await store.everIn(ids);
  return { keys, nextDueAt: await store.nextDueAt() };
}
