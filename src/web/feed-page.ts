/** The page of one feed: how much comes in it, the addresses of its formats, what is akin to it, its latest stories. */

import { html } from 'hono/html';
import type { Publication } from '../model/publication.ts';
import {
  type LanguageLink,
  type LatestStory,
  type ListedFeed,
  renderFigures,
  renderLatest,
} from './feed-item.ts';
import { alternatesOf } from './index-page.ts';
import { type Fragment, renderLayout } from './layout.ts';

export interface TopicLink {
  readonly name: string;
  readonly href: string;
}

export interface FeedPageOptions {
  readonly publication: Publication;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly pageUrl: string;
  readonly feed: ListedFeed;
  /** The same topic in other languages. */
  readonly languages: readonly LanguageLink[];
  /** Topics that this one is a part of, and those that are a part of it. */
  readonly broader: readonly TopicLink[];
  readonly narrower: readonly TopicLink[];
  /** Topics that share stories with this one. */
  readonly related: readonly TopicLink[];
  /** Newest first. */
  readonly latest: readonly LatestStory[];
  readonly opmlHref: string;
  readonly directoryHref: string;
}

/** A complete HTML document. */
export function renderFeedPage(options: FeedPageOptions): string {
  const { publication, baseUrl, pageUrl, feed, languages, latest } = options;
  const { title, description, figures } = feed;
  const main = html`<h1 lang="${feed.language}">${title}</h1>
${languages.length > 0 ? renderLanguages(languages) : ''}
${description ? html`<p class="standfirst" lang="${feed.language}">${description}</p>` : ''}
${figures ? renderFigures(figures) : ''}${renderAddresses(feed)}
${renderTopics('broader', 'Broader topics', options)}${renderTopics('narrower', 'Narrower topics', options)}${renderTopics('related', 'Related topics', options)}<p lang="en"><a href="${options.opmlHref}" type="text/x-opml">All feeds as OPML</a> · <a href="${options.directoryHref}" type="application/json">All feeds as JSON</a></p>
${latest.length > 0 ? renderLatest(latest) : ''}`;
  return renderLayout({
    publication,
    baseUrl,
    title: `${title} - ${publication.title}`,
    language: publication.language,
    ...(description !== undefined && { description }),
    canonicalUrl: pageUrl,
    alternates: alternatesOf(feed),
    ...(languages.length > 0 && { head: renderLanguageHead(languages) }),
    main,
  });
}

/** In full, to be copied into a reader. */
function renderAddresses({ title, links }: ListedFeed): Fragment {
  return html`<section aria-labelledby="feeds">
<h2 id="feeds" lang="en">Feeds</h2>
<dl class="addresses">
${links.map(
  ({ label, href, mediaType }) =>
    html`<dt>${label}</dt><dd><a href="${href}" type="${mediaType}" aria-label="${label}: ${title}">${href}</a></dd>
`,
)}</dl>
</section>`;
}

function renderLanguages(languages: readonly LanguageLink[]): Fragment {
  return html`<ul class="formats">${languages.map(
    ({ language, name, href }) =>
      html`<li><a href="${href}" hreflang="${language}" lang="${language}">${name}</a></li>`,
  )}</ul>`;
}

function renderTopics(
  id: 'broader' | 'narrower' | 'related',
  heading: string,
  options: FeedPageOptions,
): Fragment {
  const topics = options[id];
  if (topics.length === 0) return html``;
  return html`<nav aria-labelledby="${id}"><h2 id="${id}" lang="en">${heading}</h2>
<ul class="topics">${topics.map(
    ({ name, href }) =>
      html`<li><a href="${href}" lang="${options.publication.language}">${name}</a></li>`,
  )}</ul></nav>
`;
}

function renderLanguageHead(languages: readonly LanguageLink[]): Fragment {
  return html`${languages.map(
    ({ language, href }) => html`<link rel="alternate" hreflang="${language}" href="${href}">
`,
  )}`;
}
