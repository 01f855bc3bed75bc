/** Combined and search feeds against a plain filter over the same articles. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import { htmlToText } from '../../src/text/html.ts';
import { compareText } from '../../src/text/order.ts';
import { parseQuery, searchTokens } from '../../src/text/search.ts';
import { buildArticle, buildSite, buildTopic } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';
import { readXml } from '../render/parse-xml.ts';

const TOPICS = ['talks', 'arms', 'aid', 'trade'];
const WORDS = ['envoys', 'ministers', 'met', 'parted', '会談', '核', 'in Seoul'];
const SECTIONS = ['World', 'Sport'];
const SOURCES = ['Kyodo', 'Yonhap'];
const LANGUAGES = ['en', 'ja', 'ko'];

interface Story {
  readonly tags: readonly string[];
  readonly words: readonly string[];
  readonly section: string;
  readonly source: string;
  readonly language: string;
  readonly hours: number;
  readonly fate: 'public' | 'withdrawn' | 'removed' | 'embargoed';
}

const story: fc.Arbitrary<Story> = fc.record({
  tags: fc.subarray(TOPICS),
  words: fc.shuffledSubarray(WORDS),
  section: fc.constantFrom(...SECTIONS),
  source: fc.constantFrom(...SOURCES),
  language: fc.constantFrom(...LANGUAGES),
  // Many share an instant.
  hours: fc.nat(12),
  fate: fc.constantFrom(
    'public',
    'public',
    'public',
    'public',
    'withdrawn',
    'removed',
    'embargoed',
  ),
});

function articleOf(one: Story, index: number): Article {
  const at = new Date(START.getTime() - one.hours * 3_600_000);
  return buildArticle({
    id: `tag:x,2019:${['a', '会', 'Z'][index % 3]}${index}`,
    headline: `Story ${index}`,
    bodyHtml: `<p>${one.words.join(' ')}</p>`,
    tags: one.tags,
    section: one.section,
    source: { name: one.source },
    language: one.language,
    publishedAt: at,
    updatedAt: at,
  });
}

interface Asked {
  readonly topic: readonly string[];
  readonly all: readonly string[];
  readonly not: readonly string[];
  readonly section: readonly string[];
  readonly source: readonly string[];
  readonly lang: readonly string[];
  readonly q: readonly string[];
}

const asked: fc.Arbitrary<Asked> = fc
  .record({
    topic: fc.subarray(TOPICS, { maxLength: 3 }),
    all: fc.subarray(TOPICS, { maxLength: 2 }),
    not: fc.subarray(TOPICS, { maxLength: 1 }),
    section: fc.subarray(SECTIONS),
    source: fc.subarray(SOURCES),
    lang: fc.subarray(LANGUAGES),
    q: fc.shuffledSubarray(WORDS, { maxLength: 2 }),
  })
  .filter((one) => Object.values(one).flat().length <= 10);

function queryOf({ q, ...lists }: Asked): string {
  const parameters = Object.entries(lists).flatMap(([name, values]) =>
    values.map((value: string): [string, string] => [name, value.toLowerCase()]),
  );
  const words = q.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ');
  return new URLSearchParams([...parameters, ...(words ? [['q', words]] : [])]).toString();
}

function isAsked(one: Story, article: Article, wanted: Asked): boolean {
  const { topic, all, not, section, source, lang, q } = wanted;
  const isOneOf = (values: readonly string[], value: string): boolean =>
    values.length === 0 || values.includes(value);
  const text = ` ${searchTokens([article.headline, htmlToText(article.bodyHtml), ...article.tags])} `;
  return (
    (topic.length === 0 || topic.some((name) => one.tags.includes(name))) &&
    all.every((name) => one.tags.includes(name)) &&
    !not.some((name) => one.tags.includes(name)) &&
    isOneOf(section, one.section) &&
    isOneOf(source, one.source) &&
    isOneOf(lang, one.language) &&
    q.every((word) => (parseQuery(`"${word}"`) ?? []).every((run) => text.includes(` ${run} `)))
  );
}

const newestFirst = (a: Article, b: Article): number =>
  b.publishedAt.getTime() - a.publishedAt.getTime() || compareText(b.id, a.id);

/** Ids of one document, and where it goes on. */
function readDocument(file: string, text: string): { ids: readonly string[]; next?: string } {
  if (file === 'feed.json') {
    const feed = JSON.parse(text) as { items: { id: string }[]; next_url?: string };
    return { ids: feed.items.map(({ id }) => id), ...(feed.next_url && { next: feed.next_url }) };
  }
  return readXml(text, (query) => {
    const [next] = query('//atom:link[@rel="next"]/@href');
    const ids = query(file === 'atom.xml' ? '/atom:feed/atom:entry/atom:id' : '//item/guid');
    return { ids, ...(next && { next }) };
  });
}

async function walk(room: Newsroom, file: string, query: string): Promise<readonly string[][]> {
  const pages: string[][] = [];
  let next: string | undefined = `https://news.example/feeds/${file}?${query}`;
  while (next !== undefined) {
    const { pathname, search } = new URL(next);
    let response: Response = await room.get(pathname + search);
    const moved = response.headers.get('location');
    if (moved) response = await room.get(new URL(moved).pathname);
    expect(response.status).toBe(200);
    const page = readDocument(file, await response.text());
    pages.push([...page.ids]);
    next = page.next;
  }
  return pages;
}

test('equal a plain filter over the same articles, through every page and in every format', async () => {
  const [stories = []] = fc.sample(
    fc.array(story, { minLength: 170, maxLength: 170, size: 'max' }),
    {
      numRuns: 1,
      seed: 19,
    },
  );
  const articles = stories.map(articleOf);
  // Wide enough that a stored feed that a query is redirected to holds the same.
  const topics = TOPICS.map((name) => buildTopic(name));
  const window = { hours: 1_000, atLeast: 500, atMost: 500 };
  const site = buildSite({ topics });
  const room = await openNewsroom(articles, {
    site: { ...site, publication: { ...site.publication, window } },
  });
  for (const [index, one] of articles.entries()) {
    const at = new Date(START.getTime() + index * 1000);
    room.now = at;
    const fate = stories[index]?.fate ?? 'public';
    if (fate === 'withdrawn') await room.save({ ...one, state: 'withdrawn', withdrawal: { at } });
    if (fate === 'removed') await room.save({ ...one, state: 'removed' });
    if (fate === 'embargoed') {
      const embargoedUntil = new Date(START.getTime() + 86_400_000);
      await room.save({ ...one, state: 'embargoed', embargoedUntil });
    }
  }

  const property = fc.asyncProperty(
    asked,
    fc.constantFrom('rss.xml', 'atom.xml', 'feed.json'),
    async (wanted, file) => {
      const rows = articles
        .map((article, index) => ({ article, one: stories[index] ?? never() }))
        .filter(({ article, one }) => isAsked(one, article, wanted));
      const idsOf = (fates: readonly Story['fate'][]): readonly string[] =>
        rows
          .filter(({ one }) => fates.includes(one.fate))
          .map(({ article }) => article)
          .sort(newestFirst)
          .map(({ id }) => id);
      const pages = await walk(room, file, queryOf(wanted));
      const notices = wanted.q.length > 0 ? [] : idsOf(['withdrawn']);
      const shown = pages.flat().filter((id) => !notices.includes(id));
      expect(shown).toEqual(idsOf(['public']));
      const [first = []] = pages;
      expect(first.filter((id) => notices.includes(id))).toEqual(notices);
      expect(new Set(pages.flat()).size).toBe(pages.flat().length);
    },
  );
  await fc.assert(property, { numRuns: 120 });
}, 60_000);

function never(): never {
  throw new Error('as many stories as articles');
}
