/** Addresses that topics had: what a rename or a merger leaves behind, remembered for good. Pure. */

import type { Site } from '../model/site.ts';

/**
 * `site` with every slug and merger of `known`, the configuration in force until now. What nobody has any
 * more stays remembered: a topic that comes back finds its addresses, and so does who gave a slug away.
 */
export function withMovedTopics(site: Site, known: Site | undefined): Site {
  const moved = movedOf(site, known);
  const live = new Set(site.topics.map(({ id }) => id));
  const mergers = Object.entries({ ...known?.mergers, ...site.mergers }).filter(
    ([id]) => !live.has(id),
  );
  const { moved: _declared, mergers: _merged, ...rest } = site;
  return {
    ...rest,
    ...(moved.length > 0 && { moved: sorted(moved) }),
    ...(mergers.length > 0 && { mergers: sorted(mergers) }),
  };
}

type Entry = readonly [slug: string, ids: readonly string[]];

/** Who is named for a slug by a file comes first, then who had it first. */
function movedOf(site: Site, known: Site | undefined): readonly Entry[] {
  const declared = new Map(Object.entries(site.moved ?? {}));
  const remembered = new Map(Object.entries(known?.moved ?? {}));
  const slugOf = new Map(site.topics.map(({ id, slug }) => [id, slug]));
  for (const { id, slug } of known?.topics ?? []) {
    if (slugOf.get(id) !== slug) remembered.set(slug, [...(remembered.get(slug) ?? []), id]);
  }
  const slugs = [...new Set([...declared.keys(), ...remembered.keys()])];
  return slugs.map((slug) => {
    const owners = [...(declared.get(slug) ?? []), ...(remembered.get(slug) ?? [])];
    return [slug, [...new Set(owners)]] as const;
  });
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Stores of former times hold one topic for each slug. */
export type StoredMoved = Readonly<Record<string, string | readonly string[]>>;

export function readMoved(stored: StoredMoved): NonNullable<Site['moved']> {
  return Object.fromEntries(Object.entries(stored).map(([slug, ids]) => [slug, [ids].flat()]));
}
