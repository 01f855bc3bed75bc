/**
 * Applies changed topic rules to every stored article, in steps that can be interrupted: where it has got
 * to is noted in the store. Touches only articles whose topics change, and so only feeds whose members do.
 */

import { AppError } from '../model/errors.ts';
import type { Walk } from '../store/progress.ts';
import type { Store, StoredArticle } from '../store/store.ts';
import { rewrite } from './due.ts';
import { noteRules, rulesFingerprint, type SiteState } from './site-state.ts';
import { topicIdsOf } from './write.ts';

/** Articles read at once, and between two pauses. */
const STEP = 50;
/** A step that meets somebody else's write is done again from what is stored then. */
const MAX_CONFLICTS = 5;

export interface WalkLimits {
  readonly now: () => Date;
  /** Most articles of this call; no limit when left out. */
  readonly maxArticles?: number;
  /** Lets what else waits go on between two steps. */
  readonly pause?: () => Promise<void>;
  /** Asked between two steps: what is done is noted, and the next call goes on from there. */
  readonly isStopping?: () => boolean;
  readonly onProgress?: (progress: WalkProgress) => void;
}

export interface WalkProgress extends Pick<Walk, 'done' | 'total' | 'changed'> {
  /** Every article is classified by the rules in force. */
  readonly isComplete: boolean;
}

/**
 * Goes on with the walk by the rules of `state`, or begins one; other rules than those that it was begun
 * for begin it anew. Only its end is noted as such, so that whoever starts next goes on.
 */
export async function reclassify(
  store: Store,
  state: SiteState,
  limits: WalkLimits,
): Promise<WalkProgress> {
  let walk = await currentWalk(store, state);
  let left = limits.maxArticles ?? Number.POSITIVE_INFINITY;
  while (left > 0 && limits.isStopping?.() !== true) {
    const articles = await store.listArticles(walk.afterId, Math.min(STEP, left));
    const last = articles.at(-1);
    if (last === undefined) return finish(store, state, { walk, limits });
    const changed = await applyStep(store, articles, { state, now: limits.now() });
    walk = {
      ...walk,
      afterId: last.id,
      done: walk.done + articles.length,
      changed: walk.changed + changed,
    };
    await store.saveWalk(walk);
    left -= articles.length;
    limits.onProgress?.({ ...walk, isComplete: false });
    await limits.pause?.();
  }
  return { ...walk, isComplete: false };
}

async function currentWalk(store: Store, state: SiteState): Promise<Walk> {
  const target = rulesFingerprint(state.site);
  const known = await store.readWalk();
  if (known?.target === target) return known;
  return { target, afterId: '', done: 0, total: await store.countArticles(), changed: 0 };
}

async function finish(
  store: Store,
  state: SiteState,
  { walk, limits }: { walk: Walk; limits: WalkLimits },
): Promise<WalkProgress> {
  await numberAll(store, limits);
  await noteRules(store, state, limits.now());
  await store.saveWalk(undefined);
  const progress = { ...walk, isComplete: true };
  limits.onProgress?.(progress);
  return progress;
}

/** Members at once: a hundred thousand articles have most of a million, which would hold requests up. */
const NUMBERED_AT_ONCE = 2_000;

/** Gives all members without a place theirs, by publication. */
export async function numberAll(
  store: Store,
  { now, pause }: Pick<WalkLimits, 'now' | 'pause'>,
): Promise<void> {
  while ((await store.numberMembers(NUMBERED_AT_ONCE, now())) > 0) await pause?.();
}

/** How many articles changed their topics. */
async function applyStep(
  store: Store,
  articles: readonly StoredArticle[],
  context: { readonly state: SiteState; readonly now: Date },
): Promise<number> {
  const { state, now } = context;
  let wanted = articles;
  for (let conflicts = 0; ; conflicts += 1) {
    const writes = wanted
      .filter((stored) => isMoved(stored, state))
      .map((one) => rewrite(one, state, { now, isBackfill: true }));
    if (writes.length === 0) return 0;
    try {
      await store.commit({ at: now, writes, files: [], forgottenFiles: [], isBackfill: true });
      return writes.length;
    } catch (error) {
      const isContention = error instanceof AppError && error.code === 'conflict';
      if (!isContention || conflicts >= MAX_CONFLICTS) throw error;
      wanted = await store.readArticles(articles.map(({ id }) => id));
    }
  }
}

/** The notice of a withdrawn story stays where it was announced. */
function isMoved({ article, topicIds }: StoredArticle, state: SiteState): boolean {
  if (article.state !== 'public') return false;
  const found = topicIdsOf(article, state);
  return JSON.stringify(found.toSorted()) !== JSON.stringify(topicIds.toSorted());
}
