/** Isolates of one worker over one D1: what a deployment or another isolate changes, and what a request asks D1. */

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { applyDue } from '../../../src/publish/due.ts';
import { installSite, loadSite, type SiteState } from '../../../src/publish/site-state.ts';
import { articleWrite } from '../../../src/publish/write.ts';
import { meterD1 } from '../../../src/runtime/d1-meter.ts';
import worker from '../../../src/runtime/worker.ts';
import { createD1, type D1Binding } from '../../../src/store/d1.ts';
import { createStore } from '../../../src/store/sql-store.ts';
import { replaySeed } from '../../helpers/replay-seed.ts';

const { DB } = env as unknown as { readonly DB: D1Binding };
const store = createStore(createD1(DB));

/** One with a memory of its own: another object for the same database. */
function openIsolate(more: object = {}) {
  const { binding, counts } = meterD1(DB);
  return {
    counts,
    get: async (path: string, headers: Record<string, string> = {}) => {
      const context = createExecutionContext();
      const request = new Request(`https://news.example${path}`, { headers });
      const response = await worker.fetch(request, { ...more, DB: binding }, context);
      const text = await response.text();
      await waitOnExecutionContext(context);
      return { status: response.status, headers: response.headers, text };
    },
  };
}

const textOf = async (kept: Response | undefined): Promise<string> =>
  new TextDecoder().decode(await kept?.arrayBuffer());

async function siteState(): Promise<SiteState> {
  const state = await loadSite(store);
  if (state === undefined) throw new Error('nothing was deployed');
  return state;
}

beforeAll(() => replaySeed(createD1(DB), inject('samplePublication').seed));

describe('the configuration in force', () => {
  test('is taken over by the next request after a deployment changed it', async () => {
    const isolate = openIsolate();
    const before = await isolate.get('/rss.xml');
    expect(before.text).toContain('<title>Wireroom Sample</title>');
    const { site } = await siteState();
    const publication = { ...site.publication, title: 'Another Name' };
    await installSite(store, { ...site, publication }, new Date());
    const after = await isolate.get('/rss.xml', {
      'if-none-match': before.headers.get('etag') ?? '',
    });
    expect(after.status).toBe(200);
    expect(after.text).toContain('<title>Another Name</title>');
    expect((await isolate.get('/')).text).toContain('Another Name');
  });

  test('has new topics at once', async () => {
    const isolate = openIsolate();
    const { site } = await siteState();
    const [topic] = site.topics;
    if (topic === undefined) throw new Error('the sample has topics');
    expect((await isolate.get('/topics/fresh/rss.xml')).status).toBe(404);
    const fresh = { ...topic, id: 'fresh', slug: 'fresh', names: { en: 'Fresh' } };
    await installSite(store, { ...site, topics: [...site.topics, fresh] }, new Date());
    expect((await isolate.get('/topics/fresh/rss.xml')).status).toBe(200);
  });
});

test('a withdrawn story vanishes at once, although copies lie in the cache of the edge', async () => {
  const [first, second] = [openIsolate(), openIsolate()];
  const path = '/topics/north-korea-diplomacy/feed.json';
  const before = await first.get(path);
  expect((await second.get(path)).text).toBe(before.text);
  const [item] = (JSON.parse(before.text) as { items: { id: string; title: string }[] }).items;
  const etag = before.headers.get('etag') ?? '';
  const cache = await (globalThis as unknown as { caches: CacheStorage }).caches.open(
    'wireroom-documents',
  );
  const copy = `https://news.example/.documents?${new URLSearchParams({ path, etag })}`;
  expect(await textOf(await cache.match(copy))).toContain(item?.title);
  const [stored] = await store.readArticles([item?.id ?? '']);
  if (stored === undefined) throw new Error('the story is stored');
  const [state, now] = [await siteState(), new Date()];
  const taken = { ...stored.article, state: 'withdrawn', withdrawal: { at: now } } as const;
  const write = articleWrite(taken, { state, now, stored, isFirstLoad: false });
  await store.commit({ at: now, writes: [write], files: [], forgottenFiles: [] });
  expect(await textOf(await cache.match(copy))).toContain(item?.title);
  for (const isolate of [first, second, openIsolate()]) {
    const after = await isolate.get(path, { 'if-none-match': etag });
    expect(after.status).toBe(200);
    expect(after.text).toContain(item?.id);
    expect(after.text).not.toContain(item?.title);
  }
});

test('a worker without a clock serves what another one releases', async () => {
  const isolate = openIsolate();
  const path = '/feed.json';
  const state = await siteState();
  const [stored] = await store.listArticles('', 1);
  if (stored === undefined) throw new Error('a story is stored');
  const now = new Date();
  const embargoed = {
    ...stored.article,
    id: 'urn:uuid:0190d3c0-5f00-7000-8000-00000000e0e0',
    slug: 'kept-back',
    headline: 'Kept back until now',
    publishedAt: now,
    updatedAt: now,
    embargoedUntil: new Date(now.getTime() + 60_000),
    state: 'embargoed',
  } as const;
  const write = articleWrite(embargoed, { state, now, stored: undefined, isFirstLoad: false });
  await store.commit({ at: now, writes: [write], files: [], forgottenFiles: [] });
  expect((await isolate.get(path)).text).not.toContain('Kept back');
  await applyDue(store, state, new Date(now.getTime() + 61_000));
  expect((await isolate.get(path)).text).toContain('Kept back until now');
});

describe('D1 is asked', () => {
  const PATHS = [
    '/rss.xml',
    '/topics/north-korea-diplomacy/atom.xml',
    '/topics/north-korea-diplomacy/ja/feed.json',
    '/sections/diplomacy/rss.xml',
    '/languages/ko/atom.xml',
    '/feeds/rss.xml?topic=north-korea-diplomacy&topic=elections',
    '/search/atom.xml?q=talks',
    '/tombstones/atom.xml',
  ];

  test.each(PATHS)('at most 3 times for %s, and once for a 304', async (path) => {
    const isolate = openIsolate();
    // The first request of an isolate reads the configuration as well.
    await isolate.get('/robots.txt');
    const cost = async (headers: Record<string, string> = {}) => {
      const before = isolate.counts.statements;
      const answer = await isolate.get(path, headers);
      return { ...answer, statements: isolate.counts.statements - before };
    };
    const full = await cost();
    expect(full.status).toBe(200);
    expect(full.statements).toBeLessThanOrEqual(3);
    expect((await cost()).statements).toBe(1);
    const again = await cost({ 'if-none-match': full.headers.get('etag') ?? '' });
    expect([again.status, again.statements]).toEqual([304, 1]);
  });

  test('no more than 4 times by the first request of an isolate', async () => {
    const isolate = openIsolate();
    expect((await isolate.get('/rss.xml')).status).toBe(200);
    expect(isolate.counts.statements).toBeLessThanOrEqual(4);
  });
});

test('nothing is served before a deployment, but told to come back', async () => {
  const empty = { prepare: () => DB.prepare('SELECT nothing'), batch: () => DB.batch([]) };
  const context = createExecutionContext();
  const request = new Request('https://news.example/rss.xml');
  const response = await worker.fetch(request, { DB: empty }, context);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('30');
});
