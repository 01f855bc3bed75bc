/** The Node entry: a server over a folder and a store, until it is told to stop. */

import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import type { Log } from '../http/deps.ts';
import { problemResponse } from '../http/problem.ts';
import { AppError } from '../model/errors.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { ServerConfig } from './config.ts';
import { type Database, databaseTarget, openDatabase } from './database.ts';
import { createLeadership, type Leadership } from './leadership.ts';
import { createPublication, type SharedPublication } from './publication.ts';

/** The server says that it is ready after this long, even while a large first load goes on. */
const READY_MS = 3_000;
/** Requests under way have this long to end when the server stops. */
const DRAIN_MS = 3_000;
/** Two small reads each; embargoes lift and stories expire within a second. */
const TICK_MS = 1_000;
/** A connection that told of changes is made again after this. */
const RECONNECT_MS = 1_000;
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
  const { config, log } = options;
  // Until the store is open a client is told to come back rather than refused.
  let handle = (_request: Request): Response | Promise<Response> =>
    problemResponse('store-unavailable');
  const server = await listen(config, (request) => handle(request));
  const { port } = server.address() as AddressInfo;
  const used: Used = { server, database: undefined, leadership: undefined, isStopping: false };
  try {
    const { database, publication, leadership } = await open(options, port, used);
    const started = await leadership.start();
    if (!started.ok) {
      await release(used);
      return failure(started.problems);
    }
    handle = (request) => publication.app.fetch(request);
    await Promise.race([leadership.firstPass(), delay(READY_MS)]);
    const attending = attend({ database, publication, leadership, log });
    return success({
      url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
      close: async () => {
        used.isStopping = true;
        await attending.stop();
        await release(used);
      },
    });
  } catch (error) {
    await release(used);
    throw error;
  }
}

/** What a server that stops, or that cannot start, gives back. */
interface Used {
  readonly server: ServerType;
  database: Database | undefined;
  leadership: Leadership | undefined;
  isStopping: boolean;
}

async function release({ server, leadership, database }: Used): Promise<void> {
  await closeServer(server);
  await leadership?.stop();
  await database?.close();
}

async function open(options: ServeOptions, port: number, used: Used) {
  const { config } = options;
  const { folder } = config;
  const database = await openDatabase(databaseTarget(config));
  used.database = database;
  const publication = createPublication({
    ...options,
    folder,
    store: database.store,
    baseUrl: config.baseUrl,
    fallbackUrl: `http://localhost:${port}`,
    allowMassRemoval: config.allowMassRemoval,
    isStopping: () => used.isStopping,
    isShared: database.kind === 'postgres',
    apiToken: config.apiToken,
  });
  await publication.migrate();
  const leadership = createLeadership({ ...options, database, publication, folder });
  used.leadership = leadership;
  return { database, publication, leadership };
}

interface Attended {
  readonly database: Database;
  readonly publication: SharedPublication;
  readonly leadership: Leadership;
  readonly log: Log;
}

/** Looks at the clock and at what others write: each second, and at once where the database tells. */
function attend({ database, publication, leadership, log }: Attended) {
  let isFailing = false;
  const look = async (): Promise<void> => {
    const { isSettings } = await publication.notice();
    if (isSettings) leadership.pass();
  };
  const tick = async (): Promise<void> => {
    try {
      await look();
      await publication.tick();
      isFailing = false;
    } catch (error) {
      // Said once: the next seconds fail alike.
      if (!isFailing) log('error', 'the store cannot be looked at', { error: String(error) });
      isFailing = true;
    }
  };
  let running: Promise<unknown> = Promise.resolve();
  let isLooking = false;
  const ticking = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    running = tick().finally(() => {
      isLooking = false;
    });
  }, TICK_MS);
  // What fails here fails in the next second too, and is told then.
  const lookSoon = oneAtATime(() => look().catch(() => {}));
  const listening = keepListening(database, lookSoon);
  return {
    stop: async (): Promise<void> => {
      clearInterval(ticking);
      await listening.stop();
      await running;
    },
  };
}

/** However often it is asked for while `work` runs, it runs once more: a burst of commits is one look. */
function oneAtATime(work: () => Promise<void>): () => void {
  let isAsked = false;
  let isRunning = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (isAsked) {
      isAsked = false;
      await work();
    }
    isRunning = false;
  };
  return () => {
    isAsked = true;
    if (!isRunning) void run();
  };
}

/** Listens where the database tells of commits, and again whenever the connection ends. */
function keepListening(database: Database, onNotify: () => void) {
  let isStopping = false;
  let reconnect: NodeJS.Timeout | undefined;
  let connection: { close(): Promise<void> } | undefined;
  let connecting: Promise<void> = Promise.resolve();
  const again = (): void => {
    if (!isStopping) reconnect = setTimeout(begin, RECONNECT_MS);
  };
  const connect = async (): Promise<void> => {
    try {
      connection = await database.listen?.(onNotify, again);
    } catch {
      // The clock's own look says what is wrong.
      again();
    }
  };
  const begin = (): void => {
    connecting = connect();
  };
  begin();
  return {
    stop: async (): Promise<void> => {
      isStopping = true;
      clearTimeout(reconnect);
      // A connection on its way would keep the process alive.
      await connecting;
      await connection?.close();
    },
  };
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
