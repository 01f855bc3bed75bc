/** What a deployment writes, kept so that it can be written again where there is no folder: inside workerd. */

import { seedStore } from '../../src/runtime/seed.ts';
import type { SqlDriver, Statement } from '../../src/store/driver.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { RecordedSeed } from './replay-seed.ts';

export async function recordSeed(folder: string, baseUrl: string): Promise<RecordedSeed> {
  const recorded: (readonly Statement[] | string)[] = [];
  const driver = await openSqlite(':memory:');
  const recording: SqlDriver = {
    ...driver,
    batch: async (statements) => {
      await driver.batch(statements);
      recorded.push(statements);
    },
    exec: async (ddl) => {
      await driver.exec(ddl);
      recorded.push(ddl);
    },
  };
  const seeded = await seedStore({
    folder,
    store: createStore(recording),
    baseUrl,
    fallbackUrl: baseUrl,
    now: () => new Date(),
  });
  await driver.close();
  if (!seeded.ok) throw new Error(JSON.stringify(seeded.problems));
  return recorded;
}
