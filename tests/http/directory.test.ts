/** The directory of feeds: what it lists, page by page, and when it is another one. */

import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import { buildArticle, buildSite, buildTopic } from '../helpers/build.ts';
import { selectorState } from '../helpers/feed-reads.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const DAY = 86_400;

const story = (id: string, more: Partial<Article> = {}): Article =>
  buildArticle({ id, slug: id, publishedAt: START, updatedAt: START, ...more });

interface Listed {
  readonly name: string;
  readonly kind: string;
  readonly page: string;
  readonly members: number;
  readonly storiesPerDay: number;
  readonly lastChange?: string;
}

async function read(room: Newsroom, path = '/feeds.json') {
  const response = await room.get(path);
  expect(response.status, path).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  return (await response.json()) as { self: string; next?: string; feeds: readonly Listed[] };
}

const pagesOf = ({ feeds }: { feeds: readonly Listed[] }): readonly string[] =>
  feeds.map(({ page }) => new URL(page).pathname);

/** Addresses of the pages of feeds, over all pages of the directory. */
async function walk(room: Newsroom, start: string) {
  const pages: number[] = [];
  const found: string[] = [];
  let path: string | undefined = start;
  while (path !== undefined) {
    const page = await read(room, path);
    pages.push(page.feeds.length);
    found.push(...pagesOf(page));
    path = page.next?.replace('https://news.example', '');
  }
  return { pages, found };
}

async function feedOf(room: Newsroom, path: string): Promise<Listed | undefined> {
  return (await read(room)).feeds.find(({ page }) => page === `https://news.example${path}`);
}

describe('the directory', () => {
  test('lists every feed with its formats, and topics without a story too', async () => {
    const room = await openNewsroom([
      story('a', { tags: ['diplomacy'], section: 'World News', language: 'ja' }),
    ]);
    const directory = await read(room);
    expect(pagesOf(directory)).toEqual([
      '/languages/ja',
      '/',
      '/sections/world-news',
      '/topics/diplomacy',
      '/topics/diplomacy/ja',
      '/topics/weapons',
    ]);
    expect(directory.feeds[2]).toEqual({
      name: 'World News',
      kind: 'section',
      language: 'en',
      page: 'https://news.example/sections/world-news',
      formats: {
        rss: {
          url: 'https://news.example/sections/world-news/rss.xml',
          type: 'application/rss+xml',
        },
        atom: {
          url: 'https://news.example/sections/world-news/atom.xml',
          type: 'application/atom+xml',
        },
        json: {
          url: 'https://news.example/sections/world-news/feed.json',
          type: 'application/feed+json',
        },
      },
      members: 1,
      storiesPerDay: 0.04,
      lastChange: '2019-11-01T12:00:00Z',
      latestStory: {
        title: 'Envoys meet in Stockholm',
        url: expect.stringContaining('https://news.example/articles/a-'),
        language: 'ja',
        published: '2019-11-01T12:00:00Z',
      },
    });
    expect(directory.feeds[5]).toMatchObject({
      description: 'All about weapons',
      members: 0,
      storiesPerDay: 0,
    });
    expect(directory.feeds[5]).not.toHaveProperty('lastChange');
    expect(directory.feeds[5]).not.toHaveProperty('latestStory');
    for (const path of pagesOf(directory)) expect((await room.get(path)).status).toBe(200);
  });

  test('names its home, itself and no next page', async () => {
    const room = await openNewsroom();
    expect(await read(room, '/feeds.json?x=1')).toMatchObject({
      title: 'News Example',
      home: 'https://news.example/',
      self: 'https://news.example/feeds.json',
    });
    expect(await read(room)).not.toHaveProperty('next');
  });

  test('counts stories of the last 28 days by the hour', async () => {
    const fresh = [1, 2, 3].map((number) => story(`f${number}`, { section: 'World' }));
    const old = story('old', {
      section: 'World',
      publishedAt: later(-28 * DAY),
      updatedAt: later(-28 * DAY),
    });
    const room = await openNewsroom([...fresh, old]);
    const world = () => feedOf(room, '/sections/world');
    expect(await world()).toMatchObject({ members: 4, storiesPerDay: 0.14 });
    const first = await (await room.get('/feeds.json')).text();
    room.now = later(3_599);
    expect(await (await room.get('/feeds.json')).text()).toBe(first);
    room.now = later(3_600);
    expect(await world()).toMatchObject({ members: 4, storiesPerDay: 0.11 });
    room.now = later(29 * DAY);
    expect(await world()).toMatchObject({ members: 4, storiesPerDay: 0 });
  });

  test('moves with a withdrawal, whose notice counts as no story', async () => {
    const room = await openNewsroom([story('a', { section: 'World' })]);
    const before = await room.get('/feeds.json');
    room.now = later(60);
    await room.save(
      story('a', { section: 'World', state: 'withdrawn', withdrawal: { at: room.now } }),
    );
    const tag = before.headers.get('etag') ?? '';
    expect((await room.get('/feeds.json', { 'if-none-match': tag })).status).toBe(200);
    expect(await feedOf(room, '/sections/world')).toMatchObject({
      members: 0,
      storiesPerDay: 0,
      lastChange: '2019-11-01T12:01:00Z',
    });
    room.database.fails = true;
    expect((await room.get('/feeds.json')).status).toBe(503);
  });

  test('knows of a topic that lost a story by other rules, of which the main feed knows nothing', async () => {
    const room = await openNewsroom([story('a', { tags: ['diplomacy'] })]);
    expect(await feedOf(room, '/topics/diplomacy')).toMatchObject({ members: 1 });
    const { seq } = (await selectorState(room.store, 'main')) ?? {};
    const before = room.state;
    room.state = { ...before, site: { ...before.site, topics: [] } };
    await room.save(story('a', { tags: ['diplomacy'] }));
    expect((await selectorState(room.store, 'main'))?.seq).toBe(seq);
    room.state = before;
    expect(await feedOf(room, '/topics/diplomacy')).toMatchObject({ members: 0 });
  });

  test('is made once for a state and an hour', async () => {
    const room = await openNewsroom([story('a')]);
    const tag = (await room.get('/feeds.json')).headers.get('etag') ?? '';
    for (const [path, status] of [
      ['/feeds.json', 304],
      ['/feeds.json?unknown=1', 304],
    ] as const) {
      const before = room.database.reads;
      expect((await room.get(path, { 'if-none-match': tag })).status).toBe(status);
      expect(room.database.reads - before).toBe(1);
    }
  });

  test('is linked from the front page', async () => {
    const room = await openNewsroom();
    const page = await (await room.get('/')).text();
    expect(page).toContain('<a href="/feeds.json" type="application/json">');
  });
});

describe('the directory by kind', () => {
  test.each([
    ['topic', ['/topics/diplomacy', '/topics/diplomacy/en', '/topics/weapons']],
    ['main', ['/']],
    ['language', ['/languages/en']],
    ['place', []],
    ['language&kind=main', ['/languages/en', '/']],
  ])('%s lists those feeds alone', async (kind, pages) => {
    const room = await openNewsroom([story('a', { tags: ['diplomacy'], section: 'World' })]);
    expect(pagesOf(await read(room, `/feeds.json?kind=${kind}`))).toEqual(pages);
  });

  test('has one address whatever the order of parameters', async () => {
    const room = await openNewsroom([story('a')]);
    const { self } = await read(room, '/feeds.json?x=1&kind=topic&after=main&kind=main&kind=topic');
    expect(self).toBe('https://news.example/feeds.json?kind=main&kind=topic&after=main');
  });

  test.each(['nonsense', '', 'Topic', '<b>\u0000'])('refuses the kind "%s"', async (kind) => {
    const room = await openNewsroom();
    const response = await room.get(`/feeds.json?kind=${encodeURIComponent(kind)}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toContain('Kinds of feeds are main, topic, section');
  });

  test.each(['nonsense', `topic:${'x'.repeat(600)}`])('refuses the page "%s"', async (after) => {
    const room = await openNewsroom();
    expect((await room.get(`/feeds.json?after=${after}`)).status).toBe(400);
  });
});

describe('the pages of the directory', () => {
  const authors = (count: number): readonly Article[] =>
    Array.from({ length: count }, (_, index) =>
      story(`s${index}`, { authors: [{ name: `Author ${String(index).padStart(4, '0')}` }] }),
    );

  test('hold a thousand feeds each, none twice and none missed', async () => {
    const room = await openNewsroom(authors(1_003));
    const all = await walk(room, '/feeds.json');
    expect(all.pages).toEqual([1_000, 7]);
    expect(new Set(all.found).size).toBe(1_007);
    expect(all.found.slice(-2)).toEqual(['/topics/diplomacy', '/topics/weapons']);
    const some = await walk(room, '/feeds.json?kind=author');
    expect(some.pages).toEqual([1_000, 3]);
    expect(some.found.every((path) => path.startsWith('/authors/'))).toBe(true);
  });

  test('hold topics without a story between those with one', async () => {
    const topics = Array.from({ length: 1_500 }, (_, index) =>
      buildTopic(`t${String(index).padStart(4, '0')}`),
    );
    const tags = topics.filter((_, index) => index % 2 === 0).map(({ id }) => id);
    const room = await openNewsroom([story('a', { tags })], { site: buildSite({ topics }) });
    const { pages, found } = await walk(room, '/feeds.json?kind=topic');
    expect(pages.slice(0, -1).every((count) => count <= 1_000)).toBe(true);
    expect(found).toEqual([...found].toSorted());
    expect(new Set(found).size).toBe(1_500 + 750);
    expect(found).toHaveLength(1_500 + 750);
  });
});
