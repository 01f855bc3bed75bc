/** How long a cache may keep an answer: never past the next instant at which something must vanish or appear. */

import { expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import { buildArticle } from '../helpers/build.ts';
import { openNewsroom, START } from '../helpers/newsroom.ts';

const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const story = buildArticle({
  id: 'urn:uuid:1',
  tags: ['diplomacy'],
  section: 'Politics',
  media: [{ url: '\uFDD0/media/a.jpg', type: 'image/jpeg', role: 'lead' }],
});
const findMedia = async () => ({
  size: 3,
  contentType: 'image/jpeg',
  modifiedAt: START,
  stream: () => new Blob(['jpg']).stream(),
});

/** The longest time for which any directive lets a cache serve the answer. */
function reachOf(response: Response): number {
  const value = response.headers.get('cache-control') ?? '';
  const seconds = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(value)?.[1] ?? 0);
  return (
    seconds('max-age') + Math.max(seconds('stale-while-revalidate'), seconds('stale-if-error'))
  );
}

async function openWith(articles: readonly Article[]) {
  const room = await openNewsroom(articles, { deps: { findMedia } });
  const { items } = await (await room.get('/feed.json')).json();
  const pages = items.map(({ url }: { url: string }) => new URL(url).pathname) as string[];
  return { room, pages };
}

const LISTS = [
  '/',
  '/topics/diplomacy',
  '/sections/politics',
  '/opml.xml',
  '/feeds.json',
  '/sitemap.xml',
  '/sitemaps/pages.xml',
  '/sitemaps/1.xml',
  '/news-sitemap.xml',
  '/media/a.jpg',
];

test('no page, list or picture outlives a story that expires', async () => {
  const { room, pages } = await openWith([{ ...story, expiresAt: later(40) }]);
  room.now = later(10);
  for (const path of [...LISTS, ...pages]) {
    const full = await room.get(path);
    expect([full.status, reachOf(full)], path).toEqual([200, 30]);
    const tag = full.headers.get('etag') ?? '';
    const unchanged = await room.get(path, { 'if-none-match': tag });
    expect([unchanged.status, reachOf(unchanged)], path).toEqual([304, 30]);
  }
  const former = await room.get(`/articles/former-${pages[0]?.slice(-12)}`);
  expect([former.status, reachOf(former)]).toEqual([301, 30]);
  room.now = later(50);
  for (const path of [...LISTS, ...pages]) expect(reachOf(await room.get(path)), path).toBe(0);
});

test('the page of a withdrawn story does not outlive its notice', async () => {
  const { room, pages } = await openWith([story]);
  await room.save({ ...story, state: 'withdrawn', withdrawal: { at: START } });
  room.now = later(14 * 86_400 - 20);
  const page = await room.get(pages[0] ?? '');
  expect([page.status, reachOf(page)]).toEqual([410, 20]);
});

test('an empty feed is not kept past the release of its first story', async () => {
  const first = { ...story, state: 'embargoed', embargoedUntil: later(20) } as const;
  const { room } = await openWith([first]);
  for (const path of ['/rss.xml', '/topics/weapons/atom.xml']) {
    expect(reachOf(await room.get(path)), path).toBe(20);
  }
});

test('robots.txt needs no store', async () => {
  const { room } = await openWith([]);
  room.database.fails = true;
  expect((await room.get('/robots.txt')).status).toBe(200);
});

test('a copy served while the store fails ends with the expiry of a story in it', async () => {
  const { room } = await openWith([{ ...story, expiresAt: later(60) }]);
  room.database.fails = true;
  room.now = later(55);
  const copy = await room.get('/feed.json');
  expect([copy.status, reachOf(copy)]).toEqual([200, 5]);
});

test('no copy shows a notice after its end while the store fails', async () => {
  const { room } = await openWith([story]);
  await room.save({ ...story, state: 'withdrawn', withdrawal: { at: START, note: 'Wrong.' } });
  expect(await (await room.get('/feed.json')).text()).toContain('Wrong.');
  room.database.fails = true;
  room.now = later(15 * 86_400);
  expect((await room.get('/feed.json')).status).toBe(503);
});

test('no copy shows the words that an edit took out while the store fails', async () => {
  const other = buildArticle({ id: 'urn:uuid:2', slug: 'other', tags: ['weapons'] });
  const { room } = await openWith([story, other]);
  await room.get('/topics/weapons/rss.xml');
  await room.save({ ...story, headline: 'What is right' });
  room.database.fails = true;
  expect((await room.get('/feed.json')).status).toBe(503);
  expect((await room.get('/topics/weapons/rss.xml')).status).toBe(200);
});
