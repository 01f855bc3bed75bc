/** What stands at a place of a text, characters beyond 16 bits included. */

import { type Alphabet, classify, kindOf, LETTER, OTHER, PART, SURROGATE } from './alphabet.ts';

/** Kind of the character at `at`, see alphabet.ts; OTHER behind the end. */
export function kindAt(alphabet: Alphabet, text: string, at: number): number {
  if (at >= text.length) return OTHER;
  const code = text.charCodeAt(at);
  const kind = alphabet.kinds[code] || kindOf(alphabet, code);
  if (kind !== SURROGATE) return kind;
  return sizeAt(text, at) === 2 ? classify(text.slice(at, at + 2)) : OTHER;
}

/** Code units of the character at `at`. */
export function sizeAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

export function isWordPart(alphabet: Alphabet, text: string, at: number): boolean {
  return kindAt(alphabet, text, at) >= PART;
}

export function isLetter(alphabet: Alphabet, text: string, at: number): boolean {
  return kindAt(alphabet, text, at) === LETTER;
}

/** Behind `U.S.` or `U.S`; 0 when the letter at `at` begins no dotted acronym (`N.Korea`). */
export function acronymEnd(alphabet: Alphabet, text: string, at: number): number {
  let end = at + sizeAt(text, at);
  let before = 0;
  let count = 0;
  while (text[end] === '.' && isLetter(alphabet, text, end + 1)) {
    before = end;
    end += 1 + sizeAt(text, end + 1);
    count += 1;
  }
  if (count === 0) return 0;
  if (text[end] === '.' && !isWordPart(alphabet, text, end + 1)) return end + 1;
  if (!isWordPart(alphabet, text, end)) return end;
  // The last letter begins a word (`U.S.led`).
  return count > 1 ? before : 0;
}

/** Behind an `'s` at `end`; `end` when there is none. */
export function possessiveEnd(alphabet: Alphabet, text: string, end: number): number {
  const mark = text.charCodeAt(end);
  if (mark !== 0x27 && mark !== 0x2019 && mark !== 0x2018) return end;
  const letter = text.charCodeAt(end + 1);
  if ((letter !== 115 && letter !== 83) || isWordPart(alphabet, text, end + 2)) return end;
  return end + 2;
}
