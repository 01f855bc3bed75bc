/**
 * Which of several processes over one store leads: whoever holds the store's lock. The others serve,
 * take writes through the API, look at the clock, and stand by for the lock.
 */

import type { Log } from '../http/deps.ts';
import type { Problem, Result } from '../model/result.ts';
import { failure, success } from '../model/result.ts';
import type { Database, Lock } from './database.ts';
import { type FolderFollow, followFolder } from './follow-folder.ts';
import type { SharedPublication } from './publication.ts';

/** How soon a process that stands by takes over: the lock is free at once when its holder ends. */
const STAND_BY_MS = 2_000;
/** How often an empty store is asked whether somebody has configured it. */
const EMPTY_MS = 300;

export interface LeadershipOptions {
  readonly database: Database;
  readonly publication: SharedPublication;
  readonly folder: string;
  readonly log: Log;
  readonly report: (problems: readonly Problem[]) => void;
}

export interface Leadership {
  /** Leads or follows. Fails when it should lead and the folder has no usable configuration. */
  start(): Promise<Result<undefined>>;
  /** Passes over the folder when this process leads. */
  readonly pass: () => void;
  /** Resolves when the first pass is over; at once for who follows. */
  readonly firstPass: () => Promise<unknown>;
  readonly isLeading: () => boolean;
  stop(): Promise<void>;
}

export function createLeadership(options: LeadershipOptions): Leadership {
  const { database, publication, log } = options;
  let lock: Lock | undefined;
  let follow: FolderFollow | undefined;
  let standBy: NodeJS.Timeout | undefined;
  let isStopping = false;
  let lastFailure = '';

  /** Undefined: another process leads. */
  const tryLead = async (): Promise<Result<undefined> | undefined> => {
    const won = await database.tryLock(() => void stepDown());
    if (won === undefined) return undefined;
    const led = await publication.lead();
    if (!led.ok) {
      await won.release();
      return led;
    }
    lock = won;
    lastFailure = '';
    options.report(led.problems);
    log('info', 'leading', { store: database.kind });
    follow = followFolder(publication, options);
    return led;
  };

  const stepDown = async (): Promise<void> => {
    if (lock === undefined) return;
    log('warning', 'lost the lock of the store', { store: database.kind });
    lock = undefined;
    await follow?.stop();
    follow = undefined;
    await publication.follow().catch(() => false);
    wait();
  };

  const wait = (): void => {
    if (isStopping) return;
    clearTimeout(standBy);
    standBy = setTimeout(() => void takeOver(), STAND_BY_MS);
  };

  const takeOver = async (): Promise<void> => {
    const led = await tryLead().catch((error: unknown) => {
      log('error', 'cannot ask for the lock of the store', { error: String(error) });
      return undefined;
    });
    if (led?.ok) return;
    const said = JSON.stringify(led?.problems ?? []);
    if (led !== undefined && said !== lastFailure) options.report(led.problems);
    lastFailure = led === undefined ? lastFailure : said;
    wait();
  };

  return {
    start: async () => {
      const led = await tryLead();
      if (led?.ok) return led;
      const isServed = await publication.follow();
      if (led !== undefined && !isServed) return failure(led.problems);
      if (led !== undefined) options.report(led.problems);
      wait();
      if (!isServed) await untilConfigured(publication, () => isStopping);
      log('info', 'standing by', { store: database.kind });
      return success(undefined);
    },
    pass: () => follow?.pass(),
    firstPass: () => follow?.firstPass ?? Promise.resolve(),
    isLeading: () => lock !== undefined,
    stop: async () => {
      isStopping = true;
      clearTimeout(standBy);
      await follow?.stop();
      const held = lock;
      lock = undefined;
      await held?.release();
    },
  };
}

async function untilConfigured(
  publication: SharedPublication,
  isStopping: () => boolean,
): Promise<void> {
  // Whoever got the lock meanwhile may be this process.
  while (!isStopping() && publication.state() === undefined && !(await publication.follow())) {
    await new Promise((done) => setTimeout(done, EMPTY_MS));
  }
}
