/** A server over a folder and a store, until it is told to stop: the same on Node, Deno and Bun. */

import type { Log } from '../http/deps.ts';
import { problemResponse } from '../http/problem.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { ServerConfig } from './config.ts';
import { type Database, databaseTarget, openDatabase } from './database.ts';
import { createLeadership, type Leadership } from './leadership.ts';
import { type Handlers, type Listener, listen } from './listener.ts';
import { createPublication, type SharedPublication } from './publication.ts';

/** The server says that it is ready after this long, even while a large first load goes on. */
const READY_MS = 3_000;
/** Two small reads each; embargoes lift and stories expire within a second. */
const TICK_MS = 1_000;
/** A connection that told of changes is made again after this. */
const RECONNECT_MS = 1_000;

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
  let answerAtOnce: Handlers['answerAtOnce'];
  const listener = await listen(config, {
    handle: (request) => handle(request),
    answerAtOnce: (request) => answerAtOnce?.(request),
  });
  const { port } = listener;
  const used: Used = { listener, database: undefined, leadership: undefined, isStopping: false };
  try {
    const { database, publication, leadership } = await open(options, port, used);
    const started = await leadership.start();
    if (!started.ok) {
      await release(used);
      return failure(started.problems);
    }
    handle = (request) => publication.app.fetch(request);
    answerAtOnce = publication.answerAtOnce;
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
  readonly listener: Listener;
  database: Database | undefined;
  leadership: Leadership | undefined;
  isStopping: boolean;
}

async function release({ listener, leadership, database }: Used): Promise<void> {
  await listener.close();
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
  const looking = oneAtATime(async () => {
    const { isSettings } = await publication.notice();
    if (isSettings) leadership.pass();
  });
  const ticking = oneAtATime(async () => {
    try {
      await looking.ask();
      await publication.tick();
      isFailing = false;
    } catch (error) {
      // Said once: the next seconds fail alike.
      if (!isFailing) log('error', 'the store cannot be looked at', { error: String(error) });
      isFailing = true;
    }
  });
  const timer = setInterval(() => void ticking.ask(), TICK_MS);
  // What fails here fails in the next second too, and is told then.
  const listening = keepListening(database, () => void looking.ask().catch(() => {}));
  return {
    stop: async (): Promise<void> => {
      clearInterval(timer);
      await listening.stop();
      await ticking.settle();
      await looking.settle();
    },
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

/** Runs `work` one at a time; however often it is asked for meanwhile, it runs once more. */
function oneAtATime(work: () => Promise<void>) {
  let running: Promise<void> | undefined;
  let isWanted = false;
  const run = async (): Promise<void> => {
    while (isWanted) {
      isWanted = false;
      await work();
    }
  };
  return {
    ask: (): Promise<void> => {
      isWanted = true;
      running ??= run().finally(() => {
        running = undefined;
      });
      return running;
    },
    settle: async (): Promise<void> => running?.catch(() => {}),
  };
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, milliseconds).unref();
  });
}
