/** How long exported documents may be kept: by kind, as their routes have it. */

import type { PathKind } from '../feeds/path-kind.ts';
import {
  archiveCaching,
  type CacheHeaders,
  FIXED_CACHE_CONTROL,
  liveCaching,
  mediaCacheControl,
  pageCacheControlUntil,
  untilFirstMs,
} from './headers.ts';
import type { StaticManifest } from './static-manifest.ts';

/** Past what time changes next nothing may be kept: an export that is overdue is asked for each time. */
export function staticCaching(
  kind: PathKind,
  { maxAgeSeconds, nextDueAt, nextExpiryAt }: StaticManifest,
  { now, goodUntil }: { readonly now: Date; readonly goodUntil?: number | undefined },
): CacheHeaders {
  const ownEnd = dateOf(goodUntil);
  const dueAt = dateOf(nextDueAt);
  switch (kind) {
    case 'feed':
    case 'tombstones':
      return liveCaching(maxAgeSeconds, untilFirstMs([dueAt, ownEnd], now));
    case 'archive':
      return archiveCaching(untilFirstMs([dateOf(nextExpiryAt), ownEnd], now));
    case 'page':
    case 'list':
      return { 'Cache-Control': pageCacheControlUntil(dueAt, now) };
    case 'robots':
      return { 'Cache-Control': FIXED_CACHE_CONTROL };
    case 'media':
      return { 'Cache-Control': mediaCacheControl(dueAt, now) };
    default:
      return kind satisfies never;
  }
}

function dateOf(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
