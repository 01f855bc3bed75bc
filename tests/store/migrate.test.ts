import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { createDatabase } from '../helpers/postgres-server.ts';

const postgres = inject('postgres');

/** A process of its own: in one, SQLite's calls never overlap. `migrate` gives how many steps were new to it. */
async function startElsewhere(file: string): Promise<{ migrate(): Promise<number> }> {
  const program = `
    import { once } from 'node:events';
    import { openSqlite } from './src/store/sqlite.ts';
    import { createStore } from './src/store/sql-store.ts';
    console.log('ready');
    await once(process.stdin, 'data');
    const store = createStore(await openSqlite(${JSON.stringify(file)}));
    console.log(await store.migrate());
    process.exit();`;
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--import', 'tsx', '--input-type=module', '--eval', program],
    { cwd: resolve(import.meta.dirname, '../..'), stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return {
    migrate: async () => {
      child.stdin.write('go');
      return Number((await lines.next()).value);
    },
  };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wireroom-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

test('two processes may migrate one SQLite file at once', async () => {
  const file = join(newFolder(), 'wire.sqlite');
  const processes = await Promise.all([startElsewhere(file), startElsewhere(file)]);
  const fresh = await Promise.all(processes.map((one) => one.migrate()));
  expect(sum(fresh)).toBe(MIGRATIONS.length);
  const store = createStore(await openSqlite(file));
  expect(await store.migrate()).toBe(0);
  expect(await store.listArticles('', 1)).toEqual([]);
  await store.close();
});

const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';

describe.skipIf(missing !== '')(`PostgreSQL${missing}`, () => {
  test('several processes may migrate one database at once', async () => {
    const url = await createDatabase('url' in postgres ? postgres.url : '');
    const stores = await Promise.all(
      Array.from({ length: 4 }, async () => createStore((await openPostgres(url)).driver)),
    );
    const fresh = await Promise.all(stores.map((store) => store.migrate()));
    expect(sum(fresh)).toBe(MIGRATIONS.length);
    await Promise.all(stores.map((store) => store.close()));
  });
});
