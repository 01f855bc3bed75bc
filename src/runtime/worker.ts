/** The Cloudflare Workers entry: the same app over D1. The store is filled by a deployment. */

import type { Hono } from 'hono';
import { createApp } from '../http/app.ts';
import { problemResponse } from '../http/problem.ts';
import { createDocumentCache, withInvalidation } from '../publish/document-cache.ts';
import { applyDue } from '../publish/due.ts';
import { loadSite, type SiteState } from '../publish/site-state.ts';
import { createD1, type D1Binding } from '../store/d1.ts';
import { createStore } from '../store/sql-store.ts';
import type { Store } from '../store/store.ts';

interface Bindings {
  readonly DB: D1Binding;
}

/** An isolate has 128 MB in all. */
const CACHE_BYTES = 16 * 1024 * 1024;

interface Isolate {
  readonly app: Hono;
  readonly store: Store;
  readonly state: SiteState;
}

// Built once per isolate: a fresh app for each request costs twenty times as much CPU.
const isolates = new WeakMap<D1Binding, Promise<Isolate | undefined>>();

export default {
  async fetch(request: Request, bindings: Bindings): Promise<Response> {
    const isolate = await open(bindings);
    return isolate?.app.fetch(request) ?? problemResponse('store-unavailable');
  },
  async scheduled(_event: unknown, bindings: Bindings): Promise<void> {
    const isolate = await open(bindings);
    if (isolate) await applyDue(isolate.store, isolate.state, new Date());
  },
};

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
  const store = withInvalidation(createStore(createD1(bindings.DB)), cache);
  const state = await loadSite(store);
  if (state === undefined) return undefined;
  const app = createApp({
    store,
    cache,
    state: () => state,
    now: () => new Date(),
    log: (level, event, fields) => console.log(JSON.stringify({ level, event, ...fields })),
  });
  return { app, store, state };
}
