/** Deltas (RFC 3229, `A-IM: feed`): only what is new since a state that the client names, kept by no cache. */

import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { acceptsDelta } from '../../src/http/delta.ts';
import type { Article } from '../../src/model/article.ts';
import { installSite } from '../../src/publish/site-state.ts';
import { buildArticle, buildPublication, buildSite } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

const FILES = ['rss.xml', 'atom.xml', 'feed.json'] as const;
const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const id = (number: number): string => `urn:example:story-${number}`;

const story = (number: number, more: Partial<Article> = {}): Article =>
  buildArticle({
    id: id(number),
    headline: `Story ${number}`,
    tags: ['diplomacy'],
    publishedAt: later(number - 1_000),
    updatedAt: later(number - 1_000),
    ...more,
  });

const stories = (from: number, to: number): readonly Article[] =>
  Array.from({ length: to - from + 1 }, (_, index) => story(from + index));

const idsIn = (body: string): readonly string[] => [
  ...new Set([...body.matchAll(/urn:example:story-\d+/g)].map(([found]) => found)),
];

async function tagOf(room: Newsroom, path: string): Promise<string> {
  return (await room.get(path)).headers.get('etag') ?? '';
}

const ask = (room: Newsroom, path: string, tags: string, headers: Record<string, string> = {}) =>
  room.get(path, { 'a-im': 'feed', 'if-none-match': tags, ...headers });

describe('a delta', () => {
  test.each(FILES)('holds new and changed entries alone, in %s', async (file) => {
    const room = await openNewsroom(stories(1, 30));
    const path = `/topics/diplomacy/${file}`;
    const base = await tagOf(room, path);
    room.now = later(60);
    await room.save(story(31), story(7, { headline: 'Corrected', updatedAt: room.now }));
    const delta = await ask(room, path, base);
    const whole = await room.get(path);
    expect(delta.status).toBe(226);
    expect(delta.headers.get('im')).toBe('feed');
    expect(delta.headers.get('delta-base')).toBe(base);
    expect(delta.headers.get('cache-control')).toBe('no-store');
    expect(delta.headers.get('vary')).toBe('Accept-Encoding, A-IM, If-None-Match');
    for (const name of ['etag', 'last-modified', 'content-type', 'link']) {
      expect(delta.headers.get(name), name).toBe(whole.headers.get(name));
    }
    const body = await delta.text();
    expect(idsIn(body)).toEqual([id(31), id(7)]);
    expect(body).toContain('Corrected');
    // The tag that it gives is good for the next question.
    const tag = delta.headers.get('etag') ?? '';
    expect((await ask(room, path, tag)).status).toBe(304);
    room.now = later(120);
    await room.save(story(32));
    expect(idsIn(await (await ask(room, path, tag)).text())).toEqual([id(32)]);
  });

  test('has the envelope of the whole document', async () => {
    const room = await openNewsroom(stories(1, 60));
    const base = await tagOf(room, '/atom.xml');
    room.now = later(60);
    await room.save(story(61));
    const delta = await (await ask(room, '/atom.xml', base)).text();
    const whole = await (await room.get('/atom.xml')).text();
    const head = (xml: string): string => xml.slice(0, xml.indexOf('<entry'));
    expect(head(delta)).toBe(head(whole));
    expect(head(delta)).toContain('rel="prev-archive"');
  });

  test('shows the notice of a withdrawn story and nothing of its text', async () => {
    const room = await openNewsroom(stories(1, 30));
    const base = await tagOf(room, '/rss.xml');
    room.now = later(60);
    await room.call('POST', `/api/articles/${encodeURIComponent(id(3))}/withdraw`, {});
    const delta = await ask(room, '/rss.xml', base);
    const body = await delta.text();
    expect(delta.status).toBe(226);
    expect(idsIn(body)).toEqual([id(3)]);
    expect(body).toContain('Story withdrawn');
    expect(body).not.toContain('Story 3<');
  });

  test('holds a late story that enters below the newest', async () => {
    const room = await openNewsroom(stories(10, 30));
    const base = await tagOf(room, '/rss.xml');
    room.now = later(60);
    await room.save(story(1));
    expect(idsIn(await (await ask(room, '/rss.xml', base)).text())).toEqual([id(1)]);
  });

  test('holds an old story that stands in the document only since another left', async () => {
    const window = { hours: 1, atLeast: 3, atMost: 3 };
    const site = buildSite({ publication: buildPublication({ window }) });
    const old = Array.from({ length: 50 }, (_, index) =>
      story(index, { publishedAt: later(-900_000 + index), updatedAt: later(-900_000 + index) }),
    );
    const room = await openNewsroom(old, { site });
    const base = await tagOf(room, '/rss.xml');
    expect(idsIn(await (await room.get('/rss.xml')).text())).toEqual([id(49), id(48), id(47)]);
    room.now = later(60);
    await room.call('DELETE', `/api/articles/${encodeURIComponent(id(48))}`);
    expect(idsIn(await (await ask(room, '/rss.xml', base)).text())).toEqual([id(46)]);
  });

  test('is compressed as the client accepts', async () => {
    const room = await openNewsroom(stories(1, 30));
    const base = await tagOf(room, '/rss.xml');
    room.now = later(60);
    await room.save(story(31));
    const plain = await (await ask(room, '/rss.xml', base)).text();
    const packed = await ask(room, '/rss.xml', base, { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(new Uint8Array(await packed.arrayBuffer())).toString()).toBe(plain);
  });

  test('leads from any tag of a list that is known', async () => {
    const room = await openNewsroom(stories(1, 30));
    const base = await tagOf(room, '/rss.xml');
    room.now = later(60);
    await room.save(story(31));
    const delta = await ask(room, '/rss.xml', `"unknown", ${base}, W/"other"`);
    expect([delta.status, delta.headers.get('delta-base')]).toEqual([226, base]);
    const strong = await ask(room, '/rss.xml', base.replace('W/', ''));
    expect(strong.status).toBe(226);
  });
});

describe('the whole document is the answer', () => {
  const cases: Readonly<Record<string, (base: string) => Record<string, string>>> = {
    'without A-IM': (base) => ({ 'if-none-match': base }),
    'to another manipulation': (base) => ({ 'if-none-match': base, 'a-im': 'vcdiff, gzip' }),
    'where it is refused': (base) => ({ 'if-none-match': base, 'a-im': 'feed;q=0' }),
    'without a base': () => ({ 'a-im': 'feed' }),
    'with a date alone': () => ({ 'a-im': 'feed', 'if-modified-since': later(0).toUTCString() }),
    'to a base that nobody was given': (base) => ({
      'if-none-match': base.replace(/"[0-9a-f]{24}-/, `"${'0'.repeat(24)}-`),
      'a-im': 'feed',
    }),
    'to the tag of another format': (base) => ({
      'if-none-match': base.replace(/-[0-9a-f]{16}"/, `-${'0'.repeat(16)}"`),
      'a-im': 'feed',
    }),
    'to a tag of another server': () => ({ 'if-none-match': 'W/"5f3c-abc"', 'a-im': 'feed' }),
  };
  test.each(Object.entries(cases))('%s', async (_case, headersFor) => {
    const room = await openNewsroom(stories(1, 30));
    const base = await tagOf(room, '/rss.xml');
    room.now = later(60);
    await room.save(story(31));
    const answer = await room.get('/rss.xml', headersFor(base));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('vary')).toBe('Accept-Encoding, A-IM');
    expect(answer.headers.get('cache-control')).toMatch(/^public/);
    expect(answer.headers.get('im')).toBeNull();
    expect(idsIn(await answer.text())).toHaveLength(31);
  });

  test('to HEAD, to a loss alone, and when everything is new', async () => {
    const room = await openNewsroom(stories(1, 2));
    const base = await tagOf(room, '/rss.xml');
    room.now = later(60);
    await room.call('DELETE', `/api/articles/${encodeURIComponent(id(1))}`);
    expect((await ask(room, '/rss.xml', base)).status).toBe(200);
    room.now = later(120);
    await room.save(story(2, { headline: 'Corrected', updatedAt: room.now }));
    expect((await ask(room, '/rss.xml', base)).status).toBe(200);
    await room.save(story(3));
    const head = await room.app.request('/rss.xml', {
      method: 'HEAD',
      headers: { 'a-im': 'feed', 'if-none-match': await tagOf(room, '/rss.xml') },
    });
    expect(head.status).toBe(304);
    const stale = await room.app.request('/rss.xml', {
      method: 'HEAD',
      headers: { 'a-im': 'feed', 'if-none-match': base },
    });
    expect(stale.status).toBe(200);
  });

  test('after the settings of the publication changed', async () => {
    const room = await openNewsroom(stories(1, 30));
    const base = await tagOf(room, '/rss.xml');
    room.now = later(60);
    const publication = buildPublication({ title: 'Renamed' });
    room.state = await installSite(room.store, buildSite({ publication }), room.now);
    await room.save(story(31));
    expect((await ask(room, '/rss.xml', base)).status).toBe(200);
  });

  test('for the document with tombstones', async () => {
    const room = await openNewsroom(stories(1, 60));
    const base = await tagOf(room, '/tombstones/atom.xml');
    room.now = later(60);
    await room.call('DELETE', `/api/articles/${encodeURIComponent(id(1))}`);
    const answer = await ask(room, '/tombstones/atom.xml', base);
    expect([answer.status, answer.headers.get('vary')]).toEqual([200, 'Accept-Encoding']);
  });

  test('304, when nothing changed, also to `*`', async () => {
    const room = await openNewsroom(stories(1, 3));
    const base = await tagOf(room, '/rss.xml');
    expect((await ask(room, '/rss.xml', base)).status).toBe(304);
    expect((await ask(room, '/rss.xml', '*')).status).toBe(304);
  });

  test('the last good copy, while the store fails', async () => {
    const room = await openNewsroom(stories(1, 30));
    const base = await tagOf(room, '/rss.xml');
    room.now = later(60);
    await room.save(story(31));
    const whole = await (await room.get('/rss.xml')).text();
    room.database.fails = true;
    const copy = await ask(room, '/rss.xml', base);
    expect([copy.status, await copy.text()]).toEqual([200, whole]);
  });
});

test.each([
  ['feed', true],
  ['vcdiff, FEED;q=0.5 , gzip', true],
  ['feed;q=0.001', true],
  ['feed;q=0', false],
  ['feed; q=0.000', false],
  ['feeds', false],
  ['vcdiff;x=feed', false],
  ['', false],
  [`feed,${'x'.repeat(2_000)}`, false],
])('A-IM: %s asks for a delta: %s', (header, asked) => {
  expect(acceptsDelta(header)).toBe(asked);
});
