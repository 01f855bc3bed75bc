/**
 * Which part of its time a busy machine let a program run: a profiler that counts by the clock counts waiting
 * for a processor as well. By Linux; elsewhere a machine that does nothing else is needed.
 */

import { readdirSync, readFileSync } from 'node:fs';

interface Times {
  readonly ranNs: number;
  readonly waitedNs: number;
}

/** Begins to look at the children of this process; the result tells the part, from 0 to 1, since then. */
export function watchRunQueue(): () => number {
  const before = threadTimes();
  return () => {
    const spent = [...threadTimes()].map(([thread, { ranNs, waitedNs }]) => {
      const known = before.get(thread) ?? { ranNs: 0, waitedNs: 0 };
      return { ranNs: ranNs - known.ranNs, waitedNs: waitedNs - known.waitedNs };
    });
    // The thread that runs the worker is the busiest one.
    const [busiest] = spent.sort((a, b) => b.ranNs - a.ranNs);
    if (busiest === undefined || busiest.ranNs === 0) return 1;
    return busiest.ranNs / (busiest.ranNs + busiest.waitedNs);
  };
}

function threadTimes(): ReadonlyMap<string, Times> {
  const times = new Map<string, Times>();
  for (const child of childrenOfThis()) {
    for (const thread of list(`/proc/${child}/task`)) {
      const [ran, waited] = read(`/proc/${child}/task/${thread}/schedstat`).split(' ');
      times.set(thread, { ranNs: Number(ran ?? 0), waitedNs: Number(waited ?? 0) });
    }
  }
  return times;
}

function childrenOfThis(): readonly string[] {
  return list('/proc/self/task').flatMap((thread) =>
    read(`/proc/self/task/${thread}/children`).trim().split(' ').filter(Boolean),
  );
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not Linux, or the process is gone.
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A thread that has ended.
    return '';
  }
}
