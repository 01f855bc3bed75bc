/** Permanent redirects. */

import { CORS_HEADERS } from './headers.ts';

/** `location` is absolute and percent-encoded. */
export function permanentRedirect(location: string): Response {
  return new Response(null, {
    status: 301,
    headers: {
      Location: location,
      ...CORS_HEADERS,
      'Cache-Control': 'public, max-age=86400',
    },
  });
}
