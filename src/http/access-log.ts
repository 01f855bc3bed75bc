/** One log line per request. */

import type { MiddlewareHandler } from 'hono';
import type { HeaderReader } from './conditional.ts';
import type { AppDeps } from './deps.ts';

/** Longest user agent kept in a line. */
const MAX_USER_AGENT = 200;

export function accessLog(deps: Pick<AppDeps, 'now' | 'log'>): MiddlewareHandler {
  return async (c, next) => {
    const startedAt = deps.now().getTime();
    await next();
    const { method, headers } = c.req.raw;
    const answer = {
      status: c.res.status,
      bytes: Number(c.res.headers.get('content-length') ?? 0),
      coding: c.res.headers.get('content-encoding') ?? undefined,
      milliseconds: deps.now().getTime() - startedAt,
    };
    deps.log('info', 'request', requestFields({ method, url: c.req.path, headers }, answer));
  };
}

/** What a line tells, whichever way the answer went. */
export function requestFields(
  request: { readonly method: string; readonly url: string; readonly headers: HeaderReader },
  answer: {
    readonly status: number;
    readonly bytes: number;
    readonly coding: string | undefined;
    readonly milliseconds: number;
  },
): Readonly<Record<string, unknown>> {
  const { method, url, headers } = request;
  const { status, bytes, coding = 'identity', milliseconds } = answer;
  return {
    method,
    path: url,
    status,
    bytes,
    coding,
    conditional: conditionOf(headers),
    milliseconds,
    userAgent: (headers.get('user-agent') ?? '').slice(0, MAX_USER_AGENT),
  };
}

function conditionOf(headers: HeaderReader): string {
  if (headers.get('if-none-match') !== null) return 'etag';
  return headers.get('if-modified-since') === null ? 'none' : 'date';
}
