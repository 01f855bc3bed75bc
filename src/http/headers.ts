/** Response headers that several routes share. */

export const ALLOWED_METHODS = 'GET, HEAD, OPTIONS';

/** Readable from any page, also on 304 and on errors (Fetch, CORS protocol). */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, Link, Retry-After, IM, Delta-Base',
};

export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  ...CORS_HEADERS,
  Allow: ALLOWED_METHODS,
  'Access-Control-Allow-Methods': ALLOWED_METHODS,
  'Access-Control-Allow-Headers': 'If-None-Match, If-Modified-Since, A-IM',
  'Access-Control-Max-Age': '86400',
};

export const HTML = 'text/html; charset=utf-8';

/** No script runs on any page, whatever an article holds. */
export const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src * data:; media-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
};

/**
 * How long an answer may be kept, as its headers say it. Documents that readers may keep for longer than a
 * shared cache may also say it to the caches of delivery networks (RFC 9213), which then look at nothing else.
 */
export interface CacheHeaders {
  readonly 'Cache-Control': string;
  readonly 'CDN-Cache-Control'?: string;
}

/** For a part of a document, which is wrong for anybody else. */
export const NOT_KEPT: CacheHeaders = {
  'Cache-Control': 'no-store',
  'CDN-Cache-Control': 'no-store',
};

/** In seconds: freshness, and how much longer a cache may serve while it revalidates and while we fail (RFC 5861). */
interface Lifetime {
  readonly fresh: number;
  readonly whileRevalidating: number;
  readonly ifError: number;
}

/** Of live documents, in caches of all kinds; freshness is what the publication says. */
const LIVE = { whileRevalidating: 60, ifError: 86_400 };

/**
 * Of live documents and archives at the edge. `max-age` tells a reader how often to come; an edge that is
 * asked all the time need not be as far behind, and asks us again for the price of a 304. So a withdrawn
 * story is gone there within 90 seconds. While we fail it may serve on for an hour, as bridges an outage,
 * not for a day: another server may have withdrawn a story unheard.
 */
const EDGE: Lifetime = { fresh: 60, whileRevalidating: 30, ifError: 3_600 };

/** For a live document: everything ends before `untilMs`, the next time at which something must vanish or appear. */
export function liveCaching(maxAgeSeconds: number, untilMs: number): CacheHeaders {
  return {
    'Cache-Control': `public, ${directives({ ...LIVE, fresh: maxAgeSeconds }, untilMs)}`,
    'CDN-Cache-Control': edgeDirectives(maxAgeSeconds, untilMs),
  };
}

/**
 * For a last good copy of a document that is otherwise live or an archive: no stale periods. A 304 with
 * headers left out would leave those of the kept 200 in force (RFC 9111 3.2), so all of them are said again.
 */
export function copyCaching(maxAgeSeconds: number, untilMs: number): CacheHeaders {
  const value = directives({ fresh: maxAgeSeconds, whileRevalidating: 0, ifError: 0 }, untilMs);
  return { 'Cache-Control': `public, ${value}`, 'CDN-Cache-Control': value };
}

/** Cache-Control for what has no stale periods and is fresh for as long everywhere. */
export function briefCacheControl(maxAgeSeconds: number, untilMs: number): string {
  const lifetime = { fresh: maxAgeSeconds, whileRevalidating: 0, ifError: 0 };
  return `public, ${directives(lifetime, untilMs)}`;
}

/** Never longer than readers may keep it, in any of the periods. */
function edgeDirectives(maxAgeSeconds: number, untilMs: number): string {
  return directives({ ...EDGE, fresh: Math.min(EDGE.fresh, maxAgeSeconds) }, untilMs);
}

/** Freshness and each of the stale periods after it end before `untilMs`. */
function directives(lifetime: Lifetime, untilMs: number): string {
  const left = Math.max(0, Math.floor(untilMs / 1000));
  const maxAge = Math.min(lifetime.fresh, left);
  const take = (seconds: number): number => Math.min(seconds, left - maxAge);
  const parts = [`max-age=${maxAge}`];
  const revalidate = take(lifetime.whileRevalidating);
  if (revalidate > 0) parts.push(`stale-while-revalidate=${revalidate}`);
  const error = take(lifetime.ifError);
  if (error > 0) parts.push(`stale-if-error=${error}`);
  return parts.join(', ');
}

/**
 * An archive's URL changes with its content, so that it may be kept for long; not for ever, since whoever
 * has an old URL would be shown a story that was withdrawn.
 */
const ARCHIVE_MAX_AGE_SECONDS = 86_400;

/** For a closed archive; everything ends before `untilMs`, when a story expires. */
export function archiveCaching(untilMs: number): CacheHeaders {
  return {
    'Cache-Control': briefCacheControl(ARCHIVE_MAX_AGE_SECONDS, untilMs),
    'CDN-Cache-Control': edgeDirectives(ARCHIVE_MAX_AGE_SECONDS, untilMs),
  };
}

/** Lists and pages change with every story; a reader asks for them seldom. */
const PAGE_MAX_AGE_SECONDS = 60;

/** Cache-Control of a page, where it is known when time alone changes anything next. */
export function pageCacheControlUntil(dueAt: Date | undefined, now: Date): string {
  return briefCacheControl(PAGE_MAX_AGE_SECONDS, untilDueMs(dueAt, now));
}

/** Of what time does not change. */
export const FIXED_CACHE_CONTROL = briefCacheControl(PAGE_MAX_AGE_SECONDS, Number.MAX_SAFE_INTEGER);

export const ROBOTS_TYPE = 'text/plain; charset=utf-8';

/** A withdrawn picture must go soon: no long lifetime, however seldom its bytes change. */
const MEDIA_MAX_AGE_SECONDS = 300;

export function mediaCacheControl(dueAt: Date | undefined, now: Date): string {
  return briefCacheControl(MEDIA_MAX_AGE_SECONDS, untilDueMs(dueAt, now));
}

/** Milliseconds from `now` to `dueAt`; negative when it is overdue. */
export function untilDueMs(dueAt: Date | undefined, now: Date): number {
  return dueAt === undefined ? Number.MAX_SAFE_INTEGER : dueAt.getTime() - now.getTime();
}

/** Milliseconds from `now` to the first of some instants. */
export function untilFirstMs(instants: readonly (Date | undefined)[], now: Date): number {
  return Math.min(...instants.map((at) => untilDueMs(at, now)));
}

/** `<url>; rel="name"` for each pair (RFC 8288 3). URLs are absolute and percent-encoded already. */
export function linkHeader(links: readonly (readonly [url: string, rel: string])[]): string {
  return links.map(([url, rel]) => `<${url}>; rel="${rel}"`).join(', ');
}
