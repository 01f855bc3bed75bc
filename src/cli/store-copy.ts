/** `wireroom store copy`: the whole of one store into an empty one, from any database to any other. */

import { existsSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { AppError } from '../model/errors.ts';
import { isDatabaseUrl } from '../runtime/config.ts';
import {
  type DatabaseTarget,
  describeTarget,
  openDatabase,
  SQLITE_FILE,
} from '../runtime/database.ts';
import { type CopyReport, copyStore } from '../store/copy.ts';
import type { SqlDriver } from '../store/driver.ts';
import { EXIT, type ExitCode, type Shell, writeLine } from './output.ts';
import { createProgress } from './progress.ts';

export interface StoreCopyFlags {
  /** SQLite file, data folder or postgres:// URL. */
  readonly from: string;
  readonly to: string;
}

/** Neither store may have a server that writes to it. */
export async function storeCopy(flags: StoreCopyFlags, shell: Shell): Promise<ExitCode> {
  const [from, to] = [parseTarget(flags.from), parseTarget(flags.to)];
  if (from.kind === 'sqlite' && !existsSync(from.file)) {
    throw new AppError('bad-request', `there is no store at ${from.file}`);
  }
  if (isSame(from, to)) throw new AppError('bad-request', 'a store cannot be copied into itself');
  const startedAt = performance.now();
  const progress = createProgress(shell, 'copying rows');
  const report = await locked(from, (source, assertSource) =>
    locked(to, (target, assertTarget) =>
      copyStore(source, target, (done, total) => {
        assertSource();
        assertTarget();
        progress.update(done, total);
      }),
    ),
  ).finally(progress.stop);
  const seconds = (performance.now() - startedAt) / 1000;
  for (const line of summary(report, seconds)) writeLine(shell, line);
  return EXIT.ok;
}

/** Works under the lock of the store's writer; `assertHeld` throws when it was lost meanwhile. */
async function locked<T>(
  target: DatabaseTarget,
  work: (driver: SqlDriver, assertHeld: () => void) => Promise<T>,
): Promise<T> {
  const name = describeTarget(target);
  const database = await openDatabase(target);
  let isLost = false;
  try {
    const lock = await database.tryLock(() => {
      isLost = true;
    });
    if (!lock) {
      throw new AppError('conflict', `a server writes to ${name}; stop it, then copy again`);
    }
    return await work(database.driver, () => {
      if (isLost) throw new AppError('store-unavailable', `lost ${name}; copy again`);
    });
  } finally {
    await database.close();
  }
}

/** A URL, a SQLite file, or a data folder; what does not exist yet is a file when it ends like one. */
function parseTarget(text: string): DatabaseTarget {
  if (/^postgres(?:ql)?:/i.test(text)) {
    if (isDatabaseUrl(text)) return { kind: 'postgres', url: text };
    // Not shown: there may be a password in it.
    throw new AppError('bad-request', 'give postgres://user:password@host:port/database');
  }
  const found = statSync(text, { throwIfNoEntry: false });
  const isFile = found?.isFile() ?? ['.sqlite', '.sqlite3', '.db'].includes(extname(text));
  return { kind: 'sqlite', file: isFile ? text : join(text, SQLITE_FILE) };
}

function isSame(from: DatabaseTarget, to: DatabaseTarget): boolean {
  if (from.kind === 'sqlite')
    return to.kind === 'sqlite' && resolve(from.file) === resolve(to.file);
  return to.kind === 'postgres' && from.url === to.url;
}

function summary({ tables }: CopyReport, seconds: number): readonly string[] {
  const total = tables.reduce((sum, { rows }) => sum + rows, 0);
  return [
    ...tables.map(({ name, rows }) => `${name.padEnd(15)}${String(rows).padStart(9)}`),
    `copied ${total} rows in ${seconds.toFixed(1)} seconds`,
  ];
}
