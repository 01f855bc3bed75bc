/**
 * RSS 2.0 through the package `feed`, with its extension hook for what it writes wrongly. Knows the
 * Feed and nothing else: the same Feed gives the same bytes.
 */

import { type Extension, type Item, Feed as PackageFeed } from 'feed';
import type { Entry, FeedHead, Paging } from '../model/feed.ts';
import { armourHtml, armourText, armourWords, removeArmour } from './armour.ts';
import { type Envelope, GENERATOR } from './envelope.ts';
import { excerptHtml, htmlOfText } from './excerpt.ts';
import { extension } from './extension.ts';
import { HISTORY_NAMESPACE } from './paging.ts';
import { prepareEntry, prepareHead } from './prepare.ts';
import { channelExtensions, itemExtensions } from './rss-extensions.ts';

/** RSS 2.0 itself names this page; the validator then tolerates extension attributes. */
const DOCS = 'http://www.rssboard.org/rss-specification';

// One undeclared prefix is a fatal error, and an item may come into any envelope: always all four.
const ROOT =
  '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"' +
  ' xmlns:content="http://purl.org/rss/1.0/modules/content/"' +
  ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"';

/** `<item>…</item>`: the slice of a document with this entry alone, the same in every feed. */
export function rssItem(entry: Entry): string {
  const document = new PackageFeed({ title: '', generator: false, updated: new Date(0) });
  document.addItem(rssItemOptions(entry));
  const xml = finishRss(document.rss2());
  // CDATA may hold the same words, but not before the first start tag nor after the last end tag.
  const end = '</item>';
  return xml.slice(xml.indexOf('<item>'), xml.lastIndexOf(end) + end.length);
}

/** The document without its items, cut where they belong: last in the channel. */
export function rssEnvelope(feed: FeedHead): Envelope {
  const xml = finishRss(rssChannel(feed).rss2(), feed.paging);
  const cut = xml.lastIndexOf('</channel>');
  return { head: xml.slice(0, cut), tail: `\n${xml.slice(cut)}\n` };
}

/** The channel as the package sees it: texts armoured, extensions set, no items. */
export function rssChannel(feed: FeedHead): PackageFeed {
  const head = prepareHead(feed);
  const channel = new PackageFeed({
    title: armourWords(head.title),
    description: armourWords(head.description || head.title),
    updated: head.updatedAt,
    docs: DOCS,
    generator: GENERATOR,
    ttl: head.ttlMinutes,
    ...(head.language !== '' && { language: armourText(head.language) }),
    ...(head.rights !== undefined && { copyright: armourWords(head.rights) }),
  });
  for (const one of channelExtensions(head)) channel.addExtension(one);
  return channel;
}

/** The entry as the package sees it. */
export function rssItemOptions(entry: Entry): Item {
  const prepared = prepareEntry(entry);
  const description = descriptionHtml(prepared);
  return {
    title: armourWords(prepared.title),
    // The package would pass links through a URL parser, which throws; they are extensions.
    link: '',
    id: armourText(prepared.id),
    date: prepared.publishedAt,
    ...(description !== undefined && { description: armourHtml(description) }),
    ...(prepared.contentHtml !== undefined && { content: armourHtml(prepared.contentHtml) }),
    extensions: itemOverrides(prepared),
  };
}

function itemOverrides(entry: Entry): Extension[] {
  return [
    // In place of the package's CDATA, in which `1 < 2` reads as markup.
    extension('title', { _text: armourWords(entry.title) }),
    ...itemExtensions(entry),
  ];
}

/** Readers want a description before content:encoded; an entry with neither has its title. */
function descriptionHtml(entry: Entry): string | undefined {
  if (entry.summary !== undefined) return htmlOfText(entry.summary);
  if (entry.contentHtml === undefined) return undefined;
  return excerptHtml(entry.contentHtml) || htmlOfText(entry.title);
}

/** From what the package returns to what is served: namespaces declared, indentation and marks gone. */
export function finishRss(xml: string, paging?: Paging): string {
  const history = paging?.kind === 'archive' ? ` xmlns:fh="${HISTORY_NAMESPACE}"` : '';
  return removeArmour(xml.replace(/<rss [^>]*>/, `${ROOT}${history}>`));
}
