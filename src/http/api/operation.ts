/** What is said of one operation of the API, and what several of them share. */

import type * as z from 'zod';
import type { ErrorCode } from '../../model/errors.ts';
import type { TokenScope } from '../../model/token.ts';
import type { Parameter } from './parameters.ts';

/** In the order of the reference page. */
export const TAGS = {
  Articles: 'Publish articles and read them.',
  'Life of an article': 'Correct, take back, bring back.',
  Topics: 'Try a rule before it is published, and see why a story is in a topic or is not.',
  Changes: 'Follow what changes, and who changed it.',
  'Emergency stop': 'Nothing new or changed comes out while it stands; taking back still works.',
  Description: 'This description itself. No token is asked for.',
} as const;

export const REPLY_HEADERS = {
  ETag: 'The entity tag of the article as it is now; for a description, that of the document.',
  Location: 'The address of the new article in the API.',
  Link: 'The next page, with `rel="next"`; absent on the last one.',
  'Idempotency-Replayed': '`true` when the same request was carried out before.',
  'Retry-After': 'Seconds to wait.',
  'WWW-Authenticate': 'The scheme, and what is wrong with the token (RFC 6750).',
  Allow: 'Methods that the address takes.',
  Accept: 'Media types that are read here.',
} as const;

export interface OperationReply {
  readonly status: 200 | 201 | 301 | 304;
  readonly description: string;
  /** JSON of one of these. */
  readonly schemas?: readonly z.ZodType[];
  /** A document that no schema describes. */
  readonly mediaType?: string;
  readonly headers?: readonly (keyof typeof REPLY_HEADERS)[];
}

export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly tag: keyof typeof TAGS;
  readonly summary: string;
  readonly description?: string;
  /** `anybody`: without a token it tells what readers know. */
  readonly scope: TokenScope | 'anybody' | 'none';
  readonly parameters?: readonly Parameter[];
  readonly body?: {
    readonly schema: z.ZodType;
    readonly isRequired: boolean;
    /** Also many of them, one a line. */
    readonly takesLines?: boolean;
  };
  readonly replies: readonly OperationReply[];
  /** Codes that it is refused with, beside those of every operation. */
  readonly refusals: readonly ErrorCode[];
}

/** Refusals of reading, and of sending a body. */
export const READS = ['unauthorized', 'store-unavailable'] as const;
export const SENDS = [
  'unauthorized',
  'forbidden',
  'payload-too-large',
  'unsupported-media-type',
  'store-unavailable',
] as const;
