/** The Node entry: a server over a folder and an embedded store, until it is told to stop. */

import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import type { Log } from '../http/deps.ts';
import { problemResponse } from '../http/problem.ts';
import { AppError } from '../model/errors.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import { createStore } from '../store/sql-store.ts';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { type FolderWatch, watchFolder } from './article-folder.ts';
import type { ServerConfig } from './config.ts';
import { openPublication, type RunningPublication } from './publication.ts';

/** The server says that it is ready after this long, even while a large first load goes on. */
const READY_MS = 3_000;
/** Requests under way have this long to end when the server stops. */
const DRAIN_MS = 3_000;
/** One small read each; embargoes lift and stories expire within a second. */
const TICK_MS = 1_000;
/** A vanished file is looked at again after its grace. */
const RECHECK_MS = 520;
/** Bytes of headers; long lists of entity tags stay well below. */
const MAX_HEADER_BYTES = 16_384;

export interface ServeOptions {
  readonly config: ServerConfig;
  readonly now: () => Date;
  readonly log: Log;
  /** Each problem, once. */
  readonly report: (problems: readonly Problem[]) => void;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface RunningServer {
  /** `http://host:port`, as bound. */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens, loads and watches. Throws AppError when the port or the store cannot be had. */
export async function serve(options: ServeOptions): Promise<Result<RunningServer>> {
  const { config, now, log, report } = options;
  // Until the store is open a client is told to come back rather than refused.
  let handle = (_request: Request): Response | Promise<Response> =>
    problemResponse('store-unavailable');
  const server = await listen(config, (request) => handle(request));
  const { port } = server.address() as AddressInfo;
  let isStopping = false;
  const store = await openStore(config).catch(async (error: unknown) => {
    await closeServer(server);
    throw error;
  });
  const opened = await openPublication({
    ...options,
    folder: config.folder,
    store,
    baseUrl: config.baseUrl,
    fallbackUrl: `http://localhost:${port}`,
    allowMassRemoval: config.allowMassRemoval,
    now,
    isStopping: () => isStopping,
  }).catch(async (error: unknown) => {
    await closeServer(server);
    await store.close();
    throw error;
  });
  if (!opened.ok) {
    await closeServer(server);
    await store.close();
    return failure(opened.problems);
  }
  report(opened.problems);
  const publication = opened.value;
  handle = (request) => publication.app.fetch(request);
  const follow = followFolder(publication, options);
  await Promise.race([follow.firstPass, delay(READY_MS)]);
  const watching = follow.firstPass
    .then((total) => watchFolder(config.folder, total, follow.pass))
    .then((watch) => {
      // What changed between the first pass and the first watched event is seen now.
      follow.pass();
      return watch;
    });
  const ticking = setInterval(() => {
    publication
      .tick()
      .catch((error: unknown) => log('error', 'tick failed', { error: String(error) }));
  }, TICK_MS);
  return success({
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
    close: async () => {
      isStopping = true;
      clearInterval(ticking);
      await stopWatching(watching);
      await closeServer(server);
      await follow.settle();
      await store.close();
    },
  });
}

async function openStore(config: ServerConfig): Promise<Store> {
  try {
    mkdirSync(config.dataFolder, { recursive: true });
  } catch (cause) {
    const message = `cannot make the data folder ${config.dataFolder}: ${String(cause)}`;
    throw new AppError('store-unavailable', message, { cause });
  }
  return createStore(await openSqlite(join(config.dataFolder, 'wireroom.sqlite')));
}

interface Follow {
  /** Resolves with the number of files, when the first pass is over. */
  readonly firstPass: Promise<number>;
  readonly pass: () => void;
  /** Waits for a pass under way. */
  settle(): Promise<void>;
}

/** Passes over the folder, one at a time; what happens during a pass leads to one more. */
function followFolder(publication: RunningPublication, options: ServeOptions): Follow {
  const { log, report } = options;
  let running: Promise<unknown> = Promise.resolve();
  let isWaiting = false;
  let recheck: NodeJS.Timeout | undefined;
  const once = async (): Promise<number> => {
    isWaiting = false;
    try {
      const done = await publication.sync();
      report(done.problems);
      if (done.read + done.removed > 0) {
        log('info', 'synced', { read: done.read, removed: done.removed });
      }
      if (done.isUnsettled) recheck = setTimeout(pass, RECHECK_MS);
      return done.files;
    } catch (error) {
      log('error', 'sync failed', { error: String(error) });
      recheck = setTimeout(pass, RECHECK_MS * 10);
      return 0;
    }
  };
  const pass = (): void => {
    clearTimeout(recheck);
    if (isWaiting) return;
    isWaiting = true;
    running = running.then(once);
  };
  const firstPass = once();
  running = firstPass;
  return {
    firstPass,
    pass,
    settle: async () => {
      clearTimeout(recheck);
      await running;
      clearTimeout(recheck);
    },
  };
}

async function stopWatching(watching: Promise<FolderWatch>): Promise<void> {
  const watch = await watching.catch(() => undefined);
  await watch?.close();
}

function listen(
  config: ServerConfig,
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<ServerType> {
  const server = createAdaptorServer({
    fetch,
    // For clients of HTTP/1.0, which send no Host; no document depends on it.
    hostname: 'localhost',
    serverOptions: { maxHeaderSize: MAX_HEADER_BYTES },
  });
  return new Promise((done, fail) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const hint = cause.code === 'EADDRINUSE' ? '; give another with --port' : '';
      const message = `cannot listen on ${config.host}:${config.port}: ${cause.message}${hint}`;
      fail(new AppError('conflict', message, { cause }));
    });
    server.listen(config.port, config.host, () => done(server));
  });
}

function closeServer(server: ServerType): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    if (!('closeIdleConnections' in server)) return;
    // Idle keep-alive connections would hold the process for a minute, a half-sent request for ever.
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  });
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, milliseconds).unref();
  });
}
