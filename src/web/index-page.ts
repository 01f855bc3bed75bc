/** The front page, or the page of one feed: feeds in every format, and the latest stories. */

import { html } from 'hono/html';
import type { Publication } from '../model/publication.ts';
import { formatForPeople, formatRfc3339 } from '../text/dates.ts';
import { type Fragment, renderLayout, webUrl } from './layout.ts';

export interface FeedLink {
  /** `RSS`, `Atom`, `JSON Feed`. */
  readonly label: string;
  readonly href: string;
  readonly mediaType: string;
}

export interface ListedFeed {
  readonly title: string;
  readonly description?: string;
  /** BCP 47, of the title. */
  readonly language: string;
  readonly links: readonly FeedLink[];
}

export interface FeedGroup {
  readonly title: string;
  readonly feeds: readonly ListedFeed[];
}

export interface LatestStory {
  readonly title: string;
  readonly href: string;
  readonly publishedAt: Date;
  readonly language: string;
}

export interface LanguageLink {
  /** BCP 47. */
  readonly language: string;
  /** Its name in itself. */
  readonly name: string;
  readonly href: string;
}

export interface TopicLink {
  readonly name: string;
  readonly href: string;
}

export interface IndexPageOptions {
  readonly publication: Publication;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** The first feed of the first group is the main feed: the one that readers discover. */
  readonly feedGroups: readonly FeedGroup[];
  /** Newest first. */
  readonly latest: readonly LatestStory[];
  readonly opmlHref: string;
  /** No link for discovery: readers would take it for a feed. */
  readonly directoryHref: string;
  /** The same topic in other languages. */
  readonly languages?: readonly LanguageLink[];
  /** Topics that share stories with this one. */
  readonly related?: readonly TopicLink[];
  /** For the page of one feed, with its address; by default the front page. */
  readonly title?: string;
  readonly pageUrl?: string;
}

/** A complete HTML document. */
export function renderIndexPage(options: IndexPageOptions): string {
  const { publication, baseUrl, feedGroups, latest, title = publication.title } = options;
  const isFrontPage = title === publication.title;
  const mainFeed = feedGroups[0]?.feeds[0];
  const alternates = (mainFeed?.links ?? []).map(({ label, href, mediaType }) => ({
    type: mediaType,
    href,
    title: `${mainFeed?.title ?? publication.title} (${label})`,
  }));
  const { languages = [], related = [] } = options;
  const main = html`<h1>${title}</h1>
${languages.length > 0 ? renderLanguages(languages) : ''}
${publication.description && isFrontPage ? html`<p class="standfirst">${publication.description}</p>` : ''}
${feedGroups.filter(({ feeds }) => feeds.length > 0).map(renderGroup)}
<p lang="en"><a href="${options.opmlHref}" type="text/x-opml">All feeds as OPML</a> · <a href="${options.directoryHref}" type="application/json">All feeds as JSON</a></p>
${related.length > 0 ? renderRelated(related, publication.language) : ''}
${latest.length > 0 ? renderLatest(latest) : ''}`;
  return renderLayout({
    publication,
    baseUrl,
    title: isFrontPage ? title : `${title} - ${publication.title}`,
    language: publication.language,
    ...(isFrontPage ? { description: publication.description } : {}),
    canonicalUrl: options.pageUrl ?? `${baseUrl}/`,
    alternates,
    ...(languages.length > 0 && { head: renderLanguageHead(languages) }),
    main,
  });
}

function renderLanguages(languages: readonly LanguageLink[]): Fragment {
  return html`<ul class="formats">${languages.map(
    ({ language, name, href }) =>
      html`<li><a href="${href}" hreflang="${language}" lang="${language}">${name}</a></li>`,
  )}</ul>`;
}

function renderRelated(related: readonly TopicLink[], language: string): Fragment {
  return html`<nav aria-labelledby="related"><h2 id="related" lang="en">Related topics</h2>
<ul class="topics">${related.map(
    ({ name, href }) => html`<li><a href="${href}" lang="${language}">${name}</a></li>`,
  )}</ul></nav>`;
}

function renderLanguageHead(languages: readonly LanguageLink[]): Fragment {
  return html`${languages.map(
    ({ language, href }) => html`<link rel="alternate" hreflang="${language}" href="${href}">
`,
  )}`;
}

function renderGroup({ title, feeds }: FeedGroup, index: number): Fragment {
  return html`<section aria-labelledby="feeds-${index}">
<h2 id="feeds-${index}">${title}</h2>
<ul class="list">
${feeds.map(renderFeed)}</ul>
</section>
`;
}

function renderFeed({ title, description, language, links }: ListedFeed): Fragment {
  // "RSS" alone, forty times on a page, says nothing in a list of links read aloud.
  return html`<li><strong lang="${language}">${title}</strong>
${description ? html`<p lang="${language}">${description}</p>` : ''}
<ul class="formats">${links.map(
    ({ label, href, mediaType }) =>
      html`<li><a href="${href}" type="${mediaType}" aria-label="${label}: ${title}">${label}</a></li>`,
  )}</ul></li>
`;
}

function renderLatest(latest: readonly LatestStory[]): Fragment {
  return html`<section aria-labelledby="latest">
<h2 id="latest" lang="en">Latest</h2>
<ul class="list">
${latest.map(
  ({
    title,
    href,
    publishedAt,
    language,
  }) => html`<li><a href="${webUrl(href) ?? '#'}" lang="${language}">${title}</a>
<p><time datetime="${formatRfc3339(publishedAt)}" lang="en">${formatForPeople(publishedAt)}</time></p></li>
`,
)}</ul>
</section>`;
}
