/** Pictures beside articles (decision 19): only what a public article shows; 410 when it is gone. */

import { MEDIA_PREFIX } from '../feeds/urls.ts';
import type { ArticleState } from '../model/article.ts';
import { hashBytes } from '../text/hash.ts';
import type { AppDeps } from './deps.ts';
import { problemResponse } from './problem.ts';
import { respondWith } from './respond.ts';

const MAX_PATH = 1_000;

export async function respondWithMedia(request: Request, deps: AppDeps): Promise<Response> {
  const path = new URL(request.url).pathname.slice(MEDIA_PREFIX.length);
  if (path === '' || path.length > MAX_PATH) return problemResponse('not-found');
  const access = accessOf(await deps.store.listMediaStates(path));
  if (access !== 'shown') return problemResponse(access);
  const file = await deps.readMedia?.(decodePath(path));
  if (file === undefined) return problemResponse('not-found');
  const { bytes, contentType, modifiedAt } = file;
  const etag = `W/"${hashBytes(bytes)}"`;
  const body = async () => ({ etag, changedAt: modifiedAt, bytes, encoded: new Map() });
  return respondWith(
    request,
    {
      etag,
      changedAt: modifiedAt,
      contentType,
      // A withdrawn picture must go soon: no long lifetime, however immutable the bytes are.
      cacheControl: 'public, max-age=300',
      links: [],
      headers: { 'X-Content-Type-Options': 'nosniff' },
      body,
    },
    { now: deps.now },
  );
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
