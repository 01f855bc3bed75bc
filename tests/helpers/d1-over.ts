/** The part of D1's binding that we use, over a database of this process. */

import type { D1Connection } from '../../src/store/d1.ts';
import type { SqlDriver, SqlValue } from '../../src/store/driver.ts';

interface BoundStatement {
  readonly sql: string;
  readonly params: SqlValue[];
  bind(...params: SqlValue[]): BoundStatement;
  all(): Promise<{ results: unknown[] }>;
}

/** `driver` is asked for each statement and batch. */
export function d1Over(driver: () => SqlDriver): D1Connection {
  const prepare = (sql: string, params: SqlValue[] = []): BoundStatement => ({
    sql,
    params,
    bind: (...given) => prepare(sql, given),
    all: async () => ({ results: [...(await driver().all(sql, params))] }),
  });
  return {
    prepare: (sql) => prepare(sql),
    batch: async (statements) => driver().batch(statements as unknown as BoundStatement[]),
  };
}
