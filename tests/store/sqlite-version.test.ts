/** By `version` a process learns what was changed, whoever did it: see hot-documents.ts. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../../src/store/sqlite.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireroom-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const insert = [{ sql: 'INSERT INTO t (a) VALUES (1)', params: [] }];

test('tells what this connection commits and what another one commits, a millisecond later', async () => {
  const file = join(folder, 'store.sqlite');
  const [one, other] = [await openSqlite(file), await openSqlite(file)];
  await one.exec('CREATE TABLE t (a INTEGER)');
  const before = one.version?.();
  expect(one.version?.()).toBe(before);
  // Both run to their end before they return.
  void other.batch(insert);
  const since = performance.now();
  while (performance.now() - since < 1.5);
  const after = one.version?.();
  expect(after).not.toBe(before);
  void one.batch(insert);
  expect(one.version?.()).not.toBe(after);
  await one.close();
  await other.close();
});

test('stays for what is only remembered, and is not told of a database that is closed', async () => {
  const driver = await openSqlite(join(folder, 'store.sqlite'));
  await driver.exec('CREATE TABLE t (a INTEGER)');
  const before = driver.version?.();
  await driver.batch(insert, { isQuiet: true });
  expect(driver.version?.()).toBe(before);
  await driver.close();
  await new Promise((done) => setTimeout(done, 3));
  expect(driver.version?.()).toBeUndefined();
});
