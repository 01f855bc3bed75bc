/** Cache-Control of exported documents: by kind, as their routes have it. */

import type { PathKind } from '../feeds/path-kind.ts';
import {
  archiveCacheControl,
  FIXED_CACHE_CONTROL,
  liveCacheControl,
  mediaCacheControl,
  pageCacheControlUntil,
  untilFirstMs,
} from './headers.ts';
import type { StaticManifest } from './static-manifest.ts';

/** Past what time changes next nothing may be kept: an export that is overdue is asked for each time. */
export function staticCacheControl(
  kind: PathKind,
  { maxAgeSeconds, nextDueAt, nextExpiryAt }: StaticManifest,
  { now, goodUntil }: { readonly now: Date; readonly goodUntil?: number | undefined },
): string {
  const ownEnd = dateOf(goodUntil);
  const dueAt = dateOf(nextDueAt);
  switch (kind) {
    case 'feed':
    case 'tombstones':
      return liveCacheControl(maxAgeSeconds, untilFirstMs([dueAt, ownEnd], now));
    case 'archive':
      return archiveCacheControl(untilFirstMs([dateOf(nextExpiryAt), ownEnd], now));
    case 'page':
    case 'list':
      return pageCacheControlUntil(dueAt, now);
    case 'robots':
      return FIXED_CACHE_CONTROL;
    case 'media':
      return mediaCacheControl(dueAt, now);
    default:
      return kind satisfies never;
  }
}

function dateOf(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
