/** libxml2 over a document: throws where it is not well-formed. Never a lenient JavaScript parser. */

import { XmlDocument, XmlElement } from 'libxml2-wasm';

const NAMESPACES = {
  at: 'http://purl.org/atompub/tombstones/1.0',
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  media: 'http://search.yahoo.com/mrss/',
  news: 'http://www.google.com/schemas/sitemap-news/0.9',
  sm: 'http://www.sitemaps.org/schemas/sitemap/0.9',
};

/** Texts (elements) or values (attributes) found by an XPath. */
export type Query = (xpath: string) => string[];

export function readXml<T>(xml: string, read: (query: Query) => T): T {
  const document = XmlDocument.fromString(xml);
  try {
    return read((xpath) => document.find(xpath, NAMESPACES).map((node) => node.content));
  } finally {
    document.dispose();
  }
}

/** Names of the root's descendants that an XPath finds, in document order. */
export function elementNames(xml: string, xpath: string): string[] {
  const document = XmlDocument.fromString(xml);
  try {
    const found = document.find(xpath, NAMESPACES);
    return found.map((node) => (node instanceof XmlElement ? node.name : ''));
  } finally {
    document.dispose();
  }
}
