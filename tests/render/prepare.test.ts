import { describe, expect, it } from 'vitest';
import { prepareEntry, writtenUrl } from '../../src/render/prepare.ts';
import { entry, SAMPLE_FEED } from './sample-feed.ts';

describe('links', () => {
  it.each([
    ['https://news.example/a?b=1&c=%7E#d', 'https://news.example/a?b=1&c=%7E#d'],
    ['https://News.example:443/a/../b', 'https://News.example:443/a/../b'],
    [' https://news.example/ ', 'https://news.example/'],
    ['https://例え.example/記事', 'https://xn--r8jz45g.example/%E8%A8%98%E4%BA%8B'],
    ['https://news.example/a b|c"<', 'https://news.example/a%20b%7Cc%22%3C'],
    ['https://news.example/100%', 'https://news.example/100%25'],
    ['no url at all', 'no%20url%20at%20all'],
    ['tag:news.example,2026:記事', 'tag:news.example,2026:%E8%A8%98%E4%BA%8B'],
  ])('%s is written as %s', (url, expected) => {
    expect(writtenUrl(url)).toBe(expected);
  });
});

describe('prepared entries', () => {
  it('come back as they were when ingest did its work', () => {
    for (const one of SAMPLE_FEED.entries) expect(prepareEntry(one)).toEqual(one);
  });

  it('do not change when prepared again', () => {
    const once = prepareEntry(
      entry({ title: ' a\u0000 ', url: 'https://x.example/ä', tags: ['', 'b', 'b'] }),
    );
    expect(prepareEntry(once)).toEqual(once);
  });

  it('leave out media that no reader may follow', () => {
    const media = ['javascript:x', 'data:,x', 'file:///x', '/relative', 'https://x.example/a'].map(
      (url) => ({ url, type: 'image/png', role: 'lead' }) as const,
    );
    expect(prepareEntry(entry({ media })).media.map(({ url }) => url)).toEqual([
      'https://x.example/a',
    ]);
  });
});
