/** What leads to feeds and stories: pages, OPML, the directory, sitemaps, pictures, the API's description. */

import { describe, expect, test } from 'vitest';
import type { ClientOf } from './acceptance.ts';
import { pathOf } from './target.ts';

interface Directory {
  readonly feeds: readonly {
    readonly kind: string;
    readonly page: string;
    readonly members: number;
    readonly formats: Readonly<Record<string, { readonly url: string; readonly type: string }>>;
  }[];
}

export function discoveryTests(clientOf: ClientOf): void {
  const directory = async (): Promise<Directory> =>
    JSON.parse((await clientOf().get('/feeds.json')).text) as Directory;

  describe('the directory', () => {
    test('names feeds and pages that are there', async () => {
      const { feeds } = await directory();
      expect(feeds.length).toBeGreaterThan(20);
      for (const { formats, page } of feeds.slice(0, 8)) {
        for (const { url, type } of Object.values(formats)) {
          const { status, headers } = await clientOf().send('HEAD', pathOf(url));
          expect(status, url).toBe(200);
          expect(headers.get('content-type')).toContain(type);
        }
        expect((await clientOf().send('HEAD', pathOf(page))).status, page).toBe(200);
      }
    });

    test('names the feeds that OPML names', async () => {
      const { status, headers, text } = await clientOf().get('/opml.xml');
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/x-opml; charset=utf-8');
      const named = [...text.matchAll(/xmlUrl="([^"]+)"/g)].map(([, url = '']) => url);
      const known = new Set(
        (await directory()).feeds.flatMap(({ formats }) =>
          Object.values(formats).map(({ url }) => url),
        ),
      );
      expect(named.length).toBeGreaterThan(10);
      expect(named.filter((url) => !known.has(url))).toEqual([]);
    });
  });

  describe('a sitemap', () => {
    test('is named by robots.txt, and names pages of stories', async () => {
      const { text: robots } = await clientOf().get('/robots.txt');
      const index = /^Sitemap: (\S+)$/m.exec(robots)?.[1] ?? '';
      const files = locationsOf((await clientOf().get(pathOf(index))).text);
      expect(files.length).toBeGreaterThan(1);
      const pages: string[] = [];
      for (const file of files) {
        const { status, text } = await clientOf().get(pathOf(file));
        expect(status, file).toBe(200);
        pages.push(...locationsOf(text));
      }
      const stories = pages.filter((url) => pathOf(url).startsWith('/articles/'));
      expect(stories.length).toBeGreaterThan(20);
      const { status, headers, text } = await clientOf().get(pathOf(stories[0] ?? ''));
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(text).toContain('<article');
    });

    test('of news is there, whether or not there is news', async () => {
      const { status, text } = await clientOf().get('/news-sitemap.xml');
      expect(status).toBe(200);
      expect(text).toMatch(/<(?:urlset|sitemapindex) /);
    });
  });

  describe('a page', () => {
    test.each(['/', '/topics/north-korea-diplomacy', '/languages/ja'])(
      '%s names its feeds in its head',
      async (path) => {
        const { status, headers, text } = await clientOf().get(path);
        expect(status).toBe(200);
        expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(text).toContain('type="application/rss+xml"');
        expect(text).toContain('type="application/atom+xml"');
        expect(text).toContain('type="application/feed+json"');
      },
    );

    test('says why a story is in a topic', async () => {
      const { text } = await clientOf().get('/topics/north-korea-diplomacy/feed.json');
      const [first] = (JSON.parse(text) as { items: { id: string }[] }).items;
      const query = `article=${encodeURIComponent(first?.id ?? '')}`;
      const why = await clientOf().get(`/topics/north-korea-diplomacy/why?${query}`);
      expect(why.status).toBe(200);
    });
  });

  describe('a picture', () => {
    test('is streamed whole, and not again', async () => {
      const client = clientOf();
      if (!client.target.hasMedia) return;
      const { text } = await client.get('/feed.json');
      const url = /https?:\/\/[^"\\\s]+\/media\/[^"\\\s]+\.(?:png|jpg)/.exec(text)?.[0] ?? '';
      const response = await client.target.fetch(client.target.url + pathOf(url));
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^image\/(?:png|jpeg)$/);
      expect(bytes.byteLength).toBeGreaterThan(1_000);
      const head = await client.send('HEAD', pathOf(url));
      expect(head.headers.get('content-length')).toBe(String(bytes.byteLength));
      const tag = response.headers.get('etag') ?? '';
      expect((await client.get(pathOf(url), { 'If-None-Match': tag })).status).toBe(304);
    });
  });

  describe('the API', () => {
    test('describes itself to programs and to people', async () => {
      const { status, text } = await clientOf().get('/api/openapi.json');
      expect(status).toBe(200);
      expect((JSON.parse(text) as { openapi: string }).openapi).toMatch(/^3\.1/);
      expect((await clientOf().get('/api/reference')).status).toBe(200);
    });
  });
}

function locationsOf(sitemap: string): readonly string[] {
  return [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = '']) => url);
}
