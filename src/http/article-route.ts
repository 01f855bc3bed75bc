/** The page of an article: shown, moved, gone, or as if it were not there. */

import { assembleEntry, selectorName } from '../feeds/assemble.ts';
import { primarySubtag } from '../feeds/membership.ts';
import { noticeFor } from '../feeds/notices.ts';
import { articlePath, MAIN, pagePath, parseArticleName, whyPath } from '../feeds/urls.ts';
import type { Site } from '../model/site.ts';
import { goneAt } from '../publish/lifecycle.ts';
import { liveSite } from '../publish/topic-life.ts';
import type { StoredArticle } from '../store/store.ts';
import { renderArticlePage } from '../web/article-page.ts';
import { renderGonePage } from '../web/gone-page.ts';
import type { AppDeps } from './deps.ts';
import { CORS_HEADERS } from './headers.ts';
import {
  entryOptions,
  feedLinks,
  HTML,
  htmlPage,
  PAGE_HEADERS,
  pageNotFound,
} from './page-parts.ts';
import { pageCacheControl, respondWithText } from './site-routes.ts';

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
        : movedTo(site.baseUrl + articlePath(stored.article), cacheControl);
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
    topics: liveSite(deps.state(), deps.now())
      .topics.filter(({ id }) => topicIds.includes(id))
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
  return htmlPage(text, 410, cacheControl);
}

function movedTo(location: string, cacheControl: string): Response {
  return new Response(null, {
    status: 301,
    headers: { ...CORS_HEADERS, Location: location, 'Cache-Control': cacheControl },
  });
}
