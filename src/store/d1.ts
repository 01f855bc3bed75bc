/** Cloudflare D1 driver. D1 refuses BEGIN; its batch is the transaction. */

import { AppError } from '../model/errors.ts';
import { isConstraintMessage, type Row, type SqlDriver, type SqlValue } from './driver.ts';

export interface D1Statement {
  bind(...params: SqlValue[]): D1Statement;
  all(): Promise<{ results: unknown[] }>;
}

/** What runs statements: the database itself, or a session of it. */
export interface D1Connection {
  prepare(sql: string): D1Statement;
  batch(statements: D1Statement[]): Promise<unknown>;
}

/** The part of D1's binding that we use. */
export interface D1Binding extends D1Connection {
  /** A session reads what it has read or written before, or something newer, wherever it reads it. */
  withSession?(constraint: 'first-primary' | 'first-unconstrained'): D1Connection;
}

/** `connection` is asked for each statement and batch. */
export function createD1(connection: D1Connection | (() => D1Connection)): SqlDriver {
  const current = typeof connection === 'function' ? connection : () => connection;
  return {
    dialect: 'sqlite',
    all: (sql, params) =>
      guard(
        async () =>
          (
            await current()
              .prepare(sql)
              .bind(...params)
              .all()
          ).results as Row[],
      ),
    batch: (statements) =>
      guard(async () => {
        if (statements.length === 0) return;
        const one = current();
        await one.batch(statements.map(({ sql, params }) => one.prepare(sql).bind(...params)));
      }),
    exec: (ddl) =>
      guard(async () => {
        await current().prepare(ddl).all();
      }),
    close: async () => {},
  };
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = isConstraintMessage(String(cause)) ? 'conflict' : 'store-unavailable';
    throw new AppError(code, `the D1 store failed: ${String(cause)}`, { cause });
  }
}
