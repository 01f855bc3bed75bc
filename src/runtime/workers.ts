/**
 * Several processes on one port (node:cluster), each a whole server over the same store: one of them leads,
 * as always when processes share a store. The first process only starts and restarts them.
 */

import cluster, { type Worker } from 'node:cluster';
import type { Log } from '../http/deps.ts';

/** A worker that ended by itself is started again after this long. */
const RESTART_MS = 1_000;
/** Workers that were told to stop end by themselves sooner; then they are killed. */
const STOP_MS = 10_000;

interface Listening {
  readonly listeningOn: string;
}

export interface Workers {
  /** Where all of them listen; undefined when one could not, with its exit code. */
  readonly started: Promise<{ readonly url: string } | { readonly code: number }>;
  stop(): Promise<void>;
}

/** Whether this process is one of them. */
export function isWorker(): boolean {
  return cluster.isWorker;
}

/** Tells the process that started this one. */
export function tellListening(url: string): void {
  process.send?.({ listeningOn: url } satisfies Listening);
}

/** Starts this program again with the same parameters, `count` times. */
export function startWorkers(count: number, log: Log): Workers {
  let isStopping = false;
  const alive = new Set<Worker>();
  const restarts = new Set<NodeJS.Timeout>();

  const start = (onEnd: (worker: Worker, code: number) => void): Worker => {
    const worker = cluster.fork();
    alive.add(worker);
    worker.once('exit', (code: number | null) => {
      alive.delete(worker);
      onEnd(worker, code ?? 1);
    });
    return worker;
  };

  const startAgain = (worker: Worker, code: number): void => {
    if (isStopping) return;
    log('error', 'a worker ended and is started again', { pid: worker.process.pid, code });
    const timer = setTimeout(() => {
      restarts.delete(timer);
      if (!isStopping) start(startAgain);
    }, RESTART_MS);
    restarts.add(timer);
  };

  /** The first start: whoever cannot listen then never will, so nothing is tried again. */
  const startFirst = (): Promise<{ url: string } | { code: number }> =>
    new Promise((done) => {
      let isListening = false;
      const worker = start((ended, code) => {
        if (isListening) startAgain(ended, code);
        else done({ code });
      });
      worker.on('message', (message: Listening) => {
        isListening = true;
        done({ url: message.listeningOn });
      });
    });

  const stop = async (): Promise<void> => {
    isStopping = true;
    for (const timer of restarts) clearTimeout(timer);
    const ends = [...alive].map((worker) => new Promise((done) => worker.once('exit', done)));
    for (const worker of alive) worker.process.kill('SIGTERM');
    const killing = setTimeout(() => {
      for (const worker of alive) worker.process.kill('SIGKILL');
    }, STOP_MS);
    await Promise.all(ends);
    clearTimeout(killing);
  };

  const startAll = async (): Promise<{ url: string } | { code: number }> => {
    // One first: it makes the store and takes the lead, so that the others find both.
    let first = await startFirst();
    for (let number = 1; number < count && 'url' in first; number += 1) {
      const next = await startFirst();
      if ('code' in next) first = next;
    }
    return first;
  };
  return { started: startAll(), stop };
}
