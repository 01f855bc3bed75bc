/** Words that are not read letter by letter: characters, pairs of surrogates, accents that combine, acronyms. */

import { type Alphabet, PART, SINGLE } from './alphabet.ts';
import { foldLetters, foldPlural } from './folding.ts';
import type { WordColumns } from './word-columns.ts';
import { HASH_SEED, hashStep } from './word-hash.ts';
import { acronymEnd, isLetter, isWordPart, kindAt, possessiveEnd, sizeAt } from './word-parts.ts';

export interface WordReader {
  /** What it has read; the word at hand is the one behind the last. */
  readonly words: WordColumns;
  readonly alphabet: Alphabet;
}

/** Each of these gives the offset behind the token. */
export function readCharacter(words: WordColumns, text: string, at: number): number {
  setCharacter(words, text.slice(at, at + 1));
  return at + 1;
}

/** A character beyond 16 bits, or half of one. */
export function readPair({ words, alphabet }: WordReader, text: string, at: number): number {
  const kind = kindAt(alphabet, text, at);
  if (kind >= PART) return readOdd({ words, alphabet }, text, at);
  const end = at + sizeAt(text, at);
  if (kind === SINGLE) setCharacter(words, text.slice(at, end));
  else words.setLetters(words.codesLength, HASH_SEED);
  return end;
}

/** A word with a letter that folds to several or by what stands beside it. */
export function readOdd(reader: WordReader, text: string, at: number): number {
  const { alphabet } = reader;
  let end = at;
  while (isWordPart(alphabet, text, end)) end += sizeAt(text, end);
  if (sizeAt(text, at) === end - at && text[end] === '.' && isLetter(alphabet, text, at)) {
    const acronym = acronymEnd(alphabet, text, at);
    if (acronym > 0) return setOdd(reader, text, acronym);
  }
  return setOdd(reader, text, end);
}

/** The token from its start to `end`, by way of strings and the functions that tokens.ts uses. */
export function setOdd({ words, alphabet }: WordReader, text: string, end: number): number {
  const { count } = words;
  const written = text.slice(words.start[count], end);
  const plain = foldLetters(written.replaceAll('.', ''));
  const folded = foldPlural(plain, written);
  setLetters(words, plain);
  const last = folded.length - 1;
  const isBeginning = plain.startsWith(folded);
  if (!isBeginning) words.setFoldedTo(folded.length, folded.charCodeAt(last));
  else if (folded.length < plain.length) words.setFolded(folded.length);
  words.end[count] = end;
  return possessiveEnd(alphabet, text, end);
}

function setCharacter(words: WordColumns, character: string): void {
  setLetters(words, character);
  words.isCharacter[words.count] = 1;
  words.end[words.count] = (words.start[words.count] ?? 0) + character.length;
}

function setLetters(words: WordColumns, letters: string): void {
  const { codes, codesLength } = words;
  let hash = HASH_SEED;
  for (let index = 0; index < letters.length; index += 1) {
    hash = hashStep(hash, letters.charCodeAt(index));
    codes[codesLength + index] = letters.charCodeAt(index);
  }
  words.setLetters(codesLength + letters.length, hash);
}
