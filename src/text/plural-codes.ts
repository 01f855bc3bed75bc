/** The plural rules of folding.ts on code units, for the word scanner. */

import { NOT_PLURAL, SINGULAR_IN_IE } from './folding.ts';

const [A, C, E, H, I, O, S, U, X, Z] = [97, 99, 101, 104, 105, 111, 115, 117, 120, 122];

/**
 * Length of the folded form of the `length` codes from `from` on; negative when its last letter is to
 * become y.
 */
export function foldPluralCodes(codes: Uint16Array, from: number, length: number): number {
  if (length < 4) return length;
  const end = from + length;
  const folded = codes[end - 1] === S ? foldS(codes, from, end) : foldE(codes, from, end);
  // Asked last: few words have a plural to fold.
  return folded === length || isLatin(codes, from, end) ? folded : length;
}

function foldE(codes: Uint16Array, from: number, end: number): number {
  const length = end - from;
  if (codes[end - 1] !== E) return length;
  const isFolded = isSibilant(codes, end - 1) || (length >= 5 && codes[end - 2] === O);
  return isFolded ? length - 1 : length;
}

function foldS(codes: Uint16Array, from: number, end: number): number {
  const length = end - from;
  const before = codes[end - 2];
  if (length === 4 && NOT_PLURAL.has(wordOf(codes, from, end))) return length;
  if (before !== E) return before === S || before === U || before === I ? length : length - 1;
  if (isSibilant(codes, end - 2)) return length - 2;
  return foldEs(codes, from, end);
}

/** Of a word in `es` whose e may belong to the singular. */
function foldEs(codes: Uint16Array, from: number, end: number): number {
  const length = end - from;
  const before = codes[end - 3];
  if (length < 5 || (before !== O && before !== I)) return length - 1;
  const word = wordOf(codes, from, end);
  if (before === O) return word === 'shoes' ? length - 1 : length - 2;
  return SINGULAR_IN_IE.has(word) ? length - 1 : 2 - length;
}

function isLatin(codes: Uint16Array, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) {
    const code = codes[at] ?? 0;
    if (code < A || code > Z) return false;
  }
  return true;
}

/** ch, sh, x or ss stands before `end`. */
function isSibilant(codes: Uint16Array, end: number): boolean {
  const last = codes[end - 1];
  if (last === X) return true;
  const before = codes[end - 2];
  return last === H ? before === C || before === S : last === S && before === S;
}

/** Letters of the longest word that the rules name. */
const LONGEST_NAMED = Math.max(...[...NOT_PLURAL, ...SINGULAR_IN_IE].map(({ length }) => length));

/** Empty for a word too long to be named: only the others need a string. */
function wordOf(codes: Uint16Array, from: number, end: number): string {
  if (end - from > LONGEST_NAMED) return '';
  return String.fromCharCode(...codes.subarray(from, end));
}
