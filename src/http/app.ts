/** The application: middleware order and routes on one screen. The same on every runtime. */

import { Hono } from 'hono';
import {
  FEED_FILES,
  type FeedFile,
  MAIN,
  parseArchiveName,
  parseSelector,
  SELECTOR_FOLDERS,
} from '../feeds/urls.ts';
import type { Selector } from '../model/feed.ts';
import { createArchiveReader } from '../publish/archive.ts';
import { createFeedReader, type FeedTarget } from '../publish/feed.ts';
import { createQueryReader } from '../publish/query-feed.ts';
import { createRelatedTopics } from '../publish/related-topics.ts';
import { accessLog } from './access-log.ts';
import { respondWithArchive } from './archive-route.ts';
import { respondWithArticlePage } from './article-route.ts';
import type { AppDeps } from './deps.ts';
import { respondWithDirectory } from './directory-route.ts';
import { respondWithFeedPage } from './feed-page-route.ts';
import { respondWithFeed } from './feed-route.ts';
import { PREFLIGHT_HEADERS } from './headers.ts';
import { respondWithIndex } from './index-route.ts';
import { respondWithMedia } from './media-route.ts';
import { respondWithOpml } from './opml-route.ts';
import { codeOf, logTextOf, problemResponse } from './problem.ts';
import { respondWithQuery } from './query-route.ts';
import { permanentRedirect } from './redirect.ts';
import { createSiteContext } from './site-document.ts';
import { respondWithHealth, respondWithRobots } from './site-routes.ts';
import {
  respondWithNewsSitemap,
  respondWithNewsSitemapPart,
  respondWithSitemap,
  respondWithSitemapIndex,
} from './sitemap-routes.ts';
import { turnAway } from './topic-gate.ts';
import { respondWithTopics } from './topics-route.ts';

// Grouped: the router anchors the pattern as a whole, which would not reach into bare alternatives.
const FILE = `:file{(?:${FEED_FILES.map((file) => file.replace('.', '\\.')).join('|')})}`;
const FOLDER = `:folder{(?:${SELECTOR_FOLDERS.join('|')})}`;

export function createApp(deps: AppDeps): Hono {
  const context = {
    deps,
    reader: createFeedReader(deps),
    archives: createArchiveReader(deps),
    related: createRelatedTopics(deps.store),
  };
  const site = createSiteContext(deps);
  const queries = { deps, reader: createQueryReader(deps) };
  const app = new Hono();

  app.use(accessLog(deps));
  app.options('*', () => new Response(null, { status: 204, headers: PREFLIGHT_HEADERS }));

  app.use('/topics/:slug/*', async (c, next) => {
    const answer = turnAway(c.req.raw, c.req.param('slug'), deps);
    return answer ?? (await next());
  });

  const feed = (request: Request, target: FeedTarget | undefined): Response | Promise<Response> =>
    target === undefined ? problemResponse('not-found') : respondWithFeed(request, target, context);
  const targetOf = (
    params: Record<string, string>,
    variant: FeedTarget['variant'] = 'live',
  ): FeedTarget | undefined => {
    const { folder = '', slug = '', language, file = 'atom.xml' } = params;
    const selector = parseSelector(
      { folder, slug, ...(language !== undefined && { language }) },
      deps.state().site.topics,
    );
    return selector && { selector, file: file as FeedFile, variant };
  };

  app.get(`/${FILE}`, (c) =>
    feed(c.req.raw, { selector: MAIN, file: c.req.param('file') as FeedFile, variant: 'live' }),
  );
  app.get('/tombstones/atom.xml', (c) =>
    feed(c.req.raw, { selector: MAIN, file: 'atom.xml', variant: 'tombstones' }),
  );
  app.get(`/${FOLDER}/:slug/tombstones/atom.xml`, (c) =>
    feed(c.req.raw, targetOf(c.req.param(), 'tombstones')),
  );
  app.get(`/${FOLDER}/:slug/:language/tombstones/atom.xml`, (c) =>
    feed(c.req.raw, targetOf(c.req.param(), 'tombstones')),
  );
  app.get(`/${FOLDER}/:slug/${FILE}`, (c) => feed(c.req.raw, targetOf(c.req.param())));
  app.get(`/${FOLDER}/:slug/:language/${FILE}`, (c) => feed(c.req.raw, targetOf(c.req.param())));

  const archive = (
    request: Request,
    params: Record<string, string>,
    selector: Selector | undefined,
  ): Response | Promise<Response> => {
    const name = parseArchiveName(params['archive'] ?? '');
    if (selector === undefined || name === undefined) return problemResponse('not-found');
    const file = params['file'] as FeedFile;
    return respondWithArchive(request, { selector, file, ...name }, context);
  };
  app.get(`/archive/:archive/${FILE}`, (c) => archive(c.req.raw, c.req.param(), MAIN));
  app.get(`/${FOLDER}/:slug/archive/:archive/${FILE}`, (c) =>
    archive(c.req.raw, c.req.param(), targetOf(c.req.param())?.selector),
  );
  app.get(`/${FOLDER}/:slug/:language/archive/:archive/${FILE}`, (c) =>
    archive(c.req.raw, c.req.param(), targetOf(c.req.param())?.selector),
  );
  app.get(`/feeds/${FILE}`, (c) =>
    respondWithQuery(
      c.req.raw,
      { file: c.req.param('file') as FeedFile, isSearch: false },
      queries,
    ),
  );
  app.get(`/search/${FILE}`, (c) =>
    respondWithQuery(c.req.raw, { file: c.req.param('file') as FeedFile, isSearch: true }, queries),
  );

  // No slug has a dot.
  app.get(
    '/topics/schema.json',
    (c) => deps.topicSchema?.(c.req.raw) ?? problemResponse('not-found'),
  );
  app.get('/', (c) => respondWithIndex(c.req.raw, site));
  app.get('/topics', (c) => respondWithTopics(c.req.raw, site));
  app.get(`/${FOLDER}/:slug`, (c) => respondWithFeedPage(c.req.raw, c.req.param(), context));
  app.get(
    '/topics/:slug/why',
    (c) => deps.why?.(c.req.raw, c.req.param('slug')) ?? problemResponse('not-found'),
  );
  app.get(`/${FOLDER}/:slug/:language`, (c) =>
    respondWithFeedPage(c.req.raw, c.req.param(), context),
  );
  app.get('/articles/:name', (c) => respondWithArticlePage(c.req.raw, c.req.param('name'), deps));
  app.get('/media/*', (c) => respondWithMedia(c.req.raw, deps));
  app.get('/opml.xml', (c) => respondWithOpml(c.req.raw, site));
  app.get('/feeds.json', (c) => respondWithDirectory(c.req.raw, site));
  app.get('/sitemap.xml', (c) => respondWithSitemapIndex(c.req.raw, site));
  app.get('/sitemaps/:file', (c) => respondWithSitemap(c.req.raw, c.req.param('file'), site));
  app.get('/news-sitemap.xml', (c) => respondWithNewsSitemap(c.req.raw, site));
  app.get('/news-sitemap/:file', (c) =>
    respondWithNewsSitemapPart(c.req.raw, c.req.param('file'), site),
  );
  app.get('/robots.txt', (c) => respondWithRobots(c.req.raw, deps));
  app.get('/healthz', () => respondWithHealth(deps));
  deps.mountApi?.(app);
  app.get('*', (c) => redirectOrNotFound(c.req.raw, deps));

  app.notFound(() => problemResponse('method-not-allowed'));
  app.onError((error, c) => {
    const code = codeOf(error);
    deps.log('error', 'request failed', { path: c.req.path, code, error: logTextOf(error) });
    return problemResponse(code);
  });
  return app;
}

/** Feed paths of a former system live on as permanent redirects, query and all (decision log). */
function redirectOrNotFound(request: Request, deps: AppDeps): Response {
  const { publication, baseUrl } = deps.state().site;
  const url = new URL(request.url);
  const target = Object.hasOwn(publication.redirects, url.pathname)
    ? publication.redirects[url.pathname]
    : undefined;
  if (target === undefined) return problemResponse('not-found');
  return permanentRedirect(baseUrl + target + url.search);
}
