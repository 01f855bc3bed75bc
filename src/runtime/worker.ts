/**
 * The Cloudflare Workers entry: the same app over D1, which a deployment fills. Built in two sizes: whole,
 * and for serving alone, without the API, the clock's work and the explanations of topics.
 */

import type { Hono } from 'hono';
import { createApp } from '../http/app.ts';
import type { AppDeps, Log } from '../http/deps.ts';
import { problemResponse } from '../http/problem.ts';
import { createDocumentCache } from '../publish/document-cache.ts';
import { loadSite, type SiteState } from '../publish/site-state.ts';
import type { D1Binding } from '../store/d1.ts';
import { createEdgeDocuments, type EdgeCache } from './edge-documents.ts';
import { type AssetsBinding, findAsset } from './edge-media.ts';
import { createEdgeStore, type EdgeStore } from './edge-store.ts';
import type { Desk, RateLimit } from './worker-desk.ts';

/** Given by the build, which leaves out of a worker that only serves what is behind it. */
declare const WIREROOM_SERVE_ONLY: boolean | undefined;

// Evaluated when the first request wants it: a feed is served without a word of it.
const loadDesk =
  typeof WIREROOM_SERVE_ONLY === 'boolean' && WIREROOM_SERVE_ONLY
    ? undefined
    : () => import('./worker-desk.ts');

export interface Bindings {
  readonly DB: D1Binding;
  /** The pictures of the publication. */
  readonly ASSETS?: AssetsBinding;
  /** Bounds the requests of one address to the API. */
  readonly API_LIMIT?: RateLimit;
  /** A token of the API with every scope; a secret. */
  readonly WIREROOM_TOKEN?: string;
  /** `on`: reads go to the nearest copy of the database. */
  readonly WIREROOM_READ_REPLICAS?: string;
}

interface Context {
  waitUntil(work: Promise<unknown>): void;
}

/** An isolate has 128 MB in all. */
const CACHE_BYTES = 16 * 1024 * 1024;
/** Another isolate may withdraw a story unheard: what is kept is served so long after the last answer of D1. */
const TRUST_MS = 300_000;

interface Isolate {
  readonly app: Hono;
  readonly store: EdgeStore;
  readonly desk: () => Promise<Desk | undefined>;
  /** Takes over the configuration in force; true when it is another one. */
  refresh(): Promise<boolean>;
}

// Built once per isolate: a fresh app for each request costs twenty times as much CPU.
const isolates = new WeakMap<D1Binding, Promise<Isolate | undefined>>();

export default {
  fetch(request: Request, bindings: Bindings, context: Context): Promise<Response> {
    const answer = respond(request, bindings);
    // Others may wait for what this request reads or renders: it goes on when its client is gone.
    context.waitUntil(answer.catch(() => {}));
    return answer;
  },
  async scheduled(_event: unknown, bindings: Bindings): Promise<void> {
    const isolate = await open(bindings);
    await isolate?.refresh();
    await (await isolate?.desk())?.tick(new Date());
  },
};

async function respond(request: Request, bindings: Bindings): Promise<Response> {
  const isolate = await open(bindings);
  if (isolate === undefined) return problemResponse('store-unavailable');
  const { store, app } = isolate;
  const reads = store.reads();
  const response = await app.fetch(request);
  if (request.method !== 'GET' && request.method !== 'HEAD') return response;
  // Without a read: an unknown address or a redirect, which another configuration may know otherwise.
  if (store.reads() === reads) await store.selectorStates([]).catch(() => undefined);
  // The answer was made by a configuration that is no longer in force.
  return (await isolate.refresh()) ? app.fetch(request) : response;
}

/** Undefined, and tried again at the next request, while nothing was deployed or D1 does not answer. */
async function open(bindings: Bindings): Promise<Isolate | undefined> {
  const known = isolates.get(bindings.DB);
  const opening = known ?? create(bindings).catch(() => undefined);
  isolates.set(bindings.DB, opening);
  const isolate = await opening;
  if (isolate === undefined) isolates.delete(bindings.DB);
  return isolate;
}

async function create(bindings: Bindings): Promise<Isolate | undefined> {
  const cache = createDocumentCache(CACHE_BYTES);
  const now = (): Date => new Date();
  const store = createEdgeStore(bindings.DB, {
    now,
    useReplicas: bindings.WIREROOM_READ_REPLICAS === 'on',
  });
  let state = await loadSite(store);
  if (state === undefined) return undefined;
  const current = (): SiteState => state as SiteState;
  const desk = once(async () => {
    const module = await loadDesk?.();
    return module?.openDesk({ bindings, store, cache, state: current, now, log, refresh });
  });
  const refresh = async (): Promise<boolean> => {
    const seq = store.settingsSeq() ?? current().settingsSeq;
    if (seq === current().settingsSeq) return false;
    state = (await loadSite(store)) ?? current();
    cache.clear();
    return true;
  };
  const isolate: Isolate = {
    app: createApp({
      store,
      cache,
      now,
      log,
      state: current,
      shared: createEdgeDocuments({ open: openEdgeCache, baseUrl: () => current().site.baseUrl }),
      mayServeKept: () => now().getTime() - (store.answeredAt()?.getTime() ?? 0) < TRUST_MS,
      ...(bindings.ASSETS && { findMedia: findAsset(bindings.ASSETS) }),
      ...(loadDesk && deskRoutes(desk)),
    }),
    store,
    desk,
    refresh,
  };
  return isolate;
}

/** What the desk answers, once the first of its requests has opened it. */
function deskRoutes(
  desk: () => Promise<Desk | undefined>,
): Pick<AppDeps, 'topicSchema' | 'why' | 'mountApi'> {
  const answer = async (request: Request): Promise<Response> =>
    (await desk())?.api(request) ?? problemResponse('not-found');
  return {
    topicSchema: async (request) =>
      (await desk())?.topicSchema(request) ?? problemResponse('not-found'),
    why: async (request, slug) =>
      (await desk())?.why(request, slug) ?? problemResponse('not-found'),
    mountApi: (app) => {
      app.all('/api', (c) => answer(c.req.raw));
      app.all('/api/*', (c) => answer(c.req.raw));
    },
  };
}

const log: Log = (level, event, fields) => console.log(JSON.stringify({ level, event, ...fields }));

/** Not there on every runtime of Workers; the memory of the isolate is enough. */
async function openEdgeCache(): Promise<EdgeCache> {
  return (globalThis as unknown as { caches: CacheStorage }).caches.open('wireroom-documents');
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
