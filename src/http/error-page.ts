/** Answers for people where there is no document, or no more. */

import { CORS_HEADERS, HTML, PAGE_HEADERS } from './headers.ts';

/** A page of HTML that tells so. */
export function errorPage(
  text: string | Uint8Array<ArrayBuffer>,
  status: 404 | 410,
  cacheControl: string,
): Response {
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
