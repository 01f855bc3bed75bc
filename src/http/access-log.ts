/** One log line per request. */

import type { MiddlewareHandler } from 'hono';
import type { AppDeps } from './deps.ts';

/** Longest user agent kept in a line. */
const MAX_USER_AGENT = 200;

export function accessLog(deps: Pick<AppDeps, 'now' | 'log'>): MiddlewareHandler {
  return async (c, next) => {
    const startedAt = deps.now().getTime();
    await next();
    const { headers } = c.req.raw;
    deps.log('info', 'request', {
      method: c.req.raw.method,
      path: c.req.path,
      status: c.res.status,
      bytes: Number(c.res.headers.get('content-length') ?? 0),
      coding: c.res.headers.get('content-encoding') ?? 'identity',
      conditional: conditionOf(headers),
      milliseconds: deps.now().getTime() - startedAt,
      userAgent: (headers.get('user-agent') ?? '').slice(0, MAX_USER_AGENT),
    });
  };
}

function conditionOf(headers: Headers): string {
  if (headers.has('if-none-match')) return 'etag';
  return headers.has('if-modified-since') ? 'date' : 'none';
}
