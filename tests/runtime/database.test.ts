import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { parseConfig } from '../../src/runtime/config.ts';
import {
  type Database,
  type DatabaseTarget,
  databaseTarget,
  describeTarget,
  openDatabase,
} from '../../src/runtime/database.ts';
import { createDatabase } from '../helpers/postgres-server.ts';

const postgres = inject('postgres');
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';

let folder: string;
let opened: Database[];
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireroom-'));
  opened = [];
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const database of opened) await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(target: DatabaseTarget): Promise<Database> {
  const database = await openDatabase(target);
  opened.push(database);
  return database;
}

/** Another process, once it holds the lock; it would hold it for ever. */
async function lockElsewhere(target: DatabaseTarget): Promise<ChildProcess> {
  const program = `
    import { openDatabase } from './src/runtime/database.ts';
    const database = await openDatabase(${JSON.stringify(target)});
    await database.tryLock(() => {});
    globalThis.gc();
    console.log('locked');
    setInterval(() => database, 1_000);`;
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', '--input-type=module', '--eval', program],
    { cwd: resolve(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  expect(line).toBe('locked');
  return child;
}

async function killHard(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

const ignore = (): void => {};

describe('the configuration names', () => {
  const target = (environment: Record<string, string>, data?: string) => {
    const config = parseConfig({ data }, environment);
    return config.ok ? databaseTarget(config.value) : config.problems;
  };

  test('a file in the data folder, or the database at DATABASE_URL', () => {
    const url = 'postgresql://desk@db.example/wire';
    expect(target({})).toEqual({ kind: 'sqlite', file: '.wireroom/wireroom.sqlite' });
    expect(target({ DATABASE_URL: '' }, '/data')).toMatchObject({ kind: 'sqlite' });
    expect(target({ DATABASE_URL: url }, '/data')).toEqual({ kind: 'postgres', url });
  });

  test.each([
    'mysql://u:geheim@h/d',
    'wireroom.sqlite',
    'postgres://u:ge#heim@h/d',
    'postgres://u:1/geheim@h/d',
    'postgres://u:1?geheim@h/d',
  ])('no database by %s, and the message does not repeat it', (url) => {
    const problems = target({ DATABASE_URL: url });
    expect(problems).toMatchObject([{ code: 'setting-invalid', field: 'DATABASE_URL' }]);
    expect(JSON.stringify(problems)).not.toContain('heim');
  });
});

test.each([
  ['postgres://u:geheim@h:5433/d?password=geheim', 'postgres://u@h:5433/d'],
  ['postgresql://h/d', 'postgresql://h/d'],
])('%s is shown without a password', (url, shown) => {
  expect(describeTarget({ kind: 'postgres', url })).toBe(shown);
});

describe('a SQLite file', () => {
  const target = (): DatabaseTarget => ({
    kind: 'sqlite',
    file: join(folder, 'new/wireroom.sqlite'),
  });

  test('is made with its folder', async () => {
    const { store, kind } = await open(target());
    await store.migrate();
    expect(kind).toBe('sqlite');
    expect(existsSync(join(folder, 'new/wireroom.sqlite'))).toBe(true);
  });

  test('is refused with its name where no folder can be made', async () => {
    writeFileSync(join(folder, 'new'), 'a file');
    await expect(open(target())).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining(join(folder, 'new')),
    });
  });

  test('has one lock, which is free after its release and after close', async () => {
    const [first, second] = [await open(target()), await open(target())];
    const lock = await first.tryLock(ignore);
    expect(await second.tryLock(ignore)).toBeUndefined();
    await lock?.release();
    await lock?.release();
    expect(await second.tryLock(ignore)).toBeDefined();
    expect(await first.tryLock(ignore)).toBeUndefined();
    await second.close();
    opened.splice(1);
    expect(await first.tryLock(ignore)).toBeDefined();
  });

  test('is locked for other processes too, until the holder is killed; the store stays writable', async () => {
    const holder = await lockElsewhere(target());
    const { store, tryLock } = await open(target());
    await store.migrate();
    expect(await tryLock(ignore)).toBeUndefined();
    await store.markLoaded(new Date(0));
    await killHard(holder);
    expect(await tryLock(ignore)).toBeDefined();
  });
});

describe.skipIf(missing !== '')(`a PostgreSQL database${missing}`, () => {
  const newTarget = async (): Promise<DatabaseTarget & { readonly url: string }> => ({
    kind: 'postgres',
    url: await createDatabase('url' in postgres ? postgres.url : ''),
  });

  test('has one lock, which is free when the process that held it was killed', async () => {
    const target = await newTarget();
    const holder = await lockElsewhere(target);
    const { tryLock } = await open(target);
    expect(await tryLock(ignore)).toBeUndefined();
    await killHard(holder);
    await vi.waitUntil(() => tryLock(ignore), 5_000);
  });

  test('tells listeners of every commit, and nothing of what was undone', async () => {
    const target = await newTarget();
    const [here, there] = [await open(target), await open(target)];
    await here.store.migrate();
    const told = vi.fn();
    const listening = await here.listen?.(told, ignore);
    await expect(
      there.driver.batch([
        { sql: 'UPDATE change_counter SET seq = seq + 1', params: [] },
        { sql: 'UPDATE change_counter SET id = 2', params: [] },
      ]),
    ).rejects.toMatchObject({ code: 'conflict' });
    await there.store.commit({
      at: new Date(0),
      writes: [],
      files: [],
      forgottenFiles: [],
      isStoppable: true,
    });
    await vi.waitUntil(() => told.mock.calls.length > 0, 5_000);
    expect(told).toHaveBeenCalledOnce();
    await listening?.close();
  });

  test('says once that lock and notifications are lost when the server ends them', async () => {
    const target = await newTarget();
    const { tryLock, listen } = await open(target);
    const lost = { lock: vi.fn(), listen: vi.fn() };
    await tryLock(lost.lock);
    await listen?.(ignore, lost.listen);
    const admin = new Client({ connectionString: target.url });
    await admin.connect();
    await admin.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await admin.end();
    await vi.waitUntil(() => lost.lock.mock.calls.length + lost.listen.mock.calls.length >= 2);
    expect(lost.lock).toHaveBeenCalledOnce();
    expect(lost.listen).toHaveBeenCalledOnce();
  });

  test('is read while a crowd of writers waits for one that is slow', async () => {
    const target = await newTarget();
    const { store } = await open(target);
    await store.migrate();
    const slow = new Client({ connectionString: target.url });
    await slow.connect();
    await slow.query('BEGIN; UPDATE change_counter SET seq = seq');
    const audit = { actor: 'cli', action: 'thaw', articleId: '', detail: {} } as const;
    const writing = Array.from({ length: 12 }, () =>
      store.saveFreeze(undefined, audit, new Date(0)),
    );
    expect(await store.signal()).toMatchObject({ settingsSeq: 0 });
    await slow.query('COMMIT');
    await slow.end();
    await Promise.all(writing);
    expect(await store.signal()).toMatchObject({ settingsSeq: 12 });
  });

  test('that cannot be reached is named without its password', async () => {
    const url = 'postgres://u:geheim@localhost:1/none';
    const { tryLock, store } = await open({ kind: 'postgres', url });
    for (const ask of [() => tryLock(ignore), () => store.signal()]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'store-unavailable',
        message: expect.stringMatching(/^(?!.*geheim).*ECONNREFUSED/),
      });
    }
  });
});
