/** Idempotency-Key: the same request is carried out once, however often it is sent. */

import type { KeptReply, Store } from '../../store/store.ts';
import { hashBytes, hashText } from '../../text/hash.ts';
import { problemJson } from '../problem.ts';
import type { Caller } from './auth.ts';
import { type Reply, sendReply } from './replies.ts';

/** How long an answer is kept. */
export const REPLY_HOURS = 24;
export const MAX_KEY_LENGTH = 255;

export interface IdempotentRequest {
  readonly key: string;
  readonly token: string;
  /** Hash of method, address and body. */
  readonly request: string;
}

/** Undefined without the header; 400 for a key that cannot be one. */
export function idempotencyOf(
  request: Request,
  bytes: Uint8Array,
  caller: Caller,
): IdempotentRequest | Response | undefined {
  const header = request.headers.get('idempotency-key');
  if (header === null) return undefined;
  // A structured string (in quotes) and a bare word are both in use.
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (!/^[\x20-\x7e]+$/.test(key) || key.length > MAX_KEY_LENGTH) {
    return problemJson('bad-request', {
      errors: [
        {
          parameter: 'Idempotency-Key',
          code: 'key-invalid',
          detail: `a key has 1 to ${MAX_KEY_LENGTH} visible ASCII characters`,
        },
      ],
    });
  }
  const { pathname, search } = new URL(request.url);
  const asked = [request.method, pathname + search, hashBytes(bytes)].join('\n');
  return { key, token: caller.tokenId, request: hashText(asked) };
}

/** The kept answer, 422 when the key belongs to another request, undefined when it is new. */
export async function replayed(
  store: Store,
  { key, token, request }: IdempotentRequest,
): Promise<Response | undefined> {
  const kept = await store.readReply(token, key);
  if (kept === undefined) return undefined;
  if (kept.request !== request) {
    return problemJson('key-reused', {
      detail: 'the key was used for a request with another method, address or body',
    });
  }
  return sendReply(kept, { 'Idempotency-Replayed': 'true' });
}

export function keptReply(asked: IdempotentRequest, reply: Reply, articleId: string): KeptReply {
  return { ...asked, ...reply, articleId };
}
