/** Text as it is searched: the tokens of tokens.ts in order, so that running text without spaces is found. */

import { tokenize } from './tokens.ts';

/**
 * Stands between two sentences, so that no phrase is found across them. A word nobody looks for; it is
 * made of letters because every database's own splitter must keep it.
 */
const BREAK = 'qxqbreakqxq';

/** A longer word is known by its beginning: PostgreSQL indexes none over 2,700 bytes. */
const MAX_WORD = 100;

/** Tokens of all `texts`, parted by single spaces. */
export function searchTokens(texts: readonly string[]): string {
  const words: string[] = [];
  for (const text of texts) {
    for (const { folded, joint } of tokenize(text)) {
      if (joint === 'break' && words.length > 0) words.push(BREAK);
      words.push(cutWord(folded));
    }
  }
  return words.join(' ');
}

/** Longest query, in characters, and most words or phrases of one. */
export const MAX_QUERY_LENGTH = 200;
export const MAX_QUERY_PHRASES = 10;

/**
 * The phrases that a query asks for, all of them: words parted by white space, or a run of words in
 * double quotes. A word of a script without spaces is the phrase of its characters. Undefined when the
 * query is too long or asks for nothing.
 */
export function parseQuery(query: string): readonly string[] | undefined {
  if (query.length > MAX_QUERY_LENGTH) return undefined;
  const pieces = query.normalize('NFKC').match(/"[^"]*"|[^\s"]+/g) ?? [];
  const phrases = pieces
    .map((piece) =>
      tokenize(piece)
        .map(({ folded }) => cutWord(folded))
        .join(' '),
    )
    .filter((phrase) => phrase !== '');
  return phrases.length === 0 || phrases.length > MAX_QUERY_PHRASES ? undefined : phrases;
}

/** By code points, so that none is cut in two. */
function cutWord(word: string): string {
  return word.length > MAX_WORD ? [...word].slice(0, MAX_WORD).join('') : word;
}
