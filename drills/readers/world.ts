/** The server under a clock that is stepped: a publication over a store file, in process and on a socket. */

import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { openPublication, type RunningPublication } from '../../src/runtime/publication.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import type { Transport } from './get.ts';

export const BASE_URL = 'https://news.example';
const TOKEN = 'a-token-for-drills-only';

export interface World {
  /** Milliseconds. */
  now: number;
  /** As the server does each second. */
  tick(): Promise<void>;
  /** Ends the server, closes the store file and opens both again. */
  restart(): Promise<void>;
  /** A request of an administrator; throws unless it is carried out. */
  order(method: string, path: string, body: object): Promise<void>;
  /** Without a socket. */
  readonly inProcess: Transport;
  /** Through HTTP on 127.0.0.1. */
  readonly overSocket: Transport;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** A folder with a publication and its first articles. */
  readonly folder: string;
  readonly startsAt: number;
  /** Whether there is a real server; without one its readers read in process too. */
  readonly listens: boolean;
  /** For what the server logs as an error. */
  readonly onError: (what: string) => void;
}

interface Running {
  readonly store: Store;
  readonly publication: RunningPublication;
  readonly listening: Listening | undefined;
}

interface Listening {
  readonly server: ServerType;
  /** `http://127.0.0.1:port` */
  readonly url: string;
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), 'wireroom-readers-'));
  const clock = { now: options.startsAt };
  let running = await start(data, options, clock);
  const end = async (): Promise<void> => {
    if (running.listening !== undefined) await stop(running.listening.server);
    await running.store.close();
  };
  const inProcess: Transport = async (url, headers) =>
    running.publication.app.request(url, { headers: { ...headers } });
  return Object.assign(clock, {
    tick: () => running.publication.tick(),
    restart: async () => {
      await end();
      running = await start(data, options, clock);
    },
    order: async (method: string, path: string, body: object) => {
      const response = await running.publication.app.request(path, orderInit(method, body));
      const said = await response.text();
      if (!response.ok)
        throw new Error(`${method} ${path} was answered ${response.status} ${said}`);
    },
    inProcess,
    overSocket: async (url: string, headers: Readonly<Record<string, string>>) => {
      const { listening } = running;
      if (listening === undefined) return inProcess(url, headers);
      const address = url.replace(BASE_URL, listening.url);
      return fetch(address, { headers: { ...headers }, redirect: 'manual' });
    },
    close: async () => {
      await end();
      rmSync(data, { recursive: true, force: true });
    },
  });
}

function orderInit(method: string, body: object): RequestInit {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  return { method, headers, body: JSON.stringify(body) };
}

async function start(
  data: string,
  { folder, listens, onError }: WorldOptions,
  clock: { readonly now: number },
): Promise<Running> {
  const store = createStore(await openSqlite(join(data, 'wireroom.sqlite')));
  const opened = await openPublication({
    folder,
    store,
    baseUrl: BASE_URL,
    fallbackUrl: BASE_URL,
    now: () => new Date(clock.now),
    log: (level, event, fields) => {
      if (level === 'error') onError(`${event} ${JSON.stringify(fields)}`);
    },
    apiToken: TOKEN,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  await opened.value.sync();
  const listening = listens ? await listen(opened.value) : undefined;
  return { store, publication: opened.value, listening };
}

function listen({ app }: RunningPublication): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, hostname: 'localhost' });
  // A connection that idles while the clock is stepped must not be closed under the next request.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = 0;
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      done({ server, url: `http://127.0.0.1:${port}` });
    });
  });
}

function stop(server: ServerType): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
