/** A store in memory with an app over it, and the verbs of a newsroom, under a clock that tests set. */

import type { Hono } from 'hono';
import { mountApi } from '../../src/http/api/routes.ts';
import { createApp } from '../../src/http/app.ts';
import type { AppDeps } from '../../src/http/deps.ts';
import { respondWithTopicSchema } from '../../src/http/topic-schema-route.ts';
import { respondWithWhy } from '../../src/http/why-route.ts';
import type { Article } from '../../src/model/article.ts';
import { AppError } from '../../src/model/errors.ts';
import type { Site } from '../../src/model/site.ts';
import {
  createDocumentCache,
  type DocumentCache,
  withInvalidation,
} from '../../src/publish/document-cache.ts';
import { applyDue } from '../../src/publish/due.ts';
import { installSite, type SiteState } from '../../src/publish/site-state.ts';
import { type Touched, withTouchedFeeds } from '../../src/publish/touched-feeds.ts';
import { articleWrite } from '../../src/publish/write.ts';
import { createCompression } from '../../src/runtime/compress.ts';
import type { SqlDriver } from '../../src/store/driver.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { hashSecret } from '../../src/text/hash.ts';
import { buildSite } from './build.ts';

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Newsroom {
  readonly app: Hono;
  readonly store: Store;
  readonly cache: DocumentCache;
  readonly log: LogLine[];
  /** Numbers of statements that read and that wrote so far, and a switch that makes the database fail. */
  readonly database: { reads: number; writes: number; fails: boolean };
  now: Date;
  state: SiteState;
  save(...articles: Article[]): Promise<void>;
  tick(): Promise<void>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** A request of the API by an administrator; an object is sent as JSON, a text as lines of JSON. */
  call(
    method: string,
    path: string,
    body?: object | string,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

/** The token that the environment of the newsroom's server gives. */
export const ADMIN_TOKEN = 'a-token-for-tests-only';

export const START = new Date('2019-11-01T12:00:00Z');

/** The first `articles` are the store's first load. */
export async function openNewsroom(
  articles: readonly Article[] = [],
  options: {
    readonly site?: Site;
    readonly deps?: Partial<AppDeps>;
    readonly now?: Date;
    /** The first load goes on, until a folder was read. */
    readonly isLoading?: boolean;
    /** Of a database that may hold a store already. */
    readonly driver?: SqlDriver;
    readonly cache?: DocumentCache;
    /** Hears which feeds each commit touched. */
    readonly onTouched?: (touched: Touched) => void;
  } = {},
): Promise<Newsroom> {
  const database = { reads: 0, writes: 0, fails: false };
  const cache = options.cache ?? createDocumentCache(8 * 1024 * 1024);
  const driver = watched(options.driver ?? (await openSqlite(':memory:')), database);
  const { onTouched } = options;
  const made = createStore(driver);
  const telling = onTouched === undefined ? made : withTouchedFeeds(made, onTouched);
  const store = withInvalidation(telling, cache);
  await store.migrate();
  const now = options.now ?? START;
  const log: LogLine[] = [];
  const room: Newsroom = {
    store,
    cache,
    log,
    database,
    now,
    state: await installSite(store, options.site ?? buildSite(), now),
    app: undefined as never,
    save: (...saved) => save(room, saved, false),
    tick: async () => void (await applyDue(store, room.state, room.now)),
    get: async (path, headers = {}) => room.app.request(path, { headers }),
    call: async (method, path, body, headers = {}) =>
      room.app.request(path, {
        method,
        headers: {
          authorization: `Bearer ${ADMIN_TOKEN}`,
          ...(body !== undefined && {
            'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json',
          }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
  let minted = 0;
  const app = createApp({
    store,
    cache,
    now: () => room.now,
    state: () => room.state,
    log: (level, event, fields) => void log.push({ level, event, fields }),
    compress: createCompression(),
    topicSchema: (request) =>
      respondWithTopicSchema(request, { state: () => room.state, now: () => room.now }),
    why: (request, slug) =>
      respondWithWhy(request, slug, { store, state: () => room.state, now: () => room.now }),
    mountApi: (mounted) =>
      mountApi(mounted, {
        store,
        now: () => room.now,
        state: () => room.state,
        log: (level, event, fields) => void log.push({ level, event, fields }),
        mintId: () => {
          minted += 1;
          return `urn:uuid:0190d3c0-0000-7000-9000-${String(minted).padStart(12, '0')}`;
        },
        environmentTokenHash: hashSecret(ADMIN_TOKEN),
      }),
    ...options.deps,
  });
  await save(room, articles, true);
  if (options.isLoading !== true) await store.markLoaded(now);
  return Object.assign(room, { app });
}

async function save(
  room: Newsroom,
  articles: readonly Article[],
  isFirstLoad: boolean,
): Promise<void> {
  if (articles.length === 0) return;
  const stored = await room.store.readArticles(articles.map(({ id }) => id));
  const writes = articles.map((article) =>
    articleWrite(article, {
      state: room.state,
      now: room.now,
      stored: stored.find(({ id }) => id === article.id),
      isFirstLoad,
    }),
  );
  await room.store.commit({ at: room.now, writes, files: [], forgottenFiles: [] });
}

function watched(driver: SqlDriver, database: Newsroom['database']): SqlDriver {
  const guard = (): void => {
    if (database.fails) throw new AppError('store-unavailable', 'the disk is gone');
  };
  return {
    ...driver,
    all: async (sql, params) => {
      database.reads += 1;
      guard();
      return driver.all(sql, params);
    },
    batch: async (statements, options) => {
      database.writes += statements.length;
      guard();
      return driver.batch(statements, options);
    },
  };
}
