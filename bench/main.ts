/**
 * Wireroom beside other servers and packages in one run: what a request costs, what a document costs, how
 * long news takes, how cost grows. `npm run bench` takes half an hour and writes docs/performance.md, its
 * picture and the README's table; `npm run bench -- --quick --json` takes two minutes and writes nothing.
 * Times are printed and never judged here; a wrong outcome ends the run.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureArrival } from './arrival.ts';
import type { Stock } from './content.ts';
import { countHotAnswers } from './counts.ts';
import { makeStocks, measureGrowth, measureProcesses } from './growth.ts';
import { measureLatency } from './latency.ts';
import { createLoad, type Load, runWrk } from './load.ts';
import { describeMachine, hasCommand } from './machine.ts';
import { measureMemory } from './memory.ts';
import { FULL, nameOf, type Plan, QUICK, type Size, sizesOf } from './plan.ts';
import { FEEDSMITH_NEEDED, measureRendering } from './rendering.ts';
import { printResult, writeDocuments } from './report.ts';
import type { BenchResult, StartResult } from './results.ts';
import { measureCases } from './serving.ts';
import { launchServers } from './serving-cases.ts';
import { measureStart } from './starts.ts';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** Where rsshub and feedsmith may be installed: they are no dependencies. */
    tools: { type: 'string', default: join(tmpdir(), 'wireroom-bench-tools') },
    /** A full run writes the documents unless this says no; a quick one never does. */
    'no-write': { type: 'boolean', default: false },
    /** Writes the documents from what `--json` printed before, and measures nothing. */
    from: { type: 'string' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'wireroom-bench-'));
const load = createLoad();
// Servers are ended when the process exits, which a signal alone would not let happen.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
try {
  const result =
    flags.from === undefined
      ? await run(flags.quick ? QUICK : FULL)
      : (JSON.parse(readFileSync(flags.from, 'utf8')) as BenchResult);
  if (flags.json) console.log(JSON.stringify(result, undefined, 2));
  else printResult(result);
  if (!flags.quick && !flags['no-write']) writeDocuments(result);
} finally {
  load.close();
}

async function run(plan: Plan): Promise<BenchResult> {
  const hasWrk = hasCommand('wrk');
  const serving = await measureServing(plan, plan.usesWrk && hasWrk);
  say('documents made from stories');
  const { sizes, rounds } = plan.render;
  const rendering = await measureRendering(sizes, rounds, flags.tools);
  const starts = await measureStarts(plan);
  const stores = await measureStores(plan, load);
  return {
    machine: describeMachine(),
    date: new Date().toISOString(),
    command: `npm run bench${flags.quick ? ' -- --quick' : ''}`,
    load: plan.usesWrk && hasWrk ? 'wrk, one thread' : 'a process of the bench',
    cases: serving.cases,
    render: rendering.results,
    arrivalMs: stores.arrival.rssMs,
    startMs: starts.at(-1)?.secondMs ?? Number.NaN,
    memoryMb: stores.memory.hotMb,
    starts,
    ...stores,
    absent: [
      ...serving.absent,
      ...(hasWrk ? [] : [{ what: 'wrk', install: 'apt-get install wrk' }]),
      ...(rendering.hasFeedsmith ? [] : [{ what: 'feedsmith', install: FEEDSMITH_NEEDED }]),
    ],
  };
}

/** On standard error: standard output is for results. */
function say(what: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${what}`);
}

async function measureServing(plan: Plan, usesWrk: boolean) {
  say('servers side by side');
  const servers = await launchServers(folder, flags.tools);
  try {
    const fast = await measureCases(servers.fast, plan.serving, {
      load,
      drive: usesWrk ? runWrk : load.run,
    });
    const slow = await measureCases(servers.slow, plan.slow, { load, drive: load.run });
    return { cases: [...fast, ...slow.map(withoutRatios)], absent: servers.absent };
  } finally {
    await servers.stop();
  }
}

/** They were measured in rounds of their own. */
function withoutRatios<T extends object>(result: T): T {
  return { ...result, cpuRatioToNodeHttp: undefined, ratioToNginx: undefined };
}

async function measureStarts({ starts }: Plan): Promise<readonly StartResult[]> {
  const results: StartResult[] = [];
  for (const files of starts) {
    say(`starts over ${files} files`);
    results.push(await measureStart(files));
  }
  return results;
}

async function measureStores(plan: Plan, driver: Load) {
  say('stores are filled');
  const stocks = new Map<string, Stock>();
  for (const one of await makeStocks(folder, sizesOf(plan))) stocks.set(nameOf(one), one);
  const of = (size: Size): Stock => {
    const found = stocks.get(nameOf(size));
    if (found === undefined) throw new TypeError(`no store holds ${nameOf(size)}`);
    return found;
  };
  const { byArticles, byTopics, growth, large } = plan;
  say('what is counted');
  const counts = [];
  for (const size of byArticles) counts.push(await countHotAnswers(of(size)));
  say('growth with articles and topics');
  const grown = {
    byArticles: await measureGrowth(byArticles.map(of), growth, driver),
    byTopics: await measureGrowth(byTopics.map(of), growth, driver),
  };
  say('two processes');
  const processes = await measureProcesses(of(byTopics[0] ?? large), growth, driver);
  say('memory');
  const memory = await measureMemory(of(large), plan.crawled);
  say('arrival');
  const arrival = await measureArrival(of(plan.arrival), plan.arrival.commits);
  say('latency with writes');
  const latency = await measureLatency(of(large), plan.latency, driver);
  return { counts, growth: grown, processes, memory, arrival, latency };
}
