/** PostgreSQL driver over the package `pg`, or any connection of the same shape. */

import type { Client, Pool } from 'pg';
import { AppError } from '../model/errors.ts';
import type { Row, SqlDriver, SqlValue, Statement } from './driver.ts';

/** What the driver needs of a client library. SQL has `$1` placeholders; int8 comes back as a number. */
export interface PostgresConnection {
  query(sql: string, params: readonly SqlValue[]): Promise<readonly Row[]>;
  /** All or nothing, in order. */
  transaction(statements: readonly Statement[]): Promise<void>;
  close(): Promise<void>;
}

/** Distinct texts are few (sql.ts), but for lists that filter; the bound guards memory. */
const MAX_NUMBERED = 500;

export function createPostgres(connection: PostgresConnection): SqlDriver {
  const known = new Map<string, string>();
  const numbered = (sql: string): string => {
    const made = known.get(sql) ?? withNumbers(sql);
    if (known.size >= MAX_NUMBERED) known.clear();
    known.set(sql, made);
    return made;
  };
  return {
    dialect: 'postgres',
    all: (sql, params) => guard(() => connection.query(numbered(sql), params)),
    batch: (statements) =>
      guard(async () => {
        if (statements.length === 0) return;
        await connection.transaction(
          statements.map(({ sql, params }) => ({ sql: numbered(sql), params })),
        );
      }),
    exec: (ddl) =>
      guard(async () => {
        await connection.query(ddl, []);
      }),
    close: () => connection.close(),
  };
}

/** `?` as `$1`, `$2` …; no text of ours has a question mark for anything else. */
function withNumbers(sql: string): string {
  let count = 0;
  return sql.replace(/\?/g, () => {
    count += 1;
    return `$${count}`;
  });
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: unique and check violations. */
const VIOLATIONS: readonly unknown[] = ['23505', '23514'];
/** What a transaction loses to another one, and would win when run again. */
const CONTENTION: readonly unknown[] = ['40001', '40P01'];

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { code } = cause as { readonly code?: unknown };
    const isConflict = VIOLATIONS.includes(code) || CONTENTION.includes(code);
    throw new AppError(
      isConflict ? 'conflict' : 'store-unavailable',
      `the PostgreSQL store failed: ${reasonOf(cause)}`,
      { cause },
    );
  }
}

/** A refused connection to a name with several addresses has its words in `code` alone. */
function reasonOf(cause: unknown): string {
  const isBare = cause instanceof AggregateError && cause.message === '';
  return isBare && 'code' in cause ? String(cause.code) : String(cause);
}

/** What a database offers to several processes beside its rows. */
export interface OpenedPostgres {
  readonly driver: SqlDriver;
  /** Calls `onNotify` after every commit of anybody, until closed; `onLost` once when the connection ends. */
  listen(onNotify: () => void, onLost: () => void): Promise<{ close(): Promise<void> }>;
  /** The one lock of a publication's writer; undefined while another process has it. */
  tryLock(onLost: () => void): Promise<{ release(): Promise<void> } | undefined>;
}

const MAX_CONNECTIONS = 10;
/** Writers wait for one another anyway, at the counter: more of them would only keep readers out. */
const MAX_WRITERS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** How long a connection may be silent before it is asked whether it still stands. */
const KEEP_ALIVE_MS = 10_000;
/** A statement of a change that takes longer hangs. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** A read that takes longer hangs, or nobody is there: its readers are better served a kept copy, or told 503. */
const READ_TIMEOUT_MS = 5_000;
/** `WIRE` in ASCII: advisory locks are numbers of one database. */
const WRITER_LOCK = 0x57_49_52_45;
const CHANNEL = 'wireroom';

/** `url` as `postgres://user:password@host:port/database`. Connects when it is first used. */
export async function openPostgres(url: string): Promise<OpenedPostgres> {
  const { default: pg } = await import('pg');
  // int8, which every number of ours is: instants in ms and counters stay far below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // The server cannot end a statement when it hangs itself.
    query_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'wireroom',
  });
  // A connection in use that breaks fails its query; unheard, the event would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  // An idle connection that breaks is replaced by the next query; unheard, it would end the process.
  pool.on('error', () => {});
  const connect = (onLost: () => void, sql: string): Promise<Connected> => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: READ_TIMEOUT_MS,
      keepAlive: true,
      // The system's own two hours would be two leaders after a cable was pulled.
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      application_name: 'wireroom',
    });
    return guard(() => connected(client, onLost, sql));
  };
  return {
    driver: createPostgres(poolConnection(pool)),
    listen: async (onNotify, onLost) => {
      const { client } = await connect(onLost, `LISTEN ${CHANNEL}`);
      client.on('notification', onNotify);
      return { close: () => end(client) };
    },
    tryLock: async (onLost) => {
      const { client, rows } = await connect(
        onLost,
        `SELECT pg_try_advisory_lock(${WRITER_LOCK}) AS won`,
      );
      if (rows[0]?.['won'] === true) return { release: () => end(client) };
      await end(client);
      return undefined;
    },
  };
}

/** A connection of its own, with what its first statement gave. */
interface Connected {
  readonly client: Client;
  readonly rows: readonly Row[];
}

/** `onLost` is called once when what was handed out here ends; what broke before is told by the failure. */
async function connected(client: Client, onLost: () => void, sql: string): Promise<Connected> {
  let isWatched = false;
  const lost = (): void => {
    if (isWatched) onLost();
    isWatched = false;
  };
  // Unheard, an error would end the process.
  client.on('error', lost);
  client.on('end', lost);
  try {
    await client.connect();
    const { rows } = await client.query<Row>(sql);
    isWatched = true;
    return { client, rows };
  } catch (error) {
    // Not awaited: what never came up may take its time to end.
    void end(client);
    throw error;
  }
}

async function end(client: Client): Promise<void> {
  client.removeAllListeners('end');
  client.removeAllListeners('notification');
  await client.end().catch(() => {
    // Broken already: there is nothing left to end.
  });
}

function poolConnection(pool: Pool): PostgresConnection {
  const inTurn = createGate(MAX_WRITERS);
  return {
    query: async (sql, params) => {
      const query = { text: sql, values: [...params], query_timeout: READ_TIMEOUT_MS };
      return (await pool.query(query)).rows as Row[];
    },
    transaction: async (statements) => {
      const [only, ...others] = statements;
      // Whole by itself, and no writer of articles: it waits for none.
      if (only && others.length === 0) await pool.query(only.sql, [...only.params]);
      else await inTurn(() => transact(pool, statements));
    },
    close: () => pool.end(),
  };
}

async function transact(pool: Pool, statements: readonly Statement[]): Promise<void> {
  const client = await pool.connect();
  let broken: unknown;
  try {
    await client.query('BEGIN');
    for (const { sql, params } of statements) await client.query(sql, [...params]);
    await client.query('COMMIT');
  } catch (error) {
    // Who did not answer in time would not answer this either.
    if (String(error).includes('timeout')) broken = error;
    else {
      await client.query('ROLLBACK').catch((cause: unknown) => {
        broken = cause;
      });
    }
    throw error;
  } finally {
    // A connection that cannot roll back is not given to the next one.
    client.release(broken !== undefined);
  }
}

/** Lets so many pieces of work run at once; the others wait in order. */
function createGate(size: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = size;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
