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
import { type FolderWatch, watchFolder } from './article-folder.ts';
import type { ServerConfig } from './config.ts';
import { openPublication, type RunningPublication } from './publication.ts';

/** The server says that it is ready after this long, even while a large first load goes on. */
const READY_MS = 3_000;
const TICK_MS = 60_000;
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
  mkdirSync(config.dataFolder, { recursive: true });
  const store = createStore(await openSqlite(join(config.dataFolder, 'wireroom.sqlite')));
  const opened = await openPublication({
    ...options,
    folder: config.folder,
    store,
    baseUrl: config.baseUrl,
    fallbackUrl: `http://localhost:${port}`,
    allowMassRemoval: config.allowMassRemoval,
    now,
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
      clearInterval(ticking);
      await stopWatching(watching);
      await closeServer(server);
      await follow.settle();
      await store.close();
    },
  });
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
      if (done.awaitsRemoval) recheck = setTimeout(pass, RECHECK_MS);
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
    // Idle keep-alive connections would hold the process for a minute.
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, milliseconds).unref();
  });
}
