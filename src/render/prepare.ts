/**
 * What every renderer does to an entry or an envelope first: text that any format can carry, links
 * in URI form, nothing empty. Normalised input comes back as it was; it never throws.
 */

import type { Author, Media, Source, Subject } from '../model/article.ts';
import type { Entry, FeedHead, Paging, Tombstone } from '../model/feed.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { cleanLine, cleanText } from '../text/xml.ts';

/** The entry as it is written: cleaned again at output, since one bad character loses a document. */
export function prepareEntry(entry: Entry): Entry {
  const url = writtenUrl(entry.url);
  const id = writtenId(entry.id);
  const summary = textOrNothing(entry.summary);
  const title = cleanLine(entry.title) || cleanLine(summary ?? '') || url || id;
  const publishedAt = firstValid([entry.publishedAt, entry.updatedAt]);
  const changedAt = firstValid([entry.updatedAt, publishedAt]);
  const wasChanged = changedAt.getTime() > publishedAt.getTime();
  return {
    id,
    url,
    title,
    // A summary that repeats the title tells nothing (RFC 4287 4.2.13).
    ...(summary !== undefined && summary !== title && { summary }),
    ...present('contentHtml', textOrNothing(entry.contentHtml)),
    language: cleanLine(entry.language),
    publishedAt,
    updatedAt: wasChanged ? changedAt : publishedAt,
    ...present('validUntil', instantOrNothing(entry.validUntil)),
    authors: entry.authors.flatMap(preparedAuthor),
    ...present('source', preparedSource(entry.source)),
    ...present('section', lineOrNothing(entry.section)),
    tags: [...new Set(entry.tags.map(cleanLine))].filter((tag) => tag !== ''),
    subjects: entry.subjects.flatMap(preparedSubject),
    media: entry.media.flatMap(preparedMedia),
    ...present('rights', textOrNothing(entry.rights)),
    ...present('licenceUrl', urlOrNothing(entry.licenceUrl)),
  };
}

/** The envelope's own texts and links; entries are prepared one by one. */
export function prepareHead(feed: FeedHead): FeedHead {
  const homeUrl = writtenUrl(feed.homeUrl);
  const title = cleanLine(feed.title) || homeUrl;
  const [publisher] = preparedAuthor(feed.publisher);
  const [contact] = feed.contact ? preparedAuthor(feed.contact) : [];
  return {
    id: writtenId(feed.id),
    title,
    description: textOrNothing(feed.description) ?? '',
    language: cleanLine(feed.language),
    homeUrl,
    selfUrl: writtenUrl(feed.selfUrl),
    updatedAt: firstValid([feed.updatedAt]),
    publisher: publisher ?? { name: title },
    ...present('contact', contact),
    ...present('rights', textOrNothing(feed.rights)),
    ...present('licenceUrl', urlOrNothing(feed.licenceUrl)),
    ...present('iconUrl', urlOrNothing(feed.iconUrl)),
    hubUrls: feed.hubUrls.map(writtenUrl).filter((url) => url !== ''),
    ttlMinutes: Math.max(1, Math.round(feed.ttlMinutes) || 1),
    ...present('paging', preparedPaging(feed.paging)),
    ...present(
      'languageUrls',
      feed.languageUrls?.map(({ language, url }) => ({ language, url: writtenUrl(url) })),
    ),
    isAuthorless: feed.isAuthorless,
    ...present('isOver', feed.isOver),
    ...present('tombstones', preparedTombstones(feed.tombstones)),
  };
}

// Everything RFC 3986 allows, plus a percent sign that begins an escape.
const URI = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;

/**
 * A link in URI form (RFC 3987 3.1: punycode host, percent-encoded rest). One that has this form
 * already is not touched, so that `selfUrl` stays the exact topic a hub knows.
 */
export function writtenUrl(url: string): string {
  const clean = cleanText(url).trim();
  if (URI.test(clean)) return clean;
  const parsed = URL.canParse(clean) ? new URL(clean).href : clean;
  return parsed
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replace(/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/gu, encodeURIComponent);
}

/** An id is compared byte for byte (RFC 4287 4.2.6.1): never parsed, folded or re-encoded. */
function writtenId(id: string): string {
  return cleanText(id).trim();
}

function preparedAuthor(author: Author): Author[] {
  const name = cleanLine(author.name);
  if (name === '') return [];
  const url = urlOrNothing(author.url);
  const email = lineOrNothing(author.email);
  return [{ name, ...present('url', url), ...present('email', email) }];
}

function preparedSource(source: Source | undefined): Source | undefined {
  const name = cleanLine(source?.name ?? '');
  if (source === undefined || name === '') return undefined;
  const url = urlOrNothing(source.url);
  const feedUrl = urlOrNothing(source.feedUrl);
  return { name, ...present('url', url), ...present('feedUrl', feedUrl) };
}

function preparedSubject(subject: Subject): Subject[] {
  const uri = writtenUrl(subject.uri);
  return uri === '' ? [] : [{ uri, ...present('label', lineOrNothing(subject.label)) }];
}

function preparedMedia(media: Media): Media[] {
  const url = writtenUrl(media.url);
  if (!/^https?:\/\//i.test(url)) return [];
  return [
    {
      url,
      type: cleanLine(media.type) || 'application/octet-stream',
      role: media.role,
      ...present('bytes', countOrNothing(media.bytes)),
      ...present('width', countOrNothing(media.width)),
      ...present('height', countOrNothing(media.height)),
      ...present('alt', lineOrNothing(media.alt)),
      ...present('caption', lineOrNothing(media.caption)),
      ...present('credit', lineOrNothing(media.credit)),
    },
  ];
}

function preparedPaging(paging: Paging | undefined): Paging | undefined {
  switch (paging?.kind) {
    case undefined:
      return undefined;
    case 'live':
      return {
        kind: 'live',
        prevArchiveUrl: writtenUrl(paging.prevArchiveUrl),
        ...present('nextUrl', urlOrNothing(paging.nextUrl)),
      };
    case 'archive':
      return {
        kind: 'archive',
        currentUrl: writtenUrl(paging.currentUrl),
        ...present('prevArchiveUrl', urlOrNothing(paging.prevArchiveUrl)),
        nextArchiveUrl: writtenUrl(paging.nextArchiveUrl),
      };
    case 'page':
      return {
        kind: 'page',
        firstUrl: writtenUrl(paging.firstUrl),
        ...present('nextUrl', urlOrNothing(paging.nextUrl)),
      };
    default:
      return paging satisfies never;
  }
}

/** No two with the same ref and when, as both are written (RFC 6721 3); undefined without any. */
function preparedTombstones(
  tombstones: readonly Tombstone[] | undefined,
): readonly Tombstone[] | undefined {
  const found = new Map<string, Tombstone>();
  for (const one of tombstones ?? []) {
    const id = writtenId(one.id);
    const goneAt = instantOrNothing(one.goneAt);
    if (id === '' || goneAt === undefined) continue;
    const comment = cleanLine(one.comment);
    found.set(`${formatRfc3339(goneAt)} ${id}`, {
      id,
      goneAt,
      comment,
      language: cleanLine(one.language),
    });
  }
  return found.size > 0 ? [...found.values()] : undefined;
}

function instantOrNothing(at: Date | undefined): Date | undefined {
  return at !== undefined && Number.isFinite(at.getTime()) ? at : undefined;
}

function firstValid(dates: readonly Date[]): Date {
  // The epoch, not the clock: a renderer that reads the clock gives other bytes each time.
  return dates.find((at) => Number.isFinite(at.getTime())) ?? new Date(0);
}

function countOrNothing(count: number | undefined): number | undefined {
  return count !== undefined && Number.isSafeInteger(count) && count > 0 ? count : undefined;
}

function urlOrNothing(url: string | undefined): string | undefined {
  return url === undefined ? undefined : writtenUrl(url) || undefined;
}

function textOrNothing(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cleanText(text).trim() || undefined;
}

function lineOrNothing(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cleanLine(text) || undefined;
}

/** `{ [name]: value }`, or nothing: exact optional properties may not be undefined. */
function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  if (value === undefined) return {};
  const found: Partial<Record<Name, Value>> = {};
  found[name] = value;
  return found;
}
