/** Sitemaps over time: what crawlers are led to, and never to what nobody may see. */

import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import { installSite } from '../../src/publish/site-state.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { buildArticle, buildPublication, buildSite } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';
import { readXml } from '../render/parse-xml.ts';
import { checkSitemap } from '../render/sitemap-schema.ts';

const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const DAY = 86_400;

const story = (number: number, more: Partial<Article> = {}): Article =>
  buildArticle({
    id: `urn:example:${number}`,
    slug: `story-${number}`,
    headline: `Story ${number}`,
    publishedAt: later(-number),
    updatedAt: later(-number),
    ...more,
  });

const stories = (count: number): readonly Article[] =>
  Array.from({ length: count }, (_, index) => story(index + 1));

async function textOf(room: Newsroom, path: string): Promise<string> {
  const response = await room.get(path);
  expect(response.status, path).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8');
  const text = await response.text();
  checkSitemap(text);
  return text;
}

async function found(room: Newsroom, path: string, xpath: string): Promise<readonly string[]> {
  const text = await textOf(room, path);
  return readXml(text, (query) => query(xpath));
}

const locs = (room: Newsroom, path: string) => found(room, path, '//sm:loc');
const titles = (room: Newsroom) => found(room, '/news-sitemap.xml', '//news:title');
const slugs = async (room: Newsroom, path: string) =>
  (await locs(room, path)).map((loc) => /articles\/(.*)-[0-9a-f]{12}$/.exec(loc)?.[1]);

describe('the sitemap', () => {
  test('is an index of the pages and of a file for each thousand places', async () => {
    const room = await openNewsroom(stories(1_001));
    expect(await locs(room, '/sitemap.xml')).toEqual([
      'https://news.example/sitemaps/pages.xml',
      'https://news.example/sitemaps/1.xml',
      'https://news.example/sitemaps/2.xml',
    ]);
    expect(await locs(room, '/sitemaps/1.xml')).toHaveLength(1_000);
    expect(await slugs(room, '/sitemaps/2.xml')).toEqual(['story-1']);
  });

  test('names one file of a thousand stories exactly', async () => {
    const room = await openNewsroom(stories(1_000));
    expect(await locs(room, '/sitemap.xml')).toHaveLength(2);
    expect((await room.get('/sitemaps/2.xml')).status).toBe(404);
  });

  test('lists pages only while a first load runs', async () => {
    const driver = await openSqlite(':memory:');
    const room = await openNewsroom(stories(3), { driver });
    await driver.exec('UPDATE change_counter SET loaded = 0');
    expect(await locs(room, '/sitemap.xml')).toEqual(['https://news.example/sitemaps/pages.xml']);
    expect((await room.get('/sitemaps/1.xml')).status).toBe(404);
    await room.store.markLoaded(START);
    expect(await locs(room, '/sitemap.xml')).toHaveLength(2);
    expect(await slugs(room, '/sitemaps/1.xml')).toEqual(['story-1', 'story-2', 'story-3']);
  });

  test('lists the page of every feed, with its last change', async () => {
    const room = await openNewsroom([
      story(1, { tags: ['diplomacy'], section: 'World', language: 'ja' }),
    ]);
    const pages = await locs(room, '/sitemaps/pages.xml');
    const paths = [
      '/',
      '/topics/diplomacy',
      '/topics/weapons',
      '/languages/ja',
      '/sections/world',
      '/topics/diplomacy/ja',
    ];
    expect(pages).toEqual(paths.map((path) => `https://news.example${path}`));
    for (const page of pages) expect((await room.get(new URL(page).pathname)).status).toBe(200);
    const dateOf = (path: string) =>
      found(
        room,
        '/sitemaps/pages.xml',
        `//sm:url[sm:loc="https://news.example${path}"]/sm:lastmod`,
      );
    expect(await dateOf('/topics/weapons')).toEqual([]);
    room.now = later(60);
    await room.save(story(2, { section: 'Other' }));
    expect(await dateOf('/')).toEqual(['2019-11-01T12:01:00Z']);
    expect(await dateOf('/sections/world')).toEqual(['2019-11-01T12:00:00Z']);
  });

  test('dates a story by its last change', async () => {
    const room = await openNewsroom([story(1)]);
    await room.save(story(1, { headline: 'Corrected', updatedAt: later(0) }));
    expect(await found(room, '/sitemaps/1.xml', '//sm:lastmod')).toEqual(['2019-11-01T12:00:00Z']);
  });

  test('leads to no notice of a withdrawn story', async () => {
    const room = await openNewsroom([story(1), story(2)]);
    await room.save(story(1, { state: 'withdrawn', withdrawal: { at: START } }));
    expect(await (await room.get('/rss.xml')).text()).toContain('urn:example:1');
    expect(await slugs(room, '/sitemaps/1.xml')).toEqual(['story-2']);
  });

  test.each(['0', '01', '3', '-1', '1.0', '1e3', '1234567890', ' 1', 'pages.xml', 'x'])(
    'answers 404 for the file %s.xml',
    async (name) => {
      const room = await openNewsroom([story(1)]);
      for (const folder of ['sitemaps', 'news-sitemap']) {
        const response = await room.get(`/${folder}/${encodeURIComponent(name)}.xml`);
        expect(response.status).toBe(404);
      }
    },
  );

  test('stands in robots.txt, and so does the news', async () => {
    const room = await openNewsroom();
    const lines = (await (await room.get('/robots.txt')).text()).split('\n');
    expect(lines).toContain('Sitemap: https://news.example/sitemap.xml');
    expect(lines).toContain('Sitemap: https://news.example/news-sitemap.xml');
    expect(lines.slice(0, 2)).toEqual(['User-agent: *', 'Allow: /']);
  });
});

describe('the news sitemap', () => {
  test('lists the newest first, with the publication and the date of first publication', async () => {
    const publication = buildPublication({ title: 'News & Example' });
    const room = await openNewsroom(
      [
        story(7_200, { language: 'zh-HK', updatedAt: later(-60) }),
        story(60, { headline: 'A <b> & "c"' }),
      ],
      { site: buildSite({ publication }) },
    );
    const read = (xpath: string) => found(room, '/news-sitemap.xml', xpath);
    expect(await titles(room)).toEqual(['A <b> & "c"', 'Story 7200']);
    expect(await read('//news:name')).toEqual(['News & Example', 'News & Example']);
    expect(await read('//news:language')).toEqual(['en', 'zh-tw']);
    expect(await read('//news:publication_date')).toEqual([
      '2019-11-01T11:59:00Z',
      '2019-11-01T10:00:00Z',
    ]);
    expect(await read('//sm:url[count(news:news) != 1]')).toEqual([]);
  });

  test('holds a story for two days exactly', async () => {
    const room = await openNewsroom([story(0), story(60)]);
    room.now = later(2 * DAY - 60);
    expect(await titles(room)).toEqual(['Story 0', 'Story 60']);
    room.now = later(2 * DAY);
    expect(await titles(room)).toEqual(['Story 0']);
    room.now = later(2 * DAY + 59);
    expect(await titles(room)).toEqual(['Story 0']);
    room.now = later(2 * DAY + 60);
    expect(await titles(room)).toEqual([]);
  });

  test('is not refreshed by a correction of an old story', async () => {
    const old = story(3 * DAY);
    const room = await openNewsroom([old]);
    await room.save({ ...old, headline: 'Corrected', updatedAt: START });
    expect(await titles(room)).toEqual([]);
  });

  test('has the same bytes and tag within a minute, and lists nothing again', async () => {
    const room = await openNewsroom([story(1)]);
    const first = await room.get('/news-sitemap.xml');
    room.now = later(59);
    const before = room.database.reads;
    const second = await room.get('/news-sitemap.xml');
    expect(room.database.reads - before).toBe(1);
    expect(await second.text()).toBe(await first.text());
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
  });

  test('is one file of a thousand stories', async () => {
    const room = await openNewsroom(stories(1_000));
    const text = await textOf(room, '/news-sitemap.xml');
    expect(text.match(/<news:news>/g)).toHaveLength(1_000);
    expect((await room.get('/news-sitemap/2.xml')).status).toBe(404);
  });

  test('is an index of two files with a thousand and one, listed once', async () => {
    const room = await openNewsroom(stories(1_001));
    expect(await locs(room, '/news-sitemap.xml')).toEqual([
      'https://news.example/news-sitemap/1.xml',
      'https://news.example/news-sitemap/2.xml',
    ]);
    const before = room.database.reads;
    const first = await textOf(room, '/news-sitemap/1.xml');
    expect(first.match(/<news:news>/g)).toHaveLength(1_000);
    expect(await slugs(room, '/news-sitemap/2.xml')).toEqual(['story-1001']);
    expect((await room.get('/news-sitemap/3.xml')).status).toBe(404);
    expect(room.database.reads - before).toBe(3);
  });

  test('holds no story of another host', async () => {
    const room = await openNewsroom([
      story(1, { url: 'https://agency.example/1' }),
      story(2, { url: 'https://news.example/2' }),
    ]);
    expect(await locs(room, '/news-sitemap.xml')).toEqual(['https://news.example/2']);
  });

  test('shows nothing that nobody may see, then what an embargo lifts and not what expires', async () => {
    const room = await openNewsroom([
      story(1, { state: 'embargoed', embargoedUntil: later(600), publishedAt: later(600) }),
      story(2, { state: 'withheld' }),
      story(3, { expiresAt: later(300) }),
      story(4),
    ]);
    const both = async () => [
      await titles(room),
      (await slugs(room, '/sitemaps/1.xml')).toSorted(),
    ];
    expect(await both()).toEqual([
      ['Story 3', 'Story 4'],
      ['story-3', 'story-4'],
    ]);
    room.now = later(301);
    await room.tick();
    expect(await both()).toEqual([['Story 4'], ['story-4']]);
    room.now = later(601);
    await room.tick();
    expect(await both()).toEqual([
      ['Story 1', 'Story 4'],
      ['story-1', 'story-4'],
    ]);
    await room.save(story(4, { state: 'removed' }));
    expect(await both()).toEqual([['Story 1'], ['story-1']]);
  });
});

const PATHS = ['/sitemap.xml', '/sitemaps/pages.xml', '/sitemaps/1.xml', '/news-sitemap.xml'];

describe('every sitemap', () => {
  test.each(PATHS)('%s is conditional, compressed and has a head', async (path) => {
    const room = await openNewsroom(stories(9));
    const full = await room.get(path);
    const text = await full.text();
    const tag = full.headers.get('etag') ?? '';
    const unchanged = await room.get(path, { 'if-none-match': tag });
    expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
    const head = await room.app.request(path, { method: 'HEAD' });
    expect([...head.headers]).toEqual([...full.headers]);
    expect(await head.text()).toBe('');
    const packed = await room.get(path, { 'accept-encoding': 'gzip' });
    const bytes = new Uint8Array(await packed.arrayBuffer());
    const isPacked = packed.headers.get('content-encoding') === 'gzip';
    expect(isPacked).toBe(text.length >= 512);
    expect(isPacked ? gunzipSync(bytes).toString() : new TextDecoder().decode(bytes)).toBe(text);
  });

  test.each(PATHS)('%s is kept by no cache past the next due time', async (path) => {
    const room = await openNewsroom([story(1, { expiresAt: later(40) })]);
    room.now = later(10);
    expect((await room.get(path)).headers.get('cache-control')).toBe('public, max-age=30');
    room.now = later(50);
    expect((await room.get(path)).headers.get('cache-control')).toBe('public, max-age=0');
  });

  test.each(['/sitemaps/1.xml', '/news-sitemap.xml'])(
    '%s has another tag after a withdrawal, and serves nothing while the store fails',
    async (path) => {
      const room = await openNewsroom([story(1), story(2)]);
      const before = await room.get(path);
      expect(await before.text()).toContain('story-1-');
      await room.save(story(1, { state: 'withdrawn', withdrawal: { at: START } }));
      room.database.fails = true;
      expect((await room.get(path)).status).toBe(503);
      room.database.fails = false;
      const after = await room.get(path, { 'if-none-match': before.headers.get('etag') ?? '' });
      expect(after.status).toBe(200);
      expect(await after.text()).not.toContain('story-1-');
    },
  );

  test.each(PATHS)('%s is listed once for a state, by one small read after that', async (path) => {
    const room = await openNewsroom(stories(3));
    await room.get(path);
    for (const headers of [{}, { 'accept-encoding': 'gzip' }]) {
      const before = room.database.reads;
      await room.get(path, headers);
      expect(room.database.reads - before).toBe(1);
    }
  });

  test('is another one when the settings change', async () => {
    const room = await openNewsroom([story(1)]);
    await textOf(room, '/news-sitemap.xml');
    const publication = buildPublication({ title: 'Another Name' });
    room.state = await installSite(room.store, buildSite({ publication }), room.now);
    expect(await found(room, '/news-sitemap.xml', '//news:name')).toEqual(['Another Name']);
  });
});
