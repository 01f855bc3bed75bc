/** A publication at work: its folder kept in step with its store, and the app over both. */

import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
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
import { applyDue } from '../publish/due.ts';
import type { SyncReport } from '../publish/pass.ts';
import { reclassify } from '../publish/reclassify.ts';
import { installSite, type SiteState } from '../publish/site-state.ts';
import { syncFolder } from '../publish/sync.ts';
import type { Store } from '../store/store.ts';
import { uuidV7 } from '../text/hash.ts';
import { mediaTypeOf } from '../text/media-types.ts';
import { openArticleFolder, resolveInside, takesSidecar } from './article-folder.ts';
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
  readonly isStopping?: () => boolean;
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
    said: new Set(),
  };
  const app = createApp({
    store,
    cache,
    now,
    log,
    state: () => current.state,
    compress: createCompression(),
    findMedia: (path) => findMedia(folder, path),
    isLoading: () => current.isLoading,
  });
  return success(
    {
      app,
      state: () => current.state,
      sync: () => queue(() => syncOnce(context)),
      tick: () => queue(async () => void (await applyDue(store, current.state, now()))),
    },
    loaded.problems,
  );
}

interface SyncContext {
  readonly options: PublicationOptions;
  readonly store: Store;
  readonly cache: DocumentCache;
  readonly current: { state: SiteState; isLoading: boolean };
  /** Path -> when it, or its sidecar, was first missed. */
  readonly vanished: Map<string, number>;
  /** JSON of the configuration's problems as last reported. */
  reported: string;
  /** JSON of the last pass's problems. */
  said: ReadonlySet<string>;
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
      ...(options.isStopping && { isStopping: options.isStopping }),
      ...(options.allowMassRemoval && { allowMassRemoval: true }),
    },
    current.state,
    current.isLoading ? new Set() : await stillSettling(context),
  );
  await applyDue(store, current.state, options.now());
  current.isLoading = false;
  return { ...report, problems: unsaid(context, [...configProblems, ...report.problems]) };
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

/** A problem that stays is said in the first pass that meets it, not in every one. */
function unsaid(context: SyncContext, problems: readonly Problem[]): readonly Problem[] {
  const { said } = context;
  context.said = new Set(problems.map((problem) => JSON.stringify(problem)));
  return problems.filter((problem) => !said.has(JSON.stringify(problem)));
}

/**
 * Paths to leave alone for a moment: files that vanished, that lost their sidecar, or that are new and
 * may still get one. Editors and copies write such pairs one after the other.
 */
async function stillSettling(context: SyncContext): Promise<ReadonlySet<string>> {
  const { options, store, vanished } = context;
  const nowMs = options.now().getTime();
  const { files } = await openArticleFolder(options.folder).list();
  const present = new Map(files.map((file) => [file.path, file]));
  const records = new Map((await store.listFiles()).map((record) => [record.path, record]));
  const isOpen = (path: string): boolean => {
    const file = present.get(path);
    if (file === undefined) return true;
    const record = records.get(path);
    const mayHaveSidecar = record === undefined ? takesSidecar(path) : record.hasSidecar;
    return mayHaveSidecar && file.sidecarPath === undefined;
  };
  const open = new Set([...records.keys(), ...present.keys()].filter(isOpen));
  for (const path of [...vanished.keys()]) if (!open.has(path)) vanished.delete(path);
  const settling = new Set<string>();
  for (const path of open) {
    const since = vanished.get(path) ?? nowMs;
    vanished.set(path, since);
    if (nowMs - since < REMOVAL_GRACE_MS) settling.add(path);
  }
  return settling;
}

async function findMedia(folder: string, path: string): Promise<MediaFile | undefined> {
  const file = resolveInside(folder, path);
  const contentType = mediaTypeOf(path);
  if (file === undefined || contentType === undefined) return undefined;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size > MAX_MEDIA_BYTES) return undefined;
  return {
    size: found.size,
    contentType,
    modifiedAt: new Date(Math.max(found.mtimeMs, found.ctimeMs)),
    stream: () =>
      Readable.toWeb(
        createReadStream(file, { end: Math.max(0, found.size - 1) }),
      ) as ReadableStream<Uint8Array<ArrayBuffer>>,
  };
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
