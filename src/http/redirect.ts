/** Redirects: for good, and to where something stands by now. */

import { briefCacheControl, CORS_HEADERS } from './headers.ts';

const PERMANENT = 'public, max-age=86400';

/** `location` is absolute and percent-encoded. */
export function permanentRedirect(location: string): Response {
  return redirect(location, { status: 301, cacheControl: PERMANENT });
}

/** Kept no longer than a live document: an archive that loses a story is somewhere else at once. */
export function archiveRedirect(
  location: string,
  { isStale, maxAgeSeconds }: { readonly isStale: boolean; readonly maxAgeSeconds: number },
): Response {
  const cacheControl = briefCacheControl(maxAgeSeconds, Number.MAX_SAFE_INTEGER);
  return redirect(location, { status: isStale ? 301 : 302, cacheControl });
}

/** `location` is absolute and percent-encoded. */
export function redirect(
  location: string,
  { status, cacheControl }: { readonly status: 301 | 302; readonly cacheControl: string },
): Response {
  return new Response(null, {
    status,
    headers: { ...CORS_HEADERS, Location: location, 'Cache-Control': cacheControl },
  });
}
