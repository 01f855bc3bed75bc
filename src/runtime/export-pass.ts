/**
 * One walk over everything that an export holds: the app is asked for each path, and what it answers is
 * written where it is news. What the walk before held and this one does not is asked for once more.
 */

import type { Hono } from 'hono';
import { archiveByNumber, type PathKind, pathKind } from '../feeds/path-kind.ts';
import { parseArticleName } from '../feeds/urls.ts';
import { staticCaching } from '../http/static-caching.ts';
import { fileOf, type StaticDocument, type StaticManifest } from '../http/static-manifest.ts';
import { AppError } from '../model/errors.ts';
import type { Site } from '../model/site.ts';
import type { Store } from '../store/store.ts';
import { hashBytes } from '../text/hash.ts';
import { createExportFiles, type ExportFiles, type LeftOut } from './export-files.ts';
import type { ExportFolder } from './export-folder.ts';
import {
  listSelectors,
  listStories,
  NUMBERED_PATHS,
  PAGED_PATHS,
  pathsOfFeed,
  SITE_PATHS,
} from './export-paths.ts';

export interface PassDeps {
  readonly app: Hono;
  readonly store: Store;
  readonly site: Site;
  readonly folder: ExportFolder;
  readonly now: () => Date;
  /** The clock of the app, ahead of `now` by so many ms. */
  readonly setAhead: (ms: number) => void;
  /** What the app last logged as an error. */
  readonly lastError: () => string;
  /** What stood in the folder before; undefined for a new one. */
  readonly before: StaticManifest | undefined;
  /** Of the page of a story that is gone without a word. */
  readonly goneHash: string;
  /** What the manifest says already: its documents are what the pass brings. */
  readonly face: StaticManifest;
  /** Files that were written, in this pass or before. */
  readonly written: Set<string>;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface PassResult {
  readonly documents: Record<string, StaticDocument>;
  readonly gonePages: Record<string, Pick<StaticDocument, 'hash' | 'size'>>;
  readonly goneArticles: string[];
  readonly gone: string[];
  readonly archives: Record<string, string>;
  readonly formerArchives: string[];
  readonly left: LeftOut[];
}

interface Pass extends PassDeps {
  readonly files: ExportFiles;
  readonly result: PassResult;
  readonly visited: Set<string>;
}

const ARTICLES = '/articles/';
/** Of what archives held once: only a reader that was on its way when they changed asks for it. */
const MAX_FORMER = 500;

export async function runPass(deps: PassDeps): Promise<PassResult> {
  const pass: Pass = {
    ...deps,
    files: createExportFiles(),
    result: emptyResult(),
    visited: new Set(),
  };
  // Stories before the feeds that name them: a run that is cut short leaves no link to nothing.
  await visitStories(pass);
  const selectors = await listSelectors(deps.store, deps.site);
  for (const [index, selector] of selectors.entries()) {
    for (const path of await pathsOfFeed(selector, deps.store, deps.site)) await visit(path, pass);
    deps.onProgress?.(index + 1, selectors.length);
  }
  for (const path of SITE_PATHS) await visit(path, pass);
  for (const first of PAGED_PATHS) {
    let next: string | undefined = first;
    while (next !== undefined && (await visit(next, pass))) next = nextPage(next, pass);
  }
  for (const pathOf of NUMBERED_PATHS) {
    let number = 1;
    while (await visit(pathOf(number), pass)) number += 1;
  }
  await revisit(pass);
  return pass.result;
}

function emptyResult(): PassResult {
  return {
    documents: {},
    gonePages: {},
    goneArticles: [],
    gone: [],
    archives: {},
    formerArchives: [],
    left: [],
  };
}

async function visitStories(pass: Pass): Promise<void> {
  for await (const stories of listStories(pass.store)) {
    for (const { page, media } of stories) {
      await visit(page, pass);
      for (const path of media) await visit(path, pass);
    }
  }
}

/** Address of the page behind one of a directory, which has just been visited. */
function nextPage(address: string, { folder, site }: Pass): string | undefined {
  const bytes = folder.read(fileOf(address, false) ?? '');
  const page: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const isNamed = typeof page === 'object' && page !== null && 'next' in page;
  return isNamed && typeof page.next === 'string'
    ? page.next.slice(site.baseUrl.length)
    : undefined;
}

/** Feeds that lost their last story, archives that hold something else, pictures that were taken back. */
async function revisit(pass: Pass): Promise<void> {
  const { before } = pass;
  if (before === undefined) return;
  const earlier = [
    ...Object.keys(before.documents),
    ...Object.keys(before.archives),
    ...before.gone,
    ...before.formerArchives,
  ];
  // A story's page is known by its id, whatever its address was.
  for (const path of earlier) if (!path.startsWith(ARTICLES)) await visit(path, pass);
}

/** True when there is a document of this path. Each is asked for once. */
async function visit(path: string, pass: Pass): Promise<boolean> {
  const { visited, files, result, before, folder } = pass;
  if (visited.has(path)) return false;
  visited.add(path);
  const place = files.take(path);
  if ('reason' in place) {
    result.left.push(place);
    return false;
  }
  const { file } = place;
  const known = before?.documents[path];
  const kept = known !== undefined && folder.has(file, known.size) ? known : undefined;
  const headers = kept === undefined ? {} : { 'if-none-match': kept.etag };
  const response = await pass.app.request(path, { headers });
  const document = await documentIn(response, { path, file, kept }, pass);
  if (document !== undefined) result.documents[path] = document;
  return document !== undefined;
}

/** Undefined where there is none: what is known instead is noted. */
async function documentIn(
  response: Response,
  place: Place,
  pass: Pass,
): Promise<StaticDocument | undefined> {
  const { path, kept } = place;
  switch (response.status) {
    case 200:
      return take(response, place, pass);
    case 304:
      return kept && { ...kept, ...(await datesOf(response, path, pass)) };
    case 301:
    case 302:
      await followArchive(path, response, pass);
      return undefined;
    case 410:
      await noteGone(response, place, pass);
      return undefined;
    case 404:
      return undefined;
    default:
      throw failureOf(path, response, pass.lastError());
  }
}

function failureOf(path: string, { status }: Response, error: string): AppError {
  const code = status === 503 ? 'store-unavailable' : 'internal';
  return new AppError(code, `${path} was answered with ${status}: ${error}`);
}

interface Place {
  readonly path: string;
  readonly file: string;
  /** What the file holds by now. */
  readonly kept: StaticDocument | undefined;
}

async function take(response: Response, place: Place, pass: Pass): Promise<StaticDocument> {
  const { path, file, kept } = place;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const hash = hashBytes(bytes);
  if (kept?.hash !== hash) {
    pass.folder.write(file, bytes);
    pass.written.add(file);
  }
  const goodUntil = endOf(response, path, pass);
  return {
    hash,
    size: bytes.byteLength,
    etag: response.headers.get('etag') ?? '',
    contentType: response.headers.get('content-type') ?? '',
    ...(await datesOf(response, path, pass)),
    ...(goodUntil !== undefined && { goodUntil }),
  };
}

/** Where the app lets it be kept for less long than others of its kind: until then. */
function endOf(response: Response, path: string, { now, face }: Pass): number | undefined {
  const control = response.headers.get('cache-control') ?? '';
  const kind = pathKind(path) as PathKind;
  if (control === staticCaching(kind, face, { now: now() })['Cache-Control']) return undefined;
  const seconds = [...control.matchAll(/=(\d+)/g)].reduce((sum, [, part]) => sum + Number(part), 0);
  return now().getTime() + seconds * 1000;
}

/** Longer than any lead of the store's dates. */
const LATER_MS = 120_000;

/**
 * The true date of the last change. The app shows none that lies in the future, and a second change within
 * one second is dated to the next: shown a while later it is told as it is.
 */
async function datesOf(
  response: Response,
  path: string,
  { app, now, setAhead }: Pass,
): Promise<Pick<StaticDocument, 'changedAt'>> {
  const shown = Date.parse(response.headers.get('last-modified') ?? '');
  if (shown + 1000 <= now().getTime()) return { changedAt: shown };
  setAhead(LATER_MS);
  const headers = { 'if-none-match': response.headers.get('etag') ?? '' };
  const later = await app.request(path, { headers });
  setAhead(0);
  const told = Date.parse(later.headers.get('last-modified') ?? '');
  return { changedAt: Number.isNaN(told) ? shown : told };
}

/** Remembers where an archive is, and goes there. */
async function followArchive(path: string, response: Response, pass: Pass): Promise<void> {
  const archive = archiveByNumber(path);
  const location = response.headers.get('location') ?? '';
  // The other redirects of the app are told by the configuration.
  if (archive === undefined || !location.startsWith(pass.site.baseUrl)) return;
  const target = location.slice(pass.site.baseUrl.length);
  const { archives, formerArchives } = pass.result;
  if (!archive.isExact) archives[path] = target;
  else if (formerArchives.length < MAX_FORMER) formerArchives.push(path);
  if (pathKind(target) === 'archive') await visit(target, pass);
}

/** A withdrawal is told where the story was; of other stories no more is kept than that they are gone. */
async function noteGone(
  response: Response,
  { path, file }: Place,
  { result, before, folder, written, goneHash }: Pass,
): Promise<void> {
  const name = path.startsWith(ARTICLES) ? path.slice(ARTICLES.length) : '';
  const shortId = parseArticleName(name);
  if (shortId === undefined) {
    result.gone.push(path);
    return;
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  const [hash, size] = [hashBytes(bytes), bytes.byteLength];
  if (hash === goneHash) {
    result.goneArticles.push(shortId);
    return;
  }
  const kept = before?.gonePages[path];
  if (kept?.hash !== hash || !folder.has(file, size)) {
    folder.write(file, bytes);
    written.add(file);
  }
  result.gonePages[path] = { hash, size };
}
