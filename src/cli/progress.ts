/** A progress bar on standard error, for people only: nothing where no terminal looks on. */

import { Presets, SingleBar } from 'cli-progress';
import type { Shell } from './output.ts';

export interface Progress {
  readonly update: (done: number, total: number) => void;
  readonly stop: () => void;
}

/** Fewer steps than this are over before a bar is read. */
const MIN_STEPS = 200;

export function createProgress({ stderr }: Shell, what: string): Progress {
  if (!stderr.isTTY) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar(
    { format: `${what} {bar} {value}/{total}`, stream: stderr, clearOnComplete: true },
    Presets.shades_classic,
  );
  let isRunning = false;
  const stop = (): void => {
    if (isRunning) bar.stop();
    isRunning = false;
  };
  return {
    update: (done, total) => {
      if (total < MIN_STEPS) return;
      if (!isRunning) bar.start(total, done);
      isRunning = true;
      bar.update(done);
      if (done >= total) stop();
    },
    stop,
  };
}
