/** Text as it is searched: the tokens of tokens.ts in order, so that running text without spaces is found. */

import { withoutInvisible } from './invisible.ts';
import { compareText } from './order.ts';
import { tokenize } from './tokens.ts';
import { cleanLine } from './xml.ts';

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
  const phrases = piecesOf(withoutInvisible(query).normalize('NFKC'))
    .map(phraseOf)
    .filter((phrase) => phrase !== '');
  return phrases.length === 0 || phrases.length > MAX_QUERY_PHRASES ? undefined : phrases;
}

/** Words, and runs of words in double quotes. */
function piecesOf(query: string): readonly string[] {
  return query.match(/"[^"]*"|[^\s"]+/g) ?? [];
}

function phraseOf(piece: string): string {
  return tokenize(piece)
    .map(({ folded }) => cutWord(folded))
    .join(' ');
}

export interface SearchQuery {
  /** The one spelling of all queries that ask for the same in other cases, widths, orders and spaces. */
  readonly text: string;
  /** Its pieces without their quotes, in order. */
  readonly pieces: readonly string[];
  /** As parseQuery gives them. */
  readonly phrases: readonly string[];
}

/** Over MAX_QUERY_LENGTH, also once it is written out; over MAX_QUERY_PHRASES; without a letter or digit. */
export type QueryRefusal = 'too-long' | 'too-many' | 'nothing';

/** The query in the spelling that names it in a URL. Of that spelling it gives the same again. */
export function canonicalQuery(query: string): SearchQuery | QueryRefusal {
  if (query.length > MAX_QUERY_LENGTH) return 'too-long';
  const pieces = piecesOf(cleanLine(withoutInvisible(query)).normalize('NFKC'))
    .map((piece) => canonicalPiece(cleanLine(piece.replaceAll('"', ' '))))
    .sort(compareText);
  // Of pieces that ask for the same, such as `talk` and `talks`, the first.
  const byPhrase = new Map(pieces.toReversed().map((piece) => [phraseOf(piece), piece]));
  byPhrase.delete('');
  if (byPhrase.size === 0) return 'nothing';
  if (byPhrase.size > MAX_QUERY_PHRASES) return 'too-many';
  const kept = [...byPhrase.values()].sort(compareText);
  const text = kept.map((piece) => (piece.includes(' ') ? `"${piece}"` : piece)).join(' ');
  if (text.length > MAX_QUERY_LENGTH) return 'too-long';
  return { text, pieces: kept, phrases: kept.map(phraseOf) };
}

/** Lower case, but where that would ask for something else: `MPs` is a plural, `mps` is none. */
function canonicalPiece(piece: string): string {
  const phrase = phraseOf(piece);
  const lower = cleanLine(piece.toLowerCase().normalize('NFKC'));
  return [lower, phrase].find((spelling) => phraseOf(spelling) === phrase) ?? piece;
}

/** By code points, so that none is cut in two. Whoever looks for the mark looks for a word like any other. */
function cutWord(word: string): string {
  if (word === BREAK) return `${BREAK}q`;
  return word.length > MAX_WORD ? [...word].slice(0, MAX_WORD).join('') : word;
}
