/** PostgreSQL's engine inside the test's own process: its dialect without a server. About 3 seconds. */

import { PGlite, types } from '@electric-sql/pglite';
import type { PostgresConnection } from '../../src/store/postgres.ts';

/** An empty database in memory. Its int8 is a number, as everywhere in Wireroom. */
export async function openPglite(): Promise<PostgresConnection> {
  const database = await PGlite.create({ parsers: { [types.INT8]: Number } });
  return {
    query: async (sql, params) =>
      (await database.query<Record<string, unknown>>(sql, [...params])).rows,
    transaction: (statements) =>
      database.transaction(async (transaction) => {
        for (const { sql, params } of statements) await transaction.query(sql, [...params]);
      }),
    close: () => database.close(),
  };
}
