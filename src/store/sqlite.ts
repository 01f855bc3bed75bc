/** SQLite driver: `node:sqlite` where the runtime has it, else the same API from @photostructure/sqlite. */

import { statSync } from 'node:fs';
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

/** Distinct SQL texts are few (sql.ts), but for lists that filter; the bound guards memory. */
const MAX_PREPARED = 200;

/** What another process has committed is seen after this long at the latest. */
const LOOK_MS = 1;

const OPEN_TRIES = 20;
const OPEN_AGAIN_MS = 50;

// busy_timeout first: the change to WAL itself may have to wait for another process.
// synchronous FULL: what was acknowledged survives a power cut too. secure_delete: what was replaced,
// withdrawn or erased does not linger in free pages of the file.
const PRAGMAS = `
PRAGMA busy_timeout = 5000;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
`;

/** Opens or makes `file`; `:memory:` for a store that ends with the process. */
export async function openSqlite(file: string): Promise<SqlDriver> {
  const database = await openFile(await loadSqlite(), file);
  const assertPresent = createPresence(file);
  const versions = createVersions(database);
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
    batch: async (statements, options) =>
      guard(() => {
        assertPresent();
        try {
          runBatch(database, prepare, statements);
        } finally {
          if (options?.isQuiet !== true) versions.raise();
        }
      }),
    exec: async (ddl) => {
      versions.raise();
      guard(() => database.exec(ddl));
    },
    version: () => versions.current(),
    forget: async () => emptyLog(database),
    close: async () => {
      prepared.clear();
      database.close();
    },
  };
}

/**
 * SQLite tells a connection of what others commit (`data_version`), but not of what it commits itself: both
 * are counted. A look costs as much as half a request, so all that is asked within LOOK_MS shares one: not
 * within a turn of the event loop, which may last long enough to learn of what another process has
 * acknowledged. Undefined when SQLite does not tell, as of a file that is damaged.
 */
function createVersions(database: Database): { current(): number | undefined; raise(): void } {
  const statement = database.prepare('PRAGMA data_version');
  let changes = 0;
  let seen: number | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    current: () => {
      const now = performance.now();
      if (now - lookedAt < LOOK_MS) return changes;
      try {
        const [row] = statement.all() as readonly { readonly data_version: number }[];
        if (row?.data_version !== seen) changes += 1;
        seen = row?.data_version;
        lookedAt = now;
        return changes;
      } catch {
        // The query that comes instead tells what is wrong.
        return undefined;
      }
    },
    raise: () => {
      changes += 1;
    },
  };
}

/**
 * Throws once the file that was opened lies no longer under its name: what is written to it now would
 * be acknowledged and gone with the process.
 */
function createPresence(file: string): () => void {
  const inodeOf = (): number | undefined => statSync(file, { throwIfNoEntry: false })?.ino;
  const opened = inodeOf();
  return () => {
    if (opened !== undefined && inodeOf() !== opened) {
      throw new Error(`${file} was removed or replaced while it was in use; start again`);
    }
  };
}

/** Two processes that make one file at once: one may fail, without a wait, at the change to WAL. */
async function openFile({ DatabaseSync }: SqliteModule, file: string): Promise<Database> {
  for (let tries = 1; ; tries += 1) {
    const opened = guard(() => new DatabaseSync(file));
    try {
      opened.exec(PRAGMAS);
      return opened;
    } catch (cause) {
      opened.close();
      const isLast = tries >= OPEN_TRIES || !/database is locked/.test(String(cause));
      if (isLast) throw failureOf(cause);
    }
    await new Promise((done) => setTimeout(done, OPEN_AGAIN_MS));
  }
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
    rollBack(database);
    throw cause;
  }
}

function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has rolled back by itself, as it does when the disk is full: the first fault is the one to tell.
  }
}

/** The write-ahead log keeps every page as it was written, secure_delete or not. */
function emptyLog(database: Database): void {
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Another process reads all the time: the log is emptied when it closes, or by the next erasure.
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
    throw failureOf(cause);
  }
}

function failureOf(cause: unknown): AppError {
  const code = isConstraintMessage(String(cause)) ? 'conflict' : 'store-unavailable';
  return new AppError(code, `the SQLite store failed: ${String(cause)}`, { cause });
}
