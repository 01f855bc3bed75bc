/** HTML pages: what their metadata say first, then the text of the article. Heavy: loaded on demand. */

import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { parseHtml } from '../text/html-tree.ts';
import { isEndOfStory, isNoise, isSkipLink } from './chrome-lines.ts';
import type { RawFields } from './raw.ts';

type Page = ReturnType<typeof parseHTML>['document'];
type PageElement = NonNullable<ReturnType<Page['querySelector']>>;

/** Fields as found; metadata win over what the page shows. */
export function readHtmlPage(html: string): RawFields {
  // The DOM and Readability recurse: 20,000 nested elements took them 15 s and then the stack.
  if (parseHtml(html) === undefined) return { bodyHtml: html };
  // The parser makes no body of its own around a fragment, as some exports hold.
  const isWhole = /<(?:html|body)[\s>]/i.test(html);
  const { document } = parseHTML(isWhole ? html : `<html><body>${html}</body></html>`);
  const metadata = metadataOf(document);
  const heading = textOf(document.querySelector('article h1') ?? document.querySelector('h1'));
  const headline = metadata['headline'] ?? heading ?? titleOf(document);
  const byline = textOf(document.querySelector('article .byline, article [rel="author"], .byline'));
  const lead = leadImageOf(document);
  const deck = textOf(document.querySelector('article header p:not(.byline)'));
  const bodyHtml = bodyOf(document, {
    headline,
    heading,
    byline,
    fragment: isWhole ? undefined : html,
  });
  return withoutUndefined({
    standfirst: deck,
    ...withoutUndefined(metadata),
    headline,
    byline,
    bodyHtml,
    media: lead,
  });
}

function withoutUndefined(fields: RawFields): RawFields {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given);
}

function metaOf(document: Page, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = document.querySelector(
      `meta[property="${name}"], meta[name="${name}"], meta[itemprop="${name}"]`,
    );
    const content = found?.getAttribute('content')?.trim();
    if (content) return content;
  }
  return undefined;
}

function metadataOf(document: Page): RawFields {
  const linked = newsArticleOf(document);
  const tags = [...document.querySelectorAll('meta[property="article:tag"]')]
    .map((one: PageElement) => one.getAttribute('content') ?? '')
    .filter((tag) => tag !== '');
  const author = metaOf(document, 'author', 'article:author', 'dc.creator');
  const canonical = document.querySelector('link[rel="canonical"]')?.getAttribute('href');
  return {
    id: metaOf(document, 'wireroom:id'),
    headline: linked['headline'],
    standfirst: linked['description'] ?? metaOf(document, 'og:description', 'description'),
    language: document.documentElement?.getAttribute('lang') ?? linked['inLanguage'],
    publishedAt:
      linked['datePublished'] ??
      metaOf(document, 'article:published_time', 'datePublished', 'pubdate', 'date', 'dc.date') ??
      timeOf(document),
    updatedAt: linked['dateModified'] ?? metaOf(document, 'article:modified_time', 'dateModified'),
    // Some sites put the author's profile page here.
    authors: linked['author'] ?? (author && /^https?:/i.test(author) ? undefined : author),
    section: metaOf(document, 'article:section') ?? linked['articleSection'],
    tags: tags.length > 0 ? tags : metaOf(document, 'news_keywords', 'keywords'),
    url: [canonical, metaOf(document, 'og:url')].find((url) => /^https?:/i.test(url ?? '')),
  };
}

/** The first article among the page's JSON-LD, with plain names; other kinds describe the site. */
function newsArticleOf(document: Page): RawFields {
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    const found = flatten(parseJson(script.textContent ?? ''), 0).find((item) =>
      [item['@type']].flat().some((type) => /(?:Article|BlogPosting)$/.test(String(type))),
    );
    if (found === undefined) continue;
    const text = (name: string): string | undefined =>
      typeof found[name] === 'string' && found[name] !== '' ? found[name] : undefined;
    const authors = [found['author']].flat().filter(hasName);
    return {
      headline: text('headline'),
      description: text('description'),
      datePublished: text('datePublished'),
      dateModified: text('dateModified'),
      inLanguage: text('inLanguage'),
      articleSection: text('articleSection'),
      author: authors.length > 0 ? authors : undefined,
    };
  }
  return {};
}

function hasName(author: unknown): boolean {
  if (typeof author === 'string') return author !== '';
  return author !== null && typeof author === 'object' && 'name' in author;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Broken JSON-LD is common; the page's other metadata serve.
    return undefined;
  }
}

const MAX_GRAPH_DEPTH = 5;

function flatten(value: unknown, depth: number): readonly Record<string, unknown>[] {
  if (depth > MAX_GRAPH_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((one) => flatten(one, depth + 1));
  if (value === null || typeof value !== 'object') return [];
  const item = value as Record<string, unknown>;
  return [item, ...flatten(item['@graph'], depth + 1)];
}

function timeOf(document: Page): string | undefined {
  const time =
    document.querySelector('time[itemprop="datePublished"], time[pubdate]') ??
    document.querySelector('article time[datetime]');
  return time?.getAttribute('datetime') ?? undefined;
}

/** Without the name of the site that pages put behind it. A dash alone may belong to the headline. */
function titleOf(document: Page): string | undefined {
  const title = metaOf(document, 'og:title') ?? textOf(document.querySelector('title'));
  const site = metaOf(document, 'og:site_name');
  const end = title?.length ?? 0;
  if (site !== undefined && title?.endsWith(` ${site}`)) {
    return title.slice(0, end - site.length - 1).replace(/\s*[|\u2013\u2014:-]$/, '');
  }
  return title?.replace(/\s\|\s[^|]{1,60}$/, '');
}

function leadImageOf(document: Page): readonly RawFields[] | undefined {
  const url = metaOf(document, 'og:image');
  if (url === undefined || !/\.(?:avif|gif|jpe?g|png|webp)(?:[?#]|$)/i.test(url)) return undefined;
  return [{ url, role: 'lead', alt: metaOf(document, 'og:image:alt') }];
}

function textOf(element: PageElement | null): string | undefined {
  return element?.textContent?.replace(/\s+/g, ' ').trim() || undefined;
}

interface Shown {
  readonly headline: unknown;
  readonly heading: string | undefined;
  readonly byline: string | undefined;
  /** The input, when it is no whole page: all of it is the text. */
  readonly fragment: string | undefined;
}

/** Inside the article element but not of its text. */
const FURNITURE =
  'script, style, nav, aside, footer, form, button, iframe, [hidden], [class*="share-"], [class*="social"], [class*="related"], [class*="promo"], [class*="advert"], [class*="newsletter"]';

/** The one article element of a page without its furniture; any other page is left to Readability. */
function bodyOf(document: Page, shown: Shown): string | undefined {
  const articles = document.querySelectorAll('article');
  const root = articles.length === 1 ? articles[0] : undefined;
  if (root?.querySelector('p')) {
    for (const one of root.querySelectorAll(FURNITURE)) one.remove();
    for (const one of root.querySelectorAll('header')) {
      // A heading and its credits have fields of their own; a picture has not.
      if (one.querySelector('img, video') === null) one.remove();
    }
    return tidied(root, shown);
  }
  const read = new Readability(document as unknown as ConstructorParameters<typeof Readability>[0]);
  const content = read.parse()?.content ?? shown.fragment;
  if (!content) return undefined;
  return tidied(parseHTML(`<html><body>${content}</body></html>`).document.body, shown);
}

/** Without what has a field of its own (headline, byline, date) and without lines of the site. */
function tidied(root: PageElement, shown: Shown): string {
  for (const one of root.querySelectorAll('h1, h2, p, .byline, [rel="author"]')) {
    const text = textOf(one) ?? '';
    const isPlain = one.querySelector('img, video, audio') === null;
    if (isPlain && isRepeated(one, text, shown)) one.remove();
  }
  for (const one of root.querySelectorAll('time')) {
    if (one.parentNode === root) one.remove();
  }
  return root.innerHTML;
}

function isRepeated(element: PageElement, text: string, shown: Shown): boolean {
  if (text === '') return false;
  if (/^H[12]$/i.test(element.tagName)) return text === shown.headline || text === shown.heading;
  if (shown.byline !== undefined && text === shown.byline) return true;
  const time = element.querySelector('time');
  if (time !== null && textOf(time) === text) return true;
  return isEndOfStory(text) || isNoise(text) || isSkipLink(text);
}
