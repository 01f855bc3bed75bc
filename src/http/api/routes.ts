/** The ingest API's routes on one screen. Handed to the app by a runtime that takes writes. */

import type { Context, Hono } from 'hono';
import { isArticleId } from '../../ingest/article-id.ts';
import { codeOf, logTextOf, problemJson } from '../problem.ts';
import type { ApiDeps } from './deps.ts';
import { createDescription } from './description-routes.ts';
import { deleteFreeze, getFreeze, putFreeze } from './freeze-routes.ts';
import { postArticles } from './post-articles.ts';
import { getArticle, listArticles, listAudit, listChanges } from './read-routes.ts';
import { postPreview } from './topic-routes.ts';
import { getWhy } from './why-routes.ts';
import { deleteArticle, postVerb, putArticle, VERBS, type VerbName } from './write-routes.ts';

const VERB = `:verb{(?:${Object.keys(VERBS).join('|')})}`;

export function mountApi(app: Hono, deps: ApiDeps): void {
  const guarded = (work: () => Promise<Response>): Promise<Response> =>
    work().catch((error: unknown) => failed(error, deps));
  /** No article has an id that cannot be one. */
  const known = (c: Context, work: (id: string) => Promise<Response>): Promise<Response> => {
    const id = idOf(c.req.raw);
    return guarded(async () => (id === undefined ? problemJson('not-found') : work(id)));
  };

  app.get('/api/articles', (c) => guarded(() => listArticles(c.req.raw, deps)));
  app.post('/api/articles', (c) => guarded(() => postArticles(c.req.raw, deps)));
  app.get('/api/articles/:id', (c) => known(c, (id) => getArticle(c.req.raw, id, deps)));
  app.put('/api/articles/:id', (c) => guarded(() => putArticle(c.req.raw, idOf(c.req.raw), deps)));
  app.delete('/api/articles/:id', (c) => known(c, (id) => deleteArticle(c.req.raw, id, deps)));
  app.post(`/api/articles/:id/${VERB}`, (c) =>
    known(c, (id) => postVerb(c.req.raw, { id, name: c.req.param('verb') as VerbName }, deps)),
  );
  app.get('/api/changes', (c) => guarded(() => listChanges(c.req.raw, deps)));
  app.get('/api/audit', (c) => guarded(() => listAudit(c.req.raw, deps)));
  app.get('/api/freeze', (c) => guarded(() => getFreeze(c.req.raw, deps)));
  app.put('/api/freeze', (c) => guarded(() => putFreeze(c.req.raw, deps)));
  app.delete('/api/freeze', (c) => guarded(() => deleteFreeze(c.req.raw, deps)));

  app.post('/api/topics/preview', (c) => guarded(() => postPreview(c.req.raw, deps)));

  app.get('/api/topics/:id/why', (c) => guarded(() => getWhy(c.req.raw, c.req.param('id'), deps)));

  const description = createDescription(deps);
  app.get('/api/openapi.json', (c) => guarded(() => description.document(c.req.raw)));
  app.get('/api/reference', (c) => guarded(() => description.page(c.req.raw)));
  app.get('/api', () => guarded(() => description.entrance()));

  for (const [path, methods] of ALLOWED) {
    app.all(path, () =>
      problemJson('method-not-allowed', {
        detail: `this takes ${methods}`,
        headers: { Allow: methods },
      }),
    );
  }
  app.all('/api/*', () => problemJson('not-found', { detail: 'see /api/openapi.json' }));
}

const ALLOWED: readonly (readonly [path: string, methods: string])[] = [
  ['/api/articles', 'GET, HEAD, POST'],
  ['/api/articles/:id', 'GET, HEAD, PUT, DELETE'],
  [`/api/articles/:id/${VERB}`, 'POST'],
  ['/api/changes', 'GET, HEAD'],
  ['/api/audit', 'GET, HEAD'],
  ['/api/freeze', 'GET, HEAD, PUT, DELETE'],
  ['/api/topics/preview', 'POST'],
  ['/api/topics/:id/why', 'GET, HEAD'],
  ['/api/openapi.json', 'GET, HEAD'],
  ['/api/reference', 'GET, HEAD'],
  ['/api', 'GET, HEAD'],
];

/** From the address as it was sent: the router mends broken escapes, and an id is kept byte for byte. */
function idOf(request: Request): string | undefined {
  const [, , , segment = ''] = new URL(request.url).pathname.split('/');
  try {
    const id = decodeURIComponent(segment);
    return isArticleId(id) ? id : undefined;
  } catch {
    // URIError: a broken escape, or bytes that are no UTF-8.
    return undefined;
  }
}

function failed(error: unknown, deps: ApiDeps): Response {
  const code = codeOf(error);
  deps.log('error', 'api request failed', { code, error: logTextOf(error) });
  return problemJson(code);
}
