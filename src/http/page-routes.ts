/** Plain pages for people: the list of feeds, a selector's page, an article's page. */

import {
  assembleEntry,
  type EntryOptions,
  selectorName,
  topicLanguages,
} from '../feeds/assemble.ts';
import { primarySubtag } from '../feeds/membership.ts';
import { noticeFor } from '../feeds/notices.ts';
import {
  articlePath,
  DIRECTORY_PATH,
  FEED_FILES,
  feedPath,
  MAIN,
  OPML_PATH,
  pagePath,
  parseArticleName,
  parseSelector,
  selectorKey,
  whyPath,
} from '../feeds/urls.ts';
import type { Selector } from '../model/feed.ts';
import type { TextPolicy } from '../model/publication.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import type { FeedReader } from '../publish/feed.ts';
import { goneAt } from '../publish/lifecycle.ts';
import type { RelatedTopics } from '../publish/related-topics.ts';
import { formatByFile } from '../render/formats.ts';
import type { StoredArticle } from '../store/store.ts';
import { renderArticlePage } from '../web/article-page.ts';
import { renderGonePage } from '../web/gone-page.ts';
import {
  type FeedGroup,
  type LanguageLink,
  renderIndexPage,
  type TopicLink,
} from '../web/index-page.ts';
import { renderNotFoundPage } from '../web/not-found-page.ts';
import type { AppDeps } from './deps.ts';
import { errorPage } from './error-page.ts';
import { KIND_TITLES } from './feed-kinds.ts';
import { HTML, PAGE_HEADERS } from './headers.ts';
import { redirect } from './redirect.ts';
import { type ListedFeed, listFeeds, pageCacheControl, respondWithText } from './site-routes.ts';

interface PageContext {
  readonly deps: AppDeps;
  readonly reader: FeedReader;
  readonly related: RelatedTopics;
}

/** Newest stories on a page that lists feeds. */
const LATEST = { hours: 0, atLeast: 20, atMost: 20 } as const;

export async function respondWithIndex(request: Request, context: PageContext): Promise<Response> {
  const { deps } = context;
  const { site } = deps.state();
  const cacheControl = await pageCacheControl(deps);
  const feeds = listFeeds(site, await deps.store.listSelectors());
  const page = { feeds, selector: MAIN, title: site.publication.title, cacheControl };
  return respondWithList(request, page, deps);
}

/** The page of a topic, section, place …: its feeds and its newest stories. */
export async function respondWithSelectorPage(
  request: Request,
  segments: Readonly<Record<string, string>>,
  context: PageContext,
): Promise<Response> {
  const { deps, reader, related } = context;
  const { site } = deps.state();
  const { folder = '', slug = '', language } = segments;
  const selector = parseSelector(
    { folder, slug, ...(language !== undefined && { language }) },
    site.topics,
  );
  const [file] = FEED_FILES;
  const cacheControl = await pageCacheControl(deps);
  const head = selector && (await reader.readHead({ selector, file, variant: 'live' }));
  if (selector === undefined || head === undefined) return pageNotFound(site);
  const { stored } = await deps.store.readFeed(selectorKey(selector));
  const name = selectorName(selector, stored?.label ?? '', site);
  const topic = site.topics.find(({ id }) => selector.kind === 'topic' && id === selector.value);
  const feed: ListedFeed = {
    selector,
    name,
    language: selector.language ?? site.publication.language,
    ...(topic && { description: topic.description }),
  };
  const languages = topic === undefined ? [] : languageLinks(topic, selector, site);
  const shared = topic === undefined ? [] : await related(topic.id);
  const links = { languages, related: topicLinks(shared, site) };
  const page = { feeds: [feed], selector, title: name, cacheControl, ...links };
  return respondWithList(request, page, deps);
}

function languageLinks(topic: Topic, selector: Selector, site: Site): readonly LanguageLink[] {
  return topicLanguages(topic)
    .filter((language) => language !== selector.language)
    .map((language) => {
      const other: Selector = { kind: 'topic', value: topic.id, language };
      return {
        language,
        name: selectorName(other, '', site),
        href: site.baseUrl + pagePath(other, site.topics),
      };
    });
}

/** A topic that is no more in force has no page. */
function topicLinks(
  related: readonly { readonly topicId: string }[],
  site: Site,
): readonly TopicLink[] {
  const known = new Set(site.topics.map(({ id }) => id));
  return related
    .filter(({ topicId }) => known.has(topicId))
    .map(({ topicId }) => {
      const selector: Selector = { kind: 'topic', value: topicId };
      const href = site.baseUrl + pagePath(selector, site.topics);
      return { name: selectorName(selector, '', site), href };
    });
}

interface ListPage {
  readonly feeds: readonly ListedFeed[];
  readonly selector: Selector;
  readonly title: string;
  readonly cacheControl: string;
  readonly languages?: readonly LanguageLink[];
  readonly related?: readonly TopicLink[];
}

async function respondWithList(request: Request, page: ListPage, deps: AppDeps): Promise<Response> {
  const { site, settings } = deps.state();
  const { window } = await deps.store.readFeed(selectorKey(page.selector), {
    window: LATEST,
    isWhole: true,
  });
  const latest = window.map(({ article }) => article());
  const text = renderIndexPage({
    publication: site.publication,
    baseUrl: site.baseUrl,
    title: page.title,
    pageUrl: site.baseUrl + pagePath(page.selector, site.topics),
    feedGroups: groupsOf(page.feeds, site),
    languages: page.languages ?? [],
    related: page.related ?? [],
    latest: latest
      .filter(({ state }) => state === 'public')
      .map((article) => assembleEntry(article, entryOptions('summary', site)))
      .map(({ title, url, publishedAt, language }) => ({
        title,
        href: url,
        publishedAt,
        language,
      })),
    opmlHref: OPML_PATH,
    directoryHref: DIRECTORY_PATH,
  });
  const changedAt = settings.get('publication')?.changedAt ?? new Date(0);
  const { cacheControl } = page;
  return respondWithText(
    request,
    { text, changedAt, contentType: HTML, cacheControl, headers: PAGE_HEADERS },
    deps,
  );
}

function groupsOf(feeds: readonly ListedFeed[], site: Site): readonly FeedGroup[] {
  return Object.entries(KIND_TITLES)
    .map(([kind, title]) => ({
      title,
      feeds: feeds
        .filter(({ selector }) => selector.kind === kind)
        .map(({ selector, name, description, language }) => ({
          title: name,
          language,
          links: feedLinks(selector, site),
          ...(description && { description }),
        })),
    }))
    .filter((group) => group.feeds.length > 0);
}

function feedLinks(selector: Selector, site: Site) {
  return FEED_FILES.flatMap((file) => {
    const format = formatByFile(file);
    if (format === undefined) return [];
    const { label, mediaType } = format;
    return [{ label, mediaType, href: site.baseUrl + feedPath(selector, file, site.topics) }];
  });
}

/** 200, 301 to the current path, 410 for a story that is gone, 404 for one that nobody may see. */
export async function respondWithArticlePage(
  request: Request,
  name: string,
  deps: AppDeps,
): Promise<Response> {
  const { site } = deps.state();
  const cacheControl = await pageCacheControl(deps);
  const short = parseArticleName(name);
  const found = short === undefined ? [] : await deps.store.readByShortId(short);
  const stored =
    found.find(({ article }) => articlePath(article) === `/articles/${name}`) ?? found[0];
  if (stored === undefined) return pageNotFound(site);
  const { state } = stored.article;
  switch (state) {
    case 'embargoed':
    case 'withheld':
      return pageNotFound(site);
    case 'withdrawn':
    case 'removed':
    case 'expired':
      // Taken back before readers had it: there is nothing to tell them.
      return goneAt(stored.article) === undefined
        ? pageNotFound(site)
        : gone(stored, site, cacheControl);
    case 'public':
      return articlePathIs(name, stored)
        ? respondWithArticle(request, { stored, cacheControl }, deps)
        : redirect(site.baseUrl + articlePath(stored.article), { status: 301, cacheControl });
    default:
      return state satisfies never;
  }
}

function articlePathIs(name: string, stored: StoredArticle): boolean {
  return articlePath(stored.article) === `/articles/${name}`;
}

function respondWithArticle(
  request: Request,
  { stored, cacheControl }: { readonly stored: StoredArticle; readonly cacheControl: string },
  deps: AppDeps,
): Promise<Response> {
  const { site } = deps.state();
  const { article, topicIds } = stored;
  // The page sets the dateline itself, as it does the correction notes.
  const { dateline: _dateline, ...undated } = article;
  const entry = assembleEntry(undated, entryOptions('full', site));
  const text = renderArticlePage({
    publication: site.publication,
    article: { ...article, media: entry.media },
    canonicalUrl: entry.url,
    bodyHtml: entry.contentHtml ?? '',
    alternates: feedLinks(MAIN, site).map(({ label, href, mediaType }) => ({
      type: mediaType,
      href,
      title: `${site.publication.title} (${label})`,
    })),
    topics: site.topics
      .filter(({ id }) => topicIds.includes(id))
      .map((topic) => ({ topic, selector: { kind: 'topic', value: topic.id } as const }))
      .map(({ selector }) => ({
        name: selectorName(selector, '', site),
        href: site.baseUrl + pagePath(selector, site.topics),
        ...(deps.why && { whyHref: site.baseUrl + whyPath(selector, article.id, site.topics) }),
      })),
  });
  return respondWithText(
    request,
    { text, changedAt: article.updatedAt, contentType: HTML, cacheControl, headers: PAGE_HEADERS },
    deps,
  );
}

/** Without correction notes: an article's page sets them beside the text. */
function entryOptions(text: TextPolicy, site: Site): EntryOptions {
  const { baseUrl, publication } = site;
  return { text, baseUrl, correctionNotes: 'none', timeZone: publication.timeZone };
}

/** The notice, and nothing of the story (decision log). An expired story says only that it is gone. */
function gone(stored: StoredArticle, site: Site, cacheControl: string): Response {
  const { article } = stored;
  const notice = noticeFor(primarySubtag(article.language));
  // Once the notice has ended, or the story was removed meanwhile, nothing more is told.
  const isTold = article.state === 'withdrawn';
  const note = article.withdrawal?.note ?? notice.text;
  const text = renderGonePage({
    publication: site.publication,
    baseUrl: site.baseUrl,
    ...(isTold && { note }),
  });
  return errorPage(text, 410, cacheControl);
}

export function pageNotFound(site: Site): Response {
  const { publication, baseUrl } = site;
  return errorPage(renderNotFoundPage({ publication, baseUrl }), 404, 'no-store');
}
