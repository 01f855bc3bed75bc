/** Answers for archives of feeds: the document, or the way to where its stories stand by now. */

import type { ArchiveReader, ArchiveTarget, FoundArchive } from '../publish/archive.ts';
import { formatByFile } from '../render/formats.ts';
import type { AppDeps } from './deps.ts';
import { copyReply } from './feed-route.ts';
import { archiveCacheControl, briefCacheControl, CORS_HEADERS, untilDueMs } from './headers.ts';
import { codeOf, problemResponse } from './problem.ts';
import { respondWith } from './respond.ts';

/**
 * 200, 304, 404 or 503; 301 from an old state of an archive to its present one, 302 from its number to
 * its present state, or to the live document while it is not full.
 */
export async function respondWithArchive(
  request: Request,
  target: ArchiveTarget,
  context: { readonly deps: AppDeps; readonly archives: ArchiveReader },
): Promise<Response> {
  const { deps, archives } = context;
  const fixed = {
    contentType: formatByFile(target.file)?.contentType ?? 'application/octet-stream',
    links: [],
  };
  try {
    const found = await archives.find(target);
    if (found === undefined) return problemResponse('not-found');
    if (found.kind === 'elsewhere') return redirect(found, deps);
    const { head } = found;
    const reply = {
      ...fixed,
      etag: head.etag,
      changedAt: head.changedAt,
      cacheControl: archiveCacheControl(untilDueMs(head.nextExpiryAt, deps.now())),
      body: () => archives.readDocument(head),
    };
    return await respondWith(request, reply, deps);
  } catch (error) {
    const copy = codeOf(error) === 'store-unavailable' ? archives.lastGood(target) : undefined;
    if (copy === undefined) throw error;
    deps.log('error', 'served the last good copy', { path: copy.path, error: String(error) });
    return respondWith(request, { ...fixed, ...copyReply(copy, deps.now()) }, deps);
  }
}

/** Kept no longer than a live document: an archive that loses a story is somewhere else at once. */
function redirect(
  { path, isStale }: Extract<FoundArchive, { kind: 'elsewhere' }>,
  deps: AppDeps,
): Response {
  const { publication, baseUrl } = deps.state().site;
  return new Response(null, {
    status: isStale ? 301 : 302,
    headers: {
      ...CORS_HEADERS,
      Location: baseUrl + path,
      'Cache-Control': briefCacheControl(publication.maxAgeSeconds, Number.MAX_SAFE_INTEGER),
    },
  });
}
