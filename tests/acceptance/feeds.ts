/** Feeds in every format, combined feeds, redirects, methods, problems. */

import { describe, expect, test } from 'vitest';
import type { ClientOf } from './acceptance.ts';
import { locationOf } from './target.ts';

export const FORMATS = [
  ['rss.xml', 'application/rss+xml; charset=utf-8', '<rss version="2.0"'],
  ['atom.xml', 'application/atom+xml; charset=utf-8', '<feed xmlns="http://www.w3.org/2005/Atom"'],
  ['feed.json', 'application/feed+json', '"version":"https://jsonfeed.org/version/1.1"'],
] as const;

const FEEDS = [
  '',
  '/topics/north-korea-diplomacy',
  '/topics/north-korea-diplomacy/ja',
  '/sections/diplomacy',
  '/languages/ko',
];

export function feedTests(clientOf: ClientOf): void {
  describe.each(FORMATS)('%s', (file, contentType, beginning) => {
    test.each(FEEDS)('of %s/ is served with its validators', async (feed) => {
      const { status, headers, text } = await clientOf().get(`${feed}/${file}`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe(contentType);
      expect(text.slice(0, 1_000)).toContain(beginning);
      expect(headers.get('etag')).toMatch(/^W\/"[0-9a-f-]+"$/);
      expect(Date.parse(headers.get('last-modified') ?? '')).toBeGreaterThan(0);
      expect(headers.get('cache-control')).toContain('public, max-age=');
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('link')).toContain(`${feed}/${file}>; rel="self"`);
      expect(headers.get('set-cookie')).toBeNull();
    });

    test('of a combination and of a search is served', async () => {
      for (const path of [
        `/feeds/${file}?topic=elections&topic=north-korea-diplomacy`,
        `/feeds/${file}?not=elections`,
        `/search/${file}?q=summit`,
      ]) {
        const { status, headers, text } = await clientOf().get(path);
        expect(status, path).toBe(200);
        expect(headers.get('content-type')).toBe(contentType);
        expect(text.slice(0, 1_000)).toContain(beginning);
      }
    });
  });

  describe('a feed', () => {
    test('holds the same stories in each format', async () => {
      const [rss, atom, json] = await Promise.all(
        FORMATS.map(async ([file]) => (await clientOf().get(`/sections/diplomacy/${file}`)).text),
      );
      const ids = (JSON.parse(json ?? '') as { items: { id: string }[] }).items.map(({ id }) => id);
      expect(ids.length).toBeGreaterThan(20);
      expect(captured(rss, /<guid[^>]*>([^<]+)<\/guid>/g)).toEqual(ids);
      expect(captured(atom, /<entry\b[\s\S]*?<id>([^<]+)<\/id>/g)).toEqual(ids);
    });

    test('of a topic in one language holds no other', async () => {
      const { text } = await clientOf().get('/topics/north-korea-diplomacy/ja/feed.json');
      const { items } = JSON.parse(text) as { items: { language: string }[] };
      expect(new Set(items.map(({ language }) => language))).toEqual(new Set(['ja']));
    });

    test('leads to older stories without a gap', async () => {
      const seen = new Set<string>();
      let path: string | undefined = '/feeds/feed.json?not=elections';
      for (let pages = 0; path !== undefined && pages < 20; pages += 1) {
        const { status, text } = await clientOf().get(path);
        expect(status).toBe(200);
        const page = JSON.parse(text) as { items: { id: string }[]; next_url?: string };
        for (const { id } of page.items) {
          expect(seen.has(id), id).toBe(false);
          seen.add(id);
        }
        const next: string | undefined = page.next_url;
        path = next && new URL(next).pathname + new URL(next).search;
      }
      expect(seen.size).toBeGreaterThan(30);
    });
  });

  describe('a redirect', () => {
    test.each([
      ['/feed/', '/rss.xml'],
      ['/feed/atom/?from=mail', '/atom.xml?from=mail'],
      ['/feeds/atom.xml?topic=north-korea-diplomacy', '/topics/north-korea-diplomacy/atom.xml'],
      [
        '/feeds/rss.xml?topic=north-korea-diplomacy&lang=ja',
        '/topics/north-korea-diplomacy/ja/rss.xml',
      ],
    ])('leads from %s to %s', async (from, to) => {
      const answer = await clientOf().get(from);
      expect(answer.status).toBe(301);
      expect(locationOf(answer)).toBe(to);
    });
  });

  describe('a problem', () => {
    test.each([
      ['/topics/no-such-topic/rss.xml', 404],
      ['/no/such/path', 404],
      ['/feeds/rss.xml?topic=no-such-topic', 404],
      ['/search/rss.xml', 400],
      ['/feeds/rss.xml?page=nonsense', 400],
    ])('%s is answered %i in plain words that no cache keeps', async (path, wanted) => {
      const { status, headers, text } = await clientOf().get(path);
      expect(status).toBe(wanted);
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(text.length).toBeGreaterThan(5);
    });
  });

  describe('a method', () => {
    test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is refused with 405', async (method) => {
      const { status, headers } = await clientOf().send(method, '/rss.xml');
      expect(status).toBe(405);
      expect(headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    });

    test('OPTIONS tells any page what it may ask for', async () => {
      const { status, headers, text } = await clientOf().send('OPTIONS', '/rss.xml');
      expect(status).toBe(204);
      expect(text).toBe('');
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS');
    });

    test.each(['/rss.xml', '/', '/opml.xml', '/no/such/path'])(
      'HEAD %s answers what GET answers, without the body',
      async (path) => {
        const [get, head] = await Promise.all([
          clientOf().get(path),
          clientOf().send('HEAD', path),
        ]);
        expect(head.text).toBe('');
        expect(head.status).toBe(get.status);
        for (const name of ['etag', 'last-modified', 'cache-control', 'content-type', 'vary']) {
          expect(head.headers.get(name), name).toBe(get.headers.get(name));
        }
      },
    );
  });
}

function captured(text: string | undefined, pattern: RegExp): readonly string[] {
  return [...(text ?? '').matchAll(pattern)].map(([, found = '']) => found);
}
