/** Sitemaps (sitemaps.org 0.9) and Google's news sitemaps: lists for crawlers. */

import type { NewsStory, SitemapUrl } from '../model/sitemap.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { cleanLine, escapeXmlFully, xmlParent } from '../text/xml.ts';
import { writtenUrl } from './prepare.ts';

export const SITEMAP_TYPE = 'application/xml; charset=utf-8';

const SITEMAP = { xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9' };
const NEWS = { ...SITEMAP, 'xmlns:news': 'http://www.google.com/schemas/sitemap-news/0.9' };

export function renderSitemap(urls: readonly SitemapUrl[]): string {
  return document('urlset', SITEMAP, urls.map(urlElement));
}

/** An index of the sitemaps at these addresses. */
export function renderSitemapIndex(locs: readonly string[]): string {
  const sitemaps = locs.map((loc) => xmlParent('sitemap', {}, element('loc', writtenUrl(loc))));
  return document('sitemapindex', SITEMAP, sitemaps);
}

/** Valid without a story too: a quiet weekend (Google Search Central). `name`: as readers know the publication. */
export function renderNewsSitemap(stories: readonly NewsStory[], name: string): string {
  const urls = stories.map((story) => newsElement(story, name));
  return document('urlset', NEWS, urls);
}

function urlElement({ loc, changedAt }: SitemapUrl): string {
  const lastmod = changedAt === undefined ? '' : element('lastmod', formatRfc3339(changedAt));
  return xmlParent('url', {}, element('loc', writtenUrl(loc)) + lastmod);
}

function newsElement({ loc, title, language, publishedAt }: NewsStory, name: string): string {
  const url = writtenUrl(loc);
  const publication =
    element('news:name', cleanLine(name)) + element('news:language', cleanLine(language));
  const news = [
    xmlParent('news:publication', {}, publication),
    element('news:publication_date', formatRfc3339(publishedAt)),
    element('news:title', cleanLine(title) || url),
  ];
  return xmlParent('url', {}, element('loc', url) + xmlParent('news:news', {}, news.join('')));
}

function document(
  root: string,
  namespaces: Readonly<Record<string, string>>,
  children: readonly string[],
): string {
  const inner = `\n${children.map((child) => `${child}\n`).join('')}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlParent(root, namespaces, inner)}\n`;
}

function element(name: string, text: string): string {
  return xmlParent(name, {}, escapeXmlFully(text));
}
