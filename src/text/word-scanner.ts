/**
 * The tokens of tokens.ts, found without making a string of each: for texts of which most words are of
 * no interest. Gives the same tokens, and beyond them the sentence and paragraph that each stands in.
 * A property test holds the two together.
 */

import {
  createAlphabet,
  DOT,
  foldOf,
  kindOf,
  LETTER,
  PART,
  SINGLE,
  SURROGATE,
} from './alphabet.ts';
import { readCharacter, readOdd, readPair, setOdd, type WordReader } from './odd-words.ts';
import { foldPluralCodes } from './plural-codes.ts';
import { isSentenceEnd } from './sentences.ts';
import type { Joint, Token } from './tokens.ts';
import { normalizeWidth } from './width.ts';
import { WordColumns } from './word-columns.ts';
import {
  GAP_PARAGRAPH,
  GAP_SEMICOLON,
  GAP_SENTENCE,
  GAP_STOP,
  GAP_TIGHT,
  readGap,
} from './word-gap.ts';
import { HASH_SEED, hashStep } from './word-hash.ts';
import { acronymEnd, kindAt, possessiveEnd } from './word-parts.ts';

export const JOINT_NONE = 0;
export const JOINT_SPACE = 1;
export const JOINT_BREAK = 2;

export interface WordScanner extends WordReader {
  /** First word of the text at hand, and where the gap behind its last one begins. */
  first: number;
  gapFrom: number;
}

export function createWordScanner(): WordScanner {
  return { words: new WordColumns(), alphabet: createAlphabet(), first: 0, gapFrom: 0 };
}

/**
 * Adds every word of `text` to `scanner.words`. The text must be normalized (`normalizeWidth`).
 * Sentences and paragraphs are counted on from the text before.
 */
export function scanWords(scanner: WordScanner, text: string): void {
  const { words, alphabet } = scanner;
  const { kinds } = alphabet;
  words.reserveCodes(text.length);
  scanner.first = words.count;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const kind = kinds[code] || kindOf(alphabet, code);
    if (kind < SURROGATE) {
      at += 1;
      continue;
    }
    words.reserve();
    words.start[words.count] = at;
    at = readToken(scanner, text, kind);
    // A mark without a letter is no token: the one before it stays the one before.
    if (words.plainLength[words.count] === 0) continue;
    join(scanner, text);
    words.count += 1;
    scanner.gapFrom = at;
  }
}

const SPACE_CODE = 32;

const JOINTS: readonly Joint[] = ['none', 'space', 'break'];

/** The tokens of a text like `tokenize`, with a scanner that knows the characters already and forgets its words. */
export function tokensOf(scanner: WordScanner, text: string): readonly Token[] {
  const source = normalizeWidth(text);
  const { words } = scanner;
  words.clear();
  scanWords(scanner, source.text);
  return Array.from({ length: words.count }, (_, word) => ({
    folded: words.foldedOf(word),
    plain: words.plainOf(word),
    start: source.startOf(words.start[word] ?? 0),
    end: source.endOf(words.end[word] ?? 0),
    joint: JOINTS[words.joint[word] ?? JOINT_BREAK] ?? 'break',
    isCharacter: words.isCharacter[word] === 1,
  }));
}

/** How the word behind the last is joined to it, and whether a sentence or paragraph ended in between. */
function join(scanner: WordScanner, text: string): void {
  const { words, gapFrom, first } = scanner;
  const { count } = words;
  // One space, most of the time.
  const isSpaced = words.start[count] === gapFrom + 1 && text.charCodeAt(gapFrom) === SPACE_CODE;
  words.joint[count] = isSpaced && count > first ? JOINT_SPACE : joinAcross(scanner, text);
  words.sentence[count] = words.sentences;
  words.paragraph[count] = words.paragraphs;
}

/** The joint; counts the sentences and paragraphs that end in the gap. */
function joinAcross({ words, alphabet, gapFrom, first }: WordScanner, text: string): number {
  const { count, isCharacter } = words;
  if (count === first) {
    words.sentences += 1;
    words.paragraphs += 1;
    return JOINT_BREAK;
  }
  const areCharacters = isCharacter[count - 1] === 1 && isCharacter[count] === 1;
  const from = words.start[count] ?? 0;
  if (from === gapFrom) return areCharacters ? JOINT_NONE : JOINT_SPACE;
  const gap = readGap(alphabet, text, gapFrom, from);
  if ((gap & GAP_PARAGRAPH) !== 0) words.paragraphs += 1;
  if ((gap & (GAP_SENTENCE | GAP_PARAGRAPH)) !== 0 || endsAtStop(words, text, gap)) {
    words.sentences += 1;
    return JOINT_BREAK;
  }
  if ((gap & GAP_SEMICOLON) !== 0) return JOINT_BREAK;
  return areCharacters && (gap & GAP_TIGHT) !== 0 ? JOINT_BREAK : JOINT_SPACE;
}

/** Whether a full stop before the word behind the last is the end of a sentence. */
function endsAtStop(words: WordColumns, text: string, gap: number): boolean {
  if ((gap & GAP_STOP) === 0) return false;
  const { count, start, end, isCharacter } = words;
  if (isCharacter[count - 1] === 1) return true;
  const before = text.slice(start[count - 1], end[count - 1]);
  return isSentenceEnd(before, text.slice(start[count], end[count]));
}

/** Reads the token or the lone sign that starts behind the last word; the offset behind it and its `'s`. */
function readToken(scanner: WordScanner, text: string, kind: number): number {
  const { words } = scanner;
  const at = words.start[words.count] ?? 0;
  if (kind < PART) return readSign(scanner, text, kind);
  const end = readSimple(scanner, text, at);
  words.isCharacter[words.count] = 0;
  words.end[words.count] = end;
  if (end < text.length && text.charCodeAt(end) !== SPACE_CODE) return readOn(scanner, text, kind);
  foldEnding(words, text);
  return end;
}

/** A token that is no word of letters and digits. */
function readSign(scanner: WordScanner, text: string, kind: number): number {
  const { words } = scanner;
  const at = words.start[words.count] ?? 0;
  if (kind === SINGLE) return readCharacter(words, text, at);
  words.isCharacter[words.count] = 0;
  return readPair(scanner, text, at);
}

/** Behind simple letters stands something else than a space: it may be part of the word. */
function readOn(scanner: WordScanner, text: string, kind: number): number {
  const { words, alphabet } = scanner;
  const start = words.start[words.count] ?? 0;
  const end = words.end[words.count] ?? 0;
  const kindBehind = kindAt(alphabet, text, end);
  if (kindBehind >= PART) return readOdd(scanner, text, start);
  if (kindBehind === DOT && kind === LETTER && end === start + 1) {
    const acronym = acronymEnd(alphabet, text, start);
    if (acronym > 0) return setOdd(scanner, text, acronym);
  }
  foldEnding(words, text);
  return possessiveEnd(alphabet, text, end);
}

/** The run of letters that fold one by one, which is nearly every word; the offset behind it. */
function readSimple({ words, alphabet }: WordScanner, text: string, at: number): number {
  const { folds } = alphabet;
  const { codes, codesLength } = words;
  let to = codesLength;
  let hash = HASH_SEED;
  let end = at;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    const fold = folds[code] || foldOf(alphabet, code);
    if (fold === 0) break;
    codes[to] = fold;
    to += 1;
    hash = hashStep(hash, fold);
  }
  words.setLetters(to, hash);
  return end;
}

const SMALL_E = 101;
const SMALL_S = 115;
const SMALL_Y = 121;

/** Of a word that `readSimple` has read. */
function foldEnding(words: WordColumns, text: string): void {
  const last = words.codes[words.codesLength - 1];
  // Nothing else ends a plural, or the singular of one that is folded with it.
  if (last === SMALL_S || last === SMALL_E) foldPluralEnding(words, text);
}

function foldPluralEnding(words: WordColumns, text: string): void {
  const { count, codes, codesLength } = words;
  const length = words.plainLength[count] ?? 0;
  if (length < 3) return;
  const start = words.start[count] ?? 0;
  const second = text.charCodeAt(start + 1);
  const mayBeAcronym = second < 97 || second > 122;
  if (mayBeAcronym && /^\p{Lu}{2,}s$/u.test(text.slice(start, words.end[count]))) {
    words.setFolded(length - 1);
    return;
  }
  const folded = foldPluralCodes(codes, codesLength - length, length);
  if (folded < 0) words.setFoldedTo(-folded, SMALL_Y);
  else if (folded < length) words.setFolded(folded);
}
