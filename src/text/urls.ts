/** Web addresses and URL slugs. Knows no path of ours: those are built in feeds/urls.ts. */

import anyAscii from 'any-ascii';
import { hashText } from './hash.ts';
import { findAgency, findPlace } from './names.ts';
import { cleanLine, cleanText } from './xml.ts';

/** Longer addresses are cut by readers, proxies and SQL indexes. */
export const MAX_URL_LENGTH = 2048;

const MAX_SLUG_LENGTH = 80;
const SLUG_HASH_LENGTH = 10;

/**
 * An absolute http or https URL in URI form (RFC 3986: punycode host, everything else percent-encoded);
 * undefined for any other scheme, for what cannot be read, and for a relative one without `base`.
 */
export function parseWebUrl(text: string, base?: string): string | undefined {
  if (text.length > MAX_URL_LENGTH * 4) return undefined;
  const cleaned = cleanText(text)
    .replace(/[\t\n\r]/g, '')
    .trim();
  // The WHATWG parser would take `http:example.com` and `https:///example.com` too.
  if (cleaned === '' || /^https?:(?!\/\/[^/?#\\])/i.test(cleaned)) return undefined;
  const url = URL.canParse(cleaned, base) ? new URL(cleaned, base) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  const head = url.href.slice(
    0,
    url.href.length - url.pathname.length - url.search.length - url.hash.length,
  );
  const href = head + encodeRest(url.pathname) + encodeRest(url.search) + encodeRest(url.hash);
  return href.length <= MAX_URL_LENGTH ? href : undefined;
}

/** What the WHATWG parser lets through and RFC 3986 does not, a second `#` included. */
function encodeRest(part: string): string {
  const lead = part.slice(0, 1);
  const rest = part
    .slice(1)
    .replace(/[[\]|\\^`{}"<>#]/g, encodeURIComponent)
    .replace(/%(?![0-9a-f]{2})/gi, '%25');
  return lead + rest;
}

// Letters outside the scripts that have one reading each.
const NO_SINGLE_READING = new RegExp(
  '(?![\\p{scx=Latin}\\p{scx=Hangul}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Cyrillic}' +
    '\\p{scx=Greek}\\p{Script=Common}\\p{Script=Inherited}])\\p{L}|\\p{Script=Han}',
  'u',
);

/**
 * Lower-case ASCII slug of at most 80 characters, cut at a word. Agencies and places come from the
 * table (共同 is `kyodo`); text in a script with several readings, or without any letter or digit,
 * becomes `x-` and a hash. The same text gives the same slug for ever.
 */
export function slugify(text: string): string {
  const line = cleanLine(text).normalize('NFKC');
  const known = findAgency(line) ?? findPlace(line);
  if (known) return known.slug;
  if (NO_SINGLE_READING.test(line)) return hashedSlug(line);
  const words = anyAscii(
    line
      // `Kim's` and `U.S.` are one word each.
      .replace(/['\u2018\u2019\u02bc]/g, '')
      .replace(/(?<=\p{L})\.(?=\p{L})/gu, ''),
  )
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return words === '' ? hashedSlug(line) : cutAtWord(words);
}

/** What `slugify` gives and what a declared slug has to be. */
export function isSlug(text: string): boolean {
  return text.length <= MAX_SLUG_LENGTH && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);
}

function hashedSlug(line: string): string {
  return `x-${hashText(line.toLowerCase()).slice(0, SLUG_HASH_LENGTH)}`;
}

function cutAtWord(slug: string): string {
  if (slug.length <= MAX_SLUG_LENGTH) return slug;
  const end = slug.lastIndexOf('-', MAX_SLUG_LENGTH);
  return end > 0 ? slug.slice(0, end) : slug.slice(0, MAX_SLUG_LENGTH);
}
