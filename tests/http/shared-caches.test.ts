/**
 * What caches of delivery networks are told (RFC 9213): to ask again soon, and never to keep anything for longer,
 * or past a later instant, than `Cache-Control` alone would have let them.
 */

import { describe, expect, test } from 'vitest';
import { copyCaching, liveCaching } from '../../src/http/headers.ts';
import type { Article } from '../../src/model/article.ts';
import { buildArticle, buildPublication, buildSite } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);

/** Enough for an archive, all in one topic. */
const stories = (more: Partial<Article> = {}): readonly Article[] =>
  Array.from({ length: 60 }, (_, index) =>
    buildArticle({
      id: `urn:story:${String(index).padStart(2, '0')}`,
      headline: `Envoys meet ${index}`,
      tags: ['diplomacy'],
      section: 'World',
      media: [{ url: '\uFDD0/media/a.jpg', type: 'image/jpeg', role: 'lead' }],
      publishedAt: later(index - 100),
      updatedAt: later(index - 100),
      ...more,
    }),
  );

const findMedia = async () => ({
  size: 3,
  contentType: 'image/jpeg',
  modifiedAt: START,
  stream: () => new Blob(['jpg']).stream(),
});

const FRESH = 'max-age=60, stale-while-revalidate=30, stale-if-error=3600';

/** Each kind of document that readers may keep for longer than a network should. */
const KINDS: readonly [string, string][] = [
  ['the main feed as RSS', '/rss.xml'],
  ['the main feed as Atom', '/atom.xml'],
  ['the main feed as JSON Feed', '/feed.json'],
  ['a topic', '/topics/diplomacy/atom.xml'],
  ['a topic in a language', '/topics/diplomacy/en/rss.xml'],
  ['a section', '/sections/world/feed.json'],
  ['a feed with tombstones', '/tombstones/atom.xml'],
  ['a combined feed', '/feeds/atom.xml?topic=diplomacy&not=weapons'],
  ['a search', '/search/rss.xml?q=envoys'],
  ['an archive', '/topics/diplomacy/archive/1/atom.xml'],
];

/** What may be kept for as short everywhere, what shows no story, and what is kept nowhere. */
const OTHERS = [
  '/',
  '/topics/diplomacy',
  '/opml.xml',
  '/feeds.json',
  '/sitemap.xml',
  '/sitemaps/1.xml',
  '/news-sitemap.xml',
  '/robots.txt',
  '/media/a.jpg',
  '/healthz',
  '/no-such-page',
  '/archive/9/atom.xml',
  '/feeds/atom.xml?nonsense=1',
  '/api/articles',
  '/api/openapi.json',
];

/** An archive's own address is where its number leads. */
async function pathOf(room: Newsroom, path: string): Promise<string> {
  const { status, headers } = await room.get(path);
  if (status !== 302) return path;
  const { pathname } = new URL(headers.get('location') ?? '');
  return pathname;
}

const cachingOf = ({ headers }: Response) => [
  headers.get('cdn-cache-control'),
  headers.get('cache-control'),
];

interface Reach {
  readonly fresh: number;
  readonly revalidating: number;
  readonly failing: number;
}

/** For how long a cache may serve an answer: fresh, while it revalidates, while we fail. */
function reachOf(directives: string | null): Reach {
  const seconds = (name: string): number =>
    Number(new RegExp(`(?:^|, )${name}=(\\d+)(?:,|$)`).exec(directives ?? '')?.[1] ?? 0);
  const fresh = seconds('max-age');
  return {
    fresh,
    revalidating: fresh + seconds('stale-while-revalidate'),
    failing: fresh + seconds('stale-if-error'),
  };
}

describe.each(KINDS)('%s', (name, start) => {
  test('is asked for again by networks after a minute, by readers when the publication says', async () => {
    const room = await openNewsroom(stories());
    const path = await pathOf(room, start);
    const whole = await room.get(path);
    expect(whole.status).toBe(200);
    const [network, everybody] = cachingOf(whole);
    expect(network).toBe(FRESH);
    expect(everybody).toMatch(/^public, max-age=(300, stale-while-revalidate=60|86400$)/);
  });

  test('says the same with 304, HEAD and every coding', async () => {
    const room = await openNewsroom(stories());
    const path = await pathOf(room, start);
    const whole = await room.get(path);
    const tag = whole.headers.get('etag') ?? '';
    const head = await room.app.request(path, { method: 'HEAD' });
    const unchanged = await room.get(path, { 'if-none-match': tag });
    const coded = await room.get(path, { 'accept-encoding': 'gzip' });
    expect([head.status, unchanged.status, coded.status]).toEqual([200, 304, 200]);
    for (const answer of [head, unchanged, coded]) {
      expect(cachingOf(answer)).toEqual(cachingOf(whole));
      expect(answer.headers.get('vary')).toBe(whole.headers.get('vary'));
    }
  });

  test.each<[string, Partial<Article>]>([
    ['expires', { expiresAt: later(40) }],
    ['may come out', { state: 'embargoed', embargoedUntil: later(40) }],
  ])('is kept nowhere past the instant at which a story %s', async (_when, more) => {
    const [first, ...rest] = stories();
    if (first === undefined) throw new Error('no stories');
    const room = await openNewsroom([...rest, first, { ...first, id: 'urn:due', ...more }]);
    const path = await pathOf(room, start);
    room.now = later(10);
    // What comes out is in no archive.
    if (name === 'an archive' && more.expiresAt === undefined) return;
    const reached = async () =>
      cachingOf(await room.get(path)).map((one) => Math.max(...Object.values(reachOf(one))));
    expect(await reached()).toEqual([30, 30]);
    room.now = later(50);
    expect(await reached()).toEqual([0, 0]);
  });
});

describe.each(KINDS)('a last good copy of %s', (_name, start) => {
  // A 304 that left the header out would leave the one of the kept 200 in force (RFC 9111 3.2).
  test('says both headers, and no stale periods', async () => {
    const room = await openNewsroom(stories({ expiresAt: later(400) }));
    const path = await pathOf(room, start);
    await room.get(path);
    room.database.fails = true;
    const copy = await room.get(path);
    expect(cachingOf(copy)).toEqual(['max-age=10', 'public, max-age=10']);
    const unchanged = await room.get(path, { 'if-none-match': copy.headers.get('etag') ?? '' });
    expect([unchanged.status, ...cachingOf(unchanged)]).toEqual([304, ...cachingOf(copy)]);
  });
});

test('a delta is kept nowhere', async () => {
  const [first, ...rest] = stories();
  if (first === undefined) throw new Error('no stories');
  const room = await openNewsroom(rest);
  const tag = (await room.get('/atom.xml')).headers.get('etag') ?? '';
  room.now = later(60);
  await room.save(first);
  const delta = await room.get('/atom.xml', { 'a-im': 'feed', 'if-none-match': tag });
  expect([delta.status, ...cachingOf(delta)]).toEqual([226, 'no-store', 'no-store']);
});

test.each(OTHERS)('%s says nothing to networks beside what it says to all', async (path) => {
  const room = await openNewsroom(stories(), { deps: { findMedia } });
  const [network, everybody] = cachingOf(await room.get(path));
  expect(network).toBeNull();
  expect(everybody).toMatch(/^(no-store|private, no-cache|public, max-age=(60|300|86400))$/);
});

test.each([60, 120, 300, 86_400])(
  'with a maxAge of %d networks keep nothing for longer than without a word to them',
  async (maxAgeSeconds) => {
    const site = buildSite({ publication: buildPublication({ maxAgeSeconds }) });
    const room = await openNewsroom(stories(), { site });
    for (const [name, start] of KINDS) {
      const answer = await room.get(await pathOf(room, start));
      const [network, everybody] = cachingOf(answer).map(reachOf);
      if (network === undefined || everybody === undefined) throw new Error(name);
      expect(network.fresh, name).toBe(60);
      expect(network.failing, name).toBeLessThanOrEqual(everybody.fresh + 86_400);
      expect(network.revalidating, name).toBeLessThanOrEqual(90);
    }
  },
);

test('while a first load runs networks ask as often as everybody', async () => {
  const deps = { loading: () => ({ done: 1, total: 2 }) };
  const room = await openNewsroom(stories(), { deps });
  expect(reachOf(cachingOf(await room.get('/rss.xml'))[0] ?? '').fresh).toBe(10);
});

test.each([-5_000, 0, 999, 1_000, 45_000, 70_000, 3_000_000])(
  'no directive reaches past an instant that is %d ms away',
  (untilMs) => {
    for (const caching of [liveCaching(300, untilMs), copyCaching(10, untilMs)]) {
      for (const directives of Object.values(caching)) {
        const longest = Math.max(...Object.values(reachOf(directives)));
        expect(longest * 1000, directives).toBeLessThanOrEqual(Math.max(0, untilMs));
      }
    }
  },
);
