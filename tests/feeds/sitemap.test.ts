import { describe, expect, test } from 'vitest';
import { newsLanguage, newsStories, sitemapUrls } from '../../src/feeds/sitemap.ts';
import { ARTICLE_STATES } from '../../src/model/article.ts';
import { buildArticle, buildPublication, buildSite } from '../helpers/build.ts';

const site = buildSite({
  publication: buildPublication({ siteUrl: 'https://www.paper.example/', language: 'ja' }),
});
const at = (url: string) => buildArticle({ id: url, url });
const locsOf = (...urls: readonly string[]): readonly string[] =>
  sitemapUrls(urls.map(at), site).map(({ loc }) => loc);

describe('a sitemap', () => {
  test('leads to an article’s own page, else to ours', () => {
    const own = buildArticle({ url: 'https://www.paper.example/a?b=1' });
    const ours = buildArticle();
    expect(sitemapUrls([own, ours], site)).toEqual([
      { loc: 'https://www.paper.example/a?b=1', changedAt: own.updatedAt },
      {
        loc: expect.stringMatching(/^https:\/\/news\.example\/articles\/envoys-meet-[0-9a-f]{12}$/),
        changedAt: ours.updatedAt,
      },
    ]);
  });

  test.each([
    'https://agency.example/a',
    'https://paper.example/a',
    'https://www.paper.example.evil.example/a',
    'https://www.paper.example:8443/a',
    'http://www.paper.example/a',
    `https://www.paper.example/${'a'.repeat(2_022)}`,
    'nonsense',
  ])('holds no address of another host or protocol, nor one too long: %s', (url) => {
    expect(locsOf(url)).toEqual([]);
  });

  test('takes the hosts of the base URL and of the publication’s site', () => {
    const urls = ['https://news.example/x', 'https://www.paper.example/y'];
    expect(locsOf(...urls)).toEqual(urls);
    const alone = buildSite();
    expect(sitemapUrls(urls.map(at), alone).map(({ loc }) => loc)).toEqual([urls[0]]);
  });

  test('names an address once', () => {
    const url = 'https://news.example/x';
    const [first, second] = [buildArticle({ id: 'a', url }), buildArticle({ id: 'b', url })];
    expect(sitemapUrls([first, second], site)).toHaveLength(1);
  });

  test('leaves out fragments, and addresses with a password', () => {
    expect(locsOf('https://news.example/a#b', 'https://news.example/a')).toEqual([
      'https://news.example/a',
    ]);
    expect(locsOf('https://user:word@news.example/a')).toEqual([]);
  });

  test('holds public articles alone', () => {
    const articles = ARTICLE_STATES.map((state) => buildArticle({ id: state, slug: state, state }));
    const locs = sitemapUrls(articles, site).map(({ loc }) => loc);
    expect(locs).toEqual([expect.stringContaining('/articles/public-')]);
    expect(newsStories(articles, site).map(({ loc }) => loc)).toEqual(locs);
  });
});

describe('the language of news', () => {
  test.each([
    ['en', 'en'],
    ['en-GB', 'en'],
    ['pt_BR', 'pt'],
    ['JA', 'ja'],
    ['yue-HK', 'yue'],
    ['zh', 'zh'],
    ['zh-CN', 'zh-cn'],
    ['zh-SG', 'zh-cn'],
    ['zh-Hans', 'zh-cn'],
    ['zh-Hans-TW', 'zh-cn'],
    ['zh-TW', 'zh-tw'],
    ['zh-HK', 'zh-tw'],
    ['zh-MO', 'zh-tw'],
    ['zh-Hant', 'zh-tw'],
    ['zh-Hant-CN', 'zh-tw'],
    ['und', undefined],
    ['x-house', undefined],
    ['', undefined],
  ])('of %s is %s', (tag, code) => {
    expect(newsLanguage(tag)).toBe(code);
  });

  test('is that of the publication where the story has none', () => {
    const stories = newsStories([buildArticle({ language: 'und' })], site);
    expect(stories.map(({ language }) => language)).toEqual(['ja']);
  });
});
