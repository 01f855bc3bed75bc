/** The directory of topics for people, page by page: narrower topics below broader ones. */

import { html } from 'hono/html';
import type { Publication } from '../model/publication.ts';
import { type ListedFeed, renderFeedList } from './feed-item.ts';
import { type AlternateLink, type Fragment, renderLayout } from './layout.ts';

/** A page of the directory, by the first topic on it. */
export interface PageLink {
  /** From 1. */
  readonly number: number;
  readonly first: string;
  readonly href: string;
}

export interface TopicsPageOptions {
  readonly publication: Publication;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Topics of all pages. */
  readonly count: number;
  readonly topics: readonly ListedFeed[];
  /** From 1. */
  readonly number: number;
  readonly pages: readonly PageLink[];
  /** The formats of the main feed. */
  readonly alternates: readonly AlternateLink[];
  readonly opmlHref: string;
  readonly directoryHref: string;
}

/** A complete HTML document. */
export function renderTopicsPage(options: TopicsPageOptions): string {
  const { publication, baseUrl, count, topics, number, pages } = options;
  const own = pages[number - 1];
  const isFirst = number === 1;
  const main = html`<h1 lang="en">Topics</h1>
<p class="meta" lang="en">${countText(count)}${pages.length > 1 ? `, page ${number} of ${pages.length}` : ''}. <a href="${options.opmlHref}" type="text/x-opml">As OPML</a> · <a href="${options.directoryHref}" type="application/json">As JSON</a></p>
${topics.length > 0 ? renderFeedList(topics) : ''}${pages.length > 1 ? renderPages(options) : ''}`;
  return renderLayout({
    publication,
    baseUrl,
    title: `Topics${isFirst ? '' : `, page ${number}`} - ${publication.title}`,
    language: publication.language,
    ...(own !== undefined && { canonicalUrl: own.href }),
    alternates: options.alternates,
    head: renderNeighbours(options),
    main,
  });
}

function countText(count: number): string {
  if (count === 0) return 'There is no topic';
  return count === 1 ? 'One topic' : `${count} topics`;
}

function renderPages({ pages, number, publication }: TopicsPageOptions): Fragment {
  return html`<nav aria-labelledby="pages"><h2 id="pages" lang="en">Pages, by their first topic</h2>
<ol class="contents">${pages.map(
    (page) =>
      html`<li><a href="${page.href}" lang="${publication.language}"${page.number === number ? html` aria-current="page"` : ''}>${page.first}</a></li>
`,
  )}</ol></nav>
`;
}

function renderNeighbours({ pages, number }: TopicsPageOptions): Fragment {
  const [previous, next] = [pages[number - 2], pages[number]];
  return html`${previous ? html`<link rel="prev" href="${previous.href}">\n` : ''}${
    next ? html`<link rel="next" href="${next.href}">\n` : ''
  }`;
}
