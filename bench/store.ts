/**
 * What the store's queries cost with a million articles beside a thousand, in turn within one run: CPU
 * microseconds, medians, ratios, and the plan of each query. Exits non-zero when a query costs more
 * than twice as much, or does not use an index. `npm run bench:store -- --articles 1000000 --json`
 */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { selectorKey } from '../src/feeds/urls.ts';
import { createApp } from '../src/http/app.ts';
import { createDocumentCache } from '../src/publish/document-cache.ts';
import { installSite } from '../src/publish/site-state.ts';
import { hashArticle, hashShown } from '../src/store/article-json.ts';
import type { SqlDriver, SqlValue } from '../src/store/driver.ts';
import { createStore } from '../src/store/sql-store.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import type { ArticleWrite, MemberQuery, Store, StoredArticle } from '../src/store/store.ts';
import { parseQuery, searchTokens } from '../src/text/search.ts';
import { buildArticle, buildSite } from '../tests/helpers/build.ts';
import {
  listPairs,
  listTombstones,
  listWindow,
  selectorState,
} from '../tests/helpers/feed-reads.ts';

const { values: flags } = parseArgs({
  options: {
    articles: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
  },
});
const LARGE = Number(flags.articles);
const SMALL = 1_000;
const ROUNDS = 9;
const REPEATS = 60;
const MAX_RATIO = 2;
const BATCH = 2_000;
const SITE = buildSite();
const WINDOW = SITE.publication.window;
const START = Date.UTC(2020, 0, 1);
/** A story a minute. */
const STEP_MS = 60_000;

const WORDS =
  'envoys met in the capital to review what was agreed in spring and to name dates for further talks while ministers at home prepared a new budget'.split(
    ' ',
  );

interface Stocked {
  readonly articles: number;
  readonly driver: SqlDriver;
  readonly store: Store;
  readonly app: ReturnType<typeof createApp>;
  readonly etag: string;
  readonly bytes: number;
  /** What the queries ran last. */
  readonly ran: Set<string>;
}

interface Case {
  readonly name: string;
  readonly run: (stocked: Stocked, turn: number) => Promise<unknown>;
  /** Beside the contract: grows by nature, or holds text search. */
  readonly isOnlyReported?: boolean;
}

const MAIN = 'main';
const TOPIC = selectorKey({ kind: 'topic', value: 'diplomacy' });

const OTHER = selectorKey({ kind: 'topic', value: 'weapons' });

const query = (groups: MemberQuery['groups'], none: readonly string[] = []): MemberQuery => ({
  groups,
  none,
});

const CASES: readonly Case[] = [
  { name: '304 by tag, whole request', run: ask304 },
  { name: '304, selector state alone', run: ({ store }) => selectorState(store, MAIN) },
  { name: 'list, pairs of the main feed', run: ({ store }) => listPairs(store, MAIN, WINDOW) },
  { name: 'list, articles of the main feed', run: ({ store }) => listWindow(store, MAIN, WINDOW) },
  { name: 'list, articles of a topic', run: ({ store }) => listWindow(store, TOPIC, WINDOW) },
  { name: 'list, tombstones', run: ({ store }) => listTombstones(store, MAIN, 200) },
  {
    name: 'page, first of all articles',
    run: ({ store }) => store.findArticles({ state: 'public' }, { limit: 20 }),
  },
  {
    name: 'page, in the middle of all articles',
    run: ({ store, articles }) =>
      store.findArticles({ state: 'public' }, { limit: 20, after: keyOf(articles >> 1) }),
  },
  {
    name: 'page, in the middle of a topic',
    run: ({ store, articles }) =>
      store.findArticles({ selectorKeys: [TOPIC] }, { limit: 20, after: keyOf(articles >> 1) }),
  },
  {
    name: 'combined feed, either of two topics',
    run: ({ store }) => store.listMembers(query([[TOPIC, OTHER]]), { limit: 51, notices: 100 }),
  },
  {
    name: 'combined feed, two topics but not a section',
    run: ({ store }) =>
      store.listMembers(query([[TOPIC], [OTHER]], ['section:section-1']), { limit: 51 }),
  },
  {
    name: 'changes, the newest 50',
    run: ({ store, articles }) => store.listChanges(articles - 50, { limit: 50, publicOnly: true }),
  },
  {
    name: 'changes, 50 from the middle',
    run: ({ store, articles }) => store.listChanges(articles >> 1, { limit: 50, publicOnly: true }),
  },
  { name: 'article by id', run: ({ store, articles }) => store.readArticle(idOf(articles >> 1)) },
  {
    name: 'article by short id',
    run: ({ store, articles }) => store.readByShortId(shortIdOf(articles >> 1)),
  },
  { name: 'due', run: ({ store }) => store.listDue(new Date(START), 50, true) },
  { name: 'feeds there are', run: ({ store }) => store.listSelectors() },
  { name: 'change of one article, committed', run: changeOne },
  {
    name: 'search, a rare word',
    run: ({ store, articles }) =>
      store.findArticles({ phrases: parseQuery(`rare${articles >> 1}`) ?? [] }, { limit: 20 }),
  },
  {
    name: 'search, a word of every thousandth article',
    run: ({ store }) => store.findArticles({ phrases: ['seldom'] }, { limit: 20 }),
    isOnlyReported: true,
  },
  {
    name: 'search, a word of every article',
    run: ({ store }) => store.findArticles({ phrases: ['budget'] }, { limit: 20 }),
    isOnlyReported: true,
  },
  {
    name: 'search feed, a word of every article in either of two topics',
    run: ({ store }) =>
      store.listMembers({ ...query([[TOPIC, OTHER]]), phrases: ['budget'] }, { limit: 51 }),
    isOnlyReported: true,
  },
];

const folder = mkdtempSync(join(tmpdir(), 'wireroom-bench-'));
try {
  const small = await stock(SMALL);
  const large = await stock(LARGE);
  const results = await measure(small, large);
  const plans = await plansOf(large);
  print(results, plans, { small, large });
  await small.store.close();
  await large.store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function stock(articles: number): Promise<Stocked> {
  const file = join(folder, `${articles}.sqlite`);
  const plain = await openSqlite(file);
  const ran = new Set<string>();
  const driver: SqlDriver = {
    ...plain,
    all: (sql, params) => {
      ran.add(JSON.stringify([sql, params]));
      return plain.all(sql, params);
    },
  };
  const store = createStore(driver);
  await store.migrate();
  // Only while it is filled: what is measured runs as a server does.
  await driver.exec('PRAGMA synchronous = OFF');
  const startedAt = performance.now();
  for (let start = 0; start < articles; start += BATCH) {
    const count = Math.min(BATCH, articles - start);
    const writes = Array.from({ length: count }, (_, index) => writeOf(start + index, articles));
    const at = new Date(START + (start + count) * STEP_MS);
    await store.commit({ at, writes, files: [], forgottenFiles: [] });
    if (start % 100_000 === 0 && start > 0) progress(start, articles, startedAt);
  }
  await driver.exec('PRAGMA synchronous = FULL');
  await driver.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const now = new Date(START + articles * STEP_MS);
  const state = await installSite(store, SITE, now);
  const app = createApp({
    store,
    now: () => now,
    state: () => state,
    log: () => {},
    cache: createDocumentCache(16 * 1024 * 1024),
  });
  const etag = (await app.request('/rss.xml')).headers.get('etag') ?? '';
  return { articles, driver, store, app, etag, ran, bytes: statSync(file).size };
}

function progress(done: number, total: number, startedAt: number): void {
  const rate = done / ((performance.now() - startedAt) / 1000);
  console.error(`${done} of ${total} articles stored, ${Math.round(rate)} a second`);
}

function idOf(index: number): string {
  return `urn:uuid:0190d3c0-0000-7000-8000-${String(index).padStart(12, '0')}`;
}

function shortIdOf(index: number): string {
  return String(index).padStart(12, '0');
}

function keyOf(index: number) {
  return { published: new Date(START + index * STEP_MS), id: idOf(index) };
}

/** About 1 KB of text; every hundredth article is gone, every two hundredth embargoed. */
function writeOf(index: number, articles: number, version = 0): ArticleWrite {
  const published = new Date(START + index * STEP_MS);
  const words = Array.from({ length: 150 }, (_, at) => WORDS[(index * 7 + at * 3) % WORDS.length]);
  const seldom = index % 1_000 === 0 ? ' seldom' : '';
  const text = `${words.join(' ')} rare${index}${seldom}`;
  const state = index % 200 === 0 ? 'embargoed' : index % 100 === 0 ? 'expired' : 'public';
  const article = buildArticle({
    id: idOf(index),
    headline: `Story ${index}, version ${version}`,
    bodyHtml: `<p>${text}</p>`,
    publishedAt: published,
    updatedAt: published,
    section: `Section ${index % 10}`,
    state,
  });
  const isGone = state === 'expired';
  return {
    article,
    baseVersion: 0,
    hash: hashArticle(article),
    shownHash: hashShown(article),
    shortId: shortIdOf(index),
    dueAt: state === 'embargoed' ? new Date(START + (articles + index) * STEP_MS) : undefined,
    changedAt: published,
    isQuiet: false,
    textBytes: article.bodyHtml.length,
    goneAt: isGone ? published : undefined,
    isSmallEdit: false,
    isHeld: false,
    isErased: false,
    kept: undefined,
    tokens: state === 'public' ? searchTokens([article.headline, text]) : undefined,
    topicIds: index % 5 === 0 ? ['diplomacy'] : [],
    memberships: state === 'public' ? membershipsOf(index) : [],
    mediaPaths: [],
  };
}

function membershipsOf(index: number): ArticleWrite['memberships'] {
  const author = `author-${index % 500}`;
  const section = `section-${index % 10}`;
  const topics = ['diplomacy', 'weapons'].filter((_, at) => index % (at === 0 ? 3 : 7) === 0);
  return [
    { key: MAIN, selector: { kind: 'main', value: '' }, label: '' },
    { key: `section:${section}`, selector: { kind: 'section', value: section }, label: section },
    { key: `author:${author}`, selector: { kind: 'author', value: author }, label: author },
    { key: 'language:en', selector: { kind: 'language', value: 'en' }, label: 'en' },
    ...topics.map((value) => ({
      key: selectorKey({ kind: 'topic', value }),
      selector: { kind: 'topic', value } as const,
      label: value,
    })),
  ];
}

async function ask304({ app, etag }: Stocked): Promise<void> {
  const response = await app.request('/rss.xml', { headers: { 'if-none-match': etag } });
  if (response.status !== 304) throw new Error(`answered ${response.status}, not 304`);
}

/** An older story is mended: far from the feeds' windows, so the case is the same for both stores. */
async function changeOne({ store, articles }: Stocked, turn: number): Promise<void> {
  const index = (articles >> 1) + 1 + (turn % 40) * 2;
  const stored: StoredArticle | undefined = await store.readArticle(idOf(index));
  const write = writeOf(index, articles, turn + 1);
  await store.commit({
    at: new Date(START + (articles + turn) * STEP_MS),
    writes: [{ ...write, baseVersion: stored?.version ?? 0, isSmallEdit: true }],
    files: [],
    forgottenFiles: [],
  });
}

interface Measured {
  readonly name: string;
  readonly small: number;
  readonly large: number;
  readonly ratio: number;
  readonly isOnlyReported: boolean;
}

/** The two stores take turns within each round, so that a busy machine weighs on both. */
async function measure(small: Stocked, large: Stocked): Promise<readonly Measured[]> {
  const results: Measured[] = [];
  for (const one of CASES) {
    const costs: { small: number[]; large: number[] } = { small: [], large: [] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      const turn = round * REPEATS;
      const cost = { small: await costOf(one, small, turn), large: await costOf(one, large, turn) };
      // The first round warms up.
      if (round === 0) continue;
      costs.small.push(cost.small);
      costs.large.push(cost.large);
    }
    const [a, b] = [median(costs.small), median(costs.large)];
    const isOnlyReported = one.isOnlyReported ?? false;
    results.push({ name: one.name, small: a, large: b, ratio: b / a, isOnlyReported });
  }
  return results;
}

/** CPU microseconds of one run: of this process, which runs the database too. */
async function costOf(one: Case, stocked: Stocked, turn: number): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < REPEATS; index += 1) await one.run(stocked, turn + index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REPEATS;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

interface Plan {
  readonly name: string;
  readonly lines: readonly string[];
  readonly usesIndex: boolean;
}

/** SQLite's own word on how each query of the cases finds its rows. */
async function plansOf(stocked: Stocked): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  for (const one of CASES) {
    stocked.ran.clear();
    await one.run(stocked, 9_999);
    for (const query of [...stocked.ran]) {
      const [sql, params] = JSON.parse(query) as [string, SqlValue[]];
      const rows = await stocked.driver.all(`EXPLAIN QUERY PLAN ${sql}`, params);
      const lines = rows.map((row) => String(row['detail']));
      plans.push({ name: one.name, lines, usesIndex: !lines.some(isFullScan) });
    }
  }
  return plans;
}

/** Tables that grow with the articles; the list of feeds is read whole on purpose. */
function isFullScan(line: string): boolean {
  return /^SCAN (?:article|membership|a|m|search_text|t)(?: |$)/.test(line) && !/USING/.test(line);
}

function print(
  results: readonly Measured[],
  plans: readonly Plan[],
  stores: { small: Stocked; large: Stocked },
): void {
  const slow = results.filter(({ ratio, isOnlyReported }) => !isOnlyReported && ratio > MAX_RATIO);
  const scans = plans.filter(({ usesIndex }) => !usesIndex);
  const machine = `${os.cpus()[0]?.model.trim()} x ${os.cpus().length}, Node ${process.version}`;
  const date = new Date().toISOString();
  if (flags.json) {
    const sizes = { small: stores.small.bytes, large: stores.large.bytes };
    const summary = { machine, date, articles: [SMALL, LARGE], bytes: sizes, results, plans };
    console.log(JSON.stringify(summary, undefined, 2));
  } else {
    console.log(`${machine}, ${date}; CPU microseconds, medians of ${ROUNDS} rounds`);
    for (const { name, small, large, ratio, isOnlyReported } of results) {
      const note = isOnlyReported ? ' (reported only)' : '';
      const figures = [small.toFixed(1), large.toFixed(1), `x ${ratio.toFixed(2)}`];
      console.log(`${name.padEnd(44)}${figures.map((one) => one.padStart(12)).join('')}${note}`);
    }
    for (const { name, lines } of plans) console.log(`${name}: ${lines.join('; ')}`);
  }
  for (const { name, ratio } of slow)
    console.error(`fault: ${name} costs ${ratio.toFixed(2)} times`);
  for (const { name, lines } of scans) console.error(`fault: ${name} scans: ${lines.join('; ')}`);
  process.exitCode = slow.length + scans.length > 0 ? 1 : 0;
}
