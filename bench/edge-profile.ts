/**
 * What a cold start of the worker costs in CPU, by the profiler of workerd: reading the modules, and the
 * first feed that is asked for. A machine of Cloudflare's is another one: compare builds, not machines.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { seedStore } from '../src/runtime/seed.ts';
import { createD1, type D1Binding } from '../src/store/d1.ts';
import { createStore } from '../src/store/sql-store.ts';
import { BUILDS, type BuildName } from './edge-bundle.ts';
import { Miniflare, type MiniflareOptions, WebSocket } from './miniflare.ts';
import { watchRunQueue } from './run-queue.ts';

/** Milliseconds of CPU. */
export interface ColdStart {
  readonly startMs: number;
  readonly firstFeedMs: number;
  readonly nextFeedMs: number;
}

/** Of several rounds; the least one was disturbed least by what else the machine does. */
export interface Profile {
  readonly median: ColdStart;
  readonly least: ColdStart;
}

export interface ProfileOptions {
  readonly codes: Readonly<Record<BuildName, string>>;
  readonly rounds: number;
}

const FEED = 'https://news.example/topics/north-korea-diplomacy/rss.xml';
const NEXT_FEED = 'https://news.example/topics/north-korea-diplomacy/atom.xml';
const SAMPLE_US = 250;
/** Time in which the processor did nothing for the worker. */
const IDLE = new Set(['(idle)', '(program)', '(root)']);
const D1_CLIENT = '_send';
const DATABASE = 'profile';

/** In turn, so that whatever else the machine does falls on both builds. */
export async function profileColdStarts(
  options: ProfileOptions,
): Promise<Readonly<Record<BuildName, Profile>>> {
  const folder = mkdtempSync(join(tmpdir(), 'wireroom-profile-'));
  try {
    await seedSample(folder);
    const found: Record<BuildName, ColdStart[]> = { serveOnly: [], full: [] };
    for (let round = 0; round < options.rounds; round += 1) {
      for (const name of BUILDS) found[name].push(await profileOne(options.codes[name], folder));
    }
    return { serveOnly: profileOf(found.serveOnly), full: profileOf(found.full) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function workerOptions(folder: string, code?: string): MiniflareOptions {
  return {
    name: 'profiled',
    compatibilityDate: '2026-05-01',
    d1Databases: { DB: DATABASE },
    d1Persist: folder,
    cf: false,
    inspectorPort: 0,
    // Its access log is no news.
    handleRuntimeStdio: (out: Readable, error: Readable) => void [out.resume(), error.resume()],
    modulesRoot: '/',
    modules: [
      // Imports the worker when it is asked to, so that the profiler looks on.
      {
        type: 'ESModule',
        path: '/entry.mjs',
        contents: `let worker;
export default { async fetch(request, env, context) {
  worker ??= (await import('./worker.mjs')).default;
  return request.url.endsWith('/import') ? new Response('imported') : worker.fetch(request, env, context);
} };`,
      },
      ...(code === undefined
        ? []
        : [{ type: 'ESModule' as const, path: '/worker.mjs', contents: code }]),
    ],
  };
}

async function seedSample(folder: string): Promise<void> {
  const miniflare = new Miniflare(workerOptions(folder, 'export default {}'));
  try {
    const binding = (await miniflare.getD1Database('DB')) as unknown as D1Binding;
    const seeded = await seedStore({
      folder: 'articles',
      store: createStore(createD1(binding)),
      baseUrl: 'https://news.example',
      fallbackUrl: 'https://news.example',
      now: () => new Date(),
    });
    if (!seeded.ok) throw new Error(JSON.stringify(seeded.problems));
  } finally {
    await miniflare.dispose();
  }
}

async function profileOne(code: string, folder: string): Promise<ColdStart> {
  const miniflare = new Miniflare(workerOptions(folder, code));
  try {
    await miniflare.ready;
    const inspector = new URL('/core:user:profiled', await miniflare.getInspectorURL());
    const profiler = await openProfiler(inspector.href);
    const cpuOf = (url: string): Promise<number> =>
      profiler.measure(async () => {
        const response = await miniflare.dispatchFetch(url);
        await response.arrayBuffer();
        if (response.status !== 200) throw new Error(`${url} is answered ${response.status}`);
      });
    const startMs = await cpuOf('https://news.example/import');
    const firstFeedMs = await cpuOf(FEED);
    const nextFeedMs = await cpuOf(NEXT_FEED);
    profiler.close();
    return { startMs, firstFeedMs, nextFeedMs };
  } finally {
    await miniflare.dispose();
  }
}

interface Profiler {
  /** Milliseconds of CPU that the worker takes while `work` runs. */
  measure(work: () => Promise<void>): Promise<number>;
  close(): void;
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

async function openProfiler(url: string): Promise<Profiler> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (result: unknown) => void>();
  let last = 0;
  socket.on('message', (data) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: unknown };
    waiting.get(id)?.(result);
  });
  await new Promise((done, fail) => {
    socket.on('open', done);
    socket.on('error', fail);
  });
  const send = (method: string, params: object = {}): Promise<unknown> => {
    last += 1;
    socket.send(JSON.stringify({ id: last, method, params }));
    return new Promise((done) => waiting.set(last, done));
  };
  await send('Profiler.enable');
  await send('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  return {
    measure: async (work) => {
      const partThatRan = watchRunQueue();
      await send('Profiler.start');
      await work();
      const { profile } = (await send('Profiler.stop')) as { profile: CpuProfile };
      return cpuMs(profile) * partThatRan();
    },
    close: () => socket.close(),
  };
}

/** Without what the client of the simulated D1 takes: it opens connections to another worker. */
function cpuMs({ nodes, samples, timeDeltas }: CpuProfile): number {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const left = new Set<number>();
  const leave = (id: number): void => {
    left.add(id);
    for (const child of byId.get(id)?.children ?? []) leave(child);
  };
  for (const { id, callFrame } of nodes) {
    if (callFrame.functionName === D1_CLIENT) leave(id);
    if (IDLE.has(callFrame.functionName)) left.add(id);
  }
  let microseconds = 0;
  for (const [index, id] of samples.entries()) {
    if (!left.has(id)) microseconds += timeDeltas[index + 1] ?? 0;
  }
  return microseconds / 1000;
}

function summarize(starts: readonly ColdStart[], choose: (sorted: readonly number[]) => number) {
  const of = (part: keyof ColdStart): number =>
    Number(choose(starts.map((one) => one[part]).sort((a, b) => a - b)).toFixed(1));
  return {
    startMs: of('startMs'),
    firstFeedMs: of('firstFeedMs'),
    nextFeedMs: of('nextFeedMs'),
  };
}

function profileOf(starts: readonly ColdStart[]): Profile {
  return {
    median: summarize(starts, (sorted) => sorted[Math.floor(sorted.length / 2)] ?? 0),
    least: summarize(starts, ([first = 0]) => first),
  };
}
