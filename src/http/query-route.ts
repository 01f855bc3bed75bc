/** Answers for combined and search feeds: one document for every spelling, a redirect where a stored feed is it. */

import { parseFeedQuery, type QueryRequest, UNKNOWN_VALUE } from '../feeds/parse-query.ts';
import { type FeedQuery, queryPath } from '../feeds/query.ts';
import { feedPath } from '../feeds/urls.ts';
import type { Problem } from '../model/result.ts';
import type { DocumentHead } from '../publish/documents.ts';
import type { QueryReader } from '../publish/query-feed.ts';
import { formatByFile } from '../render/formats.ts';
import type { AppDeps } from './deps.ts';
import { cachingOf, maxAgeSeconds, SHORT_MAX_AGE_SECONDS } from './feed-route.ts';
import { copyCaching, untilDueMs } from './headers.ts';
import { codeOf, problemResponse } from './problem.ts';
import { permanentRedirect } from './redirect.ts';
import { respondWith } from './respond.ts';

interface QueryContext {
  readonly deps: AppDeps;
  readonly reader: QueryReader;
}

/** 200, 301, 304, 400, 404 or 503. */
export async function respondWithQuery(
  request: Request,
  target: Pick<QueryRequest, 'file' | 'isSearch'>,
  context: QueryContext,
): Promise<Response> {
  const { deps, reader } = context;
  const { search } = new URL(request.url);
  const parsed = parseFeedQuery({ ...target, queryString: search.slice(1) }, deps.state().site);
  if (!parsed.ok) return refusal(parsed.problems);
  const query = parsed.value;
  try {
    return await respondWithLive(request, query, context);
  } catch (error) {
    const copy = codeOf(error) === 'store-unavailable' ? reader.lastGood(query) : undefined;
    if (copy === undefined) throw error;
    deps.log('error', 'served the last good copy', { path: copy.path, error: String(error) });
    const until = untilDueMs(copy.nextDueAt, deps.now());
    const caching = copyCaching(SHORT_MAX_AGE_SECONDS, until);
    const reply = { ...replyParts(query, copy, deps), caching, body: async () => copy };
    return respondWith(request, reply, deps);
  }
}

async function respondWithLive(
  request: Request,
  query: FeedQuery,
  { deps, reader }: QueryContext,
): Promise<Response> {
  const { baseUrl, topics } = deps.state().site;
  const stored = await reader.readStored(query);
  if (stored) return permanentRedirect(baseUrl + feedPath(stored, query.file, topics));
  if (query.isMoved) return permanentRedirect(baseUrl + queryPath(query));
  const read = await reader.readHead(query);
  if (!read.ok) return refusal(read.problems);
  const head = read.value;
  return respondWith(
    request,
    {
      ...replyParts(query, head, deps),
      ...cachingOf(head, maxAgeSeconds(deps), deps.now()),
      body: () => reader.readDocument(head),
    },
    deps,
  );
}

function replyParts({ file }: FeedQuery, head: DocumentHead, deps: AppDeps) {
  const { baseUrl } = deps.state().site;
  return {
    etag: head.etag,
    changedAt: head.changedAt,
    contentType: formatByFile(file)?.contentType ?? 'application/octet-stream',
    links: [[baseUrl + head.path, 'self'] as const],
  };
}

/** Every fault at once, a line each; not found where the only fault is that a value names nothing. */
function refusal(problems: readonly Problem[]): Response {
  const isUnknown = problems.every(({ code }) => code === UNKNOWN_VALUE);
  const lines = problems.map(({ message, hint }) => (hint ? `${message}; ${hint}` : message));
  return problemResponse(isUnknown ? 'not-found' : 'bad-request', lines.join('\n'));
}
