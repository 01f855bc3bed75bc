/** Which addresses a sitemap may hold, and what it says of an article. Pure. */

import type { Article } from '../model/article.ts';
import type { Site } from '../model/site.ts';
import type { NewsStory, SitemapUrl } from '../model/sitemap.ts';
import { articlePath } from './urls.ts';

/** Places of the main feed in one file of articles: a file is small, and an old one seldom changes. */
export const SITEMAP_SIZE = 1_000;

/** Urls of a sitemap, and sitemaps of an index (sitemaps.org). */
export const MAX_SITEMAP_URLS = 50_000;

/** Stories of one file (Google Search Central, news sitemaps). */
export const NEWS_SITEMAP_SIZE = 1_000;

/** A loc is shorter than this (sitemaps.org). */
const MAX_LOC_LENGTH = 2_048;

/** The public ones, each address once. A withdrawn story's page is gone: nobody is led there. */
export function sitemapUrls(articles: readonly Article[], site: Site): readonly SitemapUrl[] {
  return listable(articles, site).map(({ article, loc }) => ({
    loc,
    changedAt: article.updatedAt,
  }));
}

export function newsStories(articles: readonly Article[], site: Site): readonly NewsStory[] {
  return listable(articles, site).map(({ article, loc }) => ({
    loc,
    title: article.headline,
    language: newsLanguage(article.language) ?? newsLanguage(site.publication.language) ?? 'en',
    publishedAt: article.publishedAt,
  }));
}

interface Listable {
  readonly article: Article;
  readonly loc: string;
}

function listable(articles: readonly Article[], site: Site): readonly Listable[] {
  const origins = ownOrigins(site);
  const found = new Map<string, Listable>();
  for (const article of articles) {
    const loc = withoutFragment(article.url ?? site.baseUrl + articlePath(article));
    const isListed = article.state === 'public' && isOwn(loc, origins) && !found.has(loc);
    if (isListed) found.set(loc, { article, loc });
  }
  return [...found.values()];
}

/** A url of another host or protocol makes the whole file invalid (sitemaps.org, "Sitemap file location"). */
function ownOrigins({ baseUrl, publication }: Site): ReadonlySet<string> {
  const own = publication.siteUrl === undefined ? [baseUrl] : [baseUrl, publication.siteUrl];
  return new Set(own.flatMap((url) => originOf(url) ?? []));
}

function isOwn(loc: string, origins: ReadonlySet<string>): boolean {
  const origin = loc.length < MAX_LOC_LENGTH ? originOf(loc) : undefined;
  return origin !== undefined && origins.has(origin);
}

/** Crawlers see one page, whatever part of it is meant. */
function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}

function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, username, password } = new URL(url);
  // An address with a password in it is nobody's to read.
  return username === '' && password === '' ? origin : undefined;
}

/** A script that is named outweighs the region: `zh-Hant-CN` is written in traditional characters. */
const CHINESE: readonly (readonly [subtags: readonly string[], code: string])[] = [
  [['hans'], 'zh-cn'],
  [['hant'], 'zh-tw'],
  [['cn', 'sg'], 'zh-cn'],
  [['tw', 'hk', 'mo'], 'zh-tw'],
];

/**
 * ISO 639 code of a BCP 47 tag, with the two exceptions that Google makes; undefined where the tag names
 * no language.
 */
export function newsLanguage(tag: string): string | undefined {
  const [primary = '', ...subtags] = tag.toLowerCase().split(/[-_]/);
  if (!/^[a-z]{2,3}$/.test(primary) || NO_LANGUAGE.has(primary)) return undefined;
  if (primary !== 'zh') return primary;
  return CHINESE.find(([known]) => known.some((one) => subtags.includes(one)))?.[1] ?? primary;
}

const NO_LANGUAGE: ReadonlySet<string> = new Set(['und', 'mul', 'zxx', 'mis']);
