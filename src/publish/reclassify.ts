/** Applies changed topic rules to every stored article. Touches only feeds whose members change. */

import type { Store } from '../store/store.ts';
import { rewrite } from './release.ts';
import type { SiteState } from './site-state.ts';

const BATCH = 100;

/** Walks the whole store in bounded steps; returns how many articles were looked at. */
export async function reclassify(store: Store, state: SiteState, now: Date): Promise<number> {
  let seen = 0;
  let afterId = '';
  for (;;) {
    const articles = await store.listArticles(afterId, BATCH);
    const last = articles.at(-1);
    if (last === undefined) return seen;
    // The notice of a withdrawn story has no text to classify: it stays where it was announced.
    const writes = articles
      .filter(({ article }) => article.state === 'public')
      .map((stored) => rewrite(stored, state, now));
    if (writes.length > 0) await store.commit({ at: now, writes, files: [], forgottenFiles: [] });
    seen += articles.length;
    afterId = last.id;
  }
}
