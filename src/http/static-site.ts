/**
 * Serves an export as the app serves its store: validators, conditions, redirects, 410. There are no
 * searches, combined feeds, deltas, explanations and no API: those need a server.
 */

import { archiveByNumber, type PathKind, pathKind } from '../feeds/path-kind.ts';
import {
  DIRECTORY_PATH,
  OPML_PATH,
  parseArticleName,
  SELECTOR_PARAMETERS,
  topicPath,
  topicSlugOf,
  topicsPath,
} from '../feeds/urls.ts';
import { isTopicOver } from '../publish/topic-life.ts';
import { withoutDate } from './conditional.ts';
import { DELTA_VARY } from './delta.ts';
import { errorPage } from './error-page.ts';
import { PAGE_HEADERS, PREFLIGHT_HEADERS } from './headers.ts';
import { respondWithFile } from './media-route.ts';
import { problemResponse } from './problem.ts';
import { archiveRedirect, permanentRedirect, redirect } from './redirect.ts';
import { type DocumentReply, respondWith } from './respond.ts';
import { staticCaching } from './static-caching.ts';
import {
  fileOf,
  GONE_FILE,
  NOT_FOUND_FILE,
  type StaticDocument,
  type StaticManifest,
} from './static-manifest.ts';

export interface StaticFiles {
  readonly manifest: StaticManifest;
  /** A file, by its path in the export without a leading slash. Throws when it cannot be had. */
  readonly read: (file: string) => Promise<Uint8Array<ArrayBuffer>>;
  readonly stream: (file: string) => ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly now: () => Date;
}

export type StaticSite = (request: Request) => Promise<Response>;

/** What must be asked of a server. */
const NEEDS_SERVER = /^\/(?:feeds|search|api|healthz)(?:\/|$)/;
const NEEDS_SERVER_TEXT = 'This is an export: searches, combinations and the API need a server.';

export function createStaticSite(files: StaticFiles): StaticSite {
  const articles = articlesByShortId(files.manifest);
  return async (request) => {
    const { method } = request;
    if (method === 'OPTIONS')
      return new Response(null, { status: 204, headers: PREFLIGHT_HEADERS });
    if (method !== 'GET' && method !== 'HEAD') return problemResponse('method-not-allowed');
    const response = await answer(request, { ...files, articles });
    return method === 'HEAD' ? new Response(null, response) : response;
  };
}

interface Parts extends StaticFiles {
  /** Short id -> path of the page, or nothing where a story is gone. */
  readonly articles: ReadonlyMap<string, string>;
}

async function answer(request: Request, parts: Parts): Promise<Response> {
  const { pathname: path, search } = new URL(request.url);
  const { manifest } = parts;
  const away = turnAway(path, search, parts);
  if (away !== undefined) return away;
  const kind = pathKind(path);
  const address = isAsking(path, search) ? path + search : path;
  const document = own(manifest.documents, address);
  if (kind !== undefined && document !== undefined) {
    return respondWithDocument(request, { address, kind, document }, parts);
  }
  if (address !== path) return problemResponse('not-found', NEEDS_SERVER_TEXT);
  if (path.startsWith(ARTICLES)) return respondWithoutArticle(path, parts);
  return elsewhere(path, search, parts) ?? notFound(path, kind, parts);
}

/** Topics that are somewhere else by now, or gone: before anything else, as in the app. */
function turnAway(path: string, search: string, { manifest, now }: Parts): Response | undefined {
  const slug = topicSlugOf(path);
  if (slug === undefined) return undefined;
  const moved = own(manifest.moved, slug);
  if (moved !== undefined) {
    const rest = path.slice(topicPath(slug).length);
    return permanentRedirect(manifest.baseUrl + topicPath(moved) + rest + search);
  }
  const end = own(manifest.retired, slug);
  const isOver = end !== undefined && isTopicOver(new Date(end), now());
  return isOver ? problemResponse('gone') : undefined;
}

/** Parameters that choose among documents of one path; all others mean nothing. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  [topicsPath(1)]: ['page'],
  [DIRECTORY_PATH]: ['kind', 'after'],
  [OPML_PATH]: ['format', 'kind', 'lang', ...SELECTOR_PARAMETERS],
};

function isAsking(path: string, search: string): boolean {
  const known = own(PARAMETERS, path) ?? [];
  const asked = new URLSearchParams(search);
  return known.some((name) => asked.has(name));
}

interface Found {
  /** Path and query. */
  readonly address: string;
  readonly kind: PathKind;
  readonly document: StaticDocument;
}

async function respondWithDocument(
  request: Request,
  { address, kind, document }: Found,
  parts: Parts,
): Promise<Response> {
  const { manifest, now } = parts;
  const { etag, contentType, size, goodUntil } = document;
  const changedAt = new Date(document.changedAt);
  const file = fileOf(address, kind === 'page') ?? '';
  if (kind === 'media') {
    const dueAt = manifest.nextDueAt === undefined ? undefined : new Date(manifest.nextDueAt);
    const stream = () => parts.stream(file);
    const found = { etag, contentType, size, modifiedAt: changedAt, dueAt, stream };
    return respondWithFile(request, found, now());
  }
  const reply: DocumentReply = {
    etag,
    changedAt,
    contentType,
    caching: staticCaching(kind, manifest, { now: now(), goodUntil }),
    ...faceOf(kind, address, manifest),
    body: async () => ({ etag, changedAt, bytes: await parts.read(file), encoded: new Map() }),
  };
  const isDated = ['feed', 'tombstones', 'archive'].includes(kind);
  return respondWith(isDated ? request : withoutDate(request), reply, { now });
}

/** What answers of one kind say beside their validators. */
function faceOf(
  kind: PathKind,
  path: string,
  { baseUrl, hubUrls }: StaticManifest,
): Pick<DocumentReply, 'links' | 'vary' | 'headers'> {
  if (kind === 'page') return { links: [], headers: PAGE_HEADERS };
  if (kind !== 'feed' && kind !== 'tombstones') return { links: [] };
  const hubs = hubUrls.map((url) => [url, 'hub'] as const);
  const links = [[baseUrl + path, 'self'] as const, ...hubs];
  return { links, ...(kind === 'feed' && { vary: DELTA_VARY }) };
}

const ARTICLES = '/articles/';

/** The present address of a story, or that it is gone. */
async function respondWithoutArticle(path: string, parts: Parts): Promise<Response> {
  const { manifest, articles, now } = parts;
  const { 'Cache-Control': cacheControl } = staticCaching('page', manifest, { now: now() });
  const shortId = parseArticleName(path.slice(ARTICLES.length));
  const page = shortId === undefined ? undefined : articles.get(shortId);
  if (page === undefined) return notFound(path, 'page', parts);
  if (own(manifest.documents, page) !== undefined) {
    return redirect(manifest.baseUrl + page, { status: 301, cacheControl });
  }
  const told = own(manifest.gonePages, page) && fileOf(page, true);
  return errorPage(await parts.read(told ?? GONE_FILE), 410, cacheControl);
}

function articlesByShortId(manifest: StaticManifest): ReadonlyMap<string, string> {
  const paths = [...Object.keys(manifest.documents), ...Object.keys(manifest.gonePages)];
  const found = paths
    .filter((path) => path.startsWith(ARTICLES))
    .map((path) => [parseArticleName(path.slice(ARTICLES.length)) ?? '', path] as const);
  const gone = manifest.goneArticles.map((shortId) => [shortId, ''] as const);
  return new Map([...gone, ...found]);
}

/** Archives by their number or by what they held once; addresses of a former system; what is gone. */
function elsewhere(path: string, search: string, { manifest }: Parts): Response | undefined {
  const { baseUrl, maxAgeSeconds } = manifest;
  const archive = archiveByNumber(path);
  const target = archive && own(manifest.archives, archive.path);
  if (archive !== undefined && target !== undefined) {
    // What passes on to another archive, or to the live document, says nothing of what it held.
    const isStale = archive.isExact && archiveByNumber(target)?.path === archive.path;
    return archiveRedirect(baseUrl + target, { isStale, maxAgeSeconds });
  }
  if (manifest.gone.includes(path)) return problemResponse('gone');
  const former = own(manifest.redirects, path);
  return former === undefined ? undefined : permanentRedirect(baseUrl + former + search);
}

async function notFound(path: string, kind: PathKind | undefined, parts: Parts): Promise<Response> {
  if (NEEDS_SERVER.test(path)) {
    return problemResponse('not-found', NEEDS_SERVER_TEXT);
  }
  if (kind !== 'page') return problemResponse('not-found');
  return errorPage(await parts.read(NOT_FOUND_FILE), 404, 'no-store');
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
