/** SQLite driver: `node:sqlite` where the runtime has it, else the same API from @photostructure/sqlite. */

import { AppError } from '../model/errors.ts';
import {
  isConstraintMessage,
  type Row,
  type SqlDriver,
  type SqlValue,
  type Statement,
} from './driver.ts';

interface PreparedStatement {
  all(...params: SqlValue[]): unknown[];
  run(...params: SqlValue[]): unknown;
}

interface Database {
  exec(sql: string): void;
  prepare(sql: string): PreparedStatement;
  close(): void;
}

interface SqliteModule {
  readonly DatabaseSync: new (file: string) => Database;
}

/** Distinct SQL texts are few (sql.ts); the bound only guards against a mistake. */
const MAX_PREPARED = 200;

// synchronous FULL: what was acknowledged survives a power cut too. secure_delete: what was replaced,
// withdrawn or erased does not linger in free pages of the file.
const PRAGMAS = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA busy_timeout = 5000;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
`;

/** Opens or makes `file`; `:memory:` for a store that ends with the process. */
export async function openSqlite(file: string): Promise<SqlDriver> {
  const { DatabaseSync } = await loadSqlite();
  const database = guard(() => {
    const opened = new DatabaseSync(file);
    opened.exec(PRAGMAS);
    return opened;
  });
  const prepared = new Map<string, PreparedStatement>();
  const prepare = (sql: string): PreparedStatement => {
    const known = prepared.get(sql);
    if (known) return known;
    if (prepared.size >= MAX_PREPARED) prepared.clear();
    const made = database.prepare(sql);
    prepared.set(sql, made);
    return made;
  };
  return {
    dialect: 'sqlite',
    all: async (sql, params) => guard(() => prepare(sql).all(...params) as Row[]),
    batch: async (statements) => guard(() => runBatch(database, prepare, statements)),
    exec: async (ddl) => guard(() => database.exec(ddl)),
    // The log holds every page as it was before, also after its pages were copied into the file.
    scrub: async () => guard(() => database.exec('PRAGMA wal_checkpoint(TRUNCATE)')),
    close: async () => {
      prepared.clear();
      database.close();
    },
  };
}

/**
 * A lock that ends with the process that holds it, however that ends: the operating system's, on a
 * database of its own. Undefined while another process has it.
 */
export async function lockSqlite(file: string): Promise<{ release(): Promise<void> } | undefined> {
  const { DatabaseSync } = await loadSqlite();
  const database = guard(() => new DatabaseSync(file));
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;');
  } catch {
    // Somebody else has it: the one way in which this fails on a file that can be opened.
    database.close();
    return undefined;
  }
  return { release: async () => database.close() };
}

function runBatch(
  database: Database,
  prepare: (sql: string) => PreparedStatement,
  statements: readonly Statement[],
): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const { sql, params } of statements) prepare(sql).run(...params);
    database.exec('COMMIT');
  } catch (cause) {
    database.exec('ROLLBACK');
    throw cause;
  }
}

async function loadSqlite(): Promise<SqliteModule> {
  const builtin: unknown = process.getBuiltinModule?.('node:sqlite');
  if (builtin) return builtin as SqliteModule;
  return (await import('@photostructure/sqlite')) as unknown as SqliteModule;
}

function guard<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const code = isConstraintMessage(String(cause)) ? 'conflict' : 'store-unavailable';
    throw new AppError(code, `the SQLite store failed: ${String(cause)}`, { cause });
  }
}
