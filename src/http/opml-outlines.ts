/** Every feed as a tree: a folder for each kind, and below a topic its feeds in one language. */

import { selectorKey } from '../feeds/urls.ts';
import type { Outline } from '../render/opml.ts';
import { KIND_TITLES } from './feed-kinds.ts';
import type { ListedFeed } from './site-routes.ts';

/** The main feed stands alone at the top; kinds without a feed have no folder. */
export function nestedOutlines(
  feeds: readonly ListedFeed[],
  outlineOf: (feed: ListedFeed) => Outline,
): readonly Outline[] {
  const variants = new Map<string, ListedFeed[]>();
  for (const feed of feeds.filter(isVariant)) {
    const { kind, value } = feed.selector;
    const topic = selectorKey({ kind, value });
    variants.set(topic, [...(variants.get(topic) ?? []), feed]);
  }
  const withVariants = (feed: ListedFeed): Outline => {
    const children = (variants.get(selectorKey(feed.selector)) ?? []).map(outlineOf);
    return children.length === 0 ? outlineOf(feed) : { ...outlineOf(feed), children };
  };
  return Object.entries(KIND_TITLES).flatMap(([kind, text]) => {
    const children = feeds
      .filter((feed) => feed.selector.kind === kind && !isVariant(feed))
      .map(withVariants);
    if (kind === 'main') return children;
    return children.length === 0 ? [] : [{ text, children }];
  });
}

function isVariant({ selector }: ListedFeed): boolean {
  return selector.kind === 'topic' && selector.language !== undefined;
}
