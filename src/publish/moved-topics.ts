/** Addresses that topics had: what a rename or a merger leaves behind, remembered for good. Pure. */

import type { Site } from '../model/site.ts';

/**
 * `site` with every slug that a topic of `known`, the configuration in force until now, had and has no
 * more. A slug that a topic has now leads to that topic alone.
 */
export function withMovedTopics(site: Site, known: Site | undefined): Site {
  const live = new Set(site.topics.map(({ id }) => id));
  const slugs = new Set(site.topics.map(({ slug }) => slug));
  const declared = site.moved ?? {};
  const slugOf = new Map(known?.topics.map(({ id, slug }) => [id, slug]));
  /** Where a topic that was known by `id` is now. */
  const successor = (id: string): string | undefined =>
    live.has(id) ? id : declared[slugOf.get(id) ?? ''];
  const remembered = [
    ...Object.entries(known?.moved ?? {}),
    ...(known?.topics ?? []).map(({ id, slug }) => [slug, id] as const),
  ].flatMap(([slug, id]) => {
    const now = successor(id);
    return now === undefined ? [] : [[slug, now] as const];
  });
  const all = [...remembered, ...Object.entries(declared)].filter(([slug]) => !slugs.has(slug));
  if (all.length === 0) return site;
  return { ...site, moved: Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
