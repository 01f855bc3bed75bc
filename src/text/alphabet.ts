/**
 * What each UTF-16 code unit of normalized text is to the word scanner, as tables. Filled in as
 * characters are met: to classify all 65,536 in advance would take longer than reading many articles.
 */

import { foldLetters } from './folding.ts';
import { CHARACTER } from './tokens.ts';

export const UNKNOWN = 0;
export const OTHER = 1;
export const SPACE = 2;
export const NEWLINE = 3;
/** Dashes and middle dots: a phrase may run across them. */
export const LOOSE = 4;
export const DOT = 5;
/** `!`, `?` and `。`. */
export const END = 6;
export const SEMICOLON = 7;
export const SURROGATE = 8;
/** A token of its own. */
export const SINGLE = 9;
/** Digits and combining marks: part of a word, but no letter. Words begin here. */
export const PART = 10;
export const LETTER = 11;

export interface Alphabet {
  /** Code unit -> one of the constants above. */
  readonly kinds: Uint8Array;
  /** See `foldOf`; 0 for a code unit not yet met. */
  readonly folds: Uint16Array;
}

const CODE_UNITS = 65_536;

export function createAlphabet(): Alphabet {
  return { kinds: new Uint8Array(CODE_UNITS), folds: new Uint16Array(CODE_UNITS) };
}

/** Kind of a code unit; it is looked up in Unicode's tables once. */
export function kindOf(alphabet: Alphabet, code: number): number {
  const known = alphabet.kinds[code] ?? OTHER;
  if (known !== UNKNOWN) return known;
  const kind = code >= 0xd800 && code <= 0xdfff ? SURROGATE : classify(String.fromCharCode(code));
  alphabet.kinds[code] = kind;
  if (kind >= PART) alphabet.folds[code] = simpleFold(String.fromCharCode(code));
  return kind;
}

/** Folded form of a part of a word that is one code unit whatever stands beside it; else 0. */
export function foldOf(alphabet: Alphabet, code: number): number {
  if (alphabet.kinds[code] === UNKNOWN) kindOf(alphabet, code);
  return alphabet.folds[code] ?? 0;
}

const IS_SINGLE = new RegExp(`^${CHARACTER}$`, 'u');

/** Kind of one character, also one beyond 16 bits. */
export function classify(character: string): number {
  if (IS_SINGLE.test(character)) return SINGLE;
  if (/^\p{L}$/u.test(character)) return LETTER;
  if (/^[\p{N}\p{M}]$/u.test(character)) return PART;
  if (character === '\n') return NEWLINE;
  if (character === '.') return DOT;
  if (character === ';') return SEMICOLON;
  if (/^[!?。]$/.test(character)) return END;
  if (/^\s$/.test(character)) return SPACE;
  return /^[\p{Pd}·・]$/u.test(character) ? LOOSE : OTHER;
}

/** A combining mark depends on what it stands on, so it has no form of its own. */
function simpleFold(character: string): number {
  if (/^\p{M}$/u.test(character)) return 0;
  const folded = foldLetters(character);
  return folded.length === 1 ? folded.charCodeAt(0) : 0;
}
