/** What the bench publishes: the sample with generated stories, and stores of any size. The same in every run. */

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SiteState } from '../src/publish/site-state.ts';
import { articleWrite } from '../src/publish/write.ts';
import { openPublication } from '../src/runtime/publication.ts';
import type { SqlDriver } from '../src/store/driver.ts';
import { createStore } from '../src/store/sql-store.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import { buildArticle } from '../tests/helpers/build.ts';
import { BASE_URL, ROOT } from './processes.ts';
import { createRandom, makeText, type Random } from './topics-text.ts';

/** Of a feed by default. */
const STORIES = 50;
/** So that 50 stories make a feed of about 196 KB that gzip makes about seven times smaller. */
const PARAGRAPHS = 11;
const POOL = 64;
const PARAGRAPH_CHARACTERS = 280;

/** A copy of the sample with 50 newer stories: they fill its main feed. */
export function writeSample(folder: string): void {
  cpSync(join(ROOT, 'articles'), folder, { recursive: true });
  const random = createRandom(3);
  const pool = paragraphs(random);
  mkdirSync(join(folder, 'wire'));
  for (let index = 0; index < STORIES; index += 1) {
    const at = new Date(Date.UTC(2024, 5, 1) + index * 2 * 3_600_000).toISOString();
    const front = [
      `id: ${idOf(index)}`,
      `headline: Envoys report on round ${index} of the talks`,
      `publishedAt: ${at}`,
      'section: Wire',
      'byline: Desk of the bench',
      `tags: [talks, round ${index}]`,
    ];
    const body = drawn(random, pool, PARAGRAPHS).join('\n\n');
    writeFileSync(join(folder, 'wire', `${index}.md`), `---\n${front.join('\n')}\n---\n${body}\n`);
  }
}

function paragraphs(random: Random): readonly string[] {
  return Array.from({ length: POOL }, () => makeText(random, PARAGRAPH_CHARACTERS).trim());
}

function drawn(random: Random, pool: readonly string[], count: number): readonly string[] {
  return Array.from({ length: count }, () => pool[Math.floor(random() * pool.length)] ?? '');
}

export function idOf(index: number): string {
  return `urn:uuid:0190d3c0-0000-7000-8000-${String(index).padStart(12, '0')}`;
}

export interface StockOptions {
  /** Gets two folders: `publication`, and beside it, where no watcher looks, `data`. */
  readonly root: string;
  readonly articles: number;
  readonly topics: number;
}

export interface Stock extends StockOptions {
  readonly folder: string;
  readonly data: string;
}

export function foldersOf(root: string): Pick<Stock, 'root' | 'folder' | 'data'> {
  return { root, folder: join(root, 'publication'), data: join(root, 'data') };
}

const BATCH = 1_000;
const START = Date.UTC(2020, 0, 1);
/** A story a minute. */
const STEP_MS = 60_000;
const AUTHORS = 500;
const SECTIONS = 10;
const PHRASES_A_TOPIC = 10;

/** A publication whose store holds so many articles of about 1 KB, each in two topics. */
export async function stock(options: StockOptions): Promise<Stock> {
  const { root, articles, topics } = options;
  const { folder, data } = foldersOf(root);
  writePublication(folder, topics);
  mkdirSync(data, { recursive: true });
  const driver = await openSqlite(join(data, 'wireroom.sqlite'));
  const store = createStore(driver);
  const opened = await openPublication({
    folder,
    store,
    baseUrl: BASE_URL,
    fallbackUrl: BASE_URL,
    now: () => new Date(),
    log: () => {},
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems.slice(0, 3)));
  await opened.value.sync();
  await fill(driver, { ...options, state: opened.value.state() });
  await store.close();
  return { root, folder, data, articles, topics };
}

function writePublication(folder: string, topics: number): void {
  mkdirSync(join(folder, 'topics'), { recursive: true });
  writeFileSync(
    join(folder, 'publication.yaml'),
    'id: tag:news.example,2020:bench\ntitle: News Example\nlanguage: en\n',
  );
  for (let index = 0; index < topics; index += 1) {
    const phrases = Array.from({ length: PHRASES_A_TOPIC }, (_, at) => phraseOf(index, at));
    const lines = [
      `id: topic-${index}`,
      `name: {en: Topic ${index}}`,
      `match:\n  - {any: [${phrases.join(', ')}]}`,
    ];
    writeFileSync(join(folder, 'topics', `topic-${index}.yaml`), `${lines.join('\n')}\n`);
  }
}

function phraseOf(topic: number, number: number): string {
  return `matter ${word(topic)} ${word(number)}`;
}

/** A number in letters: no word that text has by itself. */
function word(number: number): string {
  return `qx${[...String(number)].map((digit) => 'bcdfghjklm'[Number(digit)]).join('')}`;
}

async function fill(
  driver: SqlDriver,
  { articles, topics, state }: StockOptions & { readonly state: SiteState },
): Promise<void> {
  const store = createStore(driver);
  const random = createRandom(4);
  const pool = paragraphs(random);
  // Only while it is filled: what is measured runs as a server does.
  await driver.exec('PRAGMA synchronous = OFF');
  for (let start = 0; start < articles; start += BATCH) {
    const count = Math.min(BATCH, articles - start);
    const writes = Array.from({ length: count }, (_, at) => {
      const article = stockArticle(start + at, { topics, text: drawn(random, pool, 3) });
      return articleWrite(article, {
        state,
        now: article.publishedAt,
        stored: undefined,
        isFirstLoad: true,
      });
    });
    const at = new Date(START + (start + count) * STEP_MS);
    await store.commit({ at, writes, files: [], forgottenFiles: [] });
  }
  await driver.exec('PRAGMA synchronous = FULL');
  await driver.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Two topics of a stock's article. */
export function topicsOf(index: number, topics: number): readonly number[] {
  return [...new Set([index % topics, (index * 7 + 1) % topics])];
}

function stockArticle(index: number, more: { topics: number; text: readonly string[] }) {
  const published = new Date(START + index * STEP_MS);
  return buildArticle({
    id: idOf(index),
    slug: `story-${index}`,
    headline: `Story ${index} of the bench`,
    bodyHtml: bodyHtml(index, more),
    publishedAt: published,
    updatedAt: published,
    section: `Section ${index % SECTIONS}`,
    authors: [{ name: `Author ${index % AUTHORS}` }],
  });
}

/** Paragraphs with a phrase of each of the story's topics. */
export function bodyHtml(index: number, more: { topics: number; text: readonly string[] }): string {
  const phrases = topicsOf(index, more.topics).map((topic) => phraseOf(topic, index % 10));
  const named = `It is about ${phrases.join(' and ')}.`;
  return [...more.text, named].map((text) => `<p>${text}</p>`).join('');
}

/** Feeds that a stock's article stands in, without their file: at most ten. */
export function feedsOf(index: number, topics: number): readonly string[] {
  const ofTopics = topicsOf(index, topics).flatMap((topic) => [
    `/topics/topic-${topic}`,
    `/topics/topic-${topic}/en`,
  ]);
  const section = `/sections/section-${index % SECTIONS}`;
  return ['', ...ofTopics, section, `/authors/author-${index % AUTHORS}`, '/languages/en'];
}
