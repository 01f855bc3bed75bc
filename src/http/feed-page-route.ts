/** The page of a topic, section, place …: how much comes, its feeds, what is akin to it, its newest stories. */

import { selectorName, topicLanguages } from '../feeds/assemble.ts';
import { broaderTopics, narrowerTopics } from '../feeds/topic-tree.ts';
import {
  DIRECTORY_PATH,
  FEED_FILES,
  OPML_PATH,
  pagePath,
  parseSelector,
  selectorKey,
} from '../feeds/urls.ts';
import type { Selector } from '../model/feed.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import type { FeedReader } from '../publish/feed.ts';
import type { RelatedTopics } from '../publish/related-topics.ts';
import { liveSite } from '../publish/topic-life.ts';
import type { LanguageLink, ListedFeed } from '../web/feed-item.ts';
import { renderFeedPage, type TopicLink } from '../web/feed-page.ts';
import type { AppDeps } from './deps.ts';
import { type Figures, figuresOf, latestStory, readFigures } from './feed-figures.ts';
import { feedLinks, HTML, PAGE_HEADERS, pageNotFound } from './page-parts.ts';
import { pageCacheControl, respondWithText } from './site-routes.ts';

interface PageContext {
  readonly deps: AppDeps;
  readonly reader: FeedReader;
  readonly related: RelatedTopics;
}

/** Newest stories on a page. */
export const LATEST = { hours: 0, atLeast: 20, atMost: 20 } as const;

/** 200, 304, or 404 for what nothing is filed under. */
export async function respondWithFeedPage(
  request: Request,
  segments: Readonly<Record<string, string>>,
  context: PageContext,
): Promise<Response> {
  const { deps, reader } = context;
  const { site, settings } = deps.state();
  const { folder = '', slug = '', language } = segments;
  const selector = parseSelector(
    { folder, slug, ...(language !== undefined && { language }) },
    site.topics,
  );
  const [file] = FEED_FILES;
  const cacheControl = await pageCacheControl(deps);
  const head = selector && (await reader.readHead({ selector, file, variant: 'live' }));
  if (selector === undefined || head === undefined) return pageNotFound(site);
  const text = await pageText(selector, context);
  const changedAt = settings.get('publication')?.changedAt ?? new Date(0);
  const reply = { text, changedAt, contentType: HTML, cacheControl, headers: PAGE_HEADERS };
  return respondWithText(request, reply, deps);
}

async function pageText(selector: Selector, { deps, related }: PageContext): Promise<string> {
  const { store } = deps;
  const now = deps.now();
  const site = liveSite(deps.state(), now);
  const topic = site.topics.find(({ id }) => selector.kind === 'topic' && id === selector.value);
  const figures = await readFigures([selector], now, store);
  const { stored, window } = await store.readFeed(selectorKey(selector), {
    window: LATEST,
    isWhole: true,
  });
  const latest = window.map(({ article }) => article());
  return renderFeedPage({
    publication: site.publication,
    baseUrl: site.baseUrl,
    pageUrl: site.baseUrl + pagePath(selector, site.topics),
    feed: feedOf(selector, { label: stored?.label ?? '', topic, figures, site }),
    languages: topic === undefined ? [] : languageLinks(topic, selector, { figures, site }),
    broader: topic === undefined ? [] : topicLinks(broaderTopics(topic, site.topics), site),
    narrower: topic === undefined ? [] : topicLinks(narrowerTopics(topic, site.topics), site),
    related: topic === undefined ? [] : topicLinks(await relatedOf(topic, related, site), site),
    latest: latest
      .filter(({ state }) => state === 'public')
      .map((article) => latestStory(article, site)),
    opmlHref: OPML_PATH,
    directoryHref: DIRECTORY_PATH,
  });
}

function feedOf(
  selector: Selector,
  known: {
    readonly label: string;
    readonly topic: Topic | undefined;
    readonly figures: Figures;
    readonly site: Site;
  },
): ListedFeed {
  const { label, topic, figures, site } = known;
  return {
    title: selectorName(selector, label, site),
    language: selector.language ?? site.publication.language,
    links: feedLinks(selector, site),
    figures: {
      ...figuresOf(selector, figures, site),
      ...(topic?.retired !== undefined && { retired: topic.retired }),
    },
    ...(topic && { description: topic.description }),
  };
}

/** A topic that is no more in force has no page. */
async function relatedOf(
  topic: Topic,
  related: RelatedTopics,
  { topics }: Site,
): Promise<readonly Topic[]> {
  const shared = await related(topic.id);
  return shared.flatMap(({ topicId }) => topics.find(({ id }) => id === topicId) ?? []);
}

/** Those that it has a name in, and those that it has a story in. */
function languageLinks(
  topic: Topic,
  selector: Selector,
  { figures, site }: { readonly figures: Figures; readonly site: Site },
): readonly LanguageLink[] {
  const used = [...figures.activity.values()].flatMap((one) => one.selector.language ?? []);
  const named = topicLanguages(topic);
  const languages = [...new Set([...named, ...used])].filter((one) => one !== selector.language);
  return languages.toSorted().map((language) => {
    const other: Selector = { kind: 'topic', value: topic.id, language };
    return {
      language,
      name: selectorName(other, '', site),
      href: site.baseUrl + pagePath(other, site.topics),
    };
  });
}

function topicLinks(topics: readonly Topic[], site: Site): readonly TopicLink[] {
  return topics.map((topic) => {
    const selector: Selector = { kind: 'topic', value: topic.id };
    return {
      name: selectorName(selector, '', site),
      href: site.baseUrl + pagePath(selector, site.topics),
    };
  });
}
