/** The directory of feeds as JSON: what there is, in which formats, and how much comes. Keys stand in one order. */

import type { SelectorKind } from '../model/feed.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { cleanLine } from '../text/xml.ts';
import type { FormatName } from './formats.ts';

export const DIRECTORY_TYPE = 'application/json';

export interface Directory {
  readonly title: string;
  readonly homeUrl: string;
  readonly selfUrl: string;
  /** The next page, when there is one. */
  readonly nextUrl?: string;
  readonly feeds: readonly DirectoryFeed[];
}

export interface DirectoryFeed {
  readonly name: string;
  readonly kind: SelectorKind;
  readonly description?: string;
  /** BCP 47. */
  readonly language: string;
  readonly pageUrl: string;
  readonly formats: readonly DirectoryFormat[];
  /** Stories in it. */
  readonly members: number;
  readonly storiesPerDay: number;
  /** Undefined before its first story. */
  readonly changedAt?: Date;
  /** Undefined while it has none. */
  readonly latest?: DirectoryStory;
}

/** The newest story of a feed. */
export interface DirectoryStory {
  readonly title: string;
  readonly url: string;
  /** BCP 47. */
  readonly language: string;
  readonly publishedAt: Date;
}

export interface DirectoryFormat {
  readonly name: FormatName;
  readonly url: string;
  readonly mediaType: string;
}

export function renderDirectory(directory: Directory): string {
  const { title, homeUrl, selfUrl, nextUrl, feeds } = directory;
  const document = {
    title: cleanLine(title),
    home: homeUrl,
    self: selfUrl,
    next: nextUrl,
    feeds: feeds.map(feedObject),
  };
  // What is undefined is left out.
  return `${JSON.stringify(document, undefined, 1)}\n`;
}

function feedObject(feed: DirectoryFeed) {
  const { name, kind, description, language, pageUrl, formats, changedAt, latest } = feed;
  const { members, storiesPerDay } = feed;
  return {
    name: cleanLine(name),
    kind,
    description: cleanLine(description ?? '') || undefined,
    language,
    page: pageUrl,
    formats: Object.fromEntries(
      formats.map((format) => [format.name, { url: format.url, type: format.mediaType }]),
    ),
    members,
    storiesPerDay: Math.round(storiesPerDay * 100) / 100,
    lastChange: changedAt && formatRfc3339(changedAt),
    latestStory: latest && storyObject(latest),
  };
}

function storyObject({ title, url, language, publishedAt }: DirectoryStory) {
  return { title: cleanLine(title), url, language, published: formatRfc3339(publishedAt) };
}
