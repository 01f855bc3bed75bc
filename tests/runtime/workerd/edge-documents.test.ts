/** The Cache API of workerd between isolates: what one has rendered another sends, and never what was withdrawn. */

import { env } from 'cloudflare:workers';
import { beforeAll, expect, inject, test } from 'vitest';
import type { Article } from '../../../src/model/article.ts';
import { loadSite, type SiteState } from '../../../src/publish/site-state.ts';
import { articleWrite } from '../../../src/publish/write.ts';
import { createEdgeDocuments, type EdgeCache } from '../../../src/runtime/edge-documents.ts';
import worker from '../../../src/runtime/worker.ts';
import { createD1, type D1Binding } from '../../../src/store/d1.ts';
import { createStore } from '../../../src/store/sql-store.ts';
import { replaySeed } from '../../helpers/replay-seed.ts';

const { DB } = env as unknown as { readonly DB: D1Binding };
const store = createStore(createD1(DB));
let state: SiteState;

const openCache = (): Promise<Cache> =>
  (globalThis as unknown as { caches: CacheStorage }).caches.open('wireroom-documents');
const keyOf = (path: string, etag: string): string =>
  `https://news.example/.documents?${new URLSearchParams({ path, etag })}`;
/** What a new isolate asks before it can send anything: the configuration and the validator. */
const FIRST_STATEMENTS = 2;

const shared = createEdgeDocuments({
  open: async () => (await openCache()) as EdgeCache,
  baseUrl: () => 'https://news.example',
});

/** A worker with an empty memory over the same database and the same cache, and what it asks of the database. */
function openIsolate() {
  const statements: string[] = [];
  const binding: D1Binding = {
    prepare: (sql) => {
      statements.push(sql);
      return DB.prepare(sql);
    },
    batch: (all) => DB.batch(all),
  };
  const get = async (path: string, headers: Record<string, string> = {}) => {
    statements.length = 0;
    const request = new Request(`https://news.example${path}`, { headers });
    const response = await worker.fetch(request, { DB: binding }, { waitUntil: () => {} });
    const body = await response.text();
    const etag = response.headers.get('etag') ?? '';
    return { status: response.status, etag, body, statements: statements.length };
  };
  return { get };
}

async function save(articles: readonly Article[]): Promise<void> {
  const now = new Date();
  const stored = await store.readArticles(articles.map(({ id }) => id));
  const writes = articles.map((article) =>
    articleWrite(article, {
      state,
      now,
      stored: stored.find(({ id }) => id === article.id),
      isFirstLoad: false,
    }),
  );
  await store.commit({ at: now, writes, files: [], forgottenFiles: [] });
}

beforeAll(async () => {
  await replaySeed(createD1(DB), inject('samplePublication').seed);
  const deployed = await loadSite(store);
  if (deployed === undefined) throw new Error('nothing was deployed');
  state = deployed;
});

/** The entry of a document, with bytes that nobody would render: whoever sends them has read them there. */
async function markEntry(path: string, etag: string, mark: string): Promise<void> {
  const kept = await shared.read({ path, etag, changedAt: new Date(), nextDueAt: undefined });
  if (kept === undefined) throw new Error(`nothing is kept of ${path} ${etag}`);
  await shared.write({ ...kept, bytes: new TextEncoder().encode(mark) });
}

test.each(['/rss.xml', '/topics/north-korea-diplomacy/atom.xml'])(
  'an isolate with an empty memory sends %s as another has rendered it, and asks D1 for its validator alone',
  async (path) => {
    // Once, so that the digest of the feed is in the store, as after any first request.
    const { etag } = await openIsolate().get(path);
    await (await openCache()).delete(keyOf(path, etag));
    const rendered = await openIsolate().get(path);
    await markEntry(path, etag, 'as it was kept');
    const other = openIsolate();
    const first = await other.get(path);
    expect([first.status, first.etag, first.body]).toEqual([200, etag, 'as it was kept']);
    // The configuration and the validator; a body costs one more.
    expect([first.statements, rendered.statements]).toEqual([
      FIRST_STATEMENTS,
      FIRST_STATEMENTS + 1,
    ]);
    // From its own memory then.
    const again = await other.get(path);
    expect([again.body, again.statements]).toEqual(['as it was kept', 1]);
    const unchanged = await other.get(path, { 'if-none-match': etag });
    expect([unchanged.status, unchanged.statements]).toEqual([304, 1]);
  },
);

test('a combined feed, which anybody can think up, is not kept', async () => {
  const path = '/feeds/atom.xml?q=talks';
  const { etag } = await openIsolate().get(path);
  expect(await (await openCache()).match(keyOf(path, etag))).toBeUndefined();
});

test('a withdrawn story is sent from the cache by nobody, purge or no purge', async () => {
  const [found] = await store.findArticles({ state: 'public' }, { limit: 1 });
  const story = found?.article;
  if (story === undefined) throw new Error('the sample has no public article');
  const path = '/feed.json';
  const [one, other] = [openIsolate(), openIsolate()];
  const before = await one.get(path);
  await markEntry(path, before.etag, `the text of ${story.id}`);
  // One isolate has it in its memory, as rendered; the other as the cache keeps it.
  expect((await one.get(path)).body).toContain(story.headline);
  expect((await other.get(path)).body).toBe(`the text of ${story.id}`);

  await save([{ ...story, state: 'withdrawn', withdrawal: { at: new Date(), note: 'Wrong.' } }]);

  for (const isolate of [one, other, openIsolate()]) {
    const after = await isolate.get(path);
    expect(after.etag).not.toBe(before.etag);
    expect(after.body).toContain('Wrong.');
    expect(after.body).not.toContain('the text of');
    expect(after.body).not.toContain(story.headline);
  }
  // The entry is still there, under a tag that nobody learns from the store any more.
  const head = { path, etag: before.etag, changedAt: new Date(), nextDueAt: undefined };
  expect(await shared.read(head)).toBeDefined();
  const stale = await openIsolate().get(path, { 'if-none-match': before.etag });
  expect(stale.status).toBe(200);
});

test('a spoilt entry is rendered again', async () => {
  const path = '/atom.xml';
  const { etag, body } = await openIsolate().get(path);
  const cache = await openCache();
  const key = keyOf(path, etag);
  expect(await cache.match(key)).toBeDefined();
  await cache.put(key, new Response('{"path":', { headers: { 'Cache-Control': 'max-age=86400' } }));
  expect((await openIsolate().get(path)).body).toBe(body);
});

test('nobody is given an entry by its key', async () => {
  const { etag } = await openIsolate().get('/atom.xml');
  const { pathname, search } = new URL(keyOf('/atom.xml', etag));
  const answer = await openIsolate().get(pathname + search);
  expect(answer.status).toBe(404);
});
