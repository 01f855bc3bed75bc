/** `wireroom topics apply`: changed rules of the folder, applied to the whole store while somebody waits. */

import { AppError } from '../model/errors.ts';
import { type Applied, applyTopics } from '../runtime/apply-topics.ts';
import { type ConfigInput, parseConfig } from '../runtime/config.ts';
import type { Database } from '../runtime/database.ts';
import { type StoreFlags, withStore } from './open-store.ts';
import {
  EXIT,
  type ExitCode,
  hasErrors,
  reportProblems,
  type Shell,
  writeError,
  writeLine,
} from './output.ts';
import { createProgress } from './progress.ts';

export interface TopicsApplyFlags extends StoreFlags {
  readonly folder: string;
}

/** Exit code 1 when a file has a fault, 3 when it was interrupted. Never makes a store. */
export function topicsApply(flags: TopicsApplyFlags, shell: Shell): Promise<ExitCode> {
  const config = parseConfig(flags satisfies ConfigInput, shell.env);
  if (!config.ok) {
    reportProblems(shell, config.problems);
    return Promise.resolve(EXIT.usage);
  }
  const { folder, baseUrl } = config.value;
  return withStore(flags, { shell, wanted: 'existing' }, async (database, name) => {
    const stop = stopOnSignal();
    const progress = createProgress(shell, 'applying rules');
    try {
      await takeLock(database, name, stop);
      const applied = await applyTopics(database.store, {
        folder,
        baseUrl,
        now: () => new Date(),
        isStopping: () => stop.reason !== undefined,
        onProgress: progress.update,
      });
      progress.stop();
      reportProblems(shell, applied.problems);
      if (!applied.ok) return EXIT.failed;
      if (!applied.value.isComplete) return tellStopped(shell, applied.value, stop.reason);
      tellDone(shell, applied.value);
      return hasErrors(applied.problems) ? EXIT.problems : EXIT.ok;
    } finally {
      progress.stop();
      stop.release();
    }
  });
}

interface Stop {
  reason: string | undefined;
  readonly release: () => void;
}

/** The first signal ends the walk at its next step; the second one ends the process as ever. */
function stopOnSignal(): Stop {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const onSignal = (): void => {
    stop.reason = 'interrupted';
    release();
  };
  const release = (): void => {
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
  const stop: Stop = { reason: undefined, release };
  for (const signal of signals) process.on(signal, onSignal);
  return stop;
}

/** It ends with the database. */
async function takeLock(database: Database, name: string, stop: Stop): Promise<void> {
  const lock = await database.tryLock(() => {
    stop.reason = 'lost the lock of the store';
  });
  if (lock !== undefined) return;
  throw new AppError(
    'conflict',
    `a server leads ${name}: it applies changed rules by itself; stop it to do so here`,
  );
}

function tellStopped(shell: Shell, { done, total }: Applied, reason: string | undefined): ExitCode {
  writeError(shell, `${reason ?? 'stopped'}: ${done} of ${total} stories follow the rules`);
  writeError(shell, '  hint: run this again, or start the server; it goes on from there');
  return EXIT.failed;
}

function tellDone(shell: Shell, { done, changed, isNeeded }: Applied): void {
  const said = isNeeded
    ? `${done} stories follow the rules, ${changed} changed their topics`
    : 'no rule changed; every story follows the rules already';
  writeLine(shell, said);
}
