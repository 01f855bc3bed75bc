/** What a worker does beside serving feeds: the API, why a story is in a topic, and the work of the clock. */

import { Hono } from 'hono';
import { REPLY_HOURS } from '../http/api/idempotency.ts';
import { mountApi } from '../http/api/routes.ts';
import type { Log } from '../http/deps.ts';
import { problemJson } from '../http/problem.ts';
import { respondWithTopicSchema } from '../http/topic-schema-route.ts';
import { respondWithWhy } from '../http/why-route.ts';
import { type DocumentCache, withInvalidation } from '../publish/document-cache.ts';
import { applyDue } from '../publish/due.ts';
import { reclassify } from '../publish/reclassify.ts';
import type { SiteState } from '../publish/site-state.ts';
import { createStore } from '../store/sql-store.ts';
import type { Store } from '../store/store.ts';
import { hashSecret, uuidV7 } from '../text/hash.ts';
import type { EdgeStore } from './edge-store.ts';

/** The rate limit binding of Workers. */
export interface RateLimit {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

export interface DeskOptions {
  readonly bindings: { readonly WIREROOM_TOKEN?: string; readonly API_LIMIT?: RateLimit };
  readonly store: EdgeStore;
  /** Loses every document that a change makes wrong. */
  readonly cache: DocumentCache;
  readonly state: () => SiteState;
  readonly now: () => Date;
  readonly log: Log;
  readonly refresh: () => Promise<boolean>;
}

interface WritingOptions extends Omit<DeskOptions, 'store'> {
  readonly store: Store;
}

export interface Desk {
  api(request: Request): Promise<Response>;
  topicSchema(request: Request): Promise<Response>;
  why(request: Request, slug: string): Promise<Response>;
  /** Each minute: what is due, a step of the walk by changed rules, and now and then what is kept no longer. */
  tick(now: Date): Promise<void>;
}

/** Articles looked at by changed rules each minute: a deployment walks by itself, this ends one that was cut short. */
const WALKED_A_TICK = 100;
/** States of a feed that a delta can lead from: for how long, and how many of each feed. */
const KNOWN_STATE_MS = 30 * 86_400_000;
const MAX_KNOWN_STATES = 1_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export async function openDesk(given: DeskOptions): Promise<Desk> {
  const { store: edge, state, now } = given;
  const store = withInvalidation({ ...createStore(edge.driver), ...edge }, given.cache);
  const options: WritingOptions = { ...given, store };
  const app = createApi(options);
  return {
    api: async (request) => (await refusal(request, options)) ?? app.fetch(request),
    topicSchema: (request) => respondWithTopicSchema(request, { state, now }),
    why: (request, slug) => respondWithWhy(request, slug, { store, state, now }),
    tick: async (at) => {
      await applyDue(store, state(), at);
      await store.saveBeat(at);
      await walk(options, at);
      // Once an hour, whichever isolate the trigger meets.
      if (at.getTime() % HOUR_MS < MINUTE_MS) await clean(store, at);
    },
  };
}

function createApi({ bindings, store, state, now, log, refresh }: WritingOptions): Hono {
  const app = new Hono();
  const { WIREROOM_TOKEN: token } = bindings;
  mountApi(app, {
    store,
    state,
    now,
    log,
    mintId: () => mintId(now()),
    settingsSeq: () => state().settingsSeq,
    refresh: async () => {
      // What was last read may be of long ago.
      await store.readFeed('main');
      await refresh();
    },
    ...(token && { environmentTokenHash: hashSecret(token) }),
  });
  return app;
}

/** 429 for an address that asks too often, before anything is looked up for it. */
async function refusal(
  request: Request,
  { bindings }: WritingOptions,
): Promise<Response | undefined> {
  const key = request.headers.get('cf-connecting-ip') ?? 'unknown';
  const { success = true } = (await bindings.API_LIMIT?.limit({ key })) ?? {};
  if (success) return undefined;
  return problemJson('too-many-requests');
}

function mintId(at: Date): string {
  return `urn:uuid:${uuidV7(at.getTime(), crypto.getRandomValues(new Uint8Array(10)))}`;
}

async function walk({ store, state, now, log }: WritingOptions, at: Date): Promise<void> {
  const { freeze } = await store.signal();
  if (freeze !== undefined || (await store.readWalk()) === undefined) return;
  const limits = { now, maxArticles: WALKED_A_TICK };
  const { done, total, isComplete } = await reclassify(store, state(), limits);
  log('info', 'stories follow the changed rules', { done, total, isComplete, at });
}

async function clean(store: Store, at: Date): Promise<void> {
  await store.forgetReplies(new Date(at.getTime() - REPLY_HOURS * HOUR_MS));
  await store.forgetKnownStates(new Date(at.getTime() - KNOWN_STATE_MS), MAX_KNOWN_STATES);
}
