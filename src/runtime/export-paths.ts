/** Every path that an export holds, as the store and the configuration tell it. */

import { topicLanguages } from '../feeds/assemble.ts';
import {
  archivePath,
  articlePath,
  DIRECTORY_PATH,
  FEED_FILES,
  feedPath,
  MEDIA_PREFIX,
  NEWS_SITEMAP_PATH,
  newsSitemapPath,
  OPML_PATH,
  pagePath,
  ROBOTS_PATH,
  SELECTOR_KINDS,
  SITEMAP_PATH,
  selectorKey,
  sitemapPath,
  tombstonesPath,
  topicsPath,
} from '../feeds/urls.ts';
import { listFeeds } from '../http/site-routes.ts';
import type { Selector } from '../model/feed.ts';
import type { Site } from '../model/site.ts';
import { mediaPaths } from '../publish/write.ts';
import type { Store } from '../store/store.ts';

/** Articles that are read at once. */
const PAGE_SIZE = 500;

/** Of the whole site, and for each kind of feed, as pages link to them. */
export const SITE_PATHS: readonly string[] = [
  OPML_PATH,
  ...SELECTOR_KINDS.map((kind) => `${OPML_PATH}?kind=${kind}`),
  SITEMAP_PATH,
  sitemapPath('pages'),
  NEWS_SITEMAP_PATH,
  ROBOTS_PATH,
];

/** Lists that name their next page. */
export const PAGED_PATHS: readonly string[] = [
  DIRECTORY_PATH,
  ...SELECTOR_KINDS.map((kind) => `${DIRECTORY_PATH}?kind=${kind}`),
];

/** Lists in parts, numbered from 1: how many there are is known once the first missing one was asked for. */
export const NUMBERED_PATHS: readonly ((number: number) => string)[] = [
  topicsPath,
  sitemapPath,
  newsSitemapPath,
];

/** Every feed there is, also of topics in languages that no story has come in yet. */
export async function listSelectors(store: Store, site: Site): Promise<readonly Selector[]> {
  const listed = listFeeds(site, await store.listSelectors()).map(({ selector }) => selector);
  const known = new Set(listed.map(selectorKey));
  const further = site.topics.flatMap((topic) =>
    topicLanguages(topic)
      .map((language): Selector => ({ kind: 'topic', value: topic.id, language }))
      .filter((selector) => !known.has(selectorKey(selector))),
  );
  return [...listed, ...further];
}

/** The page of a feed and its documents; archives by their number. */
export async function pathsOfFeed(
  selector: Selector,
  store: Store,
  { topics }: Site,
): Promise<readonly string[]> {
  const { stored } = await store.readFeed(selectorKey(selector));
  const closed = stored?.archives ?? 0;
  // The newest archive names the one behind it, which is not full yet.
  const archives = closed === 0 ? 0 : closed + 1;
  const numbers = Array.from({ length: archives }, (_, index) => index + 1);
  return [
    ...numbers.flatMap((number) =>
      FEED_FILES.map((file) => archivePath({ selector, file, number }, topics)),
    ),
    ...FEED_FILES.map((file) => feedPath(selector, file, topics)),
    tombstonesPath(selector, topics),
    pagePath(selector, topics),
  ];
}

/** A story's page, and the files of ours that it shows. Nothing is told of what is held back. */
export interface StoryPaths {
  readonly page: string;
  readonly media: readonly string[];
}

/** Every story that readers have or had, some at a time. */
export async function* listStories(store: Store): AsyncGenerator<readonly StoryPaths[]> {
  let after = '';
  for (;;) {
    const stories = await store.listArticles(after, PAGE_SIZE);
    yield stories
      .filter(({ article }) => article.state !== 'embargoed' && article.state !== 'withheld')
      .map(({ article }) => ({
        page: articlePath(article),
        media:
          article.state === 'public' ? mediaPaths(article).map((path) => MEDIA_PREFIX + path) : [],
      }));
    const last = stories.at(-1);
    if (last === undefined || stories.length < PAGE_SIZE) return;
    after = last.id;
  }
}
