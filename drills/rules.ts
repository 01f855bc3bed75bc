/**
 * One rule changes over a large store: the walk runs in bounded steps, is killed (-9) on the way and goes
 * on where it was, and in the end touches no feed but those whose members changed.
 * `npm run drill:rules -- --articles 100000 [--kills 3] [--seed 1]`
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseTopic } from '../src/classify/parse.ts';
import type { Article } from '../src/model/article.ts';
import type { Topic } from '../src/model/topic.ts';
import { numberAll, reclassify } from '../src/publish/reclassify.ts';
import { installSite, loadSite, type SiteState } from '../src/publish/site-state.ts';
import { articleWrite } from '../src/publish/write.ts';
import { createStore } from '../src/store/sql-store.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import type { Store } from '../src/store/store.ts';
import { buildArticle, buildSite } from '../tests/helpers/build.ts';
import { selectorState } from '../tests/helpers/feed-reads.ts';
import { createRandom, integerBetween } from './random.ts';
import { createReport } from './report.ts';

const { values: flags } = parseArgs({
  options: {
    articles: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    /** The child's part: walk in this store until it is done or killed. */
    walk: { type: 'string' },
  },
});
const articles = Number(flags.articles);
const report = createReport('drill:rules');
const random = createRandom(Number(flags.seed));
const BATCH = 500;
const START = Date.parse('2019-01-01T00:00:00Z');
/** What the stories are about: each of them one, by its number. */
const SUBJECTS = [
  'river',
  'bridge',
  'harbour',
  'railway',
  'school',
  'theatre',
  'market',
  'forest',
  'island',
  'library',
];

const topicAbout = (subject: string, words: readonly string[]): Topic => {
  const text = `id: ${subject}\nname: {en: ${subject}}\nmatch:\n  - any: [${words.join(', ')}]\n`;
  const parsed = parseTopic(text, `topics/${subject}.yaml`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
};

/** With the changed rule, the topic about rivers takes harbours too, and islands no more. */
const siteWith = (isChanged: boolean) =>
  buildSite({
    topics: SUBJECTS.map((subject) => {
      if (subject !== 'river') return topicAbout(subject, [subject]);
      return topicAbout(subject, isChanged ? ['river', 'harbour'] : ['river', 'island']);
    }),
  });

const subjectOf = (number: number): string => SUBJECTS[number % SUBJECTS.length] ?? '';

function storyNumber(number: number): Article {
  const subject = subjectOf(number);
  const at = new Date(START + number * 60_000);
  const filler =
    'The council heard reports from the districts and set a date for the next meeting. ';
  return buildArticle({
    id: `urn:example:${String(number).padStart(7, '0')}`,
    slug: `story-${number}`,
    headline: `Report ${number} on the ${subject}`,
    bodyHtml: `<p>News of the ${subject}.</p><p>${filler.repeat(20)}</p>`,
    section: `Section ${number % 7}`,
    publishedAt: at,
    updatedAt: at,
  });
}

async function fill(store: Store, state: SiteState): Promise<void> {
  for (let first = 0; first < articles; first += BATCH) {
    const writes = Array.from({ length: Math.min(BATCH, articles - first) }, (_, index) =>
      articleWrite(storyNumber(first + index), {
        state,
        now: new Date(),
        stored: undefined,
        isFirstLoad: true,
      }),
    );
    await store.commit({ at: new Date(), writes, files: [], forgottenFiles: [] });
  }
  await numberAll(store, { now: () => new Date() });
  await store.markLoaded(new Date());
}

async function open(file: string): Promise<Store> {
  const store = createStore(await openSqlite(file));
  await store.migrate();
  return store;
}

async function walkAsChild(file: string): Promise<void> {
  const store = await open(file);
  const state = await loadSite(store);
  if (state === undefined) throw new Error('the store has no configuration');
  await reclassify(store, state, { now: () => new Date() });
}

function startChild(file: string): ChildProcess {
  const script = fileURLToPath(import.meta.url);
  return spawn(process.execPath, ['--import', 'tsx', script, '--walk', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Seqs of all feeds, by key. */
async function seqsOf(store: Store): Promise<ReadonlyMap<string, number>> {
  const keys = [
    'main',
    'language:en',
    ...Array.from({ length: 7 }, (_, n) => `section:section-${n}`),
  ];
  for (const subject of SUBJECTS) keys.push(`topic:${subject}`, `topic:${subject}:en`);
  const found = new Map<string, number>();
  for (const key of keys) found.set(key, (await selectorState(store, key))?.seq ?? 0);
  return found;
}

async function drill(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wireroom-drill-'));
  const file = join(folder, 'wireroom.sqlite');
  try {
    const filled = await open(file);
    await fill(filled, await installSite(filled, siteWith(false), new Date()));
    const before = await seqsOf(filled);
    await installSite(filled, siteWith(true), new Date());
    await filled.close();
    await killWalks(file);
    const store = await open(file);
    await finishWalk(store);
    await expectFeeds(store, before);
    await store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
    report.finish();
  }
}

async function killWalks(file: string): Promise<void> {
  for (let kill = 1; kill <= Number(flags.kills); kill += 1) {
    const child = startChild(file);
    await new Promise((done) => setTimeout(done, integerBetween(random, 2_500, 6_000)));
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const store = await open(file);
    report.figure(
      `looked at when killed, ${kill}`,
      (await store.readWalk())?.done ?? 'all, or none',
    );
    await store.close();
  }
}

async function finishWalk(store: Store): Promise<void> {
  const state = await installSite(store, siteWith(true), new Date());
  const already = (await store.readWalk())?.done ?? 0;
  let longestMs = 0;
  const startedAt = performance.now();
  let stepStartedAt = startedAt;
  const progress = await reclassify(store, state, {
    now: () => new Date(),
    onProgress: () => {
      longestMs = Math.max(longestMs, performance.now() - stepStartedAt);
      stepStartedAt = performance.now();
    },
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  report.figure('articles', articles);
  report.figure('looked at by the last walk', progress.done - already);
  report.figure('articles whose topics changed since it was begun', progress.changed);
  report.figure('articles looked at a second', Math.round((progress.done - already) / seconds));
  report.figure('longest step, ms', Math.round(longestMs));
  if (!progress.isComplete) report.fault('the walk is not complete');
  if (progress.done !== articles) report.fault(`${progress.done} articles were looked at`);
}

async function expectFeeds(store: Store, before: ReadonlyMap<string, number>): Promise<void> {
  for (const [key, seq] of await seqsOf(store)) {
    const isTouched = seq !== before.get(key);
    const mayBe = key.startsWith('topic:river');
    if (isTouched !== mayBe) report.fault(`${key} was ${isTouched ? '' : 'not '}touched`);
  }
  const topic = (await store.listSelectors()).find(
    ({ selector }) => selector.value === 'river' && selector.language === undefined,
  );
  const subjects = Array.from({ length: articles }, (_, number) => subjectOf(number));
  const wanted = subjects.filter((subject) => ['river', 'harbour'].includes(subject)).length;
  report.figure('members of the changed topic', topic?.members ?? 0);
  if (topic?.members !== wanted) report.fault(`it has ${topic?.members} members, not ${wanted}`);
  if ((await installSite(store, siteWith(true), new Date())).rulesChanged)
    report.fault('the rules still count as changed');
}

if (flags.walk !== undefined) await walkAsChild(flags.walk);
else await drill();
