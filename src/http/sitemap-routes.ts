/** What crawlers are given: sitemaps of pages and articles, and Google's news sitemap. */

import {
  MAX_SITEMAP_URLS,
  NEWS_SITEMAP_SIZE,
  newsStories,
  SITEMAP_SIZE,
  sitemapUrls,
} from '../feeds/sitemap.ts';
import {
  MAIN,
  NEWS_SITEMAP_PATH,
  newsSitemapPath,
  pagePath,
  parseSitemapFile,
  SELECTOR_KINDS,
  SITEMAP_PATH,
  selectorKey,
  sitemapPath,
} from '../feeds/urls.ts';
import type { Article } from '../model/article.ts';
import type { NewsStory } from '../model/sitemap.ts';
import {
  renderNewsSitemap,
  renderSitemap,
  renderSitemapIndex,
  SITEMAP_TYPE,
} from '../render/sitemap.ts';
import type { ListKey } from '../store/store.ts';
import { FIGURES_STEP_MS } from './feed-figures.ts';
import { problemResponse } from './problem.ts';
import {
  type Moment,
  type Refusal,
  respondWithSiteDocument,
  type SiteContext,
} from './site-document.ts';
import { listFeeds } from './site-routes.ts';

/** Google takes stories of the last two days alone. */
const NEWS_MS = 2 * 86_400_000;
const NEWS_STEP_MS = 60_000;
/** Ten thousand a day: more than any newsroom writes, and a bound for what is held in memory. */
const MAX_NEWS_STORIES = 20_000;
/** Stories that are read at once. */
const NEWS_PAGE = 500;

const NOT_FOUND: Refusal = { refusal: 'not-found' };

/** `/sitemap.xml`: the index of all others but the news. */
export function respondWithSitemapIndex(request: Request, context: SiteContext): Promise<Response> {
  const make = async ({ places, siteState }: Moment): Promise<string> => {
    const files = Math.min(Math.ceil(places / SITEMAP_SIZE), MAX_SITEMAP_URLS - 1);
    const parts = ['pages' as const, ...Array.from({ length: files }, (_, index) => index + 1)];
    return renderSitemapIndex(parts.map((part) => siteState.site.baseUrl + sitemapPath(part)));
  };
  const document = { path: SITEMAP_PATH, contentType: SITEMAP_TYPE, make };
  return respondWithSiteDocument(request, document, context);
}

/** `/sitemaps/pages.xml` and `/sitemaps/<n>.xml`; 404 for a number that no place has reached. */
export async function respondWithSitemap(
  request: Request,
  file: string,
  context: SiteContext,
): Promise<Response> {
  const part = file === 'pages.xml' ? 'pages' : parseSitemapFile(file);
  if (part === undefined) return problemResponse('not-found');
  const make = (moment: Moment): Promise<string | Refusal> =>
    part === 'pages' ? pagesSitemap(moment, context) : articleSitemap(part, moment, context);
  const document = {
    path: sitemapPath(part),
    contentType: SITEMAP_TYPE,
    // A topic that was retired is gone one day, by the clock alone.
    ...(part === 'pages' && { stepMs: FIGURES_STEP_MS }),
    make,
  };
  return respondWithSiteDocument(request, document, context);
}

async function pagesSitemap({ siteState }: Moment, { deps }: SiteContext): Promise<string> {
  const { site } = siteState;
  const found = await deps.store.listActivity({
    kinds: SELECTOR_KINDS,
    after: '',
    limit: MAX_SITEMAP_URLS,
  });
  const changes = new Map(found.map((one) => [selectorKey(one.selector), one.changedAt]));
  const urls = listFeeds(site, found).map(({ selector, topics }) => {
    const changedAt = changes.get(selectorKey(selector));
    return {
      loc: site.baseUrl + pagePath(selector, topics),
      ...(changedAt !== undefined && { changedAt }),
    };
  });
  return renderSitemap(urls.slice(0, MAX_SITEMAP_URLS));
}

async function articleSitemap(
  number: number,
  { siteState, places }: Moment,
  { deps }: SiteContext,
): Promise<string | Refusal> {
  const first = (number - 1) * SITEMAP_SIZE + 1;
  if (first > places) return NOT_FOUND;
  const last = number * SITEMAP_SIZE;
  const { archive: placed } = await deps.store.readFeed(selectorKey(MAIN), {
    archive: { first, last },
    isWhole: true,
  });
  return renderSitemap(
    sitemapUrls(
      placed.map(({ article }) => article()),
      siteState.site,
    ),
  );
}

/** `/news-sitemap.xml`: the stories themselves, or the index of their files when one cannot hold them. */
export function respondWithNewsSitemap(request: Request, context: SiteContext): Promise<Response> {
  const make = async (moment: Moment): Promise<string> => {
    const { baseUrl, publication } = moment.siteState.site;
    const stories = await readNews(moment, context);
    if (stories.length <= NEWS_SITEMAP_SIZE) return renderNewsSitemap(stories, publication.title);
    const files = Math.ceil(stories.length / NEWS_SITEMAP_SIZE);
    const locs = Array.from({ length: files }, (_, index) => baseUrl + newsSitemapPath(index + 1));
    return renderSitemapIndex(locs);
  };
  return respondWithNews(request, { path: NEWS_SITEMAP_PATH, make }, context);
}

/** `/news-sitemap/<n>.xml`. The first one is always there, for who still has an index that named it. */
export async function respondWithNewsSitemapPart(
  request: Request,
  file: string,
  context: SiteContext,
): Promise<Response> {
  const number = parseSitemapFile(file);
  if (number === undefined) return problemResponse('not-found');
  const make = async (moment: Moment): Promise<string | Refusal> => {
    const first = (number - 1) * NEWS_SITEMAP_SIZE;
    const stories = await readNews(moment, context);
    if (number > 1 && first >= stories.length) return NOT_FOUND;
    const { title } = moment.siteState.site.publication;
    return renderNewsSitemap(stories.slice(first, first + NEWS_SITEMAP_SIZE), title);
  };
  return respondWithNews(request, { path: newsSitemapPath(number), make }, context);
}

function respondWithNews(
  request: Request,
  document: { readonly path: string; readonly make: (moment: Moment) => Promise<string | Refusal> },
  context: SiteContext,
): Promise<Response> {
  const parts = { contentType: SITEMAP_TYPE, stepMs: NEWS_STEP_MS };
  return respondWithSiteDocument(request, { ...document, ...parts }, context);
}

/** Newest first; listed once for all files of one state. */
function readNews(moment: Moment, { deps, news }: SiteContext): Promise<readonly NewsStory[]> {
  const { state, now, siteState } = moment;
  return news.read({ key: NEWS_SITEMAP_PATH, state }, async () => {
    const publishedFrom = new Date(now.getTime() - NEWS_MS);
    const stories: NewsStory[] = [];
    let after: ListKey | undefined;
    do {
      const found = await deps.store.findArticles(
        { state: 'public', publishedFrom },
        { limit: NEWS_PAGE, ...(after && { after }) },
      );
      const articles = found.map(({ article }) => article);
      stories.push(...newsStories(articles, siteState.site));
      after = found.length < NEWS_PAGE ? undefined : keyOf(articles.at(-1));
    } while (after !== undefined && stories.length < MAX_NEWS_STORIES);
    return unique(stories).slice(0, MAX_NEWS_STORIES);
  });
}

function keyOf(article: Article | undefined): ListKey | undefined {
  return article && { published: article.publishedAt, id: article.id };
}

/** By address: newsStories sees one page at a time. */
function unique(stories: readonly NewsStory[]): readonly NewsStory[] {
  const first = new Map<string, NewsStory>();
  for (const story of stories) if (!first.has(story.loc)) first.set(story.loc, story);
  return [...first.values()];
}
