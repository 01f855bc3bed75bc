/** Which texts can be the id of an article: it is kept byte for byte, wherever it is written. */

import { cleanLine } from '../text/xml.ts';

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
