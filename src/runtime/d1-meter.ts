/** What a deployment costs in D1, which bills and bounds both: statements, and rows with those of indexes. */

import type { D1Binding, D1Connection, D1Statement } from '../store/d1.ts';
import type { SqlValue } from '../store/driver.ts';

export interface MeteredD1 {
  readonly binding: D1Binding;
  readonly counts: {
    /** Round trips. */
    readonly requests: number;
    readonly statements: number;
    readonly rowsRead: number;
    readonly rowsWritten: number;
  };
}

interface Answer {
  readonly results: unknown[];
  readonly meta?: { readonly rows_read?: number; readonly rows_written?: number };
}

export function meterD1(binding: D1Binding): MeteredD1 {
  const counts = { requests: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  const inner = new WeakMap<D1Statement, D1Statement>();
  const note = (answers: readonly Answer[]): void => {
    counts.requests += 1;
    counts.statements += answers.length;
    for (const { meta = {} } of answers) {
      counts.rowsRead += meta.rows_read ?? 0;
      counts.rowsWritten += meta.rows_written ?? 0;
    }
  };
  const wrap = (statement: D1Statement): D1Statement => {
    const metered: D1Statement = {
      bind: (...params: SqlValue[]) => wrap(statement.bind(...params)),
      all: async () => {
        const answer = await statement.all();
        note([answer]);
        return answer;
      },
    };
    inner.set(metered, statement);
    return metered;
  };
  const connection: D1Connection = {
    prepare: (sql) => wrap(binding.prepare(sql)),
    batch: async (statements) => {
      const answers = await binding.batch(statements.map((one) => inner.get(one) ?? one));
      note(answers as readonly Answer[]);
      return answers;
    },
  };
  return { binding: connection, counts };
}
