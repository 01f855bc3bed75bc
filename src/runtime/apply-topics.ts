/**
 * Takes the topics of a folder over into a store and applies their rules to every stored story: what the
 * server does in the background, by a command that waits for it. Only for the holder of the lock.
 */

import { setImmediate } from 'node:timers/promises';
import { AppError } from '../model/errors.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import { reclassify, type WalkProgress } from '../publish/reclassify.ts';
import { installSite, loadSite, type SiteState } from '../publish/site-state.ts';
import type { Store } from '../store/store.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { loadSiteFrom, otherPublication } from './load-site.ts';

/** Stories between two looks at the emergency stop. */
const WALKED_AT_ONCE = 500;

export interface ApplyOptions {
  readonly folder: string;
  /** Wins over the one that the store's server has, which is kept otherwise. */
  readonly baseUrl: string | undefined;
  readonly now: () => Date;
  /** The step that is under way is finished; what is done is noted in the store. */
  readonly isStopping: () => boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Applied extends Pick<WalkProgress, 'done' | 'total' | 'changed' | 'isComplete'> {
  /** Stories were looked at; false when all of them followed the rules already. */
  readonly isNeeded: boolean;
}

/**
 * Fails when the folder has no usable configuration or belongs to another publication; a topic with a
 * fault keeps its last good form and is told. Throws `store-unavailable` for a store that no server has
 * filled yet, and `frozen` while the emergency stop stands.
 */
export async function applyTopics(store: Store, options: ApplyOptions): Promise<Result<Applied>> {
  const known = await loadSite(store);
  if (known === undefined || !(await store.isLoaded())) {
    throw new AppError('store-unavailable', 'no server has filled this store yet; start it once');
  }
  await assertNotFrozen(store);
  const loaded = loadSiteFrom(options.folder, {
    baseUrl: options.baseUrl ?? known.site.baseUrl,
    fallbackUrl: known.site.baseUrl,
    known: known.site,
  });
  if (!loaded.ok) return failure(loaded.problems);
  const stranger = otherPublication(known.site, loaded.value);
  if (stranger !== undefined) return failure([stranger]);
  const state = await installSite(store, loaded.value, options.now());
  return walkAll(store, state, { ...options, problems: loaded.problems });
}

async function walkAll(
  store: Store,
  state: SiteState,
  options: ApplyOptions & { readonly problems: readonly Problem[] },
): Promise<Result<Applied>> {
  const { now, isStopping, onProgress, problems } = options;
  if (!state.rulesChanged) {
    const total = await store.countArticles();
    return success({ done: total, total, changed: 0, isComplete: true, isNeeded: false }, problems);
  }
  for (;;) {
    await assertNotFrozen(store);
    const progress = await reclassify(store, state, {
      now,
      maxArticles: WALKED_AT_ONCE,
      isStopping,
      pause: async () => void (await setImmediate()),
      onProgress: ({ done, total }) => onProgress?.(done, total),
    });
    if (progress.isComplete || isStopping()) {
      const { done, total, changed, isComplete } = progress;
      return success({ done, total, changed, isComplete, isNeeded: true }, problems);
    }
  }
}

/** A story that enters a topic by a changed rule is new there. */
async function assertNotFrozen(store: Store): Promise<void> {
  const { freeze } = await store.signal();
  if (freeze === undefined) return;
  throw new AppError(
    'frozen',
    `the emergency stop stands since ${formatRfc3339(freeze.at)}; lift it with thaw, then run this again`,
  );
}
