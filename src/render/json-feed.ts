/**
 * JSON Feed 1.1 through the package `feed`, which writes version 1: what 1.1 adds are extensions.
 * The same Feed gives the same bytes.
 */

import { type Extension, type Item, Feed as PackageFeed } from 'feed';
import type { Author, Media } from '../model/article.ts';
import type { Entry, FeedHead } from '../model/feed.ts';
import { formatRfc3339 } from '../text/dates.ts';
import type { Envelope } from './envelope.ts';
import { extension } from './extension.ts';
import { mediaBesideText, mediumOf } from './media.ts';
import { nextPageUrl, subscriptionUrl } from './paging.ts';
import { prepareEntry, prepareHead } from './prepare.ts';

export const JSON_FEED_VERSION = 'https://jsonfeed.org/version/1.1';

/** One item a line: still compact, yet a person can page through it. */
export const JSON_SEPARATOR = ',\n';

/** The item's object: the slice of a document with this entry alone, the same in every feed. */
export function jsonItem(entry: Entry): string {
  const document = new PackageFeed({ title: '' });
  document.addItem(jsonItemOptions(entry));
  const compact = compactJson(document.json1());
  return compact.slice(compact.indexOf('[') + 1, -2);
}

/** The document without its items, cut inside the empty list. */
export function jsonEnvelope(feed: FeedHead): Envelope {
  const compact = compactJson(jsonDocument(feed).json1());
  return { head: compact.slice(0, -2), tail: ']}\n' };
}

/** The feed as the package sees it, without items. */
export function jsonDocument(feed: FeedHead): PackageFeed {
  const head = prepareHead(feed);
  const document = new PackageFeed({
    title: head.title,
    link: head.homeUrl,
    feedLinks: { json: subscriptionUrl(head) },
    ...(head.description !== '' && { description: head.description }),
    ...(head.iconUrl !== undefined && { image: head.iconUrl }),
  });
  for (const one of documentExtensions(head)) document.addExtension(one);
  return document;
}

function documentExtensions(head: FeedHead): Extension[] {
  const facts = { rights: head.rights, license: head.licenceUrl };
  return [
    extension('version', JSON_FEED_VERSION),
    ...some('next_url', nextPageUrl(head.paging)),
    ...some('expired', head.isOver),
    ...some('language', head.language),
    // Miniflux joins the feed's authors with an item's own: ours only when no item has any.
    ...list('authors', head.isAuthorless ? [jsonAuthor(head.publisher)] : []),
    ...list(
      'hubs',
      head.hubUrls.map((url) => ({ type: 'WebSub', url })),
    ),
    ...some('_wireroom', known(facts)),
  ];
}

/** The entry as the package sees it. */
export function jsonItemOptions(entry: Entry): Item {
  const prepared = prepareEntry(entry);
  const hasHtml = prepared.contentHtml !== undefined;
  return {
    title: prepared.title,
    link: prepared.url,
    id: prepared.id,
    date: prepared.updatedAt,
    ...(hasHtml && { content: prepared.contentHtml }),
    // The package would take the description of an item without content for its HTML.
    ...(hasHtml && prepared.summary !== undefined && { description: prepared.summary }),
    extensions: itemExtensions(prepared),
  };
}

function itemExtensions(entry: Entry): Extension[] {
  const corrected = entry.updatedAt > entry.publishedAt;
  const text = entry.contentHtml === undefined ? (entry.summary ?? entry.title) : undefined;
  const lead = entry.media.find((media) => media.role === 'lead' && mediumOf(media) === 'image');
  return [
    ...some('content_text', text),
    ...some('external_url', entry.source?.url),
    ...some('image', lead?.url),
    extension('date_published', formatRfc3339(entry.publishedAt)),
    extension('date_modified', corrected ? formatRfc3339(entry.updatedAt) : undefined),
    ...list('authors', entry.authors.map(jsonAuthor)),
    ...list('tags', entry.tags),
    ...some('language', entry.language),
    ...list('attachments', attachments(entry, lead)),
    ...some('_wireroom', itemFacts(entry)),
  ];
}

function jsonAuthor(author: Author): Record<string, unknown> {
  return { name: author.name, ...(author.url !== undefined && { url: author.url }) };
}

/** Same titles would mean the same recording in another form, so only the first keeps its title. */
function attachments(entry: Entry, lead: Media | undefined): Record<string, unknown>[] {
  const titles = new Set<string>();
  const beside = mediaBesideText(entry).filter((media) => media.url !== lead?.url);
  return beside.map((media) => {
    const caption = media.caption ?? media.alt;
    const title = caption !== undefined && !titles.has(caption) ? caption : undefined;
    if (title !== undefined) titles.add(title);
    return {
      url: media.url,
      mime_type: media.type,
      ...(title !== undefined && { title }),
      ...(media.bytes !== undefined && { size_in_bytes: media.bytes }),
    };
  });
}

/** What JSON Feed has no key for; codes belong here and not among the tags. */
function itemFacts(entry: Entry): Record<string, unknown> | undefined {
  return known({
    section: entry.section,
    subjects: entry.subjects.length > 0 ? entry.subjects : undefined,
    source: entry.source,
    rights: entry.rights,
    license: entry.licenceUrl,
  });
}

/** The facts that have a value; undefined when none has. */
function known(facts: Record<string, unknown>): Record<string, unknown> | undefined {
  const found = Object.entries(facts).filter(([, value]) => value !== undefined);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function some(name: string, value: unknown): Extension[] {
  return value === undefined || value === '' ? [] : [extension(name, value)];
}

function list(name: string, values: readonly unknown[]): Extension[] {
  return values.length > 0 ? [extension(name, values)] : [];
}

/** The package indents by four spaces; nobody needs them. */
function compactJson(json: string): string {
  return JSON.stringify(JSON.parse(json));
}
