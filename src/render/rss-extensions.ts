/** The RSS elements that the package `feed` writes wrongly or not at all, as its extensions. */

import type { Extension } from 'feed';
import type { Media } from '../model/article.ts';
import type { Entry, FeedHead } from '../model/feed.ts';
import { formatRfc3339 } from '../text/dates.ts';
import type { XmlAttributes } from '../text/xml.ts';
import { armourAttribute, armourText, armourWords } from './armour.ts';
import { extension } from './extension.ts';
import { mediaBesideText, mediumOf, subjectCode } from './media.ts';
import { pagingLinks } from './paging.ts';
import { VALIDITY_ATTRIBUTES, VALIDITY_ELEMENT, validityPeriod } from './validity.ts';

/** An element as xml-js writes it. */
interface XmlJs {
  readonly _attributes?: Readonly<Record<string, string>>;
  readonly _text?: string;
  readonly [child: string]: unknown;
}

function element(attributes: XmlAttributes, text?: string): XmlJs {
  const written: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) written[name] = armourAttribute(String(value));
  }
  return { _attributes: written, ...(text !== undefined && { _text: armourWords(text) }) };
}

export function channelExtensions(head: FeedHead): Extension[] {
  const { email, name } = head.contact ?? head.publisher;
  const links = [
    element({ href: head.selfUrl, rel: 'self', type: 'application/rss+xml' }),
    ...head.hubUrls.map((href) => element({ href, rel: 'hub' })),
    ...(head.languageUrls ?? []).map(({ language, url }) =>
      element({ href: url, rel: 'alternate', type: 'application/rss+xml', hreflang: language }),
    ),
    ...pagingLinks(head.paging).map(({ rel, href }) =>
      element({ href, rel, type: 'application/rss+xml' }),
    ),
  ];
  return [
    extension('link', { _text: armourText(head.homeUrl) }),
    extension('atom:link', links),
    ...some('fh:archive', head.paging?.kind === 'archive' && element({})),
    // RSS wants a mail address here; a bare name is an error.
    ...some('managingEditor', email && { _text: armourWords(`${email} (${name})`) }),
    ...some('image', channelImage(head)),
  ];
}

/** GIF, JPEG or PNG only (RSS 2.0, image); title and link are those of the channel. */
function channelImage(head: FeedHead): XmlJs | undefined {
  const { iconUrl } = head;
  if (iconUrl === undefined || !/\.(?:gif|jpe?g|png)(?:[?#]|$)/i.test(iconUrl)) return undefined;
  return {
    url: { _text: armourText(iconUrl) },
    title: { _text: armourWords(head.title) },
    link: { _text: armourText(head.homeUrl) },
  };
}

export function itemExtensions(entry: Entry): Extension[] {
  const corrected = entry.updatedAt > entry.publishedAt;
  const beside = mediaBesideText(entry);
  const period = validityPeriod(entry);
  // One enclosure an item; everything else is Media RSS, so that nothing is shown twice.
  const enclosed = beside.find((media) => ['audio', 'video'].includes(mediumOf(media)));
  const others = beside.filter((media) => media !== enclosed);
  return [
    ...some('link', entry.url && { _text: armourText(entry.url) }),
    ...some('atom:updated', corrected && { _text: formatRfc3339(entry.updatedAt) }),
    // <author> takes mail addresses only, and readers show both when both are there.
    ...list(
      'dc:creator',
      entry.authors.map(({ name }) => element({}, name)),
    ),
    ...list('category', categories(entry)),
    ...some('source', itemSource(entry)),
    ...some('enclosure', enclosed && enclosure(enclosed)),
    ...list('media:content', others.map(mediaContent)),
    ...some('dc:rights', entry.rights && element({}, entry.rights)),
    ...some(VALIDITY_ELEMENT, period && element(VALIDITY_ATTRIBUTES, period)),
  ];
}

function categories(entry: Entry): XmlJs[] {
  const words = [...new Set([...entry.tags, ...(entry.section ? [entry.section] : [])])];
  const plain = words.map((word) => element({}, word));
  const coded = entry.subjects.map((subject) => {
    const { vocabularyUri, code } = subjectCode(subject);
    return element({ domain: vocabularyUri }, subject.label ?? code);
  });
  return [...plain, ...coded];
}

/** RSS 2.0 `source` names a feed; without one there is nothing valid to say. */
function itemSource(entry: Entry): XmlJs | undefined {
  const { source } = entry;
  return source?.feedUrl === undefined ? undefined : element({ url: source.feedUrl }, source.name);
}

/** Unknown length is 0, never absent (RSS Advisory Board profile). */
function enclosure(media: Media): XmlJs {
  return element({ url: media.url, length: media.bytes ?? 0, type: media.type });
}

function mediaContent(media: Media): XmlJs {
  const attributes: XmlAttributes = {
    url: media.url,
    type: media.type,
    medium: mediumOf(media),
    fileSize: media.bytes,
    width: media.width,
    height: media.height,
  };
  const plain = { type: 'plain' };
  return {
    ...element(attributes),
    ...(media.alt && { 'media:title': element(plain, media.alt) }),
    ...(media.caption && { 'media:description': element(plain, media.caption) }),
    // Without a role: a credit line does not say whether it names a person or an agency.
    ...(media.credit && { 'media:credit': element({ scheme: 'urn:ebu' }, media.credit) }),
  };
}

function some(name: string, value: XmlJs | '' | false | undefined): Extension[] {
  return value ? [extension(name, value)] : [];
}

function list(name: string, values: readonly XmlJs[]): Extension[] {
  return values.length > 0 ? [extension(name, values)] : [];
}
