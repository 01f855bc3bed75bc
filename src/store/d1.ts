/** Cloudflare D1 driver. D1 refuses BEGIN; its batch is the transaction. */

import { AppError } from '../model/errors.ts';
import { isConstraintMessage, type Row, type SqlDriver, type SqlValue } from './driver.ts';

interface D1Statement {
  bind(...params: SqlValue[]): D1Statement;
  all(): Promise<{ results: unknown[] }>;
}

/** The part of D1's binding that we use. */
export interface D1Binding {
  prepare(sql: string): D1Statement;
  batch(statements: D1Statement[]): Promise<unknown>;
}

export function createD1(binding: D1Binding): SqlDriver {
  return {
    dialect: 'sqlite',
    all: (sql, params) =>
      guard(
        async () =>
          (
            await binding
              .prepare(sql)
              .bind(...params)
              .all()
          ).results as Row[],
      ),
    batch: (statements) =>
      guard(async () => {
        if (statements.length === 0) return;
        await binding.batch(
          statements.map(({ sql, params }) => binding.prepare(sql).bind(...params)),
        );
      }),
    exec: (ddl) =>
      guard(async () => {
        await binding.prepare(ddl).all();
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
