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
  /** For what the server logs as an error. */
  readonly onError: (what: string) => void;
}

interface Running {
  readonly store: Store;
  readonly publication: RunningPublication;
  readonly server: ServerType;
  readonly url: string;
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), 'wireroom-readers-'));
  const clock = { now: options.startsAt };
  let running = await start(data, options, clock);
  const end = async (): Promise<void> => {
    await stop(running.server);
    await running.store.close();
  };
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
    inProcess: async (url: string, headers: Readonly<Record<string, string>>) =>
      running.publication.app.request(url, { headers: { ...headers } }),
    overSocket: (url: string, headers: Readonly<Record<string, string>>) =>
      fetch(url.replace(BASE_URL, running.url), { headers: { ...headers }, redirect: 'manual' }),
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
  { folder, onError }: WorldOptions,
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
  const server = createAdaptorServer({ fetch: opened.value.app.fetch, hostname: 'localhost' });
  const url = await listen(server);
  return { store, publication: opened.value, server, url };
}

function listen(server: ServerType): Promise<string> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

function stop(server: ServerType): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
