/** Answers for archives of feeds: the document, or the way to where its stories stand by now. */

import type {
  ArchiveHead,
  ArchiveReader,
  ArchiveTarget,
  FoundArchive,
} from '../publish/archive.ts';
import { formatByFile } from '../render/formats.ts';
import { isNotModified } from './conditional.ts';
import type { AppDeps } from './deps.ts';
import { copyReply } from './feed-route.ts';
import { archiveCaching, untilFirstMs } from './headers.ts';
import { codeOf, problemResponse } from './problem.ts';
import { archiveRedirect } from './redirect.ts';
import { type DocumentReply, respondWith } from './respond.ts';

interface ArchiveContext {
  readonly deps: AppDeps;
  readonly archives: ArchiveReader;
}

/**
 * 200, 304, 404 or 503; 301 from an old state of an archive to its present one, 302 from its number to
 * its present state, or to the live document while it is not full.
 */
export async function respondWithArchive(
  request: Request,
  target: ArchiveTarget,
  context: ArchiveContext,
): Promise<Response> {
  const { deps, archives } = context;
  try {
    const found = await archives.find(target);
    if (found === undefined) return problemResponse('not-found');
    if (found.kind === 'elsewhere') return redirect(found, deps);
    return await respondWithFound(request, found.head, context);
  } catch (error) {
    const copy = codeOf(error) === 'store-unavailable' ? archives.lastGood(target) : undefined;
    if (copy === undefined) throw error;
    deps.log('error', 'served the last good copy', { path: copy.path, error: String(error) });
    return respondWith(request, { ...fixedParts(target), ...copyReply(copy, deps.now()) }, deps);
  }
}

function fixedParts({ file }: ArchiveTarget) {
  const contentType = formatByFile(file)?.contentType ?? 'application/octet-stream';
  return { contentType, links: [] };
}

async function respondWithFound(
  request: Request,
  head: ArchiveHead,
  { deps, archives }: ArchiveContext,
): Promise<Response> {
  const { etag, changedAt, path, nextDueAt } = head;
  const now = deps.now();
  const reply: DocumentReply = {
    ...fixedParts(head.target),
    etag,
    changedAt,
    caching: archiveCaching(untilFirstMs([nextDueAt], now)),
    cachingOf: (document) =>
      archiveCaching(untilFirstMs([nextDueAt, document.nextDueAt, document.goodUntil], now)),
    body: () => archives.readDocument(head),
  };
  if (isNotModified(request.headers, { etag, lastModified: changedAt }, now)) {
    return respondWith(request, reply, deps);
  }
  const document = await archives.readDocument(head);
  // It lost a story since the head was read: another content has another address.
  if (document.path !== path) return redirect({ path: document.path, isStale: true }, deps);
  return respondWith(request, { ...reply, body: async () => document }, deps);
}

function redirect(
  { path, isStale }: Omit<Extract<FoundArchive, { kind: 'elsewhere' }>, 'kind'>,
  deps: AppDeps,
): Response {
  const { publication, baseUrl } = deps.state().site;
  const { maxAgeSeconds } = publication;
  return archiveRedirect(baseUrl + path, { isStale, maxAgeSeconds });
}
