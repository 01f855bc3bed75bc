/** Conditional requests (RFC 9110 13) and content codings. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { ClientOf } from './acceptance.ts';
import type { Answer } from './target.ts';

const FEED = '/topics/north-korea-diplomacy/atom.xml';
const KEPT_BY_304 = ['etag', 'last-modified', 'cache-control', 'vary', 'link'];

export function conditionTests(clientOf: ClientOf): void {
  describe('a condition', () => {
    let full: Answer;
    let etag = '';
    let date = '';
    beforeAll(async () => {
      full = await clientOf().get(FEED);
      etag = full.headers.get('etag') ?? '';
      date = full.headers.get('last-modified') ?? '';
    });
    const cases: readonly (readonly [string, () => Record<string, string>, 200 | 304])[] = [
      ['the tag', () => ({ 'If-None-Match': etag }), 304],
      ['the tag as a strong one', () => ({ 'If-None-Match': etag.replace('W/', '') }), 304],
      ['a list with the tag', () => ({ 'If-None-Match': `"x", "a,b", ${etag}` }), 304],
      ['a list without the tag', () => ({ 'If-None-Match': '"x", W/"y"' }), 200],
      ['any tag', () => ({ 'If-None-Match': '*' }), 304],
      [
        'another tag and a good date',
        () => ({ 'If-None-Match': '"x"', 'If-Modified-Since': date }),
        200,
      ],
      ['the date', () => ({ 'If-Modified-Since': date }), 304],
      ['an old date', () => ({ 'If-Modified-Since': 'Sat, 01 Jan 2000 00:00:00 GMT' }), 200],
      ['no date', () => ({ 'If-Modified-Since': 'never' }), 200],
    ];
    test.each(cases)('with %s', async (_name, headersOf, status) => {
      for (const method of ['GET', 'HEAD']) {
        const answer = await clientOf().send(method, FEED, { headers: headersOf() });
        expect(answer.status, method).toBe(status);
        if (status === 304 || method === 'HEAD') expect(answer.text).toBe('');
        for (const name of KEPT_BY_304) {
          expect(answer.headers.get(name), name).toBe(full.headers.get(name));
        }
      }
    });

    test.each(['/', '/opml.xml', '/feeds.json', '/sitemap.xml'])(
      'holds for %s too',
      async (path) => {
        const { headers, status } = await clientOf().get(path);
        expect(status).toBe(200);
        const tag = headers.get('etag') ?? '';
        expect((await clientOf().get(path, { 'If-None-Match': tag })).status).toBe(304);
      },
    );
  });

  describe('a coding', () => {
    test('is used where the server has it, and decodes to the plain bytes', async () => {
      const plain = await clientOf().get(FEED, { 'Accept-Encoding': 'identity' });
      expect(plain.headers.get('content-encoding')).toBeNull();
      for (const coding of clientOf().target.codings) {
        const coded = await clientOf().get(FEED, { 'Accept-Encoding': coding });
        expect(coded.headers.get('content-encoding'), coding).toBe(coding);
        expect(coded.headers.get('etag')).toBe(plain.headers.get('etag'));
        expect(coded.text === plain.text, coding).toBe(true);
      }
    });

    test('that is refused or unknown is not used', async () => {
      for (const header of ['gzip;q=0, br;q=0', 'compress', 'identity']) {
        const { status, headers } = await clientOf().get(FEED, { 'Accept-Encoding': header });
        expect(status).toBe(200);
        expect(headers.get('content-encoding'), header).toBeNull();
      }
    });

    test('is named in Vary', async () => {
      expect((await clientOf().get(FEED)).headers.get('vary')).toContain('Accept-Encoding');
    });
  });
}
