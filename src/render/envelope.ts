/** A document as two ends around entries, so that an entry is rendered once and used in every feed. */

/** Without a version: it is part of every document, and so of every ETag. */
export const GENERATOR = 'Wireroom';

export interface Envelope {
  readonly head: string;
  readonly tail: string;
}

/** Head, the entries with `separator` between them, tail. */
export function joinDocument(
  envelope: Envelope,
  entries: readonly string[],
  separator: string,
): string {
  return envelope.head + entries.join(separator) + envelope.tail;
}
