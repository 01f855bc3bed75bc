/** OPML of all feeds and of any selection. */

import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import { buildArticle } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';
import { readXml } from '../render/parse-xml.ts';

const story = (id: string, more: Partial<Article> = {}): Article =>
  buildArticle({ id, slug: id, publishedAt: START, updatedAt: START, ...more });

const ARTICLES = [
  story('a', { tags: ['diplomacy'], section: 'World', language: 'ja' }),
  story('b', { tags: ['weapons'], section: 'Army & Navy', authors: [{ name: 'Jo Doe' }] }),
  story('c', { source: { name: 'Kyodo' }, dateline: { raw: 'TOKYO', places: ['Tokyo'] } }),
];

const open = () => openNewsroom(ARTICLES);

async function read(room: Newsroom, query: string) {
  const response = await room.get(`/opml.xml${query}`);
  expect(response.status, query).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/x-opml; charset=utf-8');
  return readXml(await response.text(), (find) => ({
    title: find('/opml/head/title').join(),
    urls: find('//outline/@xmlUrl').map((url) => new URL(url).pathname),
    pages: find('//outline/@htmlUrl').map((url) => new URL(url).pathname),
    types: [...new Set(find('//outline/@type'))],
  }));
}

async function refusal(room: Newsroom, query: string) {
  const response = await room.get(`/opml.xml${query}`);
  return [response.status, (await response.text()).trim()];
}

describe('OPML', () => {
  test('lists everything when nothing is chosen, as RSS', async () => {
    const { title, urls } = await read(await open(), '');
    expect(title).toBe('News Example');
    expect(urls.slice(0, 3)).toEqual([
      '/rss.xml',
      '/topics/diplomacy/rss.xml',
      '/topics/diplomacy/ja/rss.xml',
    ]);
    expect(urls).toHaveLength(12);
  });

  test('nests by kind when nothing is chosen, languages below their topic', async () => {
    const response = await (await open()).get('/opml.xml');
    const tree = readXml(await response.text(), (find) => ({
      top: find('/opml/body/outline/@text'),
      topics: find('/opml/body/outline[@text="Topics"]/outline/@xmlUrl'),
      below: find('//outline[@xmlUrl]/outline/@xmlUrl'),
      parents: find('//outline[@xmlUrl][outline]/@xmlUrl'),
      silent: find('//outline[not(@text)]/@*'),
    }));
    const at = (path: string): string => `https://news.example${path}/rss.xml`;
    expect(tree).toEqual({
      top: ['News Example', 'Topics', 'Sections', 'Languages', 'Places', 'Sources', 'Authors'],
      topics: [at('/topics/diplomacy'), at('/topics/weapons')],
      below: [at('/topics/diplomacy/ja'), at('/topics/weapons/en')],
      parents: [at('/topics/diplomacy'), at('/topics/weapons')],
      silent: [],
    });
  });

  test('stays flat when anything is chosen', async () => {
    const response = await (await open()).get('/opml.xml?kind=topic&kind=section');
    const nested = readXml(await response.text(), (find) => find('//outline/outline/@text'));
    expect(nested).toEqual([]);
  });

  test.each([
    ['topic=weapons', ['/topics/weapons']],
    ['section=army-navy', ['/sections/army-navy']],
    ['author=jo-doe', ['/authors/jo-doe']],
    ['source=kyodo', ['/sources/kyodo']],
    ['place=tokyo', ['/places/tokyo']],
    ['lang=ja', ['/languages/ja']],
    ['kind=main', ['/']],
    ['kind=language', ['/languages/en', '/languages/ja']],
    [
      'kind=topic',
      ['/topics/diplomacy', '/topics/weapons', '/topics/diplomacy/ja', '/topics/weapons/en'],
    ],
    ['lang=ja&section=world', ['/languages/ja', '/sections/world']],
    ['kind=section&topic=weapons', ['/sections/army-navy', '/sections/world', '/topics/weapons']],
  ])('lists for %s those feeds, in the order asked for', async (query, pages) => {
    expect((await read(await open(), `?${query}`)).pages).toEqual(pages);
  });

  test('lists a topic in a language when both are given, and no language feed then', async () => {
    const room = await open();
    const pagesOf = async (query: string) => (await read(room, query)).pages;
    expect(await pagesOf('?topic=diplomacy&lang=ja')).toEqual(['/topics/diplomacy/ja']);
    expect(await pagesOf('?lang=ja&topic=diplomacy')).toEqual(['/topics/diplomacy/ja']);
    await room.save(story('d', { tags: ['diplomacy', 'weapons'], language: 'ja' }));
    await room.save(story('e', { tags: ['diplomacy', 'weapons'], language: 'en' }));
    expect(await pagesOf('?topic=weapons&lang=ja&topic=diplomacy&lang=en')).toEqual([
      '/topics/weapons/ja',
      '/topics/weapons/en',
      '/topics/diplomacy/ja',
      '/topics/diplomacy/en',
    ]);
  });

  test('lists each feed once', async () => {
    const { pages } = await read(
      await open(),
      '?topic=weapons&kind=topic&topic=weapons&topic=diplomacy',
    );
    expect(pages).toEqual([
      '/topics/weapons',
      '/topics/diplomacy',
      '/topics/diplomacy/ja',
      '/topics/weapons/en',
    ]);
  });

  test.each([
    ['rss', '/topics/weapons/rss.xml'],
    ['atom', '/topics/weapons/atom.xml'],
    ['json', '/topics/weapons/feed.json'],
  ])('lists the addresses of %s, of type rss whatever they are', async (format, url) => {
    const room = await open();
    const { urls, types } = await read(room, `?topic=weapons&format=${format}`);
    expect([urls, types]).toEqual([[url], ['rss']]);
    const all = await read(room, `?format=${format}`);
    expect(all.urls).toContain(url);
    expect(all.title).toBe('News Example');
  });

  test('says in its title what was chosen', async () => {
    const room = await open();
    const titleOf = async (query: string) => (await read(room, query)).title;
    expect(await titleOf('?topic=weapons&section=army-navy')).toBe(
      'News Example: weapons, Army & Navy',
    );
    expect(await titleOf('?kind=section&lang=ja')).toBe('News Example: Sections, 日本語');
    expect(await titleOf('?kind=section&kind=topic&kind=place&kind=author&lang=ja&lang=en')).toBe(
      'News Example: Sections, Topics, Places, Authors, 日本語 and 1 more',
    );
  });

  test('ignores what it does not know, for its address too', async () => {
    const room = await open();
    const plain = await room.get('/opml.xml?topic=weapons');
    const before = room.database.reads;
    const other = await room.get('/opml.xml?utm_source=x&topic=weapons&language=ja');
    expect(room.database.reads - before).toBe(1);
    expect(other.headers.get('etag')).toBe(plain.headers.get('etag'));
    expect(await other.text()).toBe(await plain.text());
  });

  test('keeps a feed that lost its last story', async () => {
    const room = await open();
    await room.save(story('b', { state: 'removed' }));
    expect((await read(room, '?section=army-navy&topic=weapons&lang=en')).pages).toEqual([
      '/sections/army-navy',
      '/topics/weapons/en',
    ]);
    expect((await read(room, '')).pages).not.toContain('/sections/army-navy');
  });
});

describe('OPML refuses', () => {
  test.each([
    ['topic=nonsense', 'Nothing is filed under topic=nonsense.'],
    ['topic=weapons&section=nonsense', 'Nothing is filed under section=nonsense.'],
    ['author=', 'Nothing is filed under author=.'],
    ['lang=xx', 'Nothing is filed under lang=xx.'],
    ['topic=weapons&lang=ja', 'Nothing is filed under topic=weapons with lang=ja.'],
    ['place=%3Cb%3E%00%0A', 'Nothing is filed under place=<b>.'],
    [`source=${'x'.repeat(300)}`, `Nothing is filed under source=${'x'.repeat(60)}….`],
  ])('%s, which nothing is filed under', async (query, text) => {
    const room = await open();
    expect(await refusal(room, `?${query}`)).toEqual([404, text]);
  });

  test('a kind without a feed, unless something else is chosen too', async () => {
    const room = await openNewsroom();
    expect(await refusal(room, '?kind=place')).toEqual([404, 'Nothing is filed under kind=place.']);
    expect((await read(room, '?kind=place&kind=main')).pages).toEqual(['/']);
  });

  test('kinds and formats that there are not', async () => {
    const room = await open();
    expect(await refusal(room, '?kind=feeds')).toEqual([
      400,
      expect.stringContaining('There is no kind=feeds. Kinds of feeds are main, topic,'),
    ]);
    expect(await refusal(room, '?format=opml')).toEqual([
      400,
      'There is no format=opml. Formats are rss, atom, json.',
    ]);
  });

  test('more than a hundred values, whatever they are', async () => {
    const room = await open();
    const hundred = 'topic=weapons&'.repeat(100);
    expect((await read(room, `?${hundred}format=atom&x=1`)).pages).toEqual(['/topics/weapons']);
    expect((await refusal(room, `?${hundred}kind=main`))[0]).toBe(400);
  });
});

describe('OPML of a selection', () => {
  test('is listed once for a state, and moves with a withdrawal', async () => {
    const room = await open();
    const path = '/opml.xml?kind=author';
    const tag = (await room.get(path)).headers.get('etag') ?? '';
    const before = room.database.reads;
    expect((await room.get(path, { 'if-none-match': tag })).status).toBe(304);
    expect(room.database.reads - before).toBe(1);
    await room.save(
      story('f', { authors: [{ name: 'Ann Other' }] }),
      story('b', { state: 'removed' }),
    );
    const after = await room.get(path, { 'if-none-match': tag });
    expect(after.status).toBe(200);
    expect(await after.text()).not.toContain('Jo Doe');
    room.database.fails = true;
    expect((await room.get(path)).status).toBe(503);
  });
});
