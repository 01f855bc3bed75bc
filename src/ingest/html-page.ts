/** HTML pages: what their metadata say first, then the text of the article. Heavy: loaded on demand. */

import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import type { RawFields } from './raw.ts';

type Page = ReturnType<typeof parseHTML>['document'];
type PageElement = NonNullable<ReturnType<Page['querySelector']>>;

/** Inside the article but not of its text. */
const FURNITURE = 'script, style, noscript, nav, header, footer, aside, form, h1, [hidden]';

export function readHtmlPage(html: string): RawFields {
  const { document } = parseHTML(html);
  const fields = metadataOf(document);
  const heading = textOf(document.querySelector('article h1, main h1, h1'));
  const bodyHtml = bodyOf(document);
  const given = Object.entries({ ...fields, headline: heading ?? fields['headline'], bodyHtml });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ''));
}

function metadataOf(document: Page): RawFields {
  const meta = (name: string): string | undefined =>
    document
      .querySelector(`meta[property="${name}"], meta[name="${name}"]`)
      ?.getAttribute('content') ?? undefined;
  const linked = newsArticleOf(document);
  const tags = [...document.querySelectorAll('meta[property="article:tag"]')]
    .map((one: PageElement) => one.getAttribute('content') ?? '')
    .filter((tag) => tag !== '');
  return {
    id: meta('wireroom:id'),
    headline: linked['headline'] ?? meta('og:title') ?? textOf(document.querySelector('title')),
    standfirst: linked['description'] ?? meta('og:description') ?? meta('description'),
    language: document.documentElement?.getAttribute('lang') ?? undefined,
    publishedAt: linked['datePublished'] ?? meta('article:published_time') ?? timeOf(document),
    updatedAt: linked['dateModified'] ?? meta('article:modified_time'),
    authors: linked['author'] ?? meta('author'),
    section: meta('article:section'),
    tags: tags.length > 0 ? tags : meta('keywords'),
    url: document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? meta('og:url'),
  };
}

/** The first NewsArticle or Article among the page's JSON-LD; other kinds describe the site. */
function newsArticleOf(document: Page): RawFields {
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    const found = flatten(parseJson(script.textContent ?? '')).find((item) =>
      /Article$/.test(String(item['@type'])),
    );
    if (found === undefined) continue;
    const author = [found['author']].flat().filter((one) => one !== undefined);
    return { ...found, author: author.length > 0 ? author : undefined };
  }
  return {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Broken JSON-LD is common; the page's other metadata serve.
    return undefined;
  }
}

function flatten(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(flatten);
  if (value === null || typeof value !== 'object') return [];
  const item = value as Record<string, unknown>;
  return [item, ...flatten(item['@graph'])];
}

function timeOf(document: Page): string | undefined {
  return document.querySelector('article time[datetime]')?.getAttribute('datetime') ?? undefined;
}

function textOf(element: PageElement | null): string | undefined {
  return element?.textContent?.replace(/\s+/g, ' ').trim() || undefined;
}

/** The one article element as it is; a page without one is left to Readability. */
function bodyOf(document: Page): string | undefined {
  const articles = document.querySelectorAll('article');
  const root = articles.length === 1 ? articles[0] : undefined;
  if (root !== undefined) {
    for (const one of root.querySelectorAll(FURNITURE)) one.remove();
    return root.innerHTML;
  }
  const read = new Readability(document as unknown as ConstructorParameters<typeof Readability>[0]);
  return read.parse()?.content ?? undefined;
}
