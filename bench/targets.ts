/** What the server is meant to reach, each beside what a run measured. Told, never asserted. */

import { figure } from './report-tables.ts';
import type { BenchResult, CaseResult } from './results.ts';

export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  /** Undefined: not measured in this run. */
  readonly isMet: boolean | undefined;
}

export function targetsOf(result: BenchResult): readonly Target[] {
  return [
    ...servingTargets(result),
    ...growthTargets(result),
    ...renderTargets(result),
    ...storeTargets(result),
  ];
}

function servingTargets({ cases }: BenchResult): readonly Target[] {
  const of = (name: string): CaseResult | undefined => cases.find((one) => one.name === name);
  const micros = (name: string): number | undefined => of(name)?.cpuMicros;
  const asBare = (what: string): Target =>
    atLeast(`${what}, CPU beside bare node:http`, 0.85, of(`wireroom ${what}`)?.cpuRatioToNodeHttp);
  const times = (what: string, other: string, least: number): Target =>
    atLeast(
      `${what}, times cheaper than ${other}`,
      least,
      quotient(micros(`${other} ${what}`), micros(`wireroom ${what}`)),
    );
  return [
    asBare('304'),
    asBare('200 gzip'),
    atMost(
      '304, CPU beside a Hono hello-world',
      1,
      quotient(micros('wireroom 304'), micros('hono hello')),
    ),
    times('304', 'rsshub', 300),
    times('200 gzip', 'rsshub', 300),
    times('304', 'hono feed+etag+compress', 100),
    times('200 gzip', 'hono feed+etag+compress', 100),
  ];
}

function growthTargets({ growth, counts, processes }: BenchResult): readonly Target[] {
  const { byArticles, byTopics } = growth;
  const spread = (values: readonly number[]): number => Math.max(...values) / Math.min(...values);
  const most = byArticles.at(-1)?.articles.toLocaleString('en');
  const asked = counts.map(({ statements, renderings }) => statements + renderings);
  return [
    atMost('statements and renderings of hot answers', 0, Math.max(...asked)),
    atMost(
      `304 with 1,000 to ${most} articles, dearest by cheapest`,
      1.2,
      spread(byArticles.map(({ notModifiedMicros }) => notModifiedMicros)),
    ),
    atMost(
      '304 with more topics, dearest by cheapest',
      1.2,
      spread(byTopics.map(({ notModifiedMicros }) => notModifiedMicros)),
    ),
    atMost(
      `CPU of two processes by that of one (${processes.how})`,
      1.25,
      processes.twoMicros / processes.oneMicros,
    ),
  ];
}

function renderTargets({ render }: BenchResult): readonly Target[] {
  const rss = render['rss 50'];
  const feedsmith = rss?.feedsmith;
  return [
    atLeast(
      'RSS of 50 kept entries, times faster than `feed`',
      10,
      quotient(rss?.feed, rss?.keptPieces),
    ),
    atLeast('with one new entry', 10, quotient(rss?.feed, rss?.oneNew)),
    atLeast(
      'RSS of 50 kept entries, times faster than feedsmith',
      5,
      quotient(feedsmith, rss?.keptPieces),
    ),
    atLeast('with one new entry, than feedsmith', 5, quotient(feedsmith, rss?.oneNew)),
  ];
}

function storeTargets({ arrival, memory, latency }: BenchResult): readonly Target[] {
  const { articles, topics, othersUntouched } = arrival;
  const size = `${articles.toLocaleString('en')} articles, ${topics.toLocaleString('en')} topics`;
  const limitMs = Math.max(10, latency.quietP99Ms * 3);
  return [
    atMost(`arrival to every feed fresh, ms (${size})`, 50, arrival.rssMs),
    {
      what: 'ETags of other feeds after it',
      wanted: 'untouched',
      measured: othersUntouched ? 'untouched' : 'changed',
      isMet: othersUntouched,
    },
    atMost(
      `resident MB, ${memory.articles.toLocaleString('en')} articles, ${memory.hotFeeds.toLocaleString('en')} hot feeds`,
      250,
      memory.hotMb,
    ),
    atMost(
      `resident MB after ${memory.crawled.toLocaleString('en')} feed URLs by that after half of them`,
      1.1,
      memory.crawledMb / memory.halfCrawledMb,
    ),
    atMost(
      'p99 of a 304 with 20 writes a second, ms',
      Number(limitMs.toPrecision(3)),
      latency.busyP99Ms,
    ),
  ];
}

function quotient(above: number | undefined, below: number | undefined): number | undefined {
  return above === undefined || below === undefined ? undefined : above / below;
}

function atLeast(what: string, wanted: number, measured: number | undefined): Target {
  const isMet = measured === undefined ? undefined : measured >= wanted;
  return { what, wanted: `at least ${wanted}`, measured: figure(measured), isMet };
}

function atMost(what: string, wanted: number, measured: number | undefined): Target {
  const isMet = measured === undefined ? undefined : measured <= wanted;
  return { what, wanted: `at most ${wanted}`, measured: figure(measured), isMet };
}
