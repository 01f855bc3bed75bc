/** A document as two ends around entries, so that an entry is rendered once and used in every feed. */

/** Without a version: it is part of every document, and so of every ETag. */
export const GENERATOR = 'Wireroom';

export interface Envelope {
  readonly head: string;
  readonly tail: string;
}

const UTF8 = new TextEncoder();

/** The same as `joinDocument`, of entries that are bytes already: copying them costs a tenth of encoding them. */
export function joinBytes(
  envelope: Envelope,
  entries: readonly Uint8Array[],
  separator: string,
): Uint8Array<ArrayBuffer> {
  const [head, between, tail] = [envelope.head, separator, envelope.tail].map((text) =>
    UTF8.encode(text),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  const parts = [
    head,
    ...entries.flatMap((one, index) => (index === 0 ? [one] : [between, one])),
    tail,
  ];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

/** Head, the entries with `separator` between them, tail. */
export function joinDocument(
  envelope: Envelope,
  entries: readonly string[],
  separator: string,
): string {
  return envelope.head + entries.join(separator) + envelope.tail;
}
