/** Memory and withdrawals: what anybody may ask for fills nothing up and brings nothing back. */

import { describe, expect, test } from 'vitest';
import { parseFeedQuery } from '../../src/feeds/parse-query.ts';
import { createDocumentCache } from '../../src/publish/document-cache.ts';
import { createQueryReader } from '../../src/publish/query-feed.ts';
import { buildArticle, buildSite, buildTopic } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const TOPICS = Array.from({ length: 12 }, (_, index) => `t${index}`);
const site = buildSite({ topics: TOPICS.map((name) => buildTopic(name)) });
const articles = Array.from({ length: 4 }, (_, index) =>
  buildArticle({
    id: `urn:uuid:${index}`,
    tags: TOPICS.filter((_name, number) => number % 4 !== index),
    bodyHtml: `<p>${`Envoys of group ${index} met. `.repeat(80)}</p>`,
  }),
);

/** Another combination for each number. */
function combination(number: number): string {
  const chosen = TOPICS.filter((_name, bit) => (number >> bit) & 1);
  const [a = 't0', b = 't1', ...others] = chosen;
  const named = [`topic=${a}`, `topic=${b}`, ...others.slice(0, 5).map((name) => `not=${name}`)];
  return [...named, `q=envoys+${number % 7 === 0 ? 'met' : `w${number}`}`].join('&');
}

describe('a walk through thousands of combinations', () => {
  const STORED = ['/rss.xml', '/topics/t1/atom.xml', '/topics/t2/feed.json'];

  test('keeps the caches within their limits and every stored feed in its own', async () => {
    const limit = 512 * 1024;
    const cache = createDocumentCache(8 * 1024 * 1024, { queryBytes: limit });
    const room = await openNewsroom(articles, { site, cache });
    for (const path of STORED) await room.get(path);
    const stored = cache.size();
    const files = ['rss.xml', 'atom.xml', 'feed.json'];
    const seen = new Set<string>();
    for (let number = 0; number < 5_000; number += 1) {
      const response = await room.get(`/search/${files[number % 3]}?${combination(number)}`);
      expect(response.status).toBe(200);
      seen.add(response.headers.get('link') ?? '');
      expect(cache.queries.size().bytes).toBeLessThanOrEqual(limit);
    }
    expect(seen.size).toBeGreaterThan(4_900);
    // Full, yet of a small part of what was asked for.
    expect(cache.queries.size().bytes).toBeGreaterThan(limit * 0.9);
    expect(cache.queries.size().documents).toBeLessThan(1_000);
    expect(cache.size()).toEqual(stored);
    for (const path of STORED) {
      const before = room.database.reads;
      expect((await room.get(path)).status).toBe(200);
      expect(room.database.reads - before, path).toBe(1);
    }
  }, 60_000);

  test('is not remembered beyond a limit of entries and bytes', async () => {
    const room = await openNewsroom(articles, { site });
    const reader = createQueryReader({
      store: room.store,
      cache: room.cache,
      now: () => room.now,
      state: () => room.state,
    });
    for (let number = 0; number < 12_000; number += 1) {
      const queryString = `${combination(number % 4096)}&page=${cursor(number)}`;
      const parsed = parseFeedQuery({ queryString, file: 'rss.xml', isSearch: true }, site);
      if (!parsed.ok) throw new Error(queryString);
      await reader.readHead(parsed.value);
    }
    const { lists, bytes } = reader.remembered();
    expect(lists).toBeLessThanOrEqual(10_000);
    expect(lists).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
  }, 60_000);

  const cursor = (number: number): string => btoa(`${number}.urn`).replaceAll('=', '');
});

describe('a story that is withdrawn', () => {
  const story = buildArticle({
    id: 'urn:uuid:secret',
    headline: 'Zyzzyva revealed',
    bodyHtml: '<p>Zyzzyva zyzzyva.</p>',
    tags: ['t0', 't1'],
  });
  const COMBINED = ['topic=t0&topic=t2', 'topic=t0&all=t1', 'not=t3', 'topic=t0&full=0'];
  const SEARCHES = ['q=zyzzyva', 'q=zyzzyva&topic=t0'];
  const paths = ['rss.xml', 'atom.xml', 'feed.json'].flatMap((file) => [
    ...COMBINED.map((query) => `/feeds/${file}?${query}`),
    ...SEARCHES.map((query) => `/search/${file}?${query}`),
  ]);
  const open = () => openNewsroom([...articles, story], { site });
  const withdraw = (room: Newsroom): Promise<void> =>
    room.save({
      ...story,
      state: 'withdrawn',
      withdrawal: { at: room.now, note: 'It was wrong.' },
    });
  const isCombined = (path: string): boolean => path.startsWith('/feeds/');

  test('leaves its notice in combined feeds, nothing in searches, and its text nowhere', async () => {
    const room = await open();
    for (const path of paths)
      expect(await (await room.get(path)).text(), path).toContain('Zyzzyva');
    room.now = later(60);
    await withdraw(room);
    for (const path of paths) {
      const text = await (await room.get(path)).text();
      expect(/zyzzyva (?:revealed|zyzzyva)/i.test(text), path).toBe(false);
      expect(text.includes('urn:uuid:secret'), path).toBe(isCombined(path));
      expect(text.includes('It was wrong.'), path).toBe(isCombined(path));
    }
    room.now = later(15 * 86_400);
    await room.tick();
    for (const path of paths) {
      expect(await (await room.get(path)).text(), path).not.toContain('urn:uuid:secret');
    }
  });

  test('comes back from no kept copy while the store fails', async () => {
    const room = await open();
    for (const path of paths) await room.get(path);
    await withdraw(room);
    room.database.fails = true;
    for (const path of paths) {
      const response = await room.get(path);
      expect(response.status, path).toBe(503);
      expect(await response.text()).not.toContain('Zyzzyva');
    }
  });

  test('stands on the first page alone, beside fifty stories', async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      buildArticle({ id: `urn:uuid:m${index}`, tags: ['t0'], publishedAt: later(-index) }),
    );
    const room = await openNewsroom([...many, story], { site });
    await withdraw(room);
    const read = async (path: string) =>
      (await (await room.get(path)).json()) as { items: { id: string }[]; next_url: string };
    const first = await read('/feeds/feed.json?topic=t0&topic=t2');
    expect(first.items).toHaveLength(51);
    expect(first.items.at(-1)?.id).toBe('urn:uuid:secret');
    const { pathname, search } = new URL(first.next_url);
    const second = await read(pathname + search);
    expect(second.items).toHaveLength(10);
  });
});

describe('a store that fails', () => {
  const path = '/feeds/rss.xml?topic=t1&topic=t0';

  test('leads to the last good copy of a query in any spelling, still conditional', async () => {
    const room = await openNewsroom(articles, { site });
    const good = await room.get(path);
    room.database.fails = true;
    const copy = await room.get('/feeds/rss.xml?topic=t0&topic=t1&_=1');
    expect(copy.status).toBe(200);
    expect(copy.headers.get('cache-control')).toBe('public, max-age=10');
    expect(await copy.text()).toBe(await good.text());
    const tag = good.headers.get('etag') ?? '';
    expect((await room.get(path, { 'if-none-match': tag })).status).toBe(304);
    expect(room.log.some(({ event }) => event === 'served the last good copy')).toBe(true);
  });

  test('leads to 503 where there is no copy, and to the same refusals as ever', async () => {
    const room = await openNewsroom(articles, { site });
    room.database.fails = true;
    expect((await room.get(path)).status).toBe(503);
    expect((await room.get('/feeds/rss.xml?section=world')).status).toBe(503);
    expect((await room.get('/feeds/rss.xml?topic=none')).status).toBe(404);
    expect((await room.get('/search/rss.xml?q=')).status).toBe(400);
    expect((await room.get('/feeds/rss.xml?topic=t1')).status).toBe(301);
  });
});

describe('time', () => {
  const path = '/feeds/rss.xml?topic=t0&topic=t1';

  test('keeps freshness within the next release, and shows nothing before it', async () => {
    const embargoedUntil = later(600);
    const secret = buildArticle({
      id: 'urn:uuid:secret',
      headline: 'Not before noon',
      tags: ['t0'],
      state: 'embargoed',
      embargoedUntil,
      publishedAt: embargoedUntil,
      updatedAt: embargoedUntil,
    });
    const room = await openNewsroom([...articles, secret], { site });
    room.now = later(480);
    for (const one of [path, '/search/rss.xml?q=noon', '/feeds/rss.xml?lang=ko']) {
      const response = await room.get(one);
      expect(response.headers.get('cache-control'), one).toBe('public, max-age=120');
      expect(await response.text()).not.toContain('Not before noon');
    }
    room.now = later(601);
    await room.tick();
    for (const one of [path, '/search/rss.xml?q=noon']) {
      expect(await (await room.get(one)).text()).toContain('Not before noon');
    }
  });

  test('takes an expired story out, and no copy of it is served before that is applied', async () => {
    const [first, ...others] = articles;
    const room = await openNewsroom(
      [{ ...(first ?? buildArticle()), expiresAt: later(60) }, ...others],
      {
        site,
      },
    );
    await room.get(path);
    room.now = later(61);
    expect((await room.get(path)).headers.get('cache-control')).toBe('public, max-age=0');
    room.database.fails = true;
    expect((await room.get(path)).status).toBe(503);
    room.database.fails = false;
    await room.tick();
    expect(await (await room.get(path)).text()).not.toContain('urn:uuid:0');
  });
});

test('many who ask at once have one list read and one document rendered', async () => {
  const room = await openNewsroom(articles, { site });
  const path = '/feeds/rss.xml?topic=t0&topic=t1';
  const before = room.database.reads;
  await Promise.all(Array.from({ length: 20 }, () => room.get(path)));
  // A state for each, and once the list.
  expect(room.database.reads - before).toBe(20 + 1);
});
