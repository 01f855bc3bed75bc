/** How long a 304 takes at a fixed rate, a third of what the server can do, quiet and with writes. */

import { ask, headerOf } from './canned.ts';
import { idOf, type Stock } from './content.ts';
import type { Load, LoadSpec } from './load.ts';
import { median } from './machine.ts';
import { launchWireroom, type Running, TOKEN } from './processes.ts';
import type { LatencyResult } from './results.ts';
import { rounded } from './serving.ts';

const WRITES_A_SECOND = 20;
/** The main feed: every write changes it, and its readers go on with the new tag. */
const PATH = '/rss.xml';
const CONNECTIONS = 64;
const CAPACITY_MS = 1_000;
/** Time alone ends a round. */
const MANY = 1_000_000_000;

export async function measureLatency(
  stock: Stock,
  effort: { readonly rounds: number; readonly roundMs: number },
  load: Load,
): Promise<LatencyResult> {
  const server = await launchWireroom(stock);
  try {
    const rate = Math.floor((await capacityOf(server, load)) / 3);
    const quiet: { p50: number[]; p99: number[] } = { p50: [], p99: [] };
    const busy: { p50: number[]; p99: number[] } = { p50: [], p99: [] };
    const write = createWriter(server, stock);
    for (let round = 0; round < effort.rounds; round += 1) {
      const spec = { ...(await specOf(server)), rate, maxMs: effort.roundMs };
      keep(quiet, await load.run(spec));
      const stop = write.start();
      keep(busy, await load.run(spec));
      await stop();
    }
    return {
      rate,
      writesASecond: WRITES_A_SECOND,
      quietP50Ms: rounded(median(quiet.p50)),
      quietP99Ms: rounded(median(quiet.p99)),
      busyP50Ms: rounded(median(busy.p50)),
      busyP99Ms: rounded(median(busy.p99)),
    };
  } finally {
    await server.stop();
  }
}

function keep(to: { p50: number[]; p99: number[] }, from: { p50Ms: number; p99Ms: number }): void {
  to.p50.push(from.p50Ms);
  to.p99.push(from.p99Ms);
}

async function capacityOf(server: Running, load: Load): Promise<number> {
  const { requests, seconds } = await load.run({ ...(await specOf(server)), maxMs: CAPACITY_MS });
  return requests / seconds;
}

async function specOf({ port }: Running): Promise<LoadSpec> {
  const headers = { 'Accept-Encoding': 'gzip' };
  for (let turn = 0; turn < 2; turn += 1) await ask(port, PATH, headers);
  const etag = headerOf(await ask(port, PATH, headers), 'etag');
  return {
    ...{ port, path: PATH, headers, etag, status: 304, connections: CONNECTIONS },
    ...{ maxRequests: MANY, maxMs: 0, followsEtag: true },
  };
}

/** New articles over the API by the clock, whether the last one was answered or not. */
function createWriter({ port }: Running, { articles }: Stock) {
  let next = articles + 1_000_000;
  const writeOne = async (): Promise<void> => {
    next += 1;
    const response = await fetch(
      `http://127.0.0.1:${port}/api/articles/${encodeURIComponent(idOf(next))}`,
      {
        method: 'PUT',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          headline: `Story ${next} came while the bench ran`,
          bodyHtml: '<p>Envoys of both countries met.</p>'.repeat(30),
          language: 'en',
        }),
      },
    );
    if (response.status !== 201) throw new Error(`the API answered ${response.status}`);
    await response.arrayBuffer();
  };
  return {
    start: (): (() => Promise<void>) => {
      const writing: Promise<void>[] = [];
      const timer = setInterval(() => writing.push(writeOne()), 1_000 / WRITES_A_SECOND);
      return async () => {
        clearInterval(timer);
        await Promise.all(writing);
      };
    },
  };
}
