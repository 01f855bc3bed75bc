/** The front page: feeds in every format with what comes in each, and the latest stories. */

import { html } from 'hono/html';
import type { Publication } from '../model/publication.ts';
import { type LatestStory, type ListedFeed, renderFeedList, renderLatest } from './feed-item.ts';
import { type AlternateLink, type Fragment, renderLayout } from './layout.ts';

export interface FeedGroup {
  readonly title: string;
  readonly feeds: readonly ListedFeed[];
  /** Where all of them are listed, when these are not all. */
  readonly more?: { readonly text: string; readonly href: string };
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
}

/** A complete HTML document. */
export function renderIndexPage(options: IndexPageOptions): string {
  const { publication, baseUrl, feedGroups, latest } = options;
  const { title, description, language } = publication;
  const main = html`<h1>${title}</h1>
${description ? html`<p class="standfirst">${description}</p>` : ''}
${feedGroups.filter(({ feeds }) => feeds.length > 0).map(renderGroup)}
<p lang="en"><a href="${options.opmlHref}" type="text/x-opml">All feeds as OPML</a> · <a href="${options.directoryHref}" type="application/json">All feeds as JSON</a></p>
${latest.length > 0 ? renderLatest(latest) : ''}`;
  return renderLayout({
    publication,
    baseUrl,
    title,
    language,
    description,
    canonicalUrl: `${baseUrl}/`,
    alternates: alternatesOf(feedGroups[0]?.feeds[0]),
    main,
  });
}

/** The formats of a feed, for readers that look for one on a page. */
export function alternatesOf(feed: ListedFeed | undefined): readonly AlternateLink[] {
  return (feed?.links ?? []).map(({ label, href, mediaType }) => ({
    type: mediaType,
    href,
    title: `${feed?.title} (${label})`,
  }));
}

function renderGroup({ title, feeds, more }: FeedGroup, index: number): Fragment {
  return html`<section aria-labelledby="feeds-${index}">
<h2 id="feeds-${index}" lang="en">${title}</h2>
${renderFeedList(feeds)}${more ? html`<p lang="en"><a href="${more.href}">${more.text}</a></p>\n` : ''}</section>
`;
}
