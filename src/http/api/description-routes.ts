/** `/api/openapi.json` and `/api/reference`: the description of the API, as a document and as a page. */

import type { ApiDocument } from '../../model/openapi.ts';
import { renderApiReferencePage } from '../../web/api-reference-page.ts';
import { CORS_HEADERS } from '../headers.ts';
import { HTML, PAGE_HEADERS } from '../page-parts.ts';
import { respondWithText } from '../site-routes.ts';
import type { ApiDeps } from './deps.ts';
import { createApiDocument } from './openapi.ts';

/** Nothing that is due changes it. */
const CACHE_CONTROL = 'public, max-age=60';

export interface Description {
  document(request: Request): Promise<Response>;
  page(request: Request): Promise<Response>;
  /** `/api` leads to the page. */
  entrance(): Promise<Response>;
}

/** Open to everybody: it tells nothing of what is stored. */
export function createDescription(deps: ApiDeps): Description {
  const read = createMemory(deps);
  return {
    document: async (request) =>
      respondWithText(request, { ...read().json, ...datedAs(deps) }, deps),
    page: async (request) => {
      const { publication, baseUrl } = deps.state().site;
      const text = renderApiReferencePage({ publication, baseUrl, document: read().document });
      const reply = { text, contentType: HTML, headers: PAGE_HEADERS, ...datedAs(deps) };
      return respondWithText(request, reply, deps);
    },
    entrance: async () =>
      new Response(null, {
        status: 301,
        headers: {
          ...CORS_HEADERS,
          Location: `${deps.state().site.baseUrl}/api/reference`,
          'Cache-Control': CACHE_CONTROL,
        },
      }),
  };
}

interface Made {
  readonly baseUrl: string;
  readonly document: ApiDocument;
  readonly json: { readonly text: string; readonly contentType: string };
}

/** Making the document takes 30 ms, and only a new base URL changes it. */
function createMemory(deps: ApiDeps): () => Made {
  let made: Made | undefined;
  return () => {
    const { baseUrl } = deps.state().site;
    if (made?.baseUrl === baseUrl) return made;
    const { version } = deps;
    const document = createApiDocument({ baseUrl, ...(version !== undefined && { version }) });
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    made = { baseUrl, document, json: { text, contentType: 'application/json' } };
    return made;
  };
}

function datedAs(deps: ApiDeps): { readonly changedAt: Date; readonly cacheControl: string } {
  const changedAt = deps.state().settings.get('publication')?.changedAt ?? new Date(0);
  return { changedAt, cacheControl: CACHE_CONTROL };
}
