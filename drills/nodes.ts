/**
 * Two processes on one PostgreSQL: a thousand writes through one of them, and every feed of the other is
 * equal, byte for byte and tag for tag, within a second; whoever follows the changes misses none.
 * `npm run drill:nodes`
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolder, markdown } from '../tests/helpers/folder.ts';
import { startPostgres } from '../tests/helpers/postgres-server.ts';
import { createReport } from './report.ts';
import { type ServerProcess, startServer } from './server.ts';

const WRITES = 1_000;
const WRITERS = 8;
/** Feeds are compared after each so many writes. */
const BATCH = 50;
const GROUP = 5;
const LIMIT_MS = 1_000;
const FILES = ['rss.xml', 'atom.xml', 'feed.json', 'tombstones/atom.xml', 'archive/1/atom.xml'];
const SECTIONS = ['world', 'economy', 'culture'];

const report = createReport('drill:nodes');
const postgres = await startPostgres();
if ('missing' in postgres) {
  console.error(`skipped: this drill needs a PostgreSQL server (${postgres.missing})`);
  process.exit(2);
}
const folder = createFolder();
const data = mkdtempSync(join(tmpdir(), 'wireroom-drill-'));
for (let index = 0; index < 30; index += 1) {
  folder.write(`file-${index}.md`, markdown(`From a file ${index}`, 'tags: [diplomacy]'));
}
const databaseUrl = await postgres.createDatabase();
const first = await startServer({ folder: folder.path, data, databaseUrl });
const second = await startServer({ folder: folder.path, data, databaseUrl });
let standIn: ServerProcess | undefined;
try {
  await drillWrites();
  await drillConfiguration();
  await drillSuccession();
} finally {
  await Promise.all([first.kill(), second.kill(), standIn?.kill()]);
  folder.destroy();
  rmSync(data, { recursive: true, force: true });
  await postgres.stop();
}
report.finish();

async function drillWrites(): Promise<void> {
  const watched = watchChanges(second);
  const feeds = feedPaths();
  const looks: Look[] = [];
  let writingMs = 0;
  for (let start = 0; start < WRITES; start += BATCH) {
    writingMs += await writeBatch(start);
    looks.push(await lookAtFeeds(feeds));
  }
  const seen = await watched.finish();
  const whole = await allChanges(first);
  const missed = [...whole].filter(([id, tag]) => seen.get(id) !== tag);
  for (const [id] of missed) report.fault(`the change of ${id} was missed by who followed them`);
  report.figure('writes through one process', WRITES);
  report.figure('writes a second', Math.round(WRITES / (writingMs / 1000)));
  report.figure('articles with a change', whole.size);
  report.figure('changes missed', missed.length);
  report.figure('documents compared', looks.length * feeds.length);
  report.figure(
    'of them different at first look',
    looks.reduce((sum, one) => sum + one.late, 0),
  );
  report.figure(
    'ms until the last of them was equal',
    Math.round(Math.max(...looks.map(({ ms }) => ms))),
  );
}

/** Each writer carries out whole groups of five, in order: the last two change what the first three made. */
async function writeBatch(start: number): Promise<number> {
  const startedAt = performance.now();
  const groups = Array.from({ length: BATCH / GROUP }, (_, index) => start + index * GROUP);
  const writer = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      for (let number = group; number < group + GROUP; number += 1) {
        const response = await write(first, number);
        if (!response.ok) report.fault(`write ${number} was answered ${response.status}`);
        await response.arrayBuffer();
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return performance.now() - startedAt;
}

interface Look {
  /** Feeds that differed when they were first compared. */
  readonly late: number;
  /** From the last write until the last of those was equal; 0 when none differed. */
  readonly ms: number;
}

/** Nobody writes meanwhile: what differs now is behind. */
async function lookAtFeeds(feeds: readonly string[]): Promise<Look> {
  const startedAt = performance.now();
  let late = 0;
  let ms = 0;
  for (const feed of feeds) {
    if (await isEqual(feed)) continue;
    late += 1;
    while (!(await isEqual(feed)) && performance.now() - startedAt < LIMIT_MS * 5);
    ms = performance.now() - startedAt;
    if (ms > LIMIT_MS) report.fault(`${feed} differed for ${Math.round(ms)} ms`);
  }
  return { late, ms };
}

/** Of five writes three make an article, one changes one, one corrects or withdraws one. */
function write(server: ServerProcess, number: number): Promise<Response> {
  const kind = number % 5;
  const own = `tag:news.example,2026:${number}`;
  const older = `tag:news.example,2026:${number - (number % 5)}`;
  const article = {
    headline: `Story ${number}`,
    bodyText: `会談 ${number} went on.`,
    section: SECTIONS[number % SECTIONS.length],
    tags: number % 2 === 0 ? ['diplomacy'] : ['weapons'],
  };
  if (kind < 3) return server.call('PUT', path(own), article);
  if (kind === 3) return server.call('PUT', path(older), { ...article, section: 'world' });
  const verb = number % 2 === 0 ? 'correct' : 'withdraw';
  return server.call('POST', `${path(older)}/${verb}`, { note: `Note ${number}` });
}

function path(id: string): string {
  return `/api/articles/${encodeURIComponent(id)}`;
}

function feedPaths(): readonly string[] {
  const bases = ['', ...SECTIONS.map((name) => `/sections/${name}`)];
  for (const topic of ['diplomacy', 'weapons'])
    bases.push(`/topics/${topic}`, `/topics/${topic}/en`);
  bases.push('/languages/en');
  return bases.flatMap((base) => FILES.map((file) => `${base}/${file}`));
}

async function isEqual(feed: string): Promise<boolean> {
  const [one, other] = await Promise.all([get(first, feed), get(second, feed)]);
  const [text, otherText] = await Promise.all([one.text(), other.text()]);
  if (one.status !== 200) report.fault(`${feed} is answered ${one.status}`);
  return one.headers.get('etag') === other.headers.get('etag') && text === otherText;
}

/** Behind a redirect too, at the same server whatever the public address is. */
async function get(server: ServerProcess, path: string): Promise<Response> {
  const answer = await fetch(server.url + path, { redirect: 'manual' });
  const location = answer.headers.get('location');
  return location === null ? answer : get(server, new URL(location).pathname);
}

/** Follows `/api/changes` while the writers write. */
function watchChanges(server: ServerProcess) {
  const seen = new Map<string, string>();
  let since = 0;
  let isOver = false;
  const step = async (): Promise<boolean> => {
    const page = await changesSince(server, since);
    for (const { id, etag } of page.changes) seen.set(id, etag);
    since = page.next;
    return page.hasMore;
  };
  const running = (async () => {
    while (!isOver) await step();
    while (await step());
  })();
  return {
    finish: async (): Promise<ReadonlyMap<string, string>> => {
      isOver = true;
      await running;
      return seen;
    },
  };
}

async function allChanges(server: ServerProcess): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  for (let since = 0, hasMore = true; hasMore; ) {
    const page = await changesSince(server, since);
    for (const { id, etag } of page.changes) all.set(id, etag);
    ({ next: since, hasMore } = page);
  }
  return all;
}

interface ChangesPage {
  readonly changes: readonly { readonly id: string; readonly etag: string }[];
  readonly next: number;
  readonly hasMore: boolean;
}

async function changesSince(server: ServerProcess, since: number): Promise<ChangesPage> {
  const response = await server.call('GET', `/api/changes?since=${since}&limit=200`);
  return (await response.json()) as ChangesPage;
}

/** A new topic in the folder: the leader reads the file, the other one learns of it by notification. */
async function drillConfiguration(): Promise<void> {
  folder.write(
    'topics/culture.yaml',
    'id: culture\nname: {en: Culture}\nmatch:\n  - {tag: culture}\n',
  );
  const [leader, follower] = await Promise.all([
    untilStatus(first, '/topics/culture/rss.xml', 200),
    untilStatus(second, '/topics/culture/rss.xml', 200),
  ]);
  const lag = follower - leader;
  if (lag > LIMIT_MS) report.fault(`a new topic reached the other process after ${lag} ms`);
  report.figure('ms from one process to the other, new topic', Math.max(0, Math.round(lag)));
}

async function untilStatus(server: ServerProcess, feed: string, wanted: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const response = await fetch(server.url + feed);
    await response.arrayBuffer();
    const spent = performance.now() - startedAt;
    if (response.status === wanted) return spent;
    if (spent > 20_000) {
      report.fault(`${feed} is not answered ${wanted}`);
      return spent;
    }
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** The leader dies: the other one takes the folder over; a third one finds everything as it was. */
async function drillSuccession(): Promise<void> {
  const before = await (await fetch(`${second.url}/rss.xml`)).text();
  await first.kill();
  const startedAt = performance.now();
  folder.write('late.md', markdown('A late story', 'section: late'));
  await untilStatus(second, '/sections/late/rss.xml', 200);
  report.figure('ms until a killed leader is replaced', Math.round(performance.now() - startedAt));
  standIn = await startServer({ folder: folder.path, data, databaseUrl });
  const after = await (await fetch(`${standIn.url}/rss.xml`)).text();
  const other = await (await fetch(`${second.url}/rss.xml`)).text();
  if (after !== other) report.fault('a new process serves another main feed');
  if (after === before) report.fault('the late story is in no feed');
}
