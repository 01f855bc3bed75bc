/**
 * Copies a whole store into an empty one, from any database to any other: every row, every value as it
 * is. It does not follow a source that moves: then it fails and leaves the target empty.
 */

import { AppError } from '../model/errors.ts';
import { chunksOf } from './commit.ts';
import { piecesFor } from './dialect.ts';
import type { Dialect, Row, SqlDriver, SqlValue, Statement } from './driver.ts';
import { assertMigrated, migrate } from './migrate.ts';
import { TABLES, type Table } from './tables.ts';

/** Bounds memory: an article may have 256 KiB of text, and twice that while its withdrawal can be undone. */
const PAGE_ROWS = 200;

export interface CopyReport {
  /** In the order in which they were copied. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/**
 * Brings `to` up to date and fills it. `from` must have the newest schema and stay unchanged meanwhile:
 * take its writer's lock first. Throws `conflict` when `to` holds anything or `from` was written to.
 * `onProgress` counts rows.
 */
export async function copyStore(
  from: SqlDriver,
  to: SqlDriver,
  onProgress: (done: number, total: number) => void,
): Promise<CopyReport> {
  await assertMigrated(from);
  await migrate(to);
  await assertEmpty(to);
  try {
    return await copyTables(from, to, onProgress);
  } catch (error) {
    await clear(to).catch(() => {
      // What went wrong first says more; the next copy refuses what is left here.
    });
    throw error;
  }
}

async function copyTables(
  from: SqlDriver,
  to: SqlDriver,
  onProgress: (done: number, total: number) => void,
): Promise<CopyReport> {
  const counter = await readCounter(from);
  const counts = await countRows(from);
  const total = [...counts.values()].reduce((sum, rows) => sum + rows, 0);
  let done = 0;
  await to.batch([{ sql: 'DELETE FROM change_counter', params: [] }]);
  for (const table of TABLES) {
    for await (const rows of pagesOf(from, table)) {
      await to.batch(insertStatements(to.dialect, table, rows));
      done += rows.length;
      onProgress(done, total);
    }
    await restartNumbers(to, table);
  }
  const copied = await countSame(from, to, counter);
  return { tables: TABLES.map(({ name }) => ({ name, rows: copied.get(name) ?? 0 })) };
}

async function assertEmpty(driver: SqlDriver): Promise<void> {
  const counts = await countRows(driver);
  // The counter's one row is made by the schema.
  const full = TABLES.find(({ name }) => name !== 'change_counter' && counts.get(name) !== 0);
  if (full === undefined) return;
  throw new AppError(
    'conflict',
    `the target holds rows already (${full.name}: ${counts.get(full.name)}); copy into an empty database, or a file that does not exist yet`,
  );
}

/** Rows of the target. Counts see what came or went in the source, the counter what was written over. */
async function countSame(
  from: SqlDriver,
  to: SqlDriver,
  counter: string,
): Promise<ReadonlyMap<string, number>> {
  const there = await countRows(from);
  const copied = await countRows(to);
  const uneven = TABLES.filter(({ name }) => there.get(name) !== copied.get(name));
  if (uneven.length === 0 && (await readCounter(from)) === counter) return copied;
  const where = uneven.length > 0 ? ` (${uneven.map(({ name }) => name).join(', ')})` : '';
  throw new AppError(
    'conflict',
    `the source was written to while it was copied${where}; stop whatever writes to it and copy again`,
  );
}

async function readCounter(driver: SqlDriver): Promise<string> {
  const rows = await driver.all(
    'SELECT seq, loaded, settings_seq, frozen FROM change_counter WHERE id = 1',
    [],
  );
  return JSON.stringify(rows);
}

async function countRows(driver: SqlDriver): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { name } of TABLES) {
    const [row] = await driver.all(`SELECT count(*) AS total FROM ${name}`, []);
    counts.set(name, Number(row?.['total']));
  }
  return counts;
}

/** Each page begins behind the key of the last row. */
async function* pagesOf(
  driver: SqlDriver,
  table: Table,
): AsyncGenerator<readonly (readonly SqlValue[])[]> {
  const { name, key } = table;
  const columns = Object.keys(table.columns);
  const list = `SELECT ${columns.join(', ')} FROM ${name}`;
  const order = `ORDER BY ${key.join(', ')} LIMIT ${PAGE_ROWS}`;
  const behind = `WHERE (${key.join(', ')}) > (${key.map(() => '?').join(', ')})`;
  let page = await driver.all(`${list} ${order}`, []);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    yield page.map((row) => cellsOf(row, columns));
    if (page.length < PAGE_ROWS) return;
    page = await driver.all(`${list} ${behind} ${order}`, cellsOf(last, key));
  }
}

function cellsOf(row: Row, columns: readonly string[]): readonly SqlValue[] {
  return columns.map((column) => {
    const value = row[column];
    if (value === null || typeof value === 'string' || typeof value === 'number') return value;
    throw new AppError('internal', `the store gave a ${typeof value} for the column ${column}`);
  });
}

function insertStatements(
  dialect: Dialect,
  { name, columns }: Table,
  rows: readonly (readonly SqlValue[])[],
): readonly Statement[] {
  const pieces = piecesFor(dialect);
  const cells = Object.values(columns).map((kind, index) => pieces[kind](index));
  const sql = `INSERT INTO ${name} (${Object.keys(columns).join(', ')}) SELECT ${cells.join(', ')} FROM ${pieces.rows}`;
  return chunksOf(rows).map((chunk) => ({ sql, params: [JSON.stringify(chunk)] }));
}

/** PostgreSQL counts on from where its sequence stands, SQLite from the largest number. */
async function restartNumbers(driver: SqlDriver, { name, numbered }: Table): Promise<void> {
  if (numbered === undefined || driver.dialect === 'sqlite') return;
  await driver.all(
    `SELECT setval(pg_get_serial_sequence('${name}', '${numbered}'), max(${numbered})) FROM ${name}`,
    [],
  );
}

/** As it was after its migrations. */
async function clear(driver: SqlDriver): Promise<void> {
  await driver.batch([
    ...TABLES.map(({ name }) => ({ sql: `DELETE FROM ${name}`, params: [] })),
    { sql: 'INSERT INTO change_counter (id, seq, loaded) VALUES (1, 0, 0)', params: [] },
  ]);
}
