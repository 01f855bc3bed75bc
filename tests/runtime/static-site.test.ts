/** Files served by the rules of the app: asked anything, they answer what the app answers. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StaticSite } from '../../src/http/static-site.ts';
import worker from '../../src/runtime/static-worker.ts';
import { buildArticle } from '../helpers/build.ts';
import { START } from '../helpers/newsroom.ts';
import { openStaticFolder, readManifest } from '../helpers/static-folder.ts';
import { type Exported, HOST, openExported, stories } from './exported.ts';

let it: Exported;
let site: StaticSite;
const later = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);

beforeAll(async () => {
  const expiring = buildArticle({
    id: 'urn:example:expiring',
    slug: 'expiring',
    expiresAt: later(200),
  });
  const removed = buildArticle({ id: 'urn:example:removed', slug: 'removed' });
  it = await openExported([...stories(), expiring, removed]);
  await it.room.call('DELETE', '/api/articles/urn:example:removed');
  await it.room.call('POST', '/api/articles/urn:example:1/withdraw', { note: 'Wrong.' });
  await it.export();
  site = openStaticFolder(it.target, () => it.room.now);
});
afterAll(() => it.destroy());

async function described(response: Response) {
  const { status } = response;
  return { status, headers: [...response.headers].sort(), body: await response.text() };
}

async function expectAlike(path: string, init: RequestInit = {}): Promise<number> {
  const [files, app] = [await site(new Request(HOST + path, init)), await it.ask(path, init)];
  expect([path, await described(files)]).toEqual([path, await described(app.clone())]);
  return app.status;
}

const archiveOf = (path: string): string => {
  const target = readManifest(it.target).archives[path];
  if (target === undefined) throw new Error(`${path} leads nowhere`);
  return target;
};

describe('a static site', () => {
  test('answers every document with all headers of the app', async () => {
    const paths = Object.keys(readManifest(it.target).documents);
    expect(paths.length).toBeGreaterThan(150);
    for (const path of paths) expect(await expectAlike(path)).toBe(200);
  });

  test('answers 304 for its tag, and for its date where the app does', async () => {
    for (const path of ['/rss.xml', '/', '/opml.xml', '/media/a%20b.png', '/robots.txt']) {
      const response = await it.ask(path);
      const etag = response.headers.get('etag') ?? '';
      const date = response.headers.get('last-modified') ?? '';
      expect(await expectAlike(path, { headers: { 'if-none-match': etag } })).toBe(304);
      await expectAlike(path, { headers: { 'if-modified-since': date } });
      await expectAlike(path, { headers: { 'if-none-match': '"x"', 'if-modified-since': date } });
    }
  });

  test.each([
    ['/topics/talks/atom.xml?x=1', 301],
    ['/topics/talks', 301],
    ['/topics/old/rss.xml', 410],
    ['/topics/old', 410],
    ['/topics/none', 404],
    ['/topics/none/rss.xml', 404],
    ['/feed/?a=b', 301],
    ['/articles/none', 404],
    ['/articles/other-0123456789ab', 404],
    ['/topics/diplomacy/', 404],
    ['/archive/1/rss.xml', 302],
    ['/archive/2/rss.xml', 302],
    ['/archive/9/rss.xml', 404],
    ['/archive/1-0123/atom.xml', 301],
    ['/topics/diplomacy/archive/1/feed.json', 302],
    ['/rss.xml?utm_source=x', 200],
    ['/feeds.json?kind=topic', 200],
    ['/media/none.png', 404],
    ['/nothing', 404],
  ])('answers %s as the app does, with %i', async (path, status) => {
    expect(await expectAlike(path)).toBe(status);
  });

  test('leads from any name of a story to its page, or says that it is gone', async () => {
    const { documents, gonePages, goneArticles } = readManifest(it.target);
    const shown = Object.keys(documents).find((path) => path.includes('/story-5-')) ?? '';
    const [withdrawn = ''] = Object.keys(gonePages);
    expect(await expectAlike(shown.replace('story-5', 'misspelt'))).toBe(301);
    expect(await expectAlike(withdrawn)).toBe(410);
    expect(await expectAlike(withdrawn.replace('story', 'other'))).toBe(410);
    expect(await expectAlike(`/articles/removed-${goneArticles[0]}`)).toBe(410);
  });

  test.each(['HEAD', 'OPTIONS', 'POST'])('answers %s as the app does', async (method) => {
    for (const path of ['/rss.xml', '/', '/media/a%20b.png', archiveOf('/archive/1/atom.xml')]) {
      await expectAlike(path, { method });
    }
  });

  test('tells the true date of a change that was dated ahead of its second', async () => {
    const before = it.room.now;
    it.room.now = later(1);
    for (const path of ['/rss.xml', '/atom.xml', '/tombstones/atom.xml']) await expectAlike(path);
    it.room.now = before;
  });

  test('lets nothing be kept past the next expiry, however old the export is', async () => {
    const before = it.room.now;
    for (const minutes of [0, 100, 197, 199.9, 201]) {
      it.room.now = later(minutes);
      for (const path of ['/rss.xml', '/', archiveOf('/archive/1/rss.xml')]) {
        const [files, app] = [await site(new Request(HOST + path)), await it.ask(path)];
        const control = files.headers.get('cache-control');
        expect([path, minutes, control]).toEqual([path, minutes, app.headers.get('cache-control')]);
      }
    }
    it.room.now = before;
  });

  test('says of what needs a server that it does', async () => {
    for (const path of ['/search/rss.xml?q=a', '/feeds/rss.xml?topic=a', '/api/articles']) {
      const response = await site(new Request(HOST + path));
      expect([response.status, await response.text()]).toEqual([
        404,
        'This is an export: searches, combinations and the API need a server.\n',
      ]);
    }
    const chosen = await site(new Request(`${HOST}/opml.xml?topic=diplomacy`));
    expect(chosen.status).toBe(404);
  });
});

describe('the worker over static assets', () => {
  const asked: string[] = [];
  const ASSETS = {
    fetch: async (url: string): Promise<Response> => {
      asked.push(url);
      try {
        const file = decodeURIComponent(new URL(url).pathname);
        return new Response(new Uint8Array(readFileSync(join(it.target, file))));
      } catch {
        return new Response(null, { status: 404 });
      }
    },
  };

  test('answers a document and a picture, and reads the manifest once', async () => {
    for (const path of ['/topics/diplomacy/ja/atom.xml', '/media/a%20b.png', '/topics/weapons']) {
      const response = await worker.fetch(new Request(HOST + path), { ASSETS });
      const app = await it.ask(path);
      expect(response.headers.get('etag')).toBe(app.headers.get('etag'));
      expect(await response.text()).toBe(await app.text());
    }
    expect(asked.filter((url) => url.endsWith('.json'))).toHaveLength(1);
  });

  test('never hands out what is no document', async () => {
    for (const path of ['/.wireroom-export.json', '/_headers', '/index.html', '/410.html']) {
      const response = await worker.fetch(new Request(HOST + path), { ASSETS });
      expect([path, response.status]).toEqual([path, 404]);
    }
  });

  test('answers 503 while there is no manifest, and looks again', async () => {
    let isThere = false;
    const late = {
      fetch: (url: string) =>
        isThere ? ASSETS.fetch(url) : Promise.resolve(new Response(null, { status: 404 })),
    };
    const get = () => worker.fetch(new Request(`${HOST}/rss.xml`), { ASSETS: late });
    expect((await get()).status).toBe(503);
    isThere = true;
    expect((await get()).status).toBe(200);
  });
});
