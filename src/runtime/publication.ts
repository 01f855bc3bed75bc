/** A publication at work: its folder kept in step with its store, and the app over both. */

import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Hono } from 'hono';
import { createApp } from '../http/app.ts';
import type { Log, MediaFile } from '../http/deps.ts';
import type { Problem, Result } from '../model/result.ts';
import { failure, success } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import {
  createDocumentCache,
  type DocumentCache,
  withInvalidation,
} from '../publish/document-cache.ts';
import { reclassify } from '../publish/reclassify.ts';
import { releaseDue } from '../publish/release.ts';
import { installSite, type SiteState } from '../publish/site-state.ts';
import { type SyncReport, syncFolder } from '../publish/sync.ts';
import type { Store } from '../store/store.ts';
import { uuidV7 } from '../text/hash.ts';
import { mediaTypeOf } from '../text/media-types.ts';
import { openArticleFolder, resolveInside } from './article-folder.ts';
import { createCompression } from './compress.ts';
import { loadSiteFrom } from './load-site.ts';

/** Memory for rendered documents in all codings. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** A removed file counts as removed after this; editors and mounts replace files by delete and create. */
const REMOVAL_GRACE_MS = 500;

/** Larger pictures belong on a media host. */
const MAX_MEDIA_BYTES = 32 * 1024 * 1024;

export interface PublicationOptions {
  readonly folder: string;
  readonly store: Store;
  readonly baseUrl: string | undefined;
  readonly fallbackUrl: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly allowMassRemoval?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface RunningPublication {
  readonly app: Hono;
  readonly state: () => SiteState;
  /** One pass over configuration and articles. Passes never overlap. */
  sync(): Promise<SyncReport>;
  /** Lifts what is due. */
  tick(): Promise<void>;
}

/** Opens the publication; `sync` must run once before there is anything to serve. */
export async function openPublication(
  options: PublicationOptions,
): Promise<Result<RunningPublication>> {
  const { folder, now, log } = options;
  const loaded = loadSiteFrom(folder, options);
  if (!loaded.ok) return failure(loaded.problems);
  const cache = createDocumentCache(CACHE_BYTES);
  const store = withInvalidation(options.store, cache);
  await store.migrate();
  const current = { state: await installSite(store, loaded.value, now()), isLoading: true };
  if (current.state.rulesChanged) await reclassify(store, current.state, now());
  const queue = createQueue();
  const context: SyncContext = {
    options,
    store,
    cache,
    current,
    vanished: new Map(),
    reported: JSON.stringify(loaded.problems),
  };
  const app = createApp({
    store,
    cache,
    now,
    log,
    state: () => current.state,
    compress: createCompression(),
    readMedia: (path) => readMedia(folder, path),
    isLoading: () => current.isLoading,
  });
  return success(
    {
      app,
      state: () => current.state,
      sync: () => queue(() => syncOnce(context)),
      tick: () => queue(async () => void (await releaseDue(store, current.state, now()))),
    },
    loaded.problems,
  );
}

interface SyncContext {
  readonly options: PublicationOptions;
  readonly store: Store;
  readonly cache: DocumentCache;
  readonly current: { state: SiteState; isLoading: boolean };
  /** Path -> when it was first missed. */
  readonly vanished: Map<string, number>;
  /** JSON of the configuration's problems as last reported. */
  reported: string;
}

async function syncOnce(context: SyncContext): Promise<SyncReport> {
  const { options, store, current } = context;
  const configProblems = current.isLoading ? [] : await reloadSite(context);
  const report = await syncFolder(
    {
      store,
      folder: openArticleFolder(options.folder),
      now: options.now,
      mintId: () => `urn:uuid:${uuidV7(options.now().getTime(), randomBytes(10))}`,
      ...(options.onProgress && { onProgress: options.onProgress }),
      ...(options.allowMassRemoval && { allowMassRemoval: true }),
    },
    current.state,
    current.isLoading ? new Set() : await recentlyVanished(context),
  );
  await releaseDue(store, current.state, options.now());
  current.isLoading = false;
  return { ...report, problems: [...configProblems, ...report.problems] };
}

/** A broken configuration is reported once, and the last good one stays in force. */
async function reloadSite(context: SyncContext): Promise<readonly Problem[]> {
  const loaded = loadSiteFrom(context.options.folder, context.options);
  const said = JSON.stringify(loaded.problems);
  const problems = said === context.reported ? [] : loaded.problems;
  context.reported = said;
  if (loaded.ok) await applySite(context, loaded.value, loaded.problems);
  return problems;
}

async function applySite(
  context: SyncContext,
  loaded: Site,
  problems: readonly Problem[],
): Promise<void> {
  const { options, store, cache, current } = context;
  // While a topic file has a fault, the topics it may have held keep their last good form.
  const isBroken = problems.some(({ severity }) => severity === 'error');
  const kept = isBroken ? missingTopics(current.state, loaded.topics) : [];
  const topics = [...loaded.topics, ...kept].sort((a, b) => (a.id < b.id ? -1 : 1));
  const before = current.state;
  current.state = await installSite(store, { ...loaded, topics }, options.now());
  if (isSame(before, current.state)) return;
  cache.clear();
  if (current.state.rulesChanged) await reclassify(store, current.state, options.now());
}

function isSame(before: SiteState, after: SiteState): boolean {
  return (
    before.settings.size === after.settings.size &&
    [...after.settings].every(
      ([key, { fingerprint }]) => before.settings.get(key)?.fingerprint === fingerprint,
    )
  );
}

function missingTopics(state: SiteState, topics: SiteState['site']['topics']) {
  const ids = new Set(topics.map(({ id }) => id));
  return state.site.topics.filter(({ id }) => !ids.has(id));
}

async function recentlyVanished(context: SyncContext): Promise<ReadonlySet<string>> {
  const { options, store, vanished } = context;
  const nowMs = options.now().getTime();
  const present = new Set((await openArticleFolder(options.folder).list()).map(({ path }) => path));
  for (const path of [...vanished.keys()]) if (present.has(path)) vanished.delete(path);
  const recent = new Set<string>();
  for (const { path } of await store.listFiles()) {
    if (present.has(path)) continue;
    const since = vanished.get(path) ?? nowMs;
    vanished.set(path, since);
    if (nowMs - since < REMOVAL_GRACE_MS) recent.add(path);
    else vanished.delete(path);
  }
  return recent;
}

async function readMedia(folder: string, path: string): Promise<MediaFile | undefined> {
  const file = resolveInside(folder, path);
  const contentType = mediaTypeOf(path);
  if (file === undefined || contentType === undefined) return undefined;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size > MAX_MEDIA_BYTES) return undefined;
  return { bytes: await readFile(file), contentType, modifiedAt: found.mtime };
}

/** Runs one piece of work after the other; a failed one does not stop the next. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
