/** What pages for people have in common: their headers, links to feeds, the page for what is not there. */

import type { EntryOptions } from '../feeds/assemble.ts';
import { FEED_FILES, feedPath } from '../feeds/urls.ts';
import type { Selector } from '../model/feed.ts';
import type { TextPolicy } from '../model/publication.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import { formatByFile } from '../render/formats.ts';
import type { FeedLink } from '../web/feed-item.ts';
import { renderNotFoundPage } from '../web/not-found-page.ts';
import { CORS_HEADERS } from './headers.ts';

export const HTML = 'text/html; charset=utf-8';

/** No script runs on any page, whatever an article holds. */
export const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src * data:; media-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
};

/** `topics` need hold no more than the selector's own. */
export function feedLinks(
  selector: Selector,
  { baseUrl, topics }: { readonly baseUrl: string; readonly topics: readonly Topic[] },
): readonly FeedLink[] {
  return FEED_FILES.flatMap((file) => {
    const format = formatByFile(file);
    if (format === undefined) return [];
    const { label, mediaType } = format;
    return [{ label, mediaType, href: baseUrl + feedPath(selector, file, topics) }];
  });
}

/** Without correction notes: an article's page sets them beside the text. */
export function entryOptions(text: TextPolicy, site: Site): EntryOptions {
  const { baseUrl, publication } = site;
  return { text, baseUrl, correctionNotes: 'none', timeZone: publication.timeZone };
}

export function pageNotFound(site: Site): Response {
  const { publication, baseUrl } = site;
  return htmlPage(renderNotFoundPage({ publication, baseUrl }), 404, 'no-store');
}

export function htmlPage(text: string, status: 404 | 410, cacheControl: string): Response {
  return new Response(text, {
    status,
    headers: {
      ...CORS_HEADERS,
      ...PAGE_HEADERS,
      'Content-Type': HTML,
      'Cache-Control': cacheControl,
    },
  });
}
