/** The one map from error codes to statuses, and the short texts that clients get. */

import { AppError, type ErrorCode } from '../model/errors.ts';
import { ALLOWED_METHODS, CORS_HEADERS } from './headers.ts';

interface Reply {
  readonly status: 400 | 404 | 405 | 409 | 410 | 500 | 503;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How long a client should wait when the store fails. */
const RETRY_AFTER_SECONDS = '30';

function replyFor(code: ErrorCode): Reply {
  switch (code) {
    case 'not-found':
      return { status: 404, text: 'There is nothing here. All feeds are listed at /' };
    case 'gone':
      return { status: 410, text: 'This is gone for good.' };
    case 'method-not-allowed':
      return { status: 405, text: 'Only GET and HEAD.', headers: { Allow: ALLOWED_METHODS } };
    case 'bad-request':
      return { status: 400, text: 'This request cannot be understood.' };
    case 'conflict':
      return { status: 409, text: 'This request conflicts with the current state.' };
    case 'store-unavailable':
      return {
        status: 503,
        text: 'The store does not answer. Try again later.',
        headers: { 'Retry-After': RETRY_AFTER_SECONDS },
      };
    case 'internal':
      return { status: 500, text: 'Something went wrong here. It has been logged.' };
    default:
      return code satisfies never;
  }
}

/** An error as a response: short text, right status, stored by no cache. */
export function problemResponse(code: ErrorCode): Response {
  const { status, text, headers } = replyFor(code);
  return new Response(`${text}\n`, {
    status,
    headers: {
      ...CORS_HEADERS,
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...headers,
    },
  });
}

export function codeOf(error: unknown): ErrorCode {
  return error instanceof AppError ? error.code : 'internal';
}
