/**
 * What a document costs to make: kept pieces joined, one new entry among kept ones, every entry new, beside
 * the packages `feed` and feedsmith with the same stories. All end in bytes, as a server needs them.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Feed } from 'feed';
import { assembleFeed, entryOptionsOf } from '../src/feeds/assemble.ts';
import { MAIN } from '../src/feeds/urls.ts';
import type { Article } from '../src/model/article.ts';
import { createPieces, documentOf, type PieceSource, type Pieces } from '../src/publish/pieces.ts';
import { FORMATS, type Format } from '../src/render/formats.ts';
import { buildArticle, buildSite } from '../tests/helpers/build.ts';
import { idOf } from './content.ts';
import { median } from './machine.ts';
import type { RenderResult } from './results.ts';
import { rounded } from './serving.ts';
import { createRandom, makeText } from './topics-text.ts';

export const FEEDSMITH_NEEDED = 'npm i --no-save feedsmith in the folder of --tools';

const SITE = buildSite({ topics: [] });
const PARAGRAPHS = 11;
const PARAGRAPH_CHARACTERS = 280;
const PIECE_BYTES = 64 * 1024 * 1024;
/** More of one size and format in a row: a single document is too short for the clock. */
const ROUND_MS = 25;
const WARM_UP_MS = 60;
const UTF8 = new TextEncoder();

type Make = () => Uint8Array;
interface Generators {
  readonly rss: (feed: object) => string;
  readonly atom: (feed: object) => string;
  readonly json: (feed: object) => object;
}

export interface Rendering {
  readonly results: Readonly<Record<string, RenderResult>>;
  readonly hasFeedsmith: boolean;
}

/** Names are `rss 50`, `atom 10`. */
export async function measureRendering(
  sizes: readonly number[],
  rounds: number,
  tools: string,
): Promise<Rendering> {
  const feedsmith = await loadFeedsmith(tools);
  const results: Record<string, RenderResult> = {};
  for (const entries of sizes) {
    for (const format of FORMATS) {
      const result = measureOne(format, makeArticles(entries), { rounds, feedsmith });
      results[`${format.name} ${entries}`] = result;
    }
  }
  return { results, hasFeedsmith: feedsmith !== undefined };
}

async function loadFeedsmith(tools: string): Promise<Generators | undefined> {
  const folder = [join(import.meta.dirname, '..'), tools].find((one) =>
    existsSync(join(one, 'node_modules/feedsmith/dist/index.mjs')),
  );
  if (folder === undefined) return undefined;
  const file = join(folder, 'node_modules/feedsmith/dist/index.mjs');
  const { generateRssFeed, generateAtomFeed, generateJsonFeed } = await import(
    pathToFileURL(file).href
  );
  return { rss: generateRssFeed, atom: generateAtomFeed, json: generateJsonFeed };
}

function makeArticles(count: number): readonly Article[] {
  const random = createRandom(5);
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2024, 0, 1) + index * 3_600_000);
    const paragraphs = Array.from({ length: PARAGRAPHS }, () =>
      makeText(random, PARAGRAPH_CHARACTERS),
    );
    return buildArticle({
      id: idOf(index),
      slug: `story-${index}`,
      headline: `Envoys report on round ${index} of the talks`,
      bodyHtml: paragraphs.map((text) => `<p>${text.trim()}</p>`).join(''),
      publishedAt: at,
      updatedAt: at,
      authors: [{ name: 'Desk of the bench' }],
      tags: ['talks', `round ${index}`],
    });
  });
}

function measureOne(
  format: Format,
  articles: readonly Article[],
  { rounds, feedsmith }: { rounds: number; feedsmith: Generators | undefined },
): RenderResult {
  const sources = articles.map(sourceOf);
  const kept = createPieces(PIECE_BYTES);
  let turn = 0;
  const [newest, ...older] = sources;
  const makes = {
    keptPieces: () => assemble(format, sources, kept),
    oneNew: () => {
      turn += 1;
      const fresh = newest === undefined ? [] : [{ ...newest, shownHash: `new ${turn}` }];
      return assemble(format, [...fresh, ...older], kept);
    },
    allNew: () => assemble(format, sources, createPieces(PIECE_BYTES)),
    feed: () => UTF8.encode(byFeed(format, articles)),
    ...(feedsmith && { feedsmith: () => UTF8.encode(byFeedsmith(format, articles, feedsmith)) }),
  };
  assertAlike(makes, articles.length);
  const micros = measureInTurn(makes, rounds);
  const of = (name: string): number => rounded(micros.get(name) ?? Number.NaN);
  return {
    format: format.name,
    entries: articles.length,
    keptPieces: of('keptPieces'),
    oneNew: of('oneNew'),
    allNew: of('allNew'),
    feed: of('feed'),
    feedsmith: feedsmith && of('feedsmith'),
  };
}

function sourceOf(article: Article): PieceSource {
  return { id: article.id, shownHash: article.id, isNotice: false, article: () => article };
}

function assemble(format: Format, sources: readonly PieceSource[], pieces: Pieces): Uint8Array {
  const file = format.file as 'rss.xml';
  const made = pieces.render(sources, format, entryOptionsOf(SITE, MAIN));
  const feed = assembleFeed({ site: SITE, selector: MAIN, label: '', stories: made }, file);
  const at = new Date('2024-06-01T00:00:00Z');
  const head = { path: `/${file}`, etag: '""', changedAt: at, nextDueAt: undefined };
  return documentOf(head, { format, feed, pieces: made }).bytes;
}

/** The texts are the bulk: who left one out would be fast. */
function assertAlike(makes: Readonly<Record<string, Make>>, entries: number): void {
  const least = entries * PARAGRAPHS * PARAGRAPH_CHARACTERS * 0.9;
  for (const [name, make] of Object.entries(makes)) {
    const { byteLength } = make();
    if (byteLength < least)
      throw new Error(`${name} made ${byteLength} bytes of ${entries} entries`);
  }
}

function measureInTurn(makes: Readonly<Record<string, Make>>, rounds: number) {
  const times = new Map<string, number[]>(Object.keys(makes).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, make] of Object.entries(makes)) {
      // The first round warms the compiler.
      const micros = microsOf(make, round === 0 ? WARM_UP_MS : ROUND_MS);
      if (round > 0) times.get(name)?.push(micros);
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

/** CPU time, so that another process on the core does not count. */
function microsOf(make: Make, leastMs: number): number {
  const from = process.cpuUsage();
  const until = performance.now() + leastMs;
  let count = 0;
  do {
    make();
    count += 1;
  } while (performance.now() < until);
  const { user, system } = process.cpuUsage(from);
  return (user + system) / count;
}

function byFeed(format: Format, articles: readonly Article[]): string {
  const feed = new Feed({
    id: 'https://news.example/',
    title: 'News Example',
    description: 'News of the world',
    link: 'https://news.example/',
    copyright: 'News Example',
    updated: new Date('2024-06-01T00:00:00Z'),
  });
  for (const { id, headline, bodyHtml, publishedAt, tags } of articles) {
    feed.addItem({
      id,
      title: headline,
      link: `https://news.example/articles/${id}`,
      content: bodyHtml,
      date: publishedAt,
      published: publishedAt,
      author: [{ name: 'Desk of the bench' }],
      category: tags.map((name) => ({ name })),
    });
  }
  if (format.name === 'rss') return feed.rss2();
  return format.name === 'atom' ? feed.atom1() : feed.json1();
}

function byFeedsmith(format: Format, articles: readonly Article[], to: Generators): string {
  const link = 'https://news.example/';
  if (format.name === 'rss') {
    const items = articles.map(({ id, headline, bodyHtml, publishedAt, tags }) => ({
      title: headline,
      link: `${link}articles/${id}`,
      guid: { value: id, isPermaLink: false },
      pubDate: publishedAt,
      categories: tags.map((name) => ({ name })),
      dc: { creators: ['Desk of the bench'] },
      content: { encoded: bodyHtml },
    }));
    return to.rss({ title: 'News Example', link, description: 'News of the world', items });
  }
  if (format.name === 'atom') return to.atom(atomOf(articles, link));
  const items = articles.map(({ id, headline, bodyHtml, publishedAt, tags }) => ({
    id,
    url: `${link}articles/${id}`,
    title: headline,
    content_html: bodyHtml,
    date_published: publishedAt,
    tags: [...tags],
    authors: [{ name: 'Desk of the bench' }],
  }));
  return JSON.stringify(to.json({ title: 'News Example', home_page_url: link, items }));
}

function atomOf(articles: readonly Article[], link: string): object {
  const entries = articles.map(({ id, headline, bodyHtml, publishedAt, tags }) => ({
    id,
    title: { value: headline },
    updated: publishedAt,
    published: publishedAt,
    links: [{ href: `${link}articles/${id}` }],
    authors: [{ name: 'Desk of the bench' }],
    categories: tags.map((term) => ({ term })),
    content: { value: bodyHtml, type: 'html' },
  }));
  const updated = new Date('2024-06-01T00:00:00Z');
  return { id: link, title: { value: 'News Example' }, updated, entries };
}
