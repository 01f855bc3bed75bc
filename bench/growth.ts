/** Whether a hot answer costs more with more articles or topics, and with a second process over one store. */

import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ask, headerOf } from './canned.ts';
import { foldersOf, type Stock, stock } from './content.ts';
import type { Load } from './load.ts';
import { cpuSeconds, median } from './machine.ts';
import { multiplied } from './multiply.ts';
import { hasWorkersFlag, launchWireroom, type Running } from './processes.ts';
import type { GrowthPoint, ProcessesResult } from './results.ts';
import { type Case, type Effort, measureCases, rounded } from './serving.ts';

const TOPIC = '/topics/topic-1/rss.xml';

/** One server a stock, all at once, so that the rounds take turns. */
export async function measureGrowth(
  stocks: readonly Stock[],
  effort: Effort,
  load: Load,
): Promise<readonly GrowthPoint[]> {
  const servers = await Promise.all(stocks.map((one) => launchWireroom(one)));
  try {
    const cases = servers.flatMap((server, index) => casesOf(server, String(index)));
    const results = await measureCases(cases, effort, { load, drive: load.run });
    return stocks.map(({ articles, topics }, index) => ({
      articles,
      topics,
      notModifiedMicros: results[index * 2]?.cpuMicros ?? Number.NaN,
      gzipMicros: results[index * 2 + 1]?.cpuMicros ?? Number.NaN,
    }));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function casesOf(server: Running, name: string): readonly Case[] {
  const base = { server, path: TOPIC, coding: 'gzip' } as const;
  return [
    { ...base, name: `${name} 304`, isConditional: true },
    { ...base, name: `${name} gzip`, isConditional: false },
  ];
}

/** Above this a stock is multiplied from one a tenth of its size, which has to come before it. */
const WRITTEN_ARTICLES = 100_000;

export async function makeStocks(
  folder: string,
  sizes: readonly { readonly articles: number; readonly topics: number }[],
): Promise<readonly Stock[]> {
  const stocks: Stock[] = [];
  for (const { articles, topics } of sizes) {
    const own = join(folder, `stock-${articles}-${topics}`);
    const tenth = stocks.find((one) => one.articles * 10 === articles && one.topics === topics);
    const isWritten = articles <= WRITTEN_ARTICLES || tenth === undefined;
    if (isWritten) mkdirSync(own, { recursive: true });
    stocks.push(
      isWritten ? await stock({ root: own, articles, topics }) : await multiplied(tenth, own),
    );
  }
  return stocks;
}

interface Fleet {
  readonly ports: readonly number[];
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** One process and two, in turn; both cores are theirs, beside the load. */
export async function measureProcesses(
  stock: Stock,
  effort: Effort,
  load: Load,
): Promise<ProcessesResult> {
  const twin = { ...stock, ...foldersOf(`${stock.root}-twin`) };
  cpSync(stock.root, twin.root, { recursive: true });
  const one = fleetOf([await launchWireroom({ ...stock, isPinned: false })]);
  const how = hasWorkersFlag() ? 'serve --workers 2' : 'serve twice on one store';
  const two = await pairOf(twin);
  try {
    const micros: { one: number[]; two: number[] } = { one: [], two: [] };
    const rates: { one: number[]; two: number[] } = { one: [], two: [] };
    for (let round = 0; round <= effort.rounds; round += 1) {
      for (const [name, fleet] of Object.entries({ one, two }) as ['one' | 'two', Fleet][]) {
        const { cost, rate } = await loadFleet(fleet, effort, load);
        // The first round warms up.
        if (round > 0) micros[name].push(cost);
        if (round > 0) rates[name].push(rate);
      }
    }
    return {
      how,
      oneMicros: rounded(median(micros.one)),
      twoMicros: rounded(median(micros.two)),
      oneRate: Math.round(median(rates.one)),
      twoRate: Math.round(median(rates.two)),
    };
  } finally {
    await one.stop();
    await two.stop();
  }
}

async function pairOf(stock: Stock): Promise<Fleet> {
  if (hasWorkersFlag()) {
    const flags = ['--workers', '2'];
    return fleetOf([await launchWireroom({ ...stock, flags, isPinned: false })]);
  }
  const first = await launchWireroom({ ...stock, isPinned: false });
  return fleetOf([first, await launchWireroom({ ...stock, isPinned: false })]);
}

function fleetOf(servers: readonly Running[]): Fleet {
  return {
    ports: servers.map(({ port }) => port),
    pids: servers.map(({ pid }) => pid),
    stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
  };
}

/** The connections are shared out among the ports. */
async function loadFleet({ ports, pids }: Fleet, effort: Effort, load: Load) {
  const [first = 0] = ports;
  const etag = headerOf(await ask(first, TOPIC, {}), 'etag');
  const headers = { 'Accept-Encoding': 'gzip' };
  for (const port of ports) await ask(port, TOPIC, { 'If-None-Match': etag ?? '' });
  const before = cpuOf(pids);
  const spec = { path: TOPIC, headers, etag, status: 304, ...effort };
  const { requests, seconds, statuses } = await load.run({ ...spec, port: first, ports });
  if (statuses[304] !== requests) throw new Error(`${TOPIC}: ${JSON.stringify(statuses)}`);
  return { cost: ((cpuOf(pids) - before) / requests) * 1e6, rate: requests / seconds };
}

function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
}
