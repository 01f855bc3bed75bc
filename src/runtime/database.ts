/**
 * The database that the configuration names, opened: its store, its writer's lock, how one process
 * learns what another one wrote. Knows no SQL.
 */

import { mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../model/errors.ts';
import type { SqlDriver } from '../store/driver.ts';
import { openPostgres } from '../store/postgres.ts';
import { createStore } from '../store/sql-store.ts';
import { lockSqlite, openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import type { ServerConfig } from './config.ts';

export type DatabaseTarget =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string };

export interface Lock {
  release(): Promise<void>;
}

export interface Database {
  readonly kind: DatabaseTarget['kind'];
  readonly driver: SqlDriver;
  readonly store: Store;
  /**
   * The one lock of the store's writer; undefined while another process has it. It ends with the
   * process, however that ends. `onLost` is called when it ends before its release: PostgreSQL gives it
   * to somebody else when the connection breaks.
   */
  tryLock(onLost: () => void): Promise<Lock | undefined>;
  /** PostgreSQL alone. Calls `onNotify` after every commit of anybody, `onLost` once when the connection ends. */
  listen?(onNotify: () => void, onLost: () => void): Promise<{ close(): Promise<void> }>;
  /** Releases the lock as well. */
  close(): Promise<void>;
}

/** Name of the embedded store in its data folder. */
export const SQLITE_FILE = 'wireroom.sqlite';
const LOCK_FILE = 'writer.lock';

export function databaseTarget(
  config: Pick<ServerConfig, 'databaseUrl' | 'dataFolder'>,
): DatabaseTarget {
  if (config.databaseUrl !== undefined) return { kind: 'postgres', url: config.databaseUrl };
  return { kind: 'sqlite', file: join(config.dataFolder, SQLITE_FILE) };
}

/** For messages: the file, or the URL without its password and parameters. */
export function describeTarget(target: DatabaseTarget): string {
  if (target.kind === 'sqlite') return target.file;
  if (!URL.canParse(target.url)) return 'a PostgreSQL database';
  const { protocol, username, host, pathname } = new URL(target.url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

/**
 * Makes the folder of a SQLite file when it is missing; PostgreSQL is first asked when it is used. The
 * schema is left as it is. Throws `store-unavailable`.
 */
export async function openDatabase(target: DatabaseTarget): Promise<Database> {
  return target.kind === 'sqlite' ? openFile(target.file) : openServer(target.url);
}

async function openFile(name: string): Promise<Database> {
  // Absolute, for SQLite gives a meaning to names such as `:memory:` and `file:…`.
  const file = resolve(name);
  makeFolder(dirname(file));
  const driver = await openSqlite(file);
  const locks = keepLocks(() => lockSqlite(lockFileOf(file)));
  return {
    kind: 'sqlite',
    driver,
    store: createStore(driver),
    tryLock: locks.tryLock,
    close: () => locks.releaseAll().then(driver.close),
  };
}

async function openServer(url: string): Promise<Database> {
  const { driver, listen, tryLock } = await openPostgres(url);
  const locks = keepLocks(tryLock);
  return {
    kind: 'postgres',
    driver,
    store: createStore(driver),
    tryLock: locks.tryLock,
    listen,
    close: () => locks.releaseAll().then(driver.close),
  };
}

/** One lock for a data folder; another file beside the store has one of its own. */
function lockFileOf(file: string): string {
  const name = basename(file) === SQLITE_FILE ? LOCK_FILE : `${basename(file)}.lock`;
  return join(dirname(file), name);
}

/** Remembers what is held: a SQLite lock that nobody refers to would end with the next garbage collection. */
function keepLocks(tryLock: (onLost: () => void) => Promise<Lock | undefined>) {
  const held = new Set<Lock>();
  return {
    tryLock: async (onLost: () => void): Promise<Lock | undefined> => {
      const lock = await tryLock(onLost);
      if (lock === undefined) return undefined;
      held.add(lock);
      return {
        release: async () => {
          if (held.delete(lock)) await lock.release();
        },
      };
    },
    releaseAll: async (): Promise<void> => {
      for (const lock of held) await lock.release();
      held.clear();
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    const message = `cannot make the data folder ${folder}: ${String(cause)}`;
    throw new AppError('store-unavailable', message, { cause });
  }
}
