/** The plural rules of folding.ts on code units, for the word scanner. */

import { NOT_PLURAL, SINGULAR_IN_IE } from './folding.ts';

const [A, C, E, H, I, O, S, U, X, Z] = [97, 99, 101, 104, 105, 111, 115, 117, 120, 122];

/**
 * Length of the folded form of the first `length` codes; negative when its last letter is to become y.
 */
export function foldPluralCodes(codes: Uint16Array, length: number): number {
  const last = codes[length - 1];
  if (length < 4 || (last !== S && last !== E) || !isLatin(codes, length)) return length;
  if (last === E) {
    if (isSibilant(codes, length - 1)) return length - 1;
    return length >= 5 && codes[length - 2] === O ? length - 1 : length;
  }
  if (length === 4 && NOT_PLURAL.has(wordOf(codes, length))) return length;
  const before = codes[length - 2];
  if (before !== E) return before === S || before === U || before === I ? length : length - 1;
  if (isSibilant(codes, length - 2)) return length - 2;
  return foldEs(codes, length);
}

/** Of a word in `es` whose e may belong to the singular. */
function foldEs(codes: Uint16Array, length: number): number {
  const before = codes[length - 3];
  if (length < 5 || (before !== O && before !== I)) return length - 1;
  const word = wordOf(codes, length);
  if (before === O) return word === 'shoes' ? length - 1 : length - 2;
  return SINGULAR_IN_IE.has(word) ? length - 1 : 2 - length;
}

function isLatin(codes: Uint16Array, length: number): boolean {
  for (let index = 0; index < length; index += 1) {
    const code = codes[index] ?? 0;
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

function wordOf(codes: Uint16Array, length: number): string {
  return String.fromCharCode(...codes.subarray(0, length));
}
