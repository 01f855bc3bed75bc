/** Pictures beside articles (decision log): only what a public article shows; 410 when it is gone. */

import { MEDIA_PREFIX } from '../feeds/urls.ts';
import type { ArticleState } from '../model/article.ts';
import { formatHttpDate } from '../text/dates.ts';
import { hashText } from '../text/hash.ts';
import { isNotModified, shownLastModified } from './conditional.ts';
import type { AppDeps, MediaFile } from './deps.ts';
import { CORS_HEADERS, mediaCacheControl } from './headers.ts';
import { problemResponse } from './problem.ts';

const MAX_PATH = 1_000;

/** Nothing of the file is read for a 304 or a HEAD; a body is streamed. */
export async function respondWithMedia(request: Request, deps: AppDeps): Promise<Response> {
  const path = new URL(request.url).pathname.slice(MEDIA_PREFIX.length);
  if (path === '' || path.length > MAX_PATH) return problemResponse('not-found');
  // Before the states: what is applied in between shortens the lifetime then.
  const dueAt = await deps.store.nextDueAt();
  const access = accessOf(await deps.store.listMediaStates(path));
  if (access !== 'shown') return problemResponse(access);
  const file = await deps.findMedia?.(decodePath(path));
  if (file === undefined) return problemResponse('not-found');
  const etag = `W/"${hashText(`${path} ${file.size} ${file.modifiedAt.getTime()}`)}"`;
  return respondWithFile(request, { ...file, etag, dueAt }, deps.now());
}

interface FileReply extends MediaFile {
  readonly etag: string;
  /** When time alone changes anything next. */
  readonly dueAt: Date | undefined;
}

/** 304 or 200 with a file as it lies there. */
export function respondWithFile(request: Request, file: FileReply, now: Date): Response {
  const { etag, modifiedAt } = file;
  const headers = new Headers({
    ...CORS_HEADERS,
    ETag: etag,
    'Last-Modified': formatHttpDate(shownLastModified(modifiedAt, now)),
    'Cache-Control': mediaCacheControl(file.dueAt, now),
    'X-Content-Type-Options': 'nosniff',
  });
  if (isNotModified(request.headers, { etag, lastModified: modifiedAt }, now)) {
    return new Response(null, { status: 304, headers });
  }
  headers.set('Content-Type', file.contentType);
  headers.set('Content-Length', String(file.size));
  return new Response(request.method === 'HEAD' ? null : file.stream(), { status: 200, headers });
}

/** A picture that one public article shows is public, whatever becomes of another that shows it. */
function accessOf(states: readonly ArticleState[]): 'shown' | 'gone' | 'not-found' {
  if (states.includes('public')) return 'shown';
  const isGone = states.some((state) => ['withdrawn', 'removed', 'expired'].includes(state));
  const isSecret = states.some((state) => ['embargoed', 'withheld'].includes(state));
  return isGone && !isSecret ? 'gone' : 'not-found';
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A malformed escape names no file; the raw text does not either.
    return path;
  }
}
