/** Delta encoding for feeds (RFC 3229): the instance manipulation `feed`, only new and changed entries. */

import type { Delta, FeedHead, FeedReader } from '../publish/feed.ts';
import { isNotModified, parseEntityTags } from './conditional.ts';
import type { AppDeps } from './deps.ts';
import { NOT_KEPT } from './headers.ts';
import { type DocumentReply, respondWhole } from './respond.ts';

/** What decides whether a delta is given; on every answer of a feed that has deltas. */
export const DELTA_VARY: readonly string[] = ['A-IM'];

/** Longer headers ask for nothing that we know. */
const MAX_HEADER = 1_000;

/** Whether `A-IM` lists `feed` with a quality above 0 (RFC 3229 10.5.3). */
export function acceptsDelta(header: string | null): boolean {
  if (header === null || header.length > MAX_HEADER) return false;
  return header.split(',').some((one) => {
    const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
    return name === 'feed' && !parameters.some((part) => /^q=0(?:\.0*)?$/.test(part));
  });
}

/** Tags of states that the request takes a delta from; empty when it takes none. */
export function deltaTags({ method, headers }: Request): readonly string[] {
  const tags = headers.get('if-none-match');
  if (method !== 'GET' || tags === null || !acceptsDelta(headers.get('a-im'))) return [];
  return parseEntityTags(tags);
}

/**
 * 226 with what is new since a state that If-None-Match names; undefined when the whole document or a 304
 * is due. Never to be kept by a cache: replayed as a 200 it would lose entries.
 */
export async function respondWithDelta(
  request: Request,
  feed: { readonly head: FeedHead; readonly reply: DocumentReply },
  context: { readonly deps: AppDeps; readonly reader: FeedReader },
): Promise<Response | undefined> {
  const { head, reply } = feed;
  const { deps, reader } = context;
  if (head.base === undefined) return undefined;
  const validators = { etag: head.etag, lastModified: head.changedAt };
  if (isNotModified(request.headers, validators, deps.now())) return undefined;
  const delta = await reader.readDelta(head);
  return delta && respondWhole(request, deltaReply(reply, delta), { ...deps, status: 226 });
}

function deltaReply(reply: DocumentReply, { base, document }: Delta): DocumentReply {
  return {
    ...reply,
    caching: NOT_KEPT,
    cachingOf: () => NOT_KEPT,
    vary: [...DELTA_VARY, 'If-None-Match'],
    headers: { ...reply.headers, IM: 'feed', 'Delta-Base': base },
    body: async () => document,
  };
}
