/** Topics as lists for people show them: with their figures and languages, narrower ones below broader ones. */

import { selectorName, topicLanguages } from '../feeds/assemble.ts';
import type { TopicPlace } from '../feeds/topic-tree.ts';
import { pagePath } from '../feeds/urls.ts';
import type { Selector } from '../model/feed.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import type { ServingStore } from '../store/serving-store.ts';
import type { ListedFeed } from '../web/feed-item.ts';
import { type Figures, figuresOf, readFigures } from './feed-figures.ts';
import { feedLinks } from './page-parts.ts';

/** In the publication's own language where the topic has a name in it. */
export function topicName(topic: Topic, site: Site): string {
  return selectorName({ kind: 'topic', value: topic.id }, '', ownSite(topic, site));
}

/** Of places that follow one another; a broader topic of a former page is named above those of this one. */
export async function topicItems(
  places: readonly TopicPlace[],
  { site, now, store }: { readonly site: Site; readonly now: Date; readonly store: ServingStore },
): Promise<readonly ListedFeed[]> {
  const selectors = places.map(({ topic }): Selector => ({ kind: 'topic', value: topic.id }));
  const figures = await readFigures(selectors, now, store);
  const languages = languagesIn(figures);
  const top: Item[] = [];
  const items = new Map<string, Item>();
  const put = (topic: Topic, path: readonly Topic[], feed: ListedFeed): Item => {
    const above = path.at(-1);
    const item = { feed, children: [] };
    items.set(topic.id, item);
    if (above === undefined) top.push(item);
    else
      (items.get(above.id) ?? put(above, path.slice(0, -1), nameOnly(above, site))).children.push(
        item,
      );
    return item;
  };
  for (const { topic, path } of places) {
    const used = languages.get(topic.id) ?? [];
    put(topic, path, fullItem(topic, used, { figures, site }));
  }
  return top.map(listedFeed);
}

interface Item {
  readonly feed: ListedFeed;
  readonly children: Item[];
}

function listedFeed({ feed, children }: Item): ListedFeed {
  return children.length === 0 ? feed : { ...feed, children: children.map(listedFeed) };
}

/** Topic -> languages that it has a story in. */
function languagesIn({ activity }: Figures): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { selector } of activity.values()) {
    if (selector.kind !== 'topic' || selector.language === undefined) continue;
    found.set(selector.value, [...(found.get(selector.value) ?? []), selector.language]);
  }
  return found;
}

function nameOnly(topic: Topic, site: Site): ListedFeed {
  const own = ownSite(topic, site);
  const selector: Selector = { kind: 'topic', value: topic.id };
  return {
    title: selectorName(selector, '', own),
    language: site.publication.language,
    href: site.baseUrl + pagePath(selector, own.topics),
    links: [],
  };
}

function fullItem(
  topic: Topic,
  used: readonly string[],
  { figures, site }: { readonly figures: Figures; readonly site: Site },
): ListedFeed {
  const selector: Selector = { kind: 'topic', value: topic.id };
  const own = ownSite(topic, site);
  const languages = [...new Set([...topicLanguages(topic), ...used])].toSorted();
  return {
    ...nameOnly(topic, site),
    links: feedLinks(selector, own),
    figures: {
      ...figuresOf(selector, figures, site),
      ...(topic.retired !== undefined && { retired: topic.retired }),
    },
    languages: languages.map((language) => ({
      language,
      name: selectorName({ kind: 'language', value: language }, '', own),
      href: site.baseUrl + pagePath({ ...selector, language }, own.topics),
    })),
    ...(topic.description !== '' && { description: topic.description }),
  };
}

/** Names and paths look their topic up among all; of ten thousand that adds up. */
function ownSite(topic: Topic, site: Site): Site {
  return { ...site, topics: [topic] };
}
