/** Where a page of a list begins, as one word of a URL. */

/** The last story of the page before: the order is by publication, then by id. */
export interface PageKey {
  readonly published: Date;
  readonly id: string;
}

/** Longest cursor: of the longest id there is (ingest), 1,000 characters of three bytes each. */
const MAX_CURSOR_LENGTH = 4_100;

/** `<ms>.<id>` in base64url (RFC 4648 5), so that nothing in a URL has to be escaped. */
export function encodeCursor({ published, id }: PageKey): string {
  const bytes = new TextEncoder().encode(`${published.getTime()}.${id}`);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Undefined for what `encodeCursor` never gave: a page has one address. */
export function decodeCursor(cursor: string): PageKey | undefined {
  if (cursor.length > MAX_CURSOR_LENGTH || !/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined;
  const text = decodeText(cursor.replaceAll('-', '+').replaceAll('_', '/'));
  const [, published, id] = /^(-?\d{1,16})\.(.+)$/s.exec(text ?? '') ?? [];
  if (published === undefined || id === undefined) return undefined;
  const key = { published: new Date(Number(published)), id };
  return encodeCursor(key) === cursor ? key : undefined;
}

function decodeText(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // No base64, or no UTF-8 in it.
    return undefined;
  }
}
