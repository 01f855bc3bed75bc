import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { PostgresConnection } from '../../src/store/postgres.ts';
import { openPglite } from '../helpers/pglite.ts';
import { createDatabase } from '../helpers/postgres-server.ts';

const postgres = inject('postgres');
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';
const newDatabase = async (): Promise<string> =>
  createDatabase('url' in postgres ? postgres.url : postgres.missing);

async function ask(url: string, ...statements: string[]): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  let rows: unknown;
  for (const sql of statements) rows = (await client.query(sql)).rows;
  await client.end();
  return rows;
}

describe.skipIf(missing !== '')(`a PostgreSQL for tests${missing}`, () => {
  test('answers from a new database', async () => {
    expect(await ask(await newDatabase(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('keeps two databases apart', async () => {
    const [first, second] = [await newDatabase(), await newDatabase()];
    await ask(first, 'CREATE TABLE headlines (id int8)');
    const tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    expect(await ask(first, tables)).toEqual([{ tablename: 'headlines' }]);
    expect(await ask(second, tables)).toEqual([]);
  });

  test('stores text in UTF-8', async () => {
    const encoding = await ask(await newDatabase(), 'SHOW server_encoding');
    expect(encoding).toEqual([{ server_encoding: 'UTF8' }]);
  });
});

describe('a temporary cluster', () => {
  // What vitest, a drill or their terminal does when it is killed: no stop(), no exit handler.
  test('is gone with its folder after the process that started it was killed', async (context) => {
    const program = `
      import { startPostgres } from './tests/helpers/postgres-server.ts';
      console.log(JSON.stringify(await startPostgres()));
      setInterval(() => {}, 1_000);`;
    const owner = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', program],
      {
        cwd: resolve(import.meta.dirname, '../..'),
        env: { ...process.env, TEST_DATABASE_URL: '' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = await once(createInterface(owner.stdout), 'line');
    const { url, missing: reason } = JSON.parse(line);
    const folder = url && (await ask(url, 'SHOW unix_socket_directories'));
    owner.kill('SIGKILL');
    context.skip(url === undefined, reason);

    expect(existsSync(folder[0].unix_socket_directories)).toBe(true);
    await vi.waitUntil(() => !existsSync(folder[0].unix_socket_directories), 20_000);
    await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('PGlite', () => {
  let connection: PostgresConnection;
  beforeAll(async () => {
    connection = await openPglite();
  });
  afterAll(() => connection.close());

  test('answers like the server, int8 as a number', async () => {
    expect(await connection.query('SELECT $1::int8 AS one', [1])).toEqual([{ one: 1 }]);
  });

  test('undoes a transaction of which one statement fails', async () => {
    await connection.query('CREATE TABLE headlines (id int8, text text)', []);
    const insert = 'INSERT INTO headlines VALUES ($1, $2)';
    await connection.transaction([{ sql: insert, params: [1_572_609_600_400, 'Envoys meet'] }]);
    const failing = connection.transaction([
      { sql: insert, params: [2, null] },
      { sql: 'INSERT INTO nowhere VALUES (1)', params: [] },
    ]);
    await expect(failing).rejects.toThrow('nowhere');
    expect(await connection.query('SELECT * FROM headlines', [])).toEqual([
      { id: 1_572_609_600_400, text: 'Envoys meet' },
    ]);
  });
});
