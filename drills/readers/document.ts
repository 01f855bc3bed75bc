/** What a reader finds in a feed document of any of the three formats. XML is read by libxml2 alone. */

import { type XmlDocument, XmlDocument as XmlDocuments, XmlXPath } from 'libxml2-wasm';
import { findMarkers, type Marker } from './markers.ts';

export interface FeedEntry {
  readonly id: string;
  /** Milliseconds; the date of publication where there is no other. */
  readonly updatedAt: number;
  readonly markers: readonly Marker[];
}

export interface FeedDocument {
  /** In document order. */
  readonly entries: readonly FeedEntry[];
  /** Says of itself that it is an archive (RFC 5005 4); JSON Feed cannot say so. */
  readonly isArchive: boolean;
  /** Absolute or relative references by relation; `next` is JSON Feed's `next_url`. */
  readonly links: ReadonlyMap<string, string>;
  /** Of the whole body, wherever they stand. */
  readonly markers: readonly Marker[];
}

/** Throws where the body is not well-formed. */
export function parseDocument(contentType: string, body: string): FeedDocument {
  const isJson = /^application\/(?:feed\+)?json\b/.test(contentType);
  return isJson ? parseJsonFeed(body) : parseXmlFeed(body);
}

/** Several readers fetch the same bytes: each body is parsed once, as far back as `limit` bodies. */
export function createParser(limit = 100): typeof parseDocument {
  const known = new Map<string, FeedDocument>();
  return (contentType, body) => {
    const document = known.get(body) ?? parseDocument(contentType, body);
    known.delete(body);
    known.set(body, document);
    const [oldest] = known.keys();
    if (known.size > limit && oldest !== undefined) known.delete(oldest);
    return document;
  };
}

interface JsonFeed {
  readonly next_url?: string;
  readonly items: readonly {
    readonly id: string;
    readonly date_published: string;
    readonly date_modified?: string;
  }[];
}

function parseJsonFeed(body: string): FeedDocument {
  const { items, next_url } = JSON.parse(body) as JsonFeed;
  return {
    entries: items.map((item) => ({
      id: item.id,
      updatedAt: Date.parse(item.date_modified ?? item.date_published),
      markers: findMarkers(JSON.stringify(item)),
    })),
    isArchive: false,
    links: new Map(next_url === undefined ? [] : [['next', next_url]]),
    markers: findMarkers(body),
  };
}

const NAMESPACES = {
  atom: 'http://www.w3.org/2005/Atom',
  fh: 'http://purl.org/syndication/history/1.0',
};
const path = (xpath: string): XmlXPath => XmlXPath.compile(xpath, NAMESPACES);

const ENTRIES = path('/atom:feed/atom:entry | /rss/channel/item');
const ID = path('atom:id | guid');
const UPDATED = path('atom:updated');
const PUBLISHED = path('pubDate');
const LINKS = path('/atom:feed/atom:link | /rss/channel/atom:link');
const REL = path('@rel');
const HREF = path('@href');
const ARCHIVE = path('/atom:feed/fh:archive | /rss/channel/fh:archive');

function parseXmlFeed(body: string): FeedDocument {
  const xml = XmlDocuments.fromString(body);
  try {
    return {
      entries: xml.find(ENTRIES).map((entry) => {
        const date = entry.get(UPDATED) ?? entry.get(PUBLISHED);
        return {
          id: entry.get(ID)?.content ?? '',
          updatedAt: Date.parse(date?.content ?? ''),
          markers: findMarkers(entry.content),
        };
      }),
      isArchive: xml.get(ARCHIVE) !== null,
      links: linksOf(xml),
      markers: findMarkers(body),
    };
  } finally {
    xml.dispose();
  }
}

function linksOf(xml: XmlDocument): ReadonlyMap<string, string> {
  return new Map(
    xml.find(LINKS).map((link) => [link.get(REL)?.content ?? '', link.get(HREF)?.content ?? '']),
  );
}
