/** The configured store, opened for one command and closed behind it. */

import { existsSync } from 'node:fs';
import { AppError } from '../model/errors.ts';
import { parseConfig } from '../runtime/config.ts';
import {
  type Database,
  databaseTarget,
  describeTarget,
  openDatabase,
} from '../runtime/database.ts';
import { assertMigrated } from '../store/migrate.ts';
import { EXIT, type ExitCode, reportProblems, type Shell } from './output.ts';

export interface StoreFlags {
  /** Folder of the embedded store. */
  readonly data?: string;
}

/** Who changed something, for the audit record. */
export const ACTOR = 'cli';

/**
 * `new` makes an embedded store that does not exist; `existing` refuses to, as a mistyped folder would
 * else be a store without anything in it; `any-schema` is for `migrate`.
 */
export type Wanted = 'new' | 'existing' | 'any-schema';

export async function withStore(
  flags: StoreFlags,
  { shell, wanted }: { readonly shell: Shell; readonly wanted: Wanted },
  work: (database: Database, name: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = parseConfig({ data: flags.data }, shell.env);
  if (!config.ok) {
    reportProblems(shell, config.problems);
    return EXIT.usage;
  }
  const target = databaseTarget(config.value);
  const name = describeTarget(target);
  const isMissing = target.kind === 'sqlite' && !existsSync(target.file);
  if (isMissing && wanted === 'existing') {
    throw new AppError(
      'store-unavailable',
      `there is no store at ${name}; give its folder with --data`,
    );
  }
  const database = await openDatabase(target);
  try {
    if (isMissing && wanted === 'new') await database.store.migrate();
    if (wanted !== 'any-schema') await assertMigrated(database.driver);
    return await work(database, name);
  } finally {
    await database.close();
  }
}
