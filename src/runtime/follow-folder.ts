/** A folder followed while it changes: passes over it, one at a time, and what tells when to pass. */

import type { Log } from '../http/deps.ts';
import type { Problem } from '../model/result.ts';
import { type FolderWatch, watchFolder } from './article-folder.ts';
import type { SharedPublication } from './publication.ts';

/** A vanished file is looked at again after its grace. */
const RECHECK_MS = 520;
/** How often the log says how far a first pass is. */
const TELL_MS = 5_000;

export interface FollowOptions {
  readonly folder: string;
  readonly log: Log;
  /** Each problem, once. */
  readonly report: (problems: readonly Problem[]) => void;
}

export interface FolderFollow {
  /** Resolves when the first pass is over. */
  readonly firstPass: Promise<unknown>;
  /** Asks for a pass; while one runs, for one more. */
  readonly pass: () => void;
  /** Waits for a pass under way, then stops. */
  stop(): Promise<void>;
}

/** Begins with a pass, then watches. */
export function followFolder(publication: SharedPublication, options: FollowOptions): FolderFollow {
  const passes = createPasses(publication, options);
  const watching = passes.firstPass.then((total) =>
    watchFolder(options.folder, total, { onChange: passes.pass, passMs: passes.passMs }),
  );
  // What changed between the first pass and the first watched event is seen now.
  watching.then(passes.pass, (error: unknown) =>
    options.log('error', 'the folder cannot be watched', { error: String(error) }),
  );
  return {
    firstPass: passes.firstPass,
    pass: passes.pass,
    stop: async () => {
      passes.stop();
      await stopWatching(watching);
      await passes.settle();
    },
  };
}

interface Passes {
  /** Resolves with the number of files, when the first pass is over. */
  readonly firstPass: Promise<number>;
  readonly pass: () => void;
  /** How long the last pass took. */
  readonly passMs: () => number;
  readonly stop: () => void;
  settle(): Promise<void>;
}

function createPasses(publication: SharedPublication, options: FollowOptions): Passes {
  const { log, report } = options;
  let running: Promise<unknown> = Promise.resolve();
  let isWaiting = false;
  let isStopped = false;
  let isFirst = true;
  let passMs = 0;
  let recheck: NodeJS.Timeout | undefined;
  const once = async (): Promise<number> => {
    isWaiting = false;
    if (isStopped) return 0;
    const startedAt = performance.now();
    try {
      const done = await publication.sync();
      report(done.problems);
      const { read, removed, files } = done;
      if (isFirst || read + removed > 0) log('info', 'synced', { read, removed, files });
      // What a first pass reads says nothing of what the next ones cost.
      passMs = read > 0 ? 0 : performance.now() - startedAt;
      isFirst = false;
      if (done.isUnsettled) recheck = setTimeout(pass, RECHECK_MS);
      return done.files;
    } catch (error) {
      log('error', 'sync failed', { error: String(error) });
      recheck = setTimeout(pass, RECHECK_MS * 10);
      return 0;
    }
  };
  const pass = (): void => {
    clearTimeout(recheck);
    if (isWaiting || isStopped) return;
    isWaiting = true;
    running = running.then(once);
  };
  const telling = setInterval(() => {
    const loading = publication.loading();
    if (loading) log('info', 'loading', { ...loading });
  }, TELL_MS);
  const firstPass = once().finally(() => clearInterval(telling));
  running = firstPass;
  return {
    firstPass,
    pass,
    passMs: () => passMs,
    stop: () => {
      isStopped = true;
      clearTimeout(recheck);
    },
    settle: async () => {
      await running;
      clearTimeout(recheck);
    },
  };
}

async function stopWatching(watching: Promise<FolderWatch>): Promise<void> {
  const watch = await watching.catch(() => undefined);
  await watch?.close();
}
