/** Text that no database here can hold, and so nobody can find anything by. */

import type { SqlDriver, SqlValue } from './driver.ts';

/** PostgreSQL refuses NUL and lone surrogates; SQLite ends a text at a NUL inside JSON. */
export function isStorable(value: SqlValue): boolean {
  return typeof value !== 'string' || (!value.includes('\0') && value.isWellFormed());
}

/** The driver, but a read by such a text finds nothing instead of failing, or of finding something else. */
export function withStorableReads(driver: SqlDriver): SqlDriver {
  return {
    ...driver,
    all: async (sql, params) => (params.every(isStorable) ? driver.all(sql, params) : []),
  };
}
