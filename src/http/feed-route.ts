/** Answers for feed documents: validators first, the last good copy when the store fails. */

import { selectorKey } from '../feeds/urls.ts';
import type { RenderedDocument } from '../publish/document-cache.ts';
import type { DocumentHead } from '../publish/documents.ts';
import type { FeedHead, FeedReader, FeedTarget } from '../publish/feed.ts';
import type { SiteState } from '../publish/site-state.ts';
import { formatByFile } from '../render/formats.ts';
import { DELTA_VARY, deltaTags, respondWithDelta } from './delta.ts';
import type { AppDeps } from './deps.ts';
import {
  type CacheHeaders,
  copyCaching,
  liveCaching,
  untilDueMs,
  untilFirstMs,
} from './headers.ts';
import type { ReplyAt } from './hot-documents.ts';
import { codeOf, problemResponse } from './problem.ts';
import { type DocumentReply, respondWith } from './respond.ts';

/** Freshness while the first load runs, and of a copy served because the store fails. */
export const SHORT_MAX_AGE_SECONDS = 10;

/** 200, 304, 404 or 503; never 404, 410 or an empty feed because the store fails. */
export async function respondWithFeed(
  request: Request,
  target: FeedTarget,
  context: { deps: AppDeps; reader: FeedReader },
): Promise<Response> {
  const { deps, reader } = context;
  try {
    const moment = deps.hot?.moment();
    const head = await reader.readHead(target, deltaTags(request));
    if (head === undefined) return problemResponse('not-found');
    const replyAt = feedReply(target, head, deps);
    const reply: DocumentReply = { ...replyAt(deps.now()), body: () => reader.readDocument(head) };
    const delta = await respondWithDelta(request, { head, reply }, context);
    if (delta !== undefined) return delta;
    if (isLasting(target, deps)) {
      const { path, nextDueAt } = head;
      deps.hot?.keep({ path, key: selectorKey(target.selector), moment, nextDueAt, replyAt });
    }
    return await respondWith(request, reply, deps);
  } catch (error) {
    const copy = codeOf(error) === 'store-unavailable' ? reader.lastGood(target) : undefined;
    if (copy === undefined) throw error;
    deps.log('error', 'served the last good copy', { path: copy.path, error: String(error) });
    return respondWithCopy(request, target, { deps, copy });
  }
}

/** What is told of a document, whoever asks; holds nothing of what was listed for it. */
function feedReply(target: FeedTarget, head: FeedHead, deps: AppDeps): ReplyAt {
  const { path, etag, changedAt, nextDueAt } = head;
  const parts = replyParts(target, path, deps.state());
  const maxAge = maxAgeSeconds(deps);
  const isConstant = nextDueAt === undefined;
  return (now) => ({
    ...parts,
    etag,
    changedAt,
    isConstant,
    ...cachingOf({ nextDueAt }, maxAge, now),
  });
}

/** Neither the end of a first load nor the end of a retired topic's days turns it into something else. */
function isLasting({ selector }: FeedTarget, deps: AppDeps): boolean {
  const isRetired = selector.kind === 'topic' && deps.state().retired.has(selector.value);
  return !isRetired && deps.loading?.() === undefined;
}

/** How long a live document may be kept, by what was read of it and by what it turns out to hold. */
export function cachingOf(
  { nextDueAt }: Pick<DocumentHead, 'nextDueAt'>,
  maxAgeSeconds: number,
  now: Date,
): Pick<DocumentReply, 'caching' | 'cachingOf'> {
  const until = (instants: readonly (Date | undefined)[]): CacheHeaders =>
    liveCaching(maxAgeSeconds, untilFirstMs(instants, now));
  return {
    caching: until([nextDueAt]),
    cachingOf: (document) => until([nextDueAt, document.nextDueAt, document.goodUntil]),
  };
}

function respondWithCopy(
  request: Request,
  target: FeedTarget,
  context: { deps: AppDeps; copy: RenderedDocument },
): Promise<Response> {
  const { deps, copy } = context;
  const parts = replyParts(target, copy.path, deps.state());
  return respondWith(request, { ...parts, ...copyReply(copy, deps.now()) }, deps);
}

/** What is said of a copy that is served because the store fails. */
export function copyReply(
  copy: RenderedDocument,
  now: Date,
): Pick<DocumentReply, 'etag' | 'changedAt' | 'caching' | 'body'> {
  return {
    etag: copy.etag,
    changedAt: copy.changedAt,
    caching: copyCaching(SHORT_MAX_AGE_SECONDS, untilDueMs(copy.nextDueAt, now)),
    body: async () => copy,
  };
}

function replyParts(target: FeedTarget, path: string, state: SiteState) {
  const { publication, baseUrl } = state.site;
  const hubs = publication.hubUrls.map((url) => [url, 'hub'] as const);
  return {
    contentType: formatByFile(target.file)?.contentType ?? 'application/octet-stream',
    links: [[baseUrl + path, 'self'] as const, ...hubs],
    ...(target.variant === 'live' && { vary: DELTA_VARY }),
  };
}

export function maxAgeSeconds(deps: AppDeps): number {
  if (deps.loading?.()) return SHORT_MAX_AGE_SECONDS;
  return deps.state().site.publication.maxAgeSeconds;
}
