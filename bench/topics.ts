/**
 * What ten thousand topics cost an article: the matcher beside a bare loop over the characters and
 * beside modern-ahocorasick with the same phrases, in turn within one run. That package is about nine
 * times faster on text of ASCII alone than on text with a single curly quote, so both are measured and
 * each has a ratio of its own; stories as printed are the normal case, and the target is theirs. Medians,
 * ratios, time to compile, memory, growth with topics and with length; and topics by the article's own
 * data alone. `npm run bench:topics -- --json`, or `--plot docs/topics-growth.svg` for the picture. Exits
 * non-zero when a target is missed.
 */

import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import AhoCorasick from 'modern-ahocorasick';
import { type CompiledTopics, compileTopics } from '../src/classify/compile.ts';
import { classifyArticle, classifyText } from '../src/classify/match.ts';
import { growthPlot } from './topics-plot.ts';
import {
  asAscii,
  createRandom,
  makeDataTopics,
  makePhrases,
  makeTags,
  makeText,
  makeTopics,
} from './topics-text.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    plot: { type: 'string' },
  },
});

const TOPICS = 10_000;
const PHRASES_EACH = 10;
const CHARACTERS = 4_096;
const ARTICLES = 100;
const ROUNDS = 9;
const COUNTS = [10, 100, 1_000, 10_000];
const LENGTHS = [1_024, 2_048, 4_096, 8_192, 16_384];
const TAG_COUNTS = [1, 100];
const ARTICLE = { headline: 'Untitled', bodyHtml: '', language: 'en', tags: [] };
const TARGETS = { ratio: 15, articleMs: 0.33, compileMs: 1_000, memoryMb: 100, byDataMs: 1 };

/** What the runs gave, so that none of them is left out as useless. */
let kept = 0;

interface Cost {
  /** Milliseconds an article. */
  readonly median: number;
  readonly p99: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const phrases = makePhrases(createRandom(1), TOPICS * PHRASES_EACH);
const topics = makeTopics(phrases, TOPICS);
const articles = makeArticles(CHARACTERS);

const ours = built(() => compileTopics(topics));
const theirs = built(() => new AhoCorasick(phrases));
const compiled = ours.value;
const plain = articles.map(asAscii);
const lowered = new Map([...articles, ...plain].map((text) => [text, text.toLowerCase()]));
const lowerOf = (text: string): string => lowered.get(text) ?? '';

const CASES = {
  'every character once': readCharacters,
  'wireroom, 10,000 topics': (text: string) => classify(compiled, text),
  'modern-ahocorasick, all matches': (text: string) => theirs.value.search(lowerOf(text)).length,
  'modern-ahocorasick, count alone': (text: string) => theirs.value.count(lowerOf(text)),
  'wireroom from HTML on': (text: string) => classifyHtml(compiled, text),
};
const costs = { printed: measure(articles, CASES), ascii: measure(plain, CASES) };
classify(compiled, articles[0] ?? '');
const size = { words: compiled.scan.words.count, hits: compiled.scan.hitEnds.length };
const byTopics = COUNTS.map((count) => {
  const some = count === TOPICS ? compiled : compileTopics(topics.slice(0, count));
  return { topics: count, ...costOf(articles, (text) => classify(some, text)) };
});
const byData = dataCosts();
const byLength = LENGTHS.map((characters) => ({
  characters,
  ...costOf(makeArticles(characters), (text) => classify(compiled, text)),
}));
report();

/** Topics by the article's own data alone, and articles without a text. */
function dataCosts(): readonly (Cost & { readonly tags: number })[] {
  const dataTopics = compileTopics(makeDataTopics(TOPICS));
  return TAG_COUNTS.map((count) => {
    const article = { ...ARTICLE, section: 'World', tags: makeTags(count) };
    const run = (): number => classifyArticle(dataTopics, article).members.length;
    return { tags: count, ...costOf(articles, run) };
  });
}

/** About 700 words in 4 KB, with the quotation marks and dashes of edited text. */
function makeArticles(characters: number): readonly string[] {
  const random = createRandom(2);
  return Array.from({ length: ARTICLES }, () => makeText(random, characters));
}

function classify(topicsInUse: CompiledTopics, body: string): number {
  const text = { title: 'Untitled', lead: '', body, leadIsBody: false, tags: [] };
  return classifyText(topicsInUse, text, ARTICLE).members.length;
}

function classifyHtml(topicsInUse: CompiledTopics, body: string): number {
  const bodyHtml = `<p>${body.replaceAll('\n\n', '</p><p>')}</p>`;
  return classifyArticle(topicsInUse, { ...ARTICLE, bodyHtml }).members.length;
}

function readCharacters(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (sum + text.charCodeAt(at)) | 0;
  return sum;
}

type Run = (text: string) => number;

/** One case after the other over all articles, and that again and again, so that noise hits all alike. */
function measure(texts: readonly string[], cases: Readonly<Record<string, Run>>): Costs {
  const times = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, run] of Object.entries(cases)) {
      const taken = texts.map((text) => timeOf(() => run(text)));
      // The first round warms caches and compiler.
      if (round > 0) times.get(name)?.push(...taken);
    }
  }
  return new Map([...times].map(([name, all]) => [name, summary(all)]));
}

function costOf(texts: readonly string[], run: Run): Cost {
  return measure(texts, { only: run }).get('only') ?? { median: 0, p99: 0 };
}

function timeOf(run: () => number): number {
  const from = process.hrtime.bigint();
  kept += run();
  return Number(process.hrtime.bigint() - from) / 1e6;
}

function summary(values: readonly number[]): Cost {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { median: at(0.5), p99: at(0.99) };
}

/**
 * Memory is what stays after a collection. The time is that of the first, cold build, in processor time:
 * on a busy machine the clock would tell what else is running.
 */
function built<T>(build: () => T): { value: T; compileMs: number; memoryMb: number } {
  const before = usedBytes();
  const from = process.cpuUsage();
  const value = build();
  const { user, system } = process.cpuUsage(from);
  const compileMs = (user + system) / 1_000;
  return { value, compileMs, memoryMb: (usedBytes() - before) / 1e6 };
}

function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

type Costs = ReadonlyMap<string, Cost>;

function medianOf(all: Costs, name: keyof typeof CASES): number {
  const cost = all.get(name);
  if (cost === undefined) throw new Error(`no case ${name}`);
  return cost.median;
}

function ratioOf(all: Costs): number {
  const peer = medianOf(all, 'modern-ahocorasick, all matches');
  return peer / medianOf(all, 'wireroom, 10,000 topics');
}

function report(): void {
  const { printed, ascii } = costs;
  const figures = {
    ratio: ratioOf(printed),
    ratioOnAscii: ratioOf(ascii),
    articleMs: medianOf(printed, 'wireroom, 10,000 topics'),
    articleMsOnAscii: medianOf(ascii, 'wireroom, 10,000 topics'),
    compileMs: ours.compileMs,
    memoryMb: ours.memoryMb,
    byDataMs: Math.max(...byData.map(({ median }) => median)),
  };
  const missed = Object.entries(TARGETS).filter(([name, target]) => {
    const value = figures[name as keyof typeof figures];
    return name === 'ratio' ? value < target : value > target;
  });
  if (flags.json) {
    const others = { compileMs: theirs.compileMs, memoryMb: theirs.memoryMb };
    const listed = { printed: Object.fromEntries(printed), ascii: Object.fromEntries(ascii) };
    const all = { machine: machine(), size, figures, others, costs: listed };
    console.log(JSON.stringify({ ...all, byTopics, byData, byLength, missed }, undefined, 2));
  } else {
    printTables(figures);
  }
  if (flags.plot !== undefined) writeFileSync(flags.plot, growthPlot(byTopics, byLength));
  for (const [name, target] of missed) {
    const value = figures[name as keyof typeof figures];
    console.error(`missed: ${name} is ${value.toFixed(2)}, wanted ${target}`);
  }
  process.exitCode = missed.length > 0 ? 1 : 0;
  if (kept < 0) console.error(kept);
}

function machine(): string {
  const [cpu] = os.cpus();
  const today = new Date().toISOString().slice(0, 10);
  return `${today}, Node ${process.version}, ${os.cpus().length} x ${cpu?.model ?? 'unknown'}`;
}

function printTables({ ratio, ratioOnAscii }: Readonly<Record<string, number>>): void {
  console.log(machine());
  console.log(
    `${TOPICS} topics, ${phrases.length} phrases; ${CHARACTERS} characters, an article has about ${size.words} words and ${size.hits} hits; ${ROUNDS} rounds of ${ARTICLES}`,
  );
  printCosts('as printed, curly quotes and dashes', costs.printed);
  printCosts('ASCII alone', costs.ascii);
  console.log(
    `times faster than all matches: ${ratio?.toFixed(1)} as printed, ${ratioOnAscii?.toFixed(1)} on ASCII`,
  );
  for (const [name, one] of [
    ['wireroom', ours] as const,
    ['modern-ahocorasick', theirs] as const,
  ]) {
    console.log(
      `${name}: compiled in ${one.compileMs.toFixed(0)} ms, ${one.memoryMb.toFixed(1)} MB`,
    );
  }
  for (const { topics: count, median } of byTopics) {
    console.log(`${String(count).padStart(6)} topics: ${median.toFixed(3)} ms`);
  }
  for (const { tags, median } of byData) {
    console.log(`${TOPICS} topics by data alone, ${tags} tags: ${median.toFixed(3)} ms`);
  }
  for (const { characters, median } of byLength) {
    console.log(`${String(characters).padStart(6)} characters: ${median.toFixed(3)} ms`);
  }
}

function printCosts(title: string, all: Costs): void {
  console.log(`\n${title.padEnd(36)}ms an article    p99  of wireroom`);
  const own = medianOf(all, 'wireroom, 10,000 topics');
  for (const [name, { median, p99 }] of all) {
    const cells = [median.toFixed(3).padStart(13), p99.toFixed(3).padStart(7)];
    console.log(`${name.padEnd(36)}${cells.join('')}${(median / own).toFixed(2).padStart(13)}`);
  }
}
