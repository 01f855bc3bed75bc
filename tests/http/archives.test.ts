/** Archives over HTTP: documents that never change behind their URL, and links that always lead somewhere. */

import { describe, expect, test } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import type { Article } from '../../src/model/article.ts';
import { createDocumentCache } from '../../src/publish/document-cache.ts';
import { buildArticle, buildSite, buildTopic } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';
import { readXml } from '../render/parse-xml.ts';

const HOST = 'https://news.example';
const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const idOf = (number: number): string => `urn:example:${String(number).padStart(4, '0')}`;

/** Stories `from` to `to`; the higher, the later published. */
function stories(from: number, to: number, more: Partial<Article> = {}): readonly Article[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const at = later(from + index - 10_000);
    return buildArticle({
      id: idOf(from + index),
      headline: `Story ${from + index}.`,
      tags: ['diplomacy'],
      publishedAt: at,
      updatedAt: at,
      ...more,
    });
  });
}

/** The answer behind up to `hops` redirects, and the path it was found at. */
async function follow(room: Newsroom, url: string, hops = 5) {
  const path = url.replace(HOST, '');
  const response = await room.get(path);
  const location = response.headers.get('location');
  if (location === null || hops === 0) return { path, response, body: await response.text() };
  return follow(room, location, hops - 1);
}

interface Shown {
  readonly ids: readonly string[];
  readonly links: Readonly<Record<string, string | undefined>>;
  readonly isArchive: boolean;
}

function readAtom(xml: string): Shown {
  return readXml(xml, (query) => {
    const hrefs = query('/atom:feed/atom:link/@href');
    const rels = query('/atom:feed/atom:link/@rel');
    return {
      ids: query('/atom:feed/atom:entry/atom:id'),
      links: Object.fromEntries(rels.map((rel, index) => [rel, hrefs[index]])),
      isArchive: xml.includes('<fh:archive/>'),
    };
  });
}

/** Every document from the live one to the oldest archive. */
async function walk(room: Newsroom, start: string) {
  const documents = [];
  for (let next: string | undefined = start; next !== undefined && documents.length < 50; ) {
    const found = await follow(room, next);
    expect(found.response.status, next).toBe(200);
    const shown: Shown = readAtom(found.body);
    documents.push({ ...found, ...shown });
    next = shown.links['prev-archive'];
  }
  return documents;
}

const sorted = (ids: readonly string[]): readonly string[] => [...new Set(ids)].sort();
const all = (from: number, to: number): readonly string[] => stories(from, to).map(({ id }) => id);

describe('the chain of archives', () => {
  test.each(['', '/topics/diplomacy', '/topics/diplomacy/en', '/languages/en'])(
    'of "%s" holds every story, each in one archive',
    async (folder) => {
      const room = await openNewsroom(stories(1, 120));
      const documents = await walk(room, `${folder}/atom.xml`);
      expect(documents.map(({ isArchive }) => isArchive)).toEqual([false, true, true]);
      expect(sorted(documents.flatMap(({ ids }) => ids))).toEqual(all(1, 120));
      const archived = documents.slice(1).flatMap(({ ids }) => ids);
      expect(archived).toHaveLength(100);
      expect(sorted(archived)).toEqual(all(1, 100));
    },
  );

  test('links current, prev-archive and next-archive; the ends lead nowhere, and to the live document', async () => {
    const room = await openNewsroom(stories(1, 120));
    const [live, newest, oldest] = await walk(room, '/topics/diplomacy/atom.xml');
    expect(newest?.links).toMatchObject({
      self: `${HOST}${newest?.path}`,
      current: `${HOST}/topics/diplomacy/atom.xml`,
      'prev-archive': `${HOST}/topics/diplomacy/archive/1/atom.xml`,
      'next-archive': `${HOST}/topics/diplomacy/archive/3/atom.xml`,
    });
    expect(live?.links['prev-archive']).toBe(newest?.links['self']);
    expect(oldest?.links['prev-archive']).toBeUndefined();
    expect((await follow(room, newest?.links['next-archive'] ?? '')).path).toBe(
      '/topics/diplomacy/atom.xml',
    );
  });

  test('is the same in JSON Feed by next_url, under one feed_url', async () => {
    const room = await openNewsroom(stories(1, 120));
    const seen: string[] = [];
    let next: string | undefined = '/topics/diplomacy/feed.json';
    while (next !== undefined) {
      const feed = JSON.parse((await follow(room, next)).body) as {
        readonly feed_url: string;
        readonly next_url?: string;
        readonly items: readonly { readonly id: string }[];
      };
      expect(feed.feed_url).toBe(`${HOST}/topics/diplomacy/feed.json`);
      seen.push(...feed.items.map(({ id }) => id));
      next = feed.next_url;
    }
    expect(sorted(seen)).toEqual(all(1, 120));
  });

  test('passes over archives in JSON Feed that hold nothing but what the live document holds', async () => {
    const nextOf = async (room: Newsroom): Promise<unknown> => {
      const feed = (await (await room.get('/feed.json')).json()) as Record<string, unknown>;
      return feed['next_url'];
    };
    const room = await openNewsroom(stories(1, 101));
    // The live document holds the newest 100.
    expect(await nextOf(room)).toBe(`${HOST}/archive/1/feed.json`);
    await room.save(...stories(102, 160));
    expect(await nextOf(room)).toBe(`${HOST}/archive/2/feed.json`);
    expect(await nextOf(await openNewsroom(stories(1, 100)))).toBeUndefined();
  });

  test('has no archive before the first is full, and none while a first load runs', async () => {
    const room = await openNewsroom(stories(1, 49));
    const [live, ...archives] = await walk(room, '/atom.xml');
    expect(archives).toEqual([]);
    expect(live?.ids).toHaveLength(49);
    const loading = await openNewsroom(stories(1, 120), { isLoading: true });
    expect(await walk(loading, '/atom.xml')).toHaveLength(1);
    expect((await follow(loading, '/archive/1/atom.xml')).path).toBe('/atom.xml');
  });
});

test('a back catalogue comes into the archives without becoming news', async () => {
  const room = await openNewsroom(stories(1, 70));
  room.now = later(60);
  const old = { headline: 'From the vault', language: 'en', publishedAt: '2001-01-01T00:00:00Z' };
  for (const number of [1, 2, 3]) {
    const id = encodeURIComponent(`urn:example:vault-${number}`);
    const body = { ...old, bodyHtml: '<p>Old.</p>', backCatalogue: true };
    expect((await room.call('PUT', `/api/articles/${id}`, body)).status).toBe(201);
  }
  expect((await walk(room, '/atom.xml')).flatMap(({ ids }) => ids)).not.toContain(
    'urn:example:vault-1',
  );
  await room.save(...stories(71, 97));
  const [live, newest] = await walk(room, '/atom.xml');
  expect(live?.body).not.toContain('From the vault');
  expect(newest?.ids).toContain('urn:example:vault-1');
  expect(newest?.ids).toHaveLength(50);
});

describe('an archive', () => {
  test('is the same bytes before and after 1,000 new stories, in three formats', async () => {
    const room = await openNewsroom(stories(1, 120));
    const paths = await Promise.all(
      ['rss.xml', 'atom.xml', 'feed.json'].flatMap((file) =>
        [1, 2].map(async (number) => (await follow(room, `/archive/${number}/${file}`)).path),
      ),
    );
    const before = await Promise.all(paths.map((path) => follow(room, path)));
    room.now = later(5);
    for (let from = 121; from < 1_121; from += 100) await room.save(...stories(from, from + 99));
    for (const { path, body, response } of before) {
      const after = await room.get(path);
      expect(after.status, path).toBe(200);
      expect(await after.text()).toBe(body);
      for (const name of ['etag', 'last-modified']) {
        expect(after.headers.get(name)).toBe(response.headers.get(name));
      }
    }
    expect(await walk(room, '/atom.xml')).toHaveLength(1 + 22);
  });

  test('gets another URL by a withdrawal; every older one redirects there, and no text is left', async () => {
    const room = await openNewsroom(stories(1, 120));
    const urls = [(await follow(room, '/archive/1/atom.xml')).path];
    for (const [round, number] of [7, 8, 9].entries()) {
      room.now = later(60 * (round + 1));
      const id = encodeURIComponent(idOf(number));
      expect((await room.call('POST', `/api/articles/${id}/withdraw`, {})).status).toBe(200);
      const current = await follow(room, '/archive/1/atom.xml');
      expect(urls).not.toContain(current.path);
      for (const old of urls) {
        const answer = await room.get(old);
        expect(answer.status).toBe(301);
        expect(answer.headers.get('location')).toBe(HOST + current.path);
        expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
      }
      expect(current.body).not.toContain(`Story ${number}.`);
      expect(current.body).toContain('Story withdrawn');
      urls.push(current.path);
    }
    for (const { body } of await walk(room, '/atom.xml')) {
      for (const number of [7, 8, 9]) expect(body).not.toContain(`Story ${number}.`);
    }
  });

  test('leaves its neighbours as they are when it changes', async () => {
    const room = await openNewsroom(stories(1, 160));
    const before = await Promise.all([1, 3].map((n) => follow(room, `/archive/${n}/rss.xml`)));
    room.now = later(60);
    await room.call('DELETE', `/api/articles/${encodeURIComponent(idOf(60))}`);
    for (const { path, body } of before) expect((await follow(room, path)).body).toBe(body);
  });

  test('loses a corrected story to the live document and the next archive', async () => {
    const room = await openNewsroom(stories(1, 120));
    room.now = later(60);
    const [corrected] = stories(3, 3, { headline: 'Corrected', updatedAt: room.now });
    if (corrected) await room.save(corrected);
    const [live, newest, oldest] = await walk(room, '/atom.xml');
    expect(live?.body).toContain('Corrected');
    expect(oldest?.ids).not.toContain(idOf(3));
    expect(newest?.ids).not.toContain(idOf(3));
    room.now = later(70);
    await room.save(...stories(121, 149));
    const [, third] = await walk(room, '/atom.xml');
    expect(third?.ids).toContain(idOf(3));
  });

  test('answers conditions, HEAD and codings as every document does', async () => {
    const room = await openNewsroom(stories(1, 60));
    const { path, response, body } = await follow(room, '/archive/1/feed.json');
    const etag = response.headers.get('etag') ?? '';
    const same = await room.get(path, { 'if-none-match': etag });
    expect([same.status, same.headers.get('etag')]).toEqual([304, etag]);
    const since = response.headers.get('last-modified') ?? '';
    expect((await room.get(path, { 'if-modified-since': since })).status).toBe(304);
    const head = await room.app.request(path, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(new TextEncoder().encode(body).length));
    const packed = await room.get(path, { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('vary')).toBe('Accept-Encoding');
  });

  test('is kept a day by caches, never past the expiry of a story', async () => {
    const room = await openNewsroom(stories(1, 60));
    const cacheOf = async (): Promise<string | null> =>
      (await follow(room, '/archive/1/rss.xml')).response.headers.get('cache-control');
    expect(await cacheOf()).toBe('public, max-age=86400');
    await room.save(...stories(61, 61, { expiresAt: later(600) }));
    expect(await cacheOf()).toBe('public, max-age=600');
  });

  test('is served from memory while the store fails, unless it lost a story since', async () => {
    const room = await openNewsroom(stories(1, 60));
    const { path, body } = await follow(room, '/archive/1/rss.xml');
    room.database.fails = true;
    const copy = await room.get(path);
    expect([copy.status, await copy.text()]).toEqual([200, body]);
    expect((await room.get('/archive/1/rss.xml')).status).toBe(503);
    room.database.fails = false;
    await room.call('POST', `/api/articles/${encodeURIComponent(idOf(5))}/withdraw`, {});
    room.database.fails = true;
    expect((await room.get(path)).status).toBe(503);
  });

  test('without any story left is a document all the same', async () => {
    const room = await openNewsroom(stories(1, 50));
    room.now = later(60);
    for (const { id } of stories(1, 50))
      await room.call('DELETE', `/api/articles/${encodeURIComponent(id)}`);
    const [live, archive] = await walk(room, '/atom.xml');
    expect([live?.ids, archive?.ids]).toEqual([[], []]);
  });

  test.each([
    '/archive/0/rss.xml',
    '/archive/01/rss.xml',
    '/archive/4/rss.xml',
    '/archive/4-0123456789abcdef/rss.xml',
    '/archive/1000000000/rss.xml',
    '/archive/1-/rss.xml',
    '/archive/1-XYZ/rss.xml',
    '/archive/1-0123456789abcdef/',
    '/archive/1/opml.xml',
    '/topics/unknown/archive/1/rss.xml',
    '/topics/weapons/archive/1/rss.xml',
    '/sections/politics/archive/1/rss.xml',
    `/archive/1-${'0'.repeat(65)}/rss.xml`,
  ])('of %s does not exist', async (path) => {
    const topics = [buildTopic('diplomacy'), buildTopic('weapons')];
    const room = await openNewsroom(stories(1, 120), { site: buildSite({ topics }) });
    expect((await room.get(path)).status).toBe(404);
  });

  test('of any other content leads to the one that holds', async () => {
    const room = await openNewsroom(stories(1, 60));
    const { path } = await follow(room, '/archive/1/rss.xml');
    const guess = await room.get('/archive/1-ffff/rss.xml');
    expect([guess.status, guess.headers.get('location')]).toEqual([301, HOST + path]);
    const open = await room.get('/archive/2-ffff/rss.xml');
    expect([open.status, open.headers.get('location')]).toEqual([302, `${HOST}/rss.xml`]);
  });
});

describe('a change between looking and reading', () => {
  /** A store that lets `meanwhile` happen right before it lists the articles of a document. */
  function racing(room: Newsroom, meanwhile: () => Promise<unknown>): Newsroom['store'] {
    let isDone = false;
    const once = async (): Promise<void> => {
      if (isDone) return;
      isDone = true;
      await meanwhile();
    };
    return {
      ...room.store,
      readFeed: async (key, parts) => {
        if (parts?.isWhole) await once();
        return room.store.readFeed(key, parts);
      },
    };
  }
  const appOver = (room: Newsroom, meanwhile: () => Promise<unknown>) =>
    createApp({
      store: racing(room, meanwhile),
      state: () => room.state,
      now: () => room.now,
      log: () => {},
      cache: createDocumentCache(1_000_000),
    });

  test('sends whoever asks for an archive to its new address, never other bytes', async () => {
    const room = await openNewsroom(stories(1, 60));
    const { path } = await follow(room, '/archive/1/rss.xml');
    const id = encodeURIComponent(idOf(5));
    const app = appOver(room, async () => room.call('POST', `/api/articles/${id}/withdraw`, {}));
    const answer = await app.request(path);
    const moved = (await follow(room, '/archive/1/rss.xml')).path;
    expect([answer.status, answer.headers.get('location')]).toEqual([301, HOST + moved]);
    expect(moved).not.toBe(path);
  });

  test('bounds how long a document may be kept by what it turns out to hold', async () => {
    const room = await openNewsroom(stories(1, 3));
    const app = appOver(room, async () => room.save(...stories(4, 4, { expiresAt: later(30) })));
    const answer = await app.request('/rss.xml');
    expect(await answer.text()).toContain('Story 4.');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=30');
  });
});

test('a page of JSON Feed that lost every story leads on, so that nobody takes it for the end', async () => {
  const room = await openNewsroom(stories(1, 210));
  room.now = later(60);
  for (const { id } of stories(51, 100))
    await room.call('DELETE', `/api/articles/${encodeURIComponent(id)}`);
  expect((await room.get('/archive/2/feed.json')).headers.get('location')).toBe(
    `${HOST}/archive/1/feed.json`,
  );
  const atom = await follow(room, '/archive/2/atom.xml');
  expect([atom.response.status, readAtom(atom.body).ids]).toEqual([200, []]);
});
