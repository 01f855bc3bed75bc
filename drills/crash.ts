/**
 * Kill -9 at random moments while the API is written to and the folder changes: every acknowledged
 * write is there, no article is half there, no selector disagrees with its members, no id changed.
 * `npm run drill:crash -- --rounds 20 [--writes 5000] [--seed 1]`
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createFolder, markdown } from '../tests/helpers/folder.ts';
import { inspectStore } from './inspect-store.ts';
import { createRandom } from './random.ts';
import { createReport } from './report.ts';
import { type ServerProcess, startServer } from './server.ts';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    writes: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
  },
});
const rounds = Number(flags.rounds);
const writesInAll = Number(flags.writes);
const WRITERS = 4;
/** Articles that a writer of the API has to itself, so that it knows what each must hold. */
const ARTICLES = 40;
const FILES = 30;

const report = createReport('drill:crash');
const random = createRandom(Number(flags.seed));
const folder = createFolder();
const data = mkdtempSync(join(tmpdir(), 'wireroom-drill-'));
/** Headline that a file has now. */
const files = new Map<string, string>();
const books = Array.from({ length: WRITERS }, () => new Map<string, Book>());
const idsOfFiles = new Map<string, string>();
let acknowledged = 0;
let unanswered = 0;

/** What is known of one article of the API. */
interface Book {
  /** The last version that was acknowledged. */
  sure: string;
  /** The version whose answer the kill cut off. */
  perhaps: string | undefined;
}

try {
  for (let round = 1; round <= rounds; round += 1) await playRound(round);
  const server = await startServer({ folder: folder.path, data });
  await settle(server);
  await checkArticles(server);
  await checkFiles(server);
  await server.stop();
  await inspectStore(join(data, 'wireroom.sqlite'), report.fault);
} finally {
  folder.destroy();
  rmSync(data, { recursive: true, force: true });
}
report.figure('rounds, each ended by kill -9', rounds);
report.figure('acknowledged writes', acknowledged);
report.figure('writes whose answer was cut off', unanswered);
report.figure(
  'articles of the API',
  books.reduce((sum, book) => sum + book.size, 0),
);
report.figure('articles of files', idsOfFiles.size);
if (acknowledged < writesInAll) report.fault(`only ${acknowledged} writes were acknowledged`);
report.finish();

async function playRound(round: number): Promise<void> {
  const server = await startServer({ folder: folder.path, data });
  await checkArticles(server);
  const goal = Math.ceil((writesInAll * round) / rounds);
  const state = { isKilled: false };
  const writers = books.map((book, index) => writeArticles(server, { book, index, state }));
  const editor = editFiles(round, state);
  // At the goal or a few writes later, and then at once or a moment later: in the middle of whatever goes on.
  const enough = goal + Math.floor(random() * 20);
  await until(() => acknowledged >= enough);
  await new Promise((done) => setTimeout(done, Math.floor(random() * 150)));
  state.isKilled = true;
  await server.kill();
  await Promise.all([...writers, editor]);
  await inspectStore(join(data, 'wireroom.sqlite'), (what) =>
    report.fault(`round ${round}: ${what}`),
  );
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((done) => setTimeout(done, 5));
}

interface Writing {
  readonly book: Map<string, Book>;
  readonly index: number;
  readonly state: { readonly isKilled: boolean };
}

/** Until the kill: one write after the other, so that at most one version of one article is unsure. */
async function writeArticles(server: ServerProcess, writing: Writing): Promise<void> {
  const { book, index, state } = writing;
  while (!state.isKilled) {
    const id = `tag:news.example,2026:${index}-${Math.floor(random() * ARTICLES)}`;
    const version = `Version ${Math.floor(random() * 1e12)}`;
    const known = book.get(id);
    book.set(id, { sure: known?.sure ?? '', perhaps: version });
    try {
      const response = await server.call('PUT', `/api/articles/${encodeURIComponent(id)}`, {
        headline: version,
        bodyText: `${version} in full. `.repeat(40),
        section: ['world', 'economy', 'culture'][Math.floor(random() * 3)],
        tags: random() < 0.5 ? ['diplomacy'] : ['weapons'],
      });
      await response.arrayBuffer();
      if (!response.ok) {
        report.fault(`a write was answered ${response.status}`);
        continue;
      }
      book.set(id, { sure: version, perhaps: undefined });
      acknowledged += 1;
    } catch {
      // The server was killed: the write may be there or not, but wholly.
      unanswered += 1;
    }
  }
}

async function editFiles(round: number, state: { readonly isKilled: boolean }): Promise<void> {
  while (!state.isKilled) {
    const name = `file-${Math.floor(random() * FILES)}.md`;
    if (random() < 0.15 && files.has(name)) {
      folder.remove(name);
      files.delete(name);
    } else {
      const headline = `File of round ${round}, ${Math.floor(random() * 1e9)}`;
      folder.write(name, markdown(headline, 'tags: [diplomacy]', 'The envoys met. '.repeat(30)));
      files.set(name, headline);
    }
    await new Promise((done) => setTimeout(done, 20 + random() * 60));
  }
}

interface View {
  readonly id: string;
  readonly headline: string;
  readonly bodyHtml: string;
}

async function checkArticles(server: ServerProcess): Promise<void> {
  for (const book of books) {
    for (const [id, known] of book) {
      const response = await server.call('GET', `/api/articles/${encodeURIComponent(id)}`);
      const view = (await response.json()) as View;
      const found = response.status === 200 ? view.headline : '';
      if (found !== known.sure && found !== known.perhaps) {
        report.fault(`${id} holds ${found || 'nothing'}, not ${known.sure}`);
      }
      if (found !== '' && !view.bodyHtml.includes(`${found} in full.`)) {
        report.fault(`${id} is half of one version and half of another`);
      }
      if (found !== '' && view.id !== id) report.fault(`${id} came back as ${view.id}`);
      book.set(id, { sure: found, perhaps: undefined });
    }
  }
}

/** The folder is read again after a crash: wait until nothing of it is outstanding. */
async function settle(server: ServerProcess): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const text = await (await fetch(`${server.url}/api/articles?topic=diplomacy&limit=100`)).text();
    const missing = [...files.values()].some((headline) => !text.includes(headline));
    if (!missing || performance.now() - startedAt > 10_000) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Every file is published as it is now, under the id it had whenever it was seen before. */
async function checkFiles(server: ServerProcess): Promise<void> {
  const found = new Map<string, string>();
  let next: string | undefined = '/api/articles?limit=100';
  while (next !== undefined) {
    const page = (await (await fetch(server.url + next)).json()) as {
      articles: View[];
      next?: string;
    };
    for (const { headline, id } of page.articles) found.set(headline, id);
    next = page.next?.replace(/^https?:\/\/[^/]+/, '');
  }
  for (const [name, headline] of files) {
    const id = found.get(headline);
    if (id === undefined) report.fault(`${name} is not published as it is now`);
    else if ((idsOfFiles.get(name) ?? id) !== id) report.fault(`the id of ${name} changed`);
    else idsOfFiles.set(name, id);
  }
}
