/** Finds or starts a PostgreSQL for tests and drills, and hands out empty databases on it. */

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';

export interface PostgresServer {
  /** A database to give to createDatabase; nothing is kept in it. */
  readonly url: string;
  readonly source: 'TEST_DATABASE_URL' | 'binaries';
  /** The URL of a new empty database, which is gone after stop(). */
  createDatabase(): Promise<string>;
  /** Leaves no database, process or folder behind. */
  stop(): Promise<void>;
}

export interface MissingPostgres {
  /** Why, in words for the person who runs the tests. */
  readonly missing: string;
}

const DEBIAN_VERSIONS = '/usr/lib/postgresql';

/**
 * The first that works: the server at TEST_DATABASE_URL, whose user must be allowed to create
 * databases, or a temporary cluster of the PostgreSQL programs of this system (about a second).
 * The cluster ends with this process, also when nobody calls stop().
 */
export async function startPostgres(): Promise<PostgresServer | MissingPostgres> {
  const reasons: string[] = [];
  for (const start of [borrowServer, startCluster]) {
    const server = await start();
    if (!('missing' in server)) return server;
    reasons.push(server.missing);
  }
  return { missing: reasons.join('; ') };
}

/** The URL of a new empty database next to the one at `url`, whose name begins with that one's. */
export async function createDatabase(url: string): Promise<string> {
  const name = `${databaseOf(url)}_${randomBytes(6).toString('hex')}`;
  await runSql(url, `CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8'`);
  return withDatabase(url, name);
}

/** A run makes one database for itself, so that it can drop all whose names begin alike. */
async function borrowServer(): Promise<PostgresServer | MissingPostgres> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given === undefined || given === '') return { missing: 'TEST_DATABASE_URL is not set' };
  const name = `wireroom_test_${randomBytes(6).toString('hex')}`;
  try {
    await runSql(given, `CREATE DATABASE "${name}"`);
  } catch (error) {
    // Not silently another server than the one that was asked for.
    const missing = `TEST_DATABASE_URL cannot be used (${messageOf(error)})`;
    console.warn(missing);
    return { missing };
  }
  const url = withDatabase(given, name);
  return {
    url,
    source: 'TEST_DATABASE_URL',
    createDatabase: () => createDatabase(url),
    stop: () => dropDatabases(given, name),
  };
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  const names = await runSql(
    url,
    `SELECT datname FROM pg_database WHERE starts_with(datname, '${prefix}')`,
  );
  for (const { datname } of names) {
    await runSql(url, `DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
  }
}

async function startCluster(): Promise<PostgresServer | MissingPostgres> {
  const binaries = findBinaries();
  if (binaries === undefined) {
    return { missing: `no initdb and postgres in ${DEBIAN_VERSIONS}/*/bin or on the PATH` };
  }
  // Detached: Ctrl-C reaches this process, and the supervisor sees it end.
  const supervisor = spawn(
    process.execPath,
    [join(import.meta.dirname, 'postgres-supervisor.mjs'), binaries],
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  );
  const ended = once(supervisor, 'close');
  const [line = ''] = await Promise.race([once(createInterface(supervisor.stdout), 'line'), ended]);
  const [, port] = /^ready (\d+)$/.exec(String(line)) ?? [];
  if (port === undefined) {
    await ended;
    return { missing: `PostgreSQL in ${binaries} does not start: ${line}` };
  }
  // Neither the pipe nor the process keeps a program alive that forgot stop().
  supervisor.stdout.destroy();
  supervisor.unref();
  const url = `postgres://wireroom@127.0.0.1:${port}/postgres`;
  return {
    url,
    source: 'binaries',
    createDatabase: () => createDatabase(url),
    stop: async () => {
      supervisor.ref();
      supervisor.stdin.end();
      await ended;
    },
  };
}

/** Debian keeps each version in a folder of its own, off the PATH. */
function findBinaries(): string | undefined {
  const versions = existsSync(DEBIAN_VERSIONS) ? readdirSync(DEBIAN_VERSIONS) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  return [
    ...newestFirst.map((version) => join(DEBIAN_VERSIONS, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ].find((folder) => ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))));
}

async function runSql(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** A refused connection to a name with several addresses has its words in `code` alone. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
