/** The table of feed formats. To add one: a module with a renderer, and a row here. */

import type { Entry, Feed, FeedHead } from '../model/feed.ts';
import { atomEntry, atomEnvelope } from './atom.ts';
import { type Envelope, joinDocument } from './envelope.ts';
import { JSON_SEPARATOR, jsonEnvelope, jsonItem } from './json-feed.ts';
import { rssEnvelope, rssItem } from './rss.ts';

/** Part of every ETag: raised whenever the same Feed would give other bytes than before. */
export const RENDERER_VERSION = '2';

export type FormatName = 'rss' | 'atom' | 'json';

export interface Format {
  readonly name: FormatName;
  /** Last segment of every feed path in this format. */
  readonly file: string;
  /** For links and subscriptions. */
  readonly mediaType: string;
  /** For the Content-Type header. */
  readonly contentType: string;
  /** For people. */
  readonly label: string;
  /** The whole document: envelope around entries. */
  readonly render: (feed: Feed) => string;
  /** One entry, the same in every feed: may be kept by article and format. */
  readonly renderEntry: (entry: Entry) => string;
  /** What goes around the entries of this feed. */
  readonly envelope: (feed: FeedHead) => Envelope;
  /** What goes between two entries. */
  readonly separator: string;
}

export const FORMATS: readonly Format[] = [
  format({
    name: 'rss',
    file: 'rss.xml',
    mediaType: 'application/rss+xml',
    contentType: 'application/rss+xml; charset=utf-8',
    label: 'RSS',
    renderEntry: rssItem,
    envelope: rssEnvelope,
    separator: '\n',
  }),
  format({
    name: 'atom',
    file: 'atom.xml',
    mediaType: 'application/atom+xml',
    contentType: 'application/atom+xml; charset=utf-8',
    label: 'Atom',
    renderEntry: atomEntry,
    envelope: atomEnvelope,
    separator: '\n',
  }),
  format({
    name: 'json',
    file: 'feed.json',
    mediaType: 'application/feed+json',
    // JSON is UTF-8 by definition (RFC 8259 8.1); the parameter does not exist.
    contentType: 'application/feed+json',
    label: 'JSON Feed',
    renderEntry: jsonItem,
    envelope: jsonEnvelope,
    separator: JSON_SEPARATOR,
  }),
];

/** By the last segment of a feed path. */
export function formatByFile(file: string): Format | undefined {
  return FORMATS.find((one) => one.file === file);
}

function format(parts: Omit<Format, 'render'>): Format {
  const render = (feed: Feed): string =>
    joinDocument(parts.envelope(feed), feed.entries.map(parts.renderEntry), parts.separator);
  return { ...parts, render };
}
