/** What readers see of a story that is taken back, held back or brought back, and how feeds are dated then. */

import { describe, expect, test } from 'vitest';
import { installSite } from '../../src/publish/site-state.ts';
import { buildPublication, buildSite } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const at = (seconds: number): string => later(seconds).toISOString();
const ID = 'urn:example:1';
const API = `/api/articles/${encodeURIComponent(ID)}`;
const story = {
  id: ID,
  slug: 'envoys-meet',
  headline: 'Envoys meet',
  bodyHtml: '<p>Envoys met.</p>',
  language: 'ja',
  tags: ['diplomacy'],
  section: 'Politics',
};
const other = { ...story, id: 'urn:example:2', language: 'en', tags: ['weapons'], section: 'Army' };
const FEEDS = ['', '/topics/diplomacy', '/topics/diplomacy/ja', '/sections/politics'];
const WITH = [...FEEDS, '/languages/ja'];
const WITHOUT = ['/topics/weapons', '/topics/weapons/en', '/sections/army', '/languages/en'];
const FILES = ['rss.xml', 'atom.xml', 'feed.json', 'tombstones/atom.xml'];

async function validatorsOf(room: Newsroom, path: string) {
  const { headers } = await room.get(path);
  return { etag: headers.get('etag'), date: Date.parse(headers.get('last-modified') ?? '') };
}

async function send(room: Newsroom, method: string, path: string, body: object = {}) {
  const response = await room.call(method, path, body);
  expect(response.ok, await response.text()).toBe(true);
}

async function updatedOf(room: Newsroom, path: string): Promise<string | undefined> {
  return /<updated>([^<]*)</.exec(await (await room.get(path)).text())?.[1];
}

test.each(['/withdraw', ''])(
  'each story taken back by "%s" moves ETag and Last-Modified of its feeds, and of no other',
  async (verb) => {
    const room = await openNewsroom();
    for (const one of [story, other]) await send(room, 'PUT', apiOf(one.id), one);
    for (const seconds of [60, 120]) {
      room.now = later(seconds);
      await send(room, 'PUT', API, story);
      room.now = later(seconds + 30);
      const paths = [...WITH, ...WITHOUT].flatMap((folder) =>
        FILES.map((file) => ({ folder, path: `${folder}/${file}` })),
      );
      const before = new Map<string, Awaited<ReturnType<typeof validatorsOf>>>();
      for (const { path } of paths) before.set(path, await validatorsOf(room, path));
      await send(room, verb === '' ? 'DELETE' : 'POST', API + verb);
      for (const { folder, path } of paths) {
        const now = await validatorsOf(room, path);
        const old = before.get(path);
        expect(now.etag !== old?.etag, path).toBe(WITH.includes(folder));
        expect(now.date > (old?.date ?? 0), path).toBe(WITH.includes(folder));
      }
    }
  },
);

function apiOf(id: string): string {
  return `/api/articles/${encodeURIComponent(id)}`;
}

test('a withdrawal undone under embargo does not publish the story before its time', async () => {
  const room = await openNewsroom();
  await send(room, 'PUT', API, story);
  await send(room, 'PUT', API, { ...story, headline: 'Not yet', embargoedUntil: at(600) });
  await send(room, 'POST', `${API}/withdraw`);
  await send(room, 'POST', `${API}/restore`);
  expect((await room.get(API)).status).toBe(404);
  expect(await (await room.get('/rss.xml')).text()).not.toContain('Not yet');
  room.now = later(601);
  await room.tick();
  expect(await (await room.get('/rss.xml')).text()).toContain('Not yet');
});

test.each([
  ['its notice ended', async (room: Newsroom) => room.tick()],
  ['it was removed', async (room: Newsroom) => send(room, 'DELETE', API)],
])('the note of a withdrawn story is told to nobody after %s', async (_when, end) => {
  const room = await openNewsroom();
  await send(room, 'PUT', API, story);
  const { items } = await (await room.get('/feed.json')).json();
  const page = new URL(items[0].url).pathname;
  await send(room, 'POST', `${API}/withdraw`, { note: 'The envoys were others.' });
  for (const path of [page, API]) {
    expect(await (await room.get(path)).text(), path).toContain('were others');
  }
  room.now = later(15 * 86_400);
  await end(room);
  for (const path of [page, API]) {
    const gone = await room.get(path);
    expect(gone.status).toBe(410);
    expect(await gone.text(), path).not.toContain('were others');
  }
});

test('the notice of a story withdrawn under embargo does not tell when the embargo would have ended', async () => {
  const room = await openNewsroom();
  await send(room, 'PUT', API, story);
  await send(room, 'PUT', API, { ...story, embargoedUntil: at(30) });
  await send(room, 'POST', `${API}/withdraw`);
  const { items } = await (await room.get('/feed.json')).json();
  expect(items[0].date_modified).toBe('2019-11-01T12:00:02Z');
});

test('a story killed under embargo and published later is not dated ahead', async () => {
  const room = await openNewsroom();
  await send(room, 'PUT', API, { ...story, embargoedUntil: at(86_400) });
  await send(room, 'POST', `${API}/withdraw`);
  room.now = later(60);
  await send(room, 'PUT', API, story);
  const { items } = await (await room.get('/feed.json')).json();
  expect(items[0].date_published).toBe('2019-11-01T12:01:00Z');
});

test.each([
  ['removed', async (room: Newsroom) => send(room, 'DELETE', API)],
  ['held back', async (room: Newsroom) => send(room, 'PUT', API, { ...story, state: 'withheld' })],
  [
    'expired in the past',
    async (room: Newsroom) => send(room, 'PUT', API, { ...story, expiresAt: at(-60) }),
  ],
])('the tombstone of a story %s in the second of its publication is newer', async (_how, end) => {
  const room = await openNewsroom();
  await send(room, 'PUT', API, story);
  await end(room);
  const document = await (await room.get('/tombstones/atom.xml')).text();
  expect(document).toContain(`ref="${ID}" when="2019-11-01T12:00:01Z"`);
});

describe('the date of a feed', () => {
  test('stays when its newest story moves to another feed', async () => {
    const room = await openNewsroom();
    await send(room, 'PUT', API, story);
    const before = await updatedOf(room, '/topics/diplomacy/atom.xml');
    await send(room, 'PUT', API, { ...story, tags: ['weapons'] });
    const after = await updatedOf(room, '/topics/diplomacy/atom.xml');
    expect(before).toBe('2019-11-01T12:00:00Z');
    expect((after ?? '') >= (before ?? '')).toBe(true);
  });

  test('stays when a client sends a version that says it is older', async () => {
    const room = await openNewsroom();
    await send(room, 'PUT', API, { ...story, publishedAt: at(-7_200), updatedAt: at(-60) });
    await send(room, 'PUT', API, { ...story, headline: 'New', updatedAt: at(-3_600) });
    const { items } = await (await room.get('/feed.json')).json();
    expect(items[0]).toMatchObject({ title: 'New', date_modified: '2019-11-01T11:59:00Z' });
  });

  test('stays when a story is taken back, brought back and corrected within a second', async () => {
    const room = await openNewsroom();
    await send(room, 'PUT', API, story);
    await send(room, 'POST', `${API}/withdraw`);
    await send(room, 'PUT', API, story);
    const before = await updatedOf(room, '/atom.xml');
    await send(room, 'POST', `${API}/correct`, { note: 'The day was wrong.' });
    const corrected = await updatedOf(room, '/atom.xml');
    await send(room, 'DELETE', API);
    const dates = [before, corrected, await updatedOf(room, '/atom.xml')];
    expect(dates).toEqual([2, 3, 4].map((second) => `2019-11-01T12:00:0${second}Z`));
  });

  test('tells an empty feed from a full one within the second of the store’s making', async () => {
    const room = await openNewsroom();
    const { headers } = await room.get('/rss.xml');
    await send(room, 'PUT', API, story);
    const since = { 'if-modified-since': headers.get('last-modified') ?? '' };
    expect((await room.get('/rss.xml', since)).status).toBe(200);
  });

  test('tells a story apart that comes in the second that a change of settings is dated to', async () => {
    const room = await openNewsroom();
    await send(room, 'PUT', API, story);
    room.now = later(60);
    const publication = buildPublication({ title: 'Another name' });
    room.state = await installSite(room.store, buildSite({ publication }), room.now);
    room.now = later(61);
    const { headers } = await room.get('/rss.xml');
    await send(room, 'PUT', API, { ...story, headline: 'New' });
    const since = { 'if-modified-since': headers.get('last-modified') ?? '' };
    expect((await room.get('/rss.xml', since)).status).toBe(200);
  });

  test('of a copy served while the store fails is not older than what was told before', async () => {
    const publication = buildPublication({ window: { hours: 1, atLeast: 1, atMost: 1 } });
    const room = await openNewsroom([], { site: buildSite({ publication }) });
    const old = { ...other, publishedAt: at(-86_400), backCatalogue: true };
    for (const one of [old, story]) await send(room, 'PUT', apiOf(one.id), one);
    await room.get('/rss.xml');
    room.now = later(60);
    await send(room, 'PUT', apiOf(old.id), { ...old, headline: 'Mended, where nobody sees it' });
    const told = await validatorsOf(room, '/rss.xml');
    room.database.fails = true;
    expect(await validatorsOf(room, '/rss.xml')).toEqual(told);
  });
});

test('the end of a notice leaves the document of tombstones and its tag as they are', async () => {
  const room = await openNewsroom();
  await send(room, 'PUT', API, story);
  await send(room, 'POST', `${API}/withdraw`);
  const read = async () => {
    const response = await room.get('/tombstones/atom.xml');
    return [response.headers.get('etag'), await response.text()];
  };
  const before = await read();
  room.now = later(15 * 86_400);
  await room.tick();
  expect(await read()).toEqual(before);
});

test('a withdrawn story that is held back later leaves no tag behind that its feeds do not have', async () => {
  const room = await openNewsroom();
  await send(room, 'PUT', API, story);
  await send(room, 'PUT', API, { ...story, tags: ['weapons'] });
  await send(room, 'POST', `${API}/withdraw`);
  const path = '/topics/diplomacy/tombstones/atom.xml';
  await room.get(path);
  await send(room, 'PUT', API, { ...story, tags: ['weapons'], state: 'withheld' });
  const tag = (await room.get(path)).headers.get('etag') ?? '';
  expect((await room.get(path, { 'if-none-match': tag })).status).toBe(304);
});

test('a loss that moves no date of a feed by a second moves no tag', async () => {
  const room = await openNewsroom();
  await send(room, 'PUT', API, story);
  room.now = later(10);
  await send(room, 'PUT', API, { ...story, tags: ['weapons'] });
  const before = await validatorsOf(room, '/topics/diplomacy/atom.xml');
  room.now = later(10.5);
  await send(room, 'DELETE', API);
  const { etag } = await validatorsOf(room, '/topics/diplomacy/atom.xml');
  expect(etag).toBe(before.etag);
});
