/**
 * Atom 1.0 (RFC 4287), a serializer of ours: the package `feed` rewrites ids, leaves `<` in
 * categories and has no hook here. The same Feed gives the same bytes.
 */

import type { Author, Media, Subject } from '../model/article.ts';
import type { Entry, FeedHead, Tombstone } from '../model/feed.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { xmlElement, xmlParent } from '../text/xml.ts';
import { type Envelope, GENERATOR } from './envelope.ts';
import { mediaBesideText, subjectCode } from './media.ts';
import { HISTORY_NAMESPACE, pagingLinks } from './paging.ts';
import { prepareEntry, prepareHead } from './prepare.ts';
import { VALIDITY_ATTRIBUTES, VALIDITY_ELEMENT, validityPeriod } from './validity.ts';

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';
const NAMESPACE = 'http://www.w3.org/2005/Atom';
const TOMBSTONE_NAMESPACE = 'http://purl.org/atompub/tombstones/1.0';

/** `<entry>…</entry>`; carries its own xml:lang, so that it is the same in every feed. */
export function atomEntry(entry: Entry): string {
  const prepared = prepareEntry(entry);
  return xmlParent('entry', { 'xml:lang': prepared.language }, lines(entryElements(prepared)));
}

/**
 * Everything before the first entry (metadata first: RFC 4287 4.1.1) and after the last, where the
 * tombstones stand: they may be anywhere in a feed (RFC 6721 3).
 */
export function atomEnvelope(feed: FeedHead): Envelope {
  const head = prepareHead(feed);
  const { tombstones } = head;
  const attributes = {
    xmlns: NAMESPACE,
    // Without tombstones undeclared: validators warn of a namespace that they do not know.
    'xmlns:at': tombstones && TOMBSTONE_NAMESPACE,
    'xmlns:fh': head.paging?.kind === 'archive' ? HISTORY_NAMESPACE : undefined,
    'xml:lang': head.language,
  };
  const whole = xmlParent('feed', attributes, lines(feedElements(head)));
  const cut = whole.lastIndexOf('</feed>');
  const last = [...(tombstones ?? []).map(deletedEntry), whole.slice(cut)];
  return { head: `${DECLARATION}\n${whole.slice(0, cut)}`, tail: lines(last) };
}

function feedElements(head: FeedHead): string[] {
  return [
    xmlElement('id', {}, head.id),
    xmlElement('title', {}, head.title),
    ...text('subtitle', head.description),
    xmlElement('updated', {}, formatRfc3339(head.updatedAt)),
    link({ rel: 'self', type: 'application/atom+xml', href: head.selfUrl }),
    link({ rel: 'alternate', type: 'text/html', href: head.homeUrl }),
    ...head.hubUrls.map((href) => link({ rel: 'hub', href })),
    ...(head.languageUrls ?? []).map(({ language, url }) =>
      link({ rel: 'alternate', type: 'application/atom+xml', hreflang: language, href: url }),
    ),
    ...pagingLinks(head.paging).map(({ rel, href }) =>
      link({ rel, type: 'application/atom+xml', href }),
    ),
    ...(head.paging?.kind === 'archive' ? [xmlElement('fh:archive', {})] : []),
    ...licence(head.licenceUrl),
    person(head.publisher),
    ...text('rights', head.rights),
    ...text('icon', head.iconUrl),
    xmlElement('generator', {}, GENERATOR),
  ];
}

function entryElements(entry: Entry): string[] {
  const { contentHtml: html } = entry;
  return [
    xmlElement('id', {}, entry.id),
    xmlElement('title', {}, entry.title),
    xmlElement('updated', {}, formatRfc3339(entry.updatedAt)),
    xmlElement('published', {}, formatRfc3339(entry.publishedAt)),
    ...entryAuthors(entry).map(person),
    link({ rel: 'alternate', type: 'text/html', href: entry.url }),
    ...(entry.source?.url ? [link({ rel: 'via', href: entry.source.url })] : []),
    ...mediaBesideText(entry).map(enclosure),
    ...licence(entry.licenceUrl),
    ...categories(entry),
    ...text('summary', entry.summary),
    ...(html === undefined ? [] : [xmlElement('content', { type: 'html' }, html)]),
    ...text('rights', entry.rights),
    ...validity(entry),
    ...sourceFeed(entry),
  ];
}

/** RFC 6721 3. */
function deletedEntry(tombstone: Tombstone): string {
  const { id, goneAt, comment, language } = tombstone;
  const attributes = { ref: id, when: formatRfc3339(goneAt) };
  if (comment === '') return xmlElement('at:deleted-entry', attributes);
  const said = xmlElement('at:comment', { 'xml:lang': language || undefined }, comment);
  return xmlParent('at:deleted-entry', attributes, said);
}

function validity(entry: Entry): string[] {
  const period = validityPeriod(entry);
  return period === undefined ? [] : [xmlElement(VALIDITY_ELEMENT, VALIDITY_ATTRIBUTES, period)];
}

/** An entry from elsewhere without an author would inherit ours (RFC 4287 4.2.1). */
function entryAuthors(entry: Entry): readonly Author[] {
  if (entry.authors.length > 0 || entry.source === undefined) return entry.authors;
  return [{ name: entry.source.name }];
}

function categories(entry: Entry): string[] {
  const words = [...new Set([...entry.tags, ...(entry.section ? [entry.section] : [])])];
  return [
    ...words.map((word) => xmlElement('category', { term: word, label: word })),
    ...entry.subjects.map(subjectCategory),
  ];
}

function subjectCategory(subject: Subject): string {
  const { vocabularyUri, code } = subjectCode(subject);
  return xmlElement('category', { term: code, scheme: vocabularyUri, label: subject.label });
}

function enclosure(media: Media): string {
  return xmlElement('link', {
    rel: 'enclosure',
    type: media.type,
    length: media.bytes,
    title: media.caption ?? media.alt,
    href: media.url,
  });
}

/**
 * RFC 4287 4.2.11 wants the origin's id, title and updated. A feed that is known by its URL alone
 * has that as its id, and the entry's own time is the newest that we know of it.
 */
function sourceFeed(entry: Entry): string[] {
  const { source } = entry;
  if (source?.feedUrl === undefined) return [];
  const elements = [
    xmlElement('id', {}, source.feedUrl),
    xmlElement('title', {}, source.name),
    xmlElement('updated', {}, formatRfc3339(entry.updatedAt)),
    link({ rel: 'self', href: source.feedUrl }),
  ];
  return [xmlParent('source', {}, lines(elements))];
}

function person(author: Author): string {
  const elements = [
    xmlElement('name', {}, author.name),
    ...text('uri', author.url),
    ...text('email', author.email),
  ];
  return xmlParent('author', {}, elements.join(''));
}

function licence(href: string | undefined): string[] {
  return href === undefined ? [] : [link({ rel: 'license', href })];
}

function link(attributes: { rel: string; type?: string; hreflang?: string; href: string }): string {
  return xmlElement('link', attributes);
}

/** An element of plain text (`type="text"` is the default), unless there is nothing to say. */
function text(name: string, value: string | undefined): string[] {
  return value ? [xmlElement(name, {}, value)] : [];
}

function lines(elements: readonly string[]): string {
  return `\n${elements.join('\n')}\n`;
}
