/** What the API tells: articles, changes, the audit record. Without a token it tells what readers know. */

import { MAIN, SELECTOR_PARAMETERS, selectorFor, selectorKey } from '../../feeds/urls.ts';
import { ARTICLE_STATES, type ArticleState } from '../../model/article.ts';
import { goneAt } from '../../publish/lifecycle.ts';
import type { ArticleFilter, ListKey, StoredArticle } from '../../store/store.ts';
import { parseEditorialDate } from '../../text/dates.ts';
import { MAX_QUERY_LENGTH, MAX_QUERY_PHRASES, parseQuery } from '../../text/search.ts';
import { parseEntityTags } from '../conditional.ts';
import { CORS_HEADERS, linkHeader } from '../headers.ts';
import { problemJson, type RequestFault } from '../problem.ts';
import { apiPath, articleTag, viewArticle } from './article-view.ts';
import { authenticate, denied } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { readNumber, unknownParameters } from './query.ts';

export const DEFAULT_LIMIT = 20;
export const MAX_LIMIT = 100;
export const MAX_CHANGES = 1_000;

/** Nobody between us and the caller may keep what a token opened. */
const HEADERS = {
  ...CORS_HEADERS,
  'Content-Type': 'application/json',
  'Cache-Control': 'private, no-cache',
  Vary: 'Authorization',
} as const;

function answer(value: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  const body = `${JSON.stringify(value, undefined, 2)}\n`;
  return new Response(body, { headers: { ...HEADERS, ...headers } });
}

/** `GET /api/articles/{id}`: 410 for what was taken back, 404 for what nobody may know of. */
export async function getArticle(request: Request, id: string, deps: ApiDeps): Promise<Response> {
  const caller = await authenticate(request, deps);
  if (caller instanceof Response) return caller;
  const stored = await deps.store.readArticle(id);
  const isTrusted = caller.scope !== undefined;
  if (stored === undefined || !isKnown(stored, isTrusted)) return problemJson('not-found');
  if (isTakenBack(stored)) return gone(stored);
  const etag = articleTag(stored.hash);
  const tags = request.headers.get('if-none-match');
  const isSame =
    tags !== null &&
    (tags.trim() === '*' || parseEntityTags(tags).some((tag) => tag.replace(/^W\//, '') === etag));
  if (isSame) {
    const { 'Content-Type': _none, ...headers } = HEADERS;
    return new Response(null, { status: 304, headers: { ...headers, ETag: etag } });
  }
  return answer(viewArticle(stored, deps.state().site, isTrusted), { ETag: etag });
}

function isKnown({ article }: StoredArticle, isTrusted: boolean): boolean {
  if (isTrusted || article.state === 'public') return true;
  // Held back, or removed before anybody saw it.
  return goneAt(article) !== undefined && isTakenBackState(article.state);
}

function isTakenBackState(state: ArticleState): boolean {
  return state === 'withdrawn' || state === 'removed' || state === 'expired';
}

function isTakenBack({ article }: StoredArticle): boolean {
  return isTakenBackState(article.state);
}

function gone({ article, kept, isErased }: StoredArticle): Response {
  const lost = goneAt(article);
  // As long as the notice stands.
  const isTold = article.state === 'withdrawn';
  return problemJson('gone', {
    detail: isErased ? 'the article was erased' : `the article is ${article.state}`,
    members: {
      id: article.id,
      state: article.state,
      ...(lost && { goneAt: lost.toISOString() }),
      ...(isTold && article.withdrawal?.note && { note: article.withdrawal.note }),
      ...(article.withdrawal?.noticeUntil && {
        noticeUntil: article.withdrawal.noticeUntil.toISOString(),
      }),
      canBeRestored: kept !== undefined,
    },
  });
}

interface ListQuery {
  readonly filter: ArticleFilter;
  readonly page: { readonly after?: ListKey; readonly limit: number };
}

/** `GET /api/articles`: the newest first, by pages. */
export async function listArticles(request: Request, deps: ApiDeps): Promise<Response> {
  const caller = await authenticate(request, deps);
  if (caller instanceof Response) return caller;
  const url = new URL(request.url);
  const query = readListQuery(url, deps);
  if (query instanceof Response) return query;
  const needsToken = query.filter.state !== 'public';
  const refusal = needsToken ? denied(caller, 'read') : undefined;
  if (refusal) return refusal;
  const { filter, page } = query;
  const found = await deps.store.findArticles(filter, { ...page, limit: page.limit + 1 });
  const shown = found.slice(0, page.limit);
  const { site } = deps.state();
  const last = shown.at(-1);
  const next = found.length > page.limit && last ? nextPage(url, last, site.baseUrl) : undefined;
  return answer(
    {
      articles: shown.map((stored) => viewArticle(stored, site, caller.scope !== undefined)),
      ...(next && { next }),
    },
    next ? { Link: linkHeader([[next, 'next']]) } : {},
  );
}

/** The parameters, or every fault of them. */
function readListQuery(url: URL, deps: ApiDeps): ListQuery | Response {
  const parameters = url.searchParams;
  const faults: RequestFault[] = [...unknownParameters(parameters, LIST_PARAMETERS)];
  const refuse = (parameter: string, detail: string, hint?: string): undefined => {
    faults.push({ parameter, code: 'parameter-invalid', detail, ...(hint && { hint }) });
  };
  const filter: ArticleFilter = {
    ...readState(parameters, refuse),
    ...readSelectors(parameters, refuse, deps),
    ...readPhrases(parameters, refuse),
    ...readDates(parameters, refuse, deps),
  };
  const limit = readNumber(parameters.get('limit'), { from: 1, to: MAX_LIMIT, or: DEFAULT_LIMIT });
  if (limit === undefined) refuse('limit', `give a whole number from 1 to ${MAX_LIMIT}`);
  const cursor = parameters.get('after');
  const after = cursor === null ? undefined : parseCursor(cursor);
  if (cursor !== null && after === undefined) {
    refuse('after', 'this is no cursor', 'take the address in `next` as it is');
  }
  if (faults.length > 0 || limit === undefined) {
    return problemJson('bad-request', { errors: faults });
  }
  return { filter, page: { limit, ...(after && { after }) } };
}

type Refuse = (parameter: string, detail: string, hint?: string) => undefined;

export const LIST_PARAMETERS: readonly string[] = [
  'state',
  ...SELECTOR_PARAMETERS,
  'q',
  'publishedFrom',
  'publishedBefore',
  'limit',
  'after',
];

/** `any` is every state; without the parameter `public`. */
function readState(parameters: URLSearchParams, refuse: Refuse): Pick<ArticleFilter, 'state'> {
  const written = parameters.get('state') ?? 'public';
  if (written === 'any') return {};
  const state = ARTICLE_STATES.find((one) => one === written);
  if (state === undefined) {
    refuse('state', 'there is no such state', `one of ${ARTICLE_STATES.join(', ')}, any`);
    return {};
  }
  return { state };
}

function readSelectors(
  parameters: URLSearchParams,
  refuse: Refuse,
  deps: ApiDeps,
): Pick<ArticleFilter, 'selectorKeys'> {
  const { topics } = deps.state().site;
  const keys = SELECTOR_PARAMETERS.flatMap((name) => {
    const value = parameters.get(name);
    if (value === null) return [];
    const selector = selectorFor(name, value, topics);
    if (selector === undefined) refuse(name, 'it names nothing that there is');
    return selector === undefined ? [] : [selectorKey(selector)];
  });
  return keys.length > 0 ? { selectorKeys: keys } : {};
}

function readPhrases(parameters: URLSearchParams, refuse: Refuse): Pick<ArticleFilter, 'phrases'> {
  const query = parameters.get('q');
  if (query === null) return {};
  const phrases = parseQuery(query);
  if (phrases === undefined) {
    const most = `1 to ${MAX_QUERY_PHRASES} words or phrases in quotes`;
    refuse('q', `a query has ${most}, in at most ${MAX_QUERY_LENGTH} characters`);
    return {};
  }
  return { phrases };
}

function readDates(
  parameters: URLSearchParams,
  refuse: Refuse,
  deps: ApiDeps,
): Pick<ArticleFilter, 'publishedFrom' | 'publishedBefore'> {
  const { timeZone } = deps.state().site.publication;
  const read = (name: 'publishedFrom' | 'publishedBefore') => {
    const written = parameters.get(name);
    if (written === null) return {};
    const at = parseEditorialDate(written, timeZone);
    if (at === undefined) refuse(name, 'it is no date', 'write it as 2026-11-24T09:30:00+09:00');
    return at === undefined ? {} : { [name]: at };
  };
  return { ...read('publishedFrom'), ...read('publishedBefore') };
}

function nextPage(url: URL, last: StoredArticle, baseUrl: string): string {
  const next = new URLSearchParams(url.searchParams);
  next.set('after', `${last.article.publishedAt.getTime()}.${encodeURIComponent(last.id)}`);
  return `${baseUrl}/api/articles?${next.toString()}`;
}

function parseCursor(cursor: string): ListKey | undefined {
  const [, published, id] = /^(-?\d{1,15})\.(.{1,4000})$/s.exec(cursor) ?? [];
  if (published === undefined || id === undefined) return undefined;
  try {
    return { published: new Date(Number(published)), id: decodeURIComponent(id) };
  } catch {
    // URIError: a broken escape.
    return undefined;
  }
}

/** `GET /api/changes`: what changed after `since`, each article once with its newest state. */
export async function listChanges(request: Request, deps: ApiDeps): Promise<Response> {
  const caller = await authenticate(request, deps);
  if (caller instanceof Response) return caller;
  const { searchParams } = new URL(request.url);
  const since = readNumber(searchParams.get('since'), {
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
    or: 0,
  });
  const limit = readNumber(searchParams.get('limit'), { from: 1, to: MAX_CHANGES, or: 100 });
  const faults = [
    ...unknownParameters(searchParams, ['since', 'limit']),
    ...(since === undefined ? [numberFault('since', 'the number that the last answer gave')] : []),
    ...(limit === undefined
      ? [numberFault('limit', `a whole number from 1 to ${MAX_CHANGES}`)]
      : []),
  ];
  if (faults.length > 0 || since === undefined || limit === undefined)
    return problemJson('bad-request', { errors: faults });
  const publicOnly = caller.scope === undefined;
  // Read before the list: what is committed in between is told again rather than never. Readers are
  // not told how many changes they may not see: the main feed's number is one they know.
  const last = publicOnly
    ? ((await deps.store.readFeed(selectorKey(MAIN))).stored?.seq ?? 0)
    : (await deps.store.signal()).seq;
  if (since > last) return rebuilt(since);
  const seq = publicOnly ? since : last;
  const found = await deps.store.listChanges(since, { limit: limit + 1, publicOnly });
  const shown = found.slice(0, limit);
  const hasMore = found.length > limit;
  const { site } = deps.state();
  return answer({
    changes: shown.map((stored) => ({
      seq: stored.seq,
      id: stored.id,
      state: shownState(stored, publicOnly),
      // Of a text that cannot be read it would tell when a draft changes.
      ...((!publicOnly || stored.article.state === 'public') && { etag: articleTag(stored.hash) }),
      updatedAt: (goneAt(stored.article) ?? stored.article.updatedAt).toISOString(),
      apiUrl: site.baseUrl + apiPath(stored.id),
    })),
    next: hasMore ? (shown.at(-1)?.seq ?? since) : Math.max(since, seq, shown.at(-1)?.seq ?? 0),
    hasMore,
  });
}

/** The number comes from another store: whoever went on from it would miss what this one changed. */
function rebuilt(since: number): Response {
  return problemJson('conflict', {
    detail: `the store has no change ${since}: it was rebuilt since that number was given`,
    errors: [{ parameter: 'since', code: 'since-ahead', detail: 'begin again with 0' }],
  });
}

/** Readers learn that a story is held back again as they learn of a removal. */
function shownState({ article }: StoredArticle, publicOnly: boolean): ArticleState {
  const isHeldBack = article.state === 'embargoed' || article.state === 'withheld';
  return publicOnly && isHeldBack ? 'removed' : article.state;
}

function numberFault(parameter: string, wanted: string): RequestFault {
  return { parameter, code: 'parameter-invalid', detail: `give ${wanted}` };
}

/** `GET /api/audit`: who changed what, the newest first. */
export async function listAudit(request: Request, deps: ApiDeps): Promise<Response> {
  const caller = await authenticate(request, deps);
  if (caller instanceof Response) return caller;
  const refusal = denied(caller, 'admin');
  if (refusal) return refusal;
  const { searchParams } = new URL(request.url);
  const limit = readNumber(searchParams.get('limit'), { from: 1, to: MAX_CHANGES, or: 100 });
  const before = readNumber(searchParams.get('before'), {
    from: 1,
    to: Number.MAX_SAFE_INTEGER,
    or: Number.MAX_SAFE_INTEGER,
  });
  const faults = [
    ...unknownParameters(searchParams, ['article', 'before', 'limit']),
    ...(before === undefined ? [numberFault('before', 'the number of a record')] : []),
    ...(limit === undefined
      ? [numberFault('limit', `a whole number from 1 to ${MAX_CHANGES}`)]
      : []),
  ];
  if (faults.length > 0 || limit === undefined || before === undefined) {
    return problemJson('bad-request', { errors: faults });
  }
  const articleId = searchParams.get('article');
  const records = await deps.store.listAudit({
    limit,
    before,
    ...(articleId !== null && { articleId }),
  });
  return answer({ records });
}
