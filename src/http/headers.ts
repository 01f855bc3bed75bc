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

/** Longest time a cache may serve while it revalidates, and while we fail (RFC 5861). */
const STALE_WHILE_REVALIDATE_SECONDS = 60;
const STALE_IF_ERROR_SECONDS = 86_400;

/**
 * Cache-Control for a live document. Freshness and both stale periods together end before
 * `untilMs`, the next time at which something must vanish or appear (decision log).
 */
export function liveCacheControl(maxAgeSeconds: number, untilMs: number): string {
  const left = Math.max(0, Math.floor(untilMs / 1000));
  const maxAge = Math.min(maxAgeSeconds, left);
  const take = (seconds: number): number => Math.min(seconds, left - maxAge);
  const parts = ['public', `max-age=${maxAge}`];
  const revalidate = take(STALE_WHILE_REVALIDATE_SECONDS);
  if (revalidate > 0) parts.push(`stale-while-revalidate=${revalidate}`);
  const error = take(STALE_IF_ERROR_SECONDS);
  if (error > 0) parts.push(`stale-if-error=${error}`);
  return parts.join(', ');
}

/** Cache-Control for what has no stale periods; freshness ends before `untilMs` likewise. */
export function briefCacheControl(maxAgeSeconds: number, untilMs: number): string {
  const left = Math.max(0, Math.floor(untilMs / 1000));
  return `public, max-age=${Math.min(maxAgeSeconds, left)}`;
}

/**
 * An archive's URL changes with its content, so that it may be kept for long; not for ever, since whoever
 * has an old URL would be shown a story that was withdrawn.
 */
const ARCHIVE_MAX_AGE_SECONDS = 86_400;

/** Cache-Control for a closed archive; freshness ends before `untilMs`, when a story expires. */
export function archiveCacheControl(untilMs: number): string {
  return briefCacheControl(ARCHIVE_MAX_AGE_SECONDS, untilMs);
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
