/** Which texts can be the id of an article: it is kept byte for byte, wherever it is written. */

import { cleanLine } from '../text/xml.ts';
import type { Complaint } from './problem-list.ts';

/** Longer ids do not fit the index of every store. */
const MAX_ID_LENGTH = 1_000;

/** What some format would have to change is no id, nor is what a URL cannot hold as one segment. */
export function isArticleId(text: string): boolean {
  return (
    text !== '' &&
    text.length <= MAX_ID_LENGTH &&
    text === cleanLine(text) &&
    text !== '.' &&
    text !== '..'
  );
}

/**
 * What to say of an id that no Atom document may carry (RFC 4287 4.2.6: an absolute IRI). It is kept
 * all the same: readers that know it compare it byte for byte.
 */
export function idRemark(id: string): Complaint | undefined {
  if (/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(id)) return undefined;
  return {
    code: 'id-no-iri',
    field: 'id',
    message: 'the id is no absolute IRI: readers take it, but validators refuse Atom feeds with it',
    hint: 'give new articles a urn:uuid: or tag: URI; one that is published keeps its id',
  };
}
