/** Applies changed topic rules to every stored article. Touches only feeds whose members change. */

import { AppError } from '../model/errors.ts';
import type { Store, StoredArticle } from '../store/store.ts';
import { rewrite } from './due.ts';
import { noteRules, type SiteState } from './site-state.ts';

const BATCH = 100;
/** A step that meets somebody else's write is done again from what is stored then. */
const MAX_CONFLICTS = 5;

/**
 * Walks the whole store in bounded steps; returns how many articles were looked at. Only the end of the
 * walk is noted, so that one which was cut short begins anew.
 */
export async function reclassify(store: Store, state: SiteState, now: Date): Promise<number> {
  let seen = 0;
  let afterId = '';
  let conflicts = 0;
  for (;;) {
    const articles = await store.listArticles(afterId, BATCH);
    const last = articles.at(-1);
    if (last === undefined) break;
    try {
      await rewriteAll(store, { articles, state, now });
    } catch (error) {
      conflicts += 1;
      const isContention = error instanceof AppError && error.code === 'conflict';
      if (!isContention || conflicts >= MAX_CONFLICTS) throw error;
      continue;
    }
    conflicts = 0;
    seen += articles.length;
    afterId = last.id;
  }
  await noteRules(store, state, now);
  return seen;
}

async function rewriteAll(
  store: Store,
  step: { articles: readonly StoredArticle[]; state: SiteState; now: Date },
): Promise<void> {
  // The notice of a withdrawn story stays where it was announced.
  const writes = step.articles
    .filter(({ article }) => article.state === 'public')
    .map((stored) => rewrite(stored, step.state, step.now));
  if (writes.length === 0) return;
  await store.commit({ at: step.now, writes, files: [], forgottenFiles: [] });
}
