/** Until when a story may be shown, for partners that take it down by date: `dcterms:valid`. */

import type { Entry } from '../model/feed.ts';
import { formatRfc3339 } from '../text/dates.ts';

export const VALIDITY_ELEMENT = 'dcterms:valid';

// Declared on the element itself: few entries have one, and an entry may come into any envelope.
export const VALIDITY_ATTRIBUTES = { 'xmlns:dcterms': 'http://purl.org/dc/terms/' } as const;

/** A DCMI Period; undefined for a story without an end. */
export function validityPeriod(entry: Entry): string | undefined {
  if (entry.validUntil === undefined) return undefined;
  const start = formatRfc3339(entry.publishedAt);
  return `start=${start}; end=${formatRfc3339(entry.validUntil)}; scheme=W3C-DTF`;
}
