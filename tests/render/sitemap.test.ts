import { describe, expect, test } from 'vitest';
import type { NewsStory } from '../../src/model/sitemap.ts';
import { renderNewsSitemap, renderSitemap, renderSitemapIndex } from '../../src/render/sitemap.ts';
import { readXml } from './parse-xml.ts';
import { checkSitemap } from './sitemap-schema.ts';

const HOSTILE = 'a "b" <c> & \'d\' ]]>\u0000\uD800\uFFFE\n e';
const CLEANED = 'a "b" <c> & \'d\' ]]> e';

const STORY: NewsStory = {
  loc: 'https://news.example/articles/envoys-meet-0123456789ab',
  title: 'Envoys meet',
  language: 'en',
  publishedAt: new Date('2019-11-01T11:30:00.900Z'),
};

describe('a sitemap (sitemaps.org)', () => {
  test('reads as the protocol writes it', () => {
    const text = renderSitemap([
      { loc: 'https://news.example/' },
      { loc: 'https://news.example/a', changedAt: new Date('2019-11-01T12:00:00Z') },
    ]);
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://news.example/</loc></url>
<url><loc>https://news.example/a</loc><lastmod>2019-11-01T12:00:00Z</lastmod></url>
</urlset>
`);
    checkSitemap(text);
  });

  test('escapes all five characters of an address, and writes it in ASCII', () => {
    const loc = `https://news.example/?a=1&b='"<>会`;
    const text = renderSitemap([{ loc }]);
    checkSitemap(text);
    expect(text).toContain('?a=1&amp;b=');
    expect(text).not.toMatch(/<loc>[^<]*['"]/);
    const [found = ''] = readXml(text, (query) => query('//sm:loc'));
    expect(new URL(found).href).toBe(new URL(loc).href);
  });

  test('names its files in an index', () => {
    const locs = ['https://news.example/sitemaps/pages.xml', 'https://news.example/sitemaps/1.xml'];
    const text = renderSitemapIndex(locs);
    checkSitemap(text);
    expect(readXml(text, (query) => query('/sm:sitemapindex/sm:sitemap/sm:loc'))).toEqual(locs);
  });
});

describe('a news sitemap (Google)', () => {
  test('reads as Google writes it', () => {
    const text = renderNewsSitemap([STORY], 'News Example');
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://news.example/articles/envoys-meet-0123456789ab</loc><news:news><news:publication><news:name>News Example</news:name><news:language>en</news:language></news:publication><news:publication_date>2019-11-01T11:30:00Z</news:publication_date><news:title>Envoys meet</news:title></news:news></url>
</urlset>
`);
    checkSitemap(text);
  });

  test('is valid without a story', () => {
    const text = renderNewsSitemap([], 'News Example');
    checkSitemap(text);
    expect(readXml(text, (query) => query('//sm:url'))).toEqual([]);
  });

  test('shows titles and the publication’s name as plain text, whatever they hold', () => {
    const text = renderNewsSitemap([{ ...STORY, title: HOSTILE }], HOSTILE);
    checkSitemap(text);
    readXml(text, (query) => {
      expect(query('//news:title')).toEqual([CLEANED]);
      expect(query('//news:name')).toEqual([CLEANED]);
    });
  });

  test('has a title where nothing of it can be shown', () => {
    const text = renderNewsSitemap([{ ...STORY, title: '\u0001\uFFFE' }], 'News Example');
    checkSitemap(text);
    expect(readXml(text, (query) => query('//news:title'))).toEqual([STORY.loc]);
  });

  test('stays far below 50 MB with a thousand of the longest stories', () => {
    const long = {
      ...STORY,
      loc: `https://news.example/${"'".repeat(2_000)}`,
      title: '"'.repeat(1_000),
    };
    const stories = Array.from({ length: 1_000 }, () => long);
    expect(renderNewsSitemap(stories, 'News Example').length).toBeLessThan(25_000_000);
  });
});
