/**
 * A publication at work: the app over a store that several processes may share. One of them leads: it
 * alone syncs the folder and writes the configuration; the others take both from the store.
 */

import { setImmediate } from 'node:timers/promises';
import type { Hono } from 'hono';
import { requestFields } from '../http/access-log.ts';
import { REPLY_HOURS } from '../http/api/idempotency.ts';
import { mountApi } from '../http/api/routes.ts';
import { createApp } from '../http/app.ts';
import type { AppDeps, Loading, Log } from '../http/deps.ts';
import {
  createHotDocuments,
  type HotAnswer,
  type HotDocuments,
  type HotRequest,
} from '../http/hot-documents.ts';
import { respondWithTopicSchema } from '../http/topic-schema-route.ts';
import { respondWithWhy } from '../http/why-route.ts';
import { failure, type Result, success } from '../model/result.ts';
import { compiledOf } from '../publish/compiled-topics.ts';
import { withDeferredDigests } from '../publish/deferred-digests.ts';
import {
  createDocumentCache,
  type DocumentCache,
  withInvalidation,
} from '../publish/document-cache.ts';
import { applyDue } from '../publish/due.ts';
import type { SyncReport } from '../publish/pass.ts';
import { installSite, loadSite, type SiteState } from '../publish/site-state.ts';
import { withTouchedFeeds } from '../publish/touched-feeds.ts';
import type { Signal, Store } from '../store/store.ts';
import { hashSecret } from '../text/hash.ts';
import { createCompression } from './compress.ts';
import {
  type FolderOptions,
  mintId,
  type SyncContext,
  syncOnce,
  WALKED_AT_ONCE,
  walkOn,
} from './folder-sync.ts';
import { loadSiteFrom, otherPublication } from './load-site.ts';
import { findMedia } from './media-files.ts';
import { packageVersion } from './version.ts';

/** Memory for rendered documents in all codings. */
const CACHE_BYTES = 64 * 1024 * 1024;
/**
 * While the store cannot be asked, another process may withdraw a story unheard: what is kept here is
 * served for this long after the last answer.
 */
const TRUST_MS = 300_000;
/** States of a feed that a delta can lead from: for how long, and how many of each feed. */
const KNOWN_STATE_MS = 30 * 86_400_000;
const MAX_KNOWN_STATES = 1_000;
/** How often answers and states that were kept long enough are looked for. */
const CLEANING_MS = 3_600_000;

export interface PublicationOptions extends FolderOptions {
  readonly store: Store;
  readonly log: Log;
  /** Other machines write to the store too: see TRUST_MS. */
  readonly isShared?: boolean;
  /** A token with every scope, from the environment. */
  readonly apiToken?: string | undefined;
}

/** What changed in the store since the last look. */
export interface Notice {
  /** The configuration or the emergency stop: a leader passes over its folder again. */
  readonly isSettings: boolean;
}

export interface SharedPublication {
  readonly app: Hono;
  /** What needs neither the app nor the store; undefined: ask the app. */
  readonly answerAtOnce: (request: HotRequest) => HotAnswer | undefined;
  /** Undefined until it leads or follows. */
  readonly state: () => SiteState | undefined;
  /** Brings the schema up to date. */
  migrate(): Promise<void>;
  /** How far the first pass is; undefined when it is over. */
  readonly loading: () => Loading | undefined;
  /** Takes the configuration from the folder and writes it into the store. Only for the holder of the lock. */
  lead(): Promise<Result<undefined>>;
  /** Takes the configuration from the store; false while there is none. Nothing to do for who leads. */
  follow(): Promise<boolean>;
  /** From now on the configuration comes from the store, whether that answers now or later. */
  stopLeading(): Promise<void>;
  /** One pass over configuration and articles, as the leader. Passes never overlap. */
  sync(): Promise<SyncReport>;
  /** Lifts and ends what is due. */
  tick(): Promise<void>;
  /** Looks for what others wrote. */
  notice(): Promise<Notice>;
}

export function createPublication(options: PublicationOptions): SharedPublication {
  const { now } = options;
  const cache = createDocumentCache(CACHE_BYTES);
  const telling = withTouchedFeeds(options.store, (touched) => hot.outlive(touched));
  const deferred = withDeferredDigests(telling, soon);
  const store = withInvalidation(options.isShared ? options.store : deferred, cache);
  const held: Held = {
    context: undefined,
    isLeading: false,
    signal: undefined,
    isUntold: false,
    trustedAt: now(),
    cleanedAt: new Date(0),
  };
  const state = (): SiteState => {
    if (held.context === undefined)
      throw new TypeError('the publication neither leads nor follows');
    return held.context.current.state;
  };
  const queue = createQueue();
  const parts: Parts = { options, store, cache, held };
  // In turn with `lead`, and asked for only then: who leads meanwhile must not become a follower.
  const followInTurn = () => queue(async () => held.isLeading || follow(parts));
  const refresh = (): Promise<void> => notice(parts, followInTurn);
  const compress = createCompression();
  const hot = createHotDocuments({
    version: store.version,
    state,
    now,
    cache,
    codings: compress.codings,
  });
  return {
    app: createAppOver(parts, { state, refresh, hot, compress }),
    answerAtOnce: answerAndLog(hot, options),
    state: () => held.context?.current.state,
    migrate: async () => void (await options.store.migrate()),
    loading: () => held.context?.current.loading,
    lead: () => queue(() => lead(parts)),
    follow: followInTurn,
    stopLeading: async () => {
      held.isLeading = false;
      // When the store fails, the next look that sees other settings follows.
      await followInTurn().catch(() => false);
    },
    sync: () => queue(() => syncOnce(contextOf(held))),
    tick: () => queue(() => tick(parts, state())),
    notice: async () => {
      await refresh();
      const isSettings = held.isUntold;
      held.isUntold = false;
      return { isSettings };
    },
  };
}

/** Leads from the start: for one process over a folder. `sync` must run once before there is anything to serve. */
export async function openPublication(
  options: PublicationOptions,
): Promise<Result<RunningPublication>> {
  const shared = createPublication(options);
  await shared.migrate();
  const led = await shared.lead();
  if (!led.ok) return failure(led.problems);
  const state = (): SiteState => {
    const known = shared.state();
    if (known === undefined) throw new TypeError('a publication that leads has a state');
    return known;
  };
  return success({ ...shared, state }, led.problems);
}

export interface RunningPublication extends SharedPublication {
  readonly state: () => SiteState;
}

interface Held {
  context: SyncContext | undefined;
  isLeading: boolean;
  /** The store as it was last looked at. */
  signal: Signal | undefined;
  /** Other settings were seen, and whoever asks for notices was not told yet. */
  isUntold: boolean;
  /** When the store last answered. */
  trustedAt: Date;
  /** When old answers were last forgotten. */
  cleanedAt: Date;
}

interface Parts {
  readonly options: PublicationOptions;
  readonly store: Store;
  readonly cache: DocumentCache;
  readonly held: Held;
}

function contextOf(held: Held): SyncContext {
  if (held.context === undefined) throw new TypeError('only who leads syncs the folder');
  return held.context;
}

function createAppOver(
  { options, store, cache, held }: Parts,
  more: Pick<AppDeps, 'state' | 'hot' | 'compress'> & { readonly refresh: () => Promise<void> },
): Hono {
  const { state, refresh, hot, compress } = more;
  const { now, log, folder, apiToken } = options;
  const version = packageVersion();
  const replyDeps = { state, now, ...(compress && { compress }) };
  return createApp({
    store,
    cache,
    now,
    log,
    state,
    ...(hot && { hot }),
    ...(compress && { compress }),
    findMedia: (path) => findMedia(folder, path),
    loading: () => held.context?.current.loading,
    walking: () => held.context?.current.walk,
    mayServeKept: () =>
      options.isShared !== true || now().getTime() - held.trustedAt.getTime() < TRUST_MS,
    topicSchema: (request) => respondWithTopicSchema(request, replyDeps),
    why: (request, slug) => respondWithWhy(request, slug, { ...replyDeps, store }),
    mountApi: (app) =>
      mountApi(app, {
        store,
        state,
        now,
        log,
        ...(compress && { compress }),
        version,
        mintId: () => mintId(now()),
        settingsSeq: () => held.signal?.settingsSeq,
        refresh,
        pause: async () => void (await setImmediate()),
        ...(apiToken !== undefined && { environmentTokenHash: hashSecret(apiToken) }),
      }),
  });
}

/** Long enough for readers of all the feeds that one change enters. */
const SAVING_MS = 30;

function soon(work: () => void): void {
  setTimeout(work, SAVING_MS).unref?.();
}

/** With the line in the log that the app would write. */
function answerAndLog(
  hot: HotDocuments,
  { log }: PublicationOptions,
): SharedPublication['answerAtOnce'] {
  return (request) => {
    const answer = tryHot(hot, request, log);
    if (answer === undefined) return undefined;
    const { status, body, coding } = answer;
    log(
      'info',
      'request',
      requestFields(request, { status, bytes: body?.byteLength ?? 0, coding, milliseconds: 0 }),
    );
    return answer;
  };
}

/** Whatever goes wrong on the short way, the long way has an answer for it. */
function tryHot(hot: HotDocuments, request: HotRequest, log: Log): HotAnswer | undefined {
  try {
    return hot.answer(request);
  } catch (error) {
    log('error', 'the short way failed', { path: request.url, error: String(error) });
    return undefined;
  }
}

async function lead({ options, store, cache, held }: Parts): Promise<Result<undefined>> {
  held.signal = await store.signal();
  const known = await loadSite(store);
  const loaded = loadSiteFrom(options.folder, { ...options, known: known?.site });
  // A folder without a publication leads nobody; one whose file is broken is still the one to follow.
  const isBroken =
    !loaded.ok && !loaded.problems.some(({ code }) => code === 'publication-missing');
  if (!loaded.ok && (known === undefined || !isBroken)) return failure(loaded.problems);
  if (loaded.ok && known !== undefined) {
    const stranger = otherPublication(known.site, loaded.value);
    if (stranger !== undefined) return failure([stranger]);
  }
  const site = loaded.ok ? loaded.value : known?.site;
  if (site === undefined) return failure(loaded.problems);
  const state = await installSite(store, site, options.now());
  compiledOf(state);
  // The first pass decides whether the store is complete, whoever filled it before.
  held.context = {
    // Whoever lost the lock ends its pass at the next file.
    options: { ...options, isStopping: () => !held.isLeading || options.isStopping?.() === true },
    store,
    cache,
    current: { state, loading: NOT_BEGUN, walk: undefined },
    vanished: new Map(),
    vanishedTopics: new Map(),
    reported: JSON.stringify(loaded.problems),
    said: new Set(),
  };
  held.isLeading = true;
  cache.clear();
  await walkOn(held.context, WALKED_AT_ONCE);
  return success(undefined, loaded.problems);
}

async function follow({ options, store, cache, held }: Parts): Promise<boolean> {
  // Before what it tells of: a change in between is then seen by the next look.
  const signal = await store.signal();
  const state = await loadSite(store);
  if (state === undefined) return false;
  held.signal = signal;
  held.context = {
    options,
    store,
    cache,
    current: { state, loading: await loadingElsewhere(store), walk: undefined },
    vanished: new Map(),
    vanishedTopics: new Map(),
    reported: '',
    said: new Set(),
  };
  cache.clear();
  return true;
}

const NOT_BEGUN: Loading = { done: 0, total: 0 };

/** Another process fills the store; how far it is, that one knows. */
async function loadingElsewhere(store: Store): Promise<Loading | undefined> {
  return (await store.isLoaded()) ? undefined : NOT_BEGUN;
}

async function tick({ options, store, held }: Parts, state: SiteState): Promise<void> {
  const now = options.now();
  await applyDue(store, state, now);
  await walkInBackground(options, held);
  if (now.getTime() - held.cleanedAt.getTime() < CLEANING_MS) return;
  held.cleanedAt = now;
  await store.forgetReplies(new Date(now.getTime() - REPLY_HOURS * 3_600_000));
  await store.forgetKnownStates(new Date(now.getTime() - KNOWN_STATE_MS), MAX_KNOWN_STATES);
}

/** Articles looked at by changed rules each second: a third of one core, as measured with 4 KB texts. */
const WALKED_A_TICK = 500;

/** Not while the emergency stop stands: a story that enters a topic is news there. */
async function walkInBackground({ log }: PublicationOptions, held: Held): Promise<void> {
  const { context } = held;
  if (!held.isLeading || context === undefined || !context.current.state.rulesChanged) return;
  if (context.current.loading || held.signal?.freeze) return;
  await walkOn(context, WALKED_A_TICK);
  if (!context.current.state.rulesChanged) log('info', 'stories follow the changed rules', {});
}

/** More changes at once than are worth looking at one by one. */
const MAX_LOOKED_AT = 50;

/** What others changed makes kept documents wrong, as what this process changes does. */
async function forgetChanged({ store, cache }: Parts, since: number): Promise<void> {
  const changed = await store.listChanges(since, { limit: MAX_LOOKED_AT, publicOnly: false });
  const isSweeping =
    changed.length === MAX_LOOKED_AT ||
    changed.some(({ article }) => article.state !== 'public' || article.expiresAt !== undefined);
  if (isSweeping) cache.clear();
  else cache.forget(changed.map(({ id }) => id));
}

async function notice(parts: Parts, followInTurn: () => Promise<boolean>): Promise<void> {
  const { options, store, held } = parts;
  const before = held.signal;
  const signal = await store.signal();
  if (before !== undefined && before.seq !== signal.seq) await forgetChanged(parts, before.seq);
  const isSettings = before !== undefined && before.settingsSeq !== signal.settingsSeq;
  // Noted only once it was acted on: what fails is tried again by the next look.
  if (isSettings && !held.isLeading) await followInTurn();
  else held.signal = signal;
  held.trustedAt = options.now();
  const { context } = held;
  if (context?.current.loading && !held.isLeading) {
    context.current.loading = await loadingElsewhere(store);
  }
  held.isUntold ||= isSettings;
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
