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
  const { publication, log } = options;
  const post: Post = {
    options,
    lock: undefined,
    follow: undefined,
    standBy: undefined,
    takingOver: Promise.resolve(),
    isStopping: false,
    lastFailure: '',
  };
  return {
    start: async () => {
      const led = await tryLead(post);
      if (led?.ok) return led;
      const isServed = await publication.follow();
      if (led !== undefined && !isServed) return failure(led.problems);
      if (led !== undefined) options.report(led.problems);
      wait(post);
      if (!isServed) await untilConfigured(publication, () => post.isStopping);
      log('info', 'standing by', { store: options.database.kind });
      return success(undefined);
    },
    pass: () => post.follow?.pass(),
    firstPass: () => post.follow?.firstPass ?? Promise.resolve(),
    isLeading: () => post.lock !== undefined,
    stop: async () => {
      post.isStopping = true;
      clearTimeout(post.standBy);
      await post.takingOver;
      await post.follow?.stop();
      const { lock } = post;
      post.lock = undefined;
      await lock?.release();
    },
  };
}

interface Post {
  readonly options: LeadershipOptions;
  lock: Lock | undefined;
  follow: FolderFollow | undefined;
  standBy: NodeJS.Timeout | undefined;
  /** Ends with the attempt to take over that is under way. */
  takingOver: Promise<void>;
  isStopping: boolean;
  /** JSON of the problems for which it could not lead, as last reported. */
  lastFailure: string;
}

/** Undefined: another process leads, or nobody does and this one shall not. */
async function tryLead(post: Post): Promise<Result<undefined> | undefined> {
  const { database, publication, log, report } = post.options;
  let isLost = false;
  const lock = await database.tryLock(() => {
    isLost = true;
    void stepDown(post);
  });
  if (lock === undefined) return undefined;
  const led = await publication.lead().catch(async (error: unknown) => {
    // Kept, it would shut this process out from the next attempt as well.
    await lock.release();
    throw error;
  });
  // Taking the configuration may have rewritten the whole store: the lock, or the wish, may be gone.
  if (!led.ok || isLost || post.isStopping) {
    await lock.release();
    if (!led.ok) return led;
    await publication.stopLeading();
    return undefined;
  }
  post.lock = lock;
  post.lastFailure = '';
  report(led.problems);
  log('info', 'leading', { store: database.kind });
  post.follow = followFolder(publication, post.options);
  return led;
}

async function stepDown(post: Post): Promise<void> {
  const { lock, follow, options } = post;
  if (lock === undefined) return;
  options.log('warning', 'lost the lock of the store', { store: options.database.kind });
  post.lock = undefined;
  post.follow = undefined;
  // At once: somebody else may lead already.
  const stopped = options.publication.stopLeading();
  await follow?.stop();
  await stopped;
  await lock.release();
  wait(post);
}

function wait(post: Post): void {
  if (post.isStopping) return;
  clearTimeout(post.standBy);
  post.standBy = setTimeout(() => {
    post.takingOver = takeOver(post);
  }, STAND_BY_MS);
}

async function takeOver(post: Post): Promise<void> {
  const { log, report } = post.options;
  const led = await tryLead(post).catch((error: unknown) => {
    log('error', 'cannot take over the store', { error: String(error) });
    return undefined;
  });
  if (led?.ok) return;
  const said = JSON.stringify(led?.problems ?? []);
  if (led !== undefined && said !== post.lastFailure) report(led.problems);
  post.lastFailure = led === undefined ? post.lastFailure : said;
  wait(post);
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
