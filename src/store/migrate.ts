/** Brings a database up to the newest schema, step by step, each step whole or not at all. */

import { AppError } from '../model/errors.ts';
import { definitionFor } from './dialect.ts';
import type { SqlDriver, Statement } from './driver.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';

/** How often all is tried when other processes migrate too: every step, and the first table, can be lost to one. */
const TRIES = MIGRATIONS.length + 4;

/** Returns how many steps were new. Safe to repeat, and for several processes at once. */
export async function migrate(driver: SqlDriver): Promise<number> {
  let fresh = 0;
  for (let tries = 1; ; tries += 1) {
    try {
      const last = await lastMigration(driver);
      for (const [index, migration] of MIGRATIONS.entries()) {
        if (index + 1 <= last) continue;
        await driver.batch(stepStatements(driver, migration, index + 1));
        fresh += 1;
      }
      return fresh;
    } catch (error) {
      // Two processes that start together meet here; the second finds the work done.
      if (tries >= TRIES) throw error;
    }
  }
}

/** Throws `store-unavailable` with what to do when the schema is older than this version wants, or newer. */
export async function assertMigrated(driver: SqlDriver): Promise<void> {
  const last = await lastMigration(driver);
  if (last === MIGRATIONS.length) return;
  const what = last < MIGRATIONS.length ? 'older' : 'newer';
  throw new AppError(
    'store-unavailable',
    `the schema of the store is ${what} than this version wants; run \`wireroom migrate\` of the newest version`,
  );
}

async function lastMigration(driver: SqlDriver): Promise<number> {
  const read = async (): Promise<number> => {
    const [row] = await driver.all('SELECT max(number) AS last FROM migration', []);
    return Number(row?.['last'] ?? 0);
  };
  try {
    return await read();
  } catch {
    // There is no table yet, else what follows fails as well. Asked first, a store that is there is only read.
    const text = 'CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY)';
    await driver.exec(definitionFor(driver.dialect, text));
    return read();
  }
}

function stepStatements(
  driver: SqlDriver,
  migration: Migration,
  number: number,
): readonly Statement[] {
  const { dialect } = driver;
  const texts = [
    ...splitDefinitions(definitionFor(dialect, migration.common)),
    ...splitDefinitions(migration.only?.[dialect] ?? ''),
  ];
  return [
    // First, so that of two processes the second fails before it defines anything.
    { sql: 'INSERT INTO migration (number) VALUES (?)', params: [number] },
    ...texts.map((sql): Statement => ({ sql, params: [] })),
  ];
}

/** Each definition ends with `;` at a line's end; a trigger stands on one line. */
function splitDefinitions(text: string): readonly string[] {
  return text
    .replace(/ --.*$/gm, '')
    .split(/;\s*$/m)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
