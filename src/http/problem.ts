/** The one map from error codes to statuses; errors as short text for readers, as problem+json for the API. */

import { AppError, type ErrorCode } from '../model/errors.ts';
import { ALLOWED_METHODS, CORS_HEADERS } from './headers.ts';

interface Reply {
  readonly status:
    | 400
    | 401
    | 403
    | 404
    | 405
    | 409
    | 410
    | 412
    | 413
    | 415
    | 422
    | 429
    | 500
    | 503;
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
      return apiReplyFor(code);
  }
}

type ApiCode =
  | 'unauthorized'
  | 'forbidden'
  | 'payload-too-large'
  | 'unsupported-media-type'
  | 'invalid-input'
  | 'precondition-failed'
  | 'key-reused'
  | 'frozen'
  | 'busy'
  | 'too-many-requests';

/** Codes that only the API answers with. */
function apiReplyFor(code: ApiCode): Reply {
  switch (code) {
    case 'unauthorized':
      return { status: 401, text: 'A valid bearer token is needed.' };
    case 'forbidden':
      return { status: 403, text: 'The token does not allow this.' };
    case 'payload-too-large':
      return { status: 413, text: 'The body is too large.' };
    case 'unsupported-media-type':
      return { status: 415, text: 'The body has a media type that is not read here.' };
    case 'invalid-input':
      return { status: 422, text: 'The request has faults; nothing was stored.' };
    case 'precondition-failed':
      return { status: 412, text: 'The article is not as the condition says; nothing was stored.' };
    case 'key-reused':
      return { status: 422, text: 'The Idempotency-Key was used for another request.' };
    case 'frozen':
      return { status: 409, text: 'The publication is frozen: nothing new comes out.' };
    case 'busy':
      return {
        status: 503,
        text: 'Others write the same article. Try again.',
        headers: { 'Retry-After': '1' },
      };
    case 'too-many-requests':
      return {
        status: 429,
        text: 'Too many requests from this address. Try again in a minute.',
        headers: { 'Retry-After': '60' },
      };
    default:
      return code satisfies never;
  }
}

/** For descriptions of the API. */
export function statusOf(code: ErrorCode): Reply['status'] {
  return replyFor(code).status;
}

/** An error as a response: short text, the code's own or `detail`, right status, stored by no cache. */
export function problemResponse(code: ErrorCode, detail?: string): Response {
  const { status, text, headers } = replyFor(code);
  return new Response(`${detail ?? text}\n`, {
    status,
    headers: {
      ...CORS_HEADERS,
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...headers,
    },
  });
}

/** One fault of a request. */
export interface RequestFault {
  /** JSON Pointer (RFC 6901) into the body; empty for the whole of it. */
  readonly pointer?: string;
  /** Name of a query parameter or header. */
  readonly parameter?: string;
  /** 1-based line of a body of many, or of the topic file that `pointer` names. */
  readonly line?: number;
  /** 1-based, in that topic file. */
  readonly column?: number;
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
}

export interface ProblemOptions {
  /** What happened to this request; else the short text of the code. */
  readonly detail?: string;
  readonly errors?: readonly RequestFault[];
  /** Further members. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** More of them help nobody, and an answer is no longer than a person or a log can hold. */
const MAX_ERRORS = 1_000;

/** An error of the API (RFC 9457), with every fault at once. */
export function problemJson(code: ErrorCode, options: ProblemOptions = {}): Response {
  const { status, text, headers } = replyFor(code);
  const { detail, errors, members, headers: more } = options;
  const body = {
    title: text,
    status,
    code,
    ...(detail !== undefined && { detail }),
    ...(errors !== undefined && { errors: errors.slice(0, MAX_ERRORS) }),
    ...(errors !== undefined && errors.length > MAX_ERRORS && { errorCount: errors.length }),
    ...members,
  };
  return new Response(`${JSON.stringify(body, undefined, 2)}\n`, {
    status,
    headers: {
      ...CORS_HEADERS,
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...headers,
      ...more,
    },
  });
}

/** What the log says of an error: where in the code it happened, but for a store that does not answer. */
export function logTextOf(error: unknown): string {
  const isOurs = codeOf(error) !== 'store-unavailable';
  return isOurs && error instanceof Error && error.stack ? error.stack : String(error);
}

export function codeOf(error: unknown): ErrorCode {
  return error instanceof AppError ? error.code : 'internal';
}
