/** Conditional requests for GET and HEAD (RFC 9110 13), decided from validators alone. */

import { parseHttpDate } from '../text/dates.ts';

export interface Validators {
  /** Quoted, weak or strong. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** Of a request, by lower-case names: `Headers`, or what a runtime has in its place. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** Longest header examined; a longer list of tags is taken for no match, which is always safe. */
const MAX_HEADER = 8_192;

/**
 * Whether 304 answers a GET or HEAD whose plain answer would be 200 (RFC 9110 13.2.2): with
 * If-None-Match the date is ignored wholly; an unreadable date is no condition.
 */
export function isNotModified(headers: HeaderReader, current: Validators, now: Date): boolean {
  const tags = headers.get('if-none-match');
  if (tags !== null) return matchesAny(tags, current.etag);
  const since = headers.get('if-modified-since');
  if (since === null) return false;
  const date = parseHttpDate(since.trim(), now);
  if (date === undefined) return false;
  return Math.floor(current.lastModified.getTime() / 1000) <= Math.floor(date.getTime() / 1000);
}

/** Weak comparison (RFC 9110 8.8.3.2) with any member of the list, or `*`. */
function matchesAny(header: string, etag: string): boolean {
  if (header === etag) return true;
  if (header.length > MAX_HEADER) return false;
  if (header.trim() === '*') return true;
  const wanted = opaque(etag);
  return parseEntityTags(header).some((tag) => opaque(tag) === wanted);
}

function opaque(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}

// Commas may stand inside the quotes (RFC 9110 8.8.3), so the list is not split at commas.
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7E\x80-\uFFFF]*"/g;

/** The entity tags of a list; what is not one is passed over. */
export function parseEntityTags(header: string): readonly string[] {
  return header.match(ENTITY_TAG) ?? [];
}

/**
 * What is sent as Last-Modified for a change at `changedAt`: never later than `now` (RFC 9110
 * 8.8.2.1). The store dates a second change within one second to the next second, so conditions are
 * compared with `changedAt` itself: a date that was shown too early then gives 200, never a false 304.
 */
export function shownLastModified(changedAt: Date, now: Date): Date {
  const second = Math.floor(Math.min(changedAt.getTime(), now.getTime()) / 1000);
  return new Date(second * 1000);
}
