/** A feed in a list of feeds: what it is, how much comes, its newest story, and where it can be had. */

import { html } from 'hono/html';
import { formatForPeople, formatRfc3339 } from '../text/dates.ts';
import { type Fragment, webUrl } from './layout.ts';

export interface FeedLink {
  /** `RSS`, `Atom`, `JSON Feed`. */
  readonly label: string;
  readonly href: string;
  readonly mediaType: string;
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

export interface FeedFigures {
  /** Stories in it. */
  readonly members: number;
  /** As the directory in JSON gives it. */
  readonly storiesPerDay: number;
  readonly latest?: LatestStory;
  /** First day whose stories it does not take: `2026-12-31`. */
  readonly retired?: string;
}

export interface ListedFeed {
  readonly title: string;
  readonly description?: string;
  /** BCP 47, of the title. */
  readonly language: string;
  /** Its page; left out on the page itself. */
  readonly href?: string;
  readonly links: readonly FeedLink[];
  readonly figures?: FeedFigures;
  /** The same feed in one language. */
  readonly languages?: readonly LanguageLink[];
  /** Narrower topics. */
  readonly children?: readonly ListedFeed[];
}

export function renderFeedList(feeds: readonly ListedFeed[]): Fragment {
  return html`<ul class="list">
${feeds.map(renderFeed)}</ul>
`;
}

function renderFeed(feed: ListedFeed): Fragment {
  const { title, description, language, href, figures, children = [] } = feed;
  const name = href === undefined ? title : html`<a href="${href}">${title}</a>`;
  return html`<li><strong lang="${language}">${name}</strong>
${description ? html`<p lang="${language}">${description}</p>\n` : ''}${
  figures ? renderFigures(figures) : ''
}${renderFormats(feed)}${children.length > 0 ? renderFeedList(children) : ''}</li>
`;
}

/** Nothing for a feed without any, such as a broader topic named for those below it. */
function renderFormats({ title, links, languages = [] }: ListedFeed): Fragment {
  if (links.length === 0 && languages.length === 0) return html``;
  // "RSS" alone, forty times on a page, says nothing in a list of links read aloud.
  return html`<ul class="formats">${links.map(
    ({ label, href, mediaType }) =>
      html`<li><a href="${href}" type="${mediaType}" aria-label="${label}: ${title}">${label}</a></li>`,
  )}${languages.map(
    ({ language, name, href }) =>
      html`<li><a href="${href}" hreflang="${language}" lang="${language}" aria-label="${name}: ${title}">${name}</a></li>`,
  )}</ul>
`;
}

/** How much comes and what came last; says plainly when that is nothing. */
export function renderFigures({ members, storiesPerDay, latest, retired }: FeedFigures): Fragment {
  const pace =
    members === 0
      ? html`${retired ? 'No story.' : 'No story yet.'}`
      : html`${renderPace(storiesPerDay)}, ${number(members)} in all.`;
  const end = retired
    ? html` Ended on <time datetime="${retired}">${retired}</time>: nothing new comes.`
    : '';
  return html`<p class="pace" lang="en">${pace}${end}</p>
${latest ? renderLead(latest) : ''}`;
}

function renderPace(storiesPerDay: number): Fragment {
  const unit = storiesPerDay === 1 ? 'story' : 'stories';
  return html`${number(storiesPerDay)} ${unit} a day`;
}

/** The figure as a machine reads it, whatever is printed. */
function number(value: number): Fragment {
  return html`<data value="${value}">${value}</data>`;
}

function renderLead(latest: LatestStory): Fragment {
  return html`<p class="newest"><span lang="en">Latest:</span> ${renderStory(latest)}</p>
`;
}

function renderStory({ title, href, publishedAt, language }: LatestStory): Fragment {
  return html`<a href="${webUrl(href) ?? '#'}" lang="${language}">${title}</a>, ${renderTime(publishedAt)}`;
}

function renderTime(at: Date): Fragment {
  return html`<time datetime="${formatRfc3339(at)}" lang="en">${formatForPeople(at)}</time>`;
}

/** The newest stories of a page. */
export function renderLatest(latest: readonly LatestStory[]): Fragment {
  return html`<section aria-labelledby="latest">
<h2 id="latest" lang="en">Latest</h2>
<ul class="list">
${latest.map(
  ({ title, href, publishedAt, language }) =>
    html`<li><a href="${webUrl(href) ?? '#'}" lang="${language}">${title}</a>
<p>${renderTime(publishedAt)}</p></li>
`,
)}</ul>
</section>`;
}
