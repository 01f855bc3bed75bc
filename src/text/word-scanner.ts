/**
 * The tokens of tokens.ts, found without making a string of each: for texts of which most words are of
 * no interest. Gives the same tokens, and beyond them the sentence and paragraph that each stands in.
 * A property test holds the two together.
 */

import {
  type Alphabet,
  classify,
  createAlphabet,
  DOT,
  kindOf,
  LETTER,
  OTHER,
  PART,
  SINGLE,
  SURROGATE,
} from './alphabet.ts';
import { foldLetters, foldPlural } from './folding.ts';
import { foldPluralCodes } from './plural-codes.ts';
import { isSentenceEnd } from './sentences.ts';
import type { Joint, Token } from './tokens.ts';
import { normalizeWidth } from './width.ts';
import {
  GAP_PARAGRAPH,
  GAP_SEMICOLON,
  GAP_SENTENCE,
  GAP_STOP,
  GAP_TIGHT,
  readGap,
} from './word-gap.ts';
import { HASH_SEED, hashStep } from './word-hash.ts';

export const JOINT_NONE = 0;
export const JOINT_SPACE = 1;
export const JOINT_BREAK = 2;

/** The token at hand. One object for all of them: copy what is to be kept. */
export interface ScannedWord {
  /** Folded, with the plural ending kept; the first `plainLength` units count. */
  codes: Uint16Array;
  /** Hash of the first one, two, … of `codes`. */
  hashes: Int32Array;
  plainLength: number;
  /** The folded form is this many of `codes`, … */
  foldedLength: number;
  /** … its last unit replaced by `y` where this is set (`policies`). */
  endsInY: boolean;
  /** Offsets into the normalized text; a possessive ending lies outside. */
  start: number;
  end: number;
  joint: number;
  isCharacter: boolean;
  /** Counted on over all texts of a scanner. */
  sentence: number;
  paragraph: number;
}

export interface WordScanner {
  readonly word: ScannedWord;
  readonly alphabet: Alphabet;
}

export function createWordScanner(): WordScanner {
  const word: ScannedWord = {
    codes: new Uint16Array(256),
    hashes: new Int32Array(256),
    plainLength: 0,
    foldedLength: 0,
    endsInY: false,
    start: 0,
    end: 0,
    joint: JOINT_BREAK,
    isCharacter: false,
    sentence: 0,
    paragraph: 0,
  };
  return { word, alphabet: createAlphabet() };
}

/**
 * Every token of `text` in order, given to `visit` in `scanner.word`. The text must be normalized
 * (`normalizeWidth`). Sentences and paragraphs are counted on: no two texts share one.
 */
export function scanWords(scanner: WordScanner, text: string, visit: () => void): void {
  const { word, alphabet } = scanner;
  const { kinds } = alphabet;
  word.sentence += 1;
  word.paragraph += 1;
  let isFirst = true;
  let gapFrom = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const kind = kinds[code] || kindOf(alphabet, code);
    if (kind < SURROGATE) {
      at += 1;
      continue;
    }
    const before = word.isCharacter;
    const from = word.start;
    const to = word.end;
    const next = readToken(scanner, text, { at, kind });
    if (word.plainLength > 0) {
      if (isFirst) word.joint = JOINT_BREAK;
      else join(scanner, text, { from, to, gapFrom, isCharacter: before });
      isFirst = false;
      gapFrom = next;
      visit();
    } else {
      // A mark without a letter is no token: the one before it stays the one before.
      word.isCharacter = before;
      word.start = from;
      word.end = to;
    }
    at = next;
  }
}

const JOINTS: readonly Joint[] = ['none', 'space', 'break'];

/** The tokens of a text like `tokenize`, with a scanner that knows the characters already. */
export function tokensOf(scanner: WordScanner, text: string): readonly Token[] {
  const source = normalizeWidth(text);
  const tokens: Token[] = [];
  const { word } = scanner;
  scanWords(scanner, source.text, () => {
    const { codes, plainLength, foldedLength, endsInY } = word;
    const plain = String.fromCharCode(...codes.subarray(0, plainLength));
    const stem = plain.slice(0, endsInY ? foldedLength - 1 : foldedLength);
    tokens.push({
      folded: endsInY ? `${stem}y` : stem,
      plain,
      start: source.startOf(word.start),
      end: source.endOf(word.end),
      joint: JOINTS[word.joint] ?? 'break',
      isCharacter: word.isCharacter,
    });
  });
  return tokens;
}

interface Before {
  /** Offsets of the token before, and where the gap behind it begins. */
  readonly from: number;
  readonly to: number;
  readonly gapFrom: number;
  readonly isCharacter: boolean;
}

function join({ word, alphabet }: WordScanner, text: string, before: Before): void {
  const { gapFrom, isCharacter } = before;
  const { start } = word;
  if (start === gapFrom) {
    word.joint = isCharacter && word.isCharacter ? JOINT_NONE : JOINT_SPACE;
    return;
  }
  // One space, most of the time.
  const isSpace = start === gapFrom + 1 && text.charCodeAt(gapFrom) === 32;
  const gap = isSpace ? 0 : readGap(alphabet, text, gapFrom, start);
  const isBroken =
    (gap & (GAP_SENTENCE | GAP_SEMICOLON | GAP_PARAGRAPH)) !== 0 ||
    (isCharacter && word.isCharacter && (gap & GAP_TIGHT) !== 0);
  word.joint = isBroken ? JOINT_BREAK : JOINT_SPACE;
  if ((gap & GAP_PARAGRAPH) !== 0) word.paragraph += 1;
  const isEnd =
    (gap & (GAP_SENTENCE | GAP_PARAGRAPH)) !== 0 ||
    ((gap & GAP_STOP) !== 0 &&
      (isCharacter ||
        isSentenceEnd(text.slice(before.from, before.to), text.slice(start, word.end))));
  if (isEnd) word.sentence += 1;
}

interface Spot {
  readonly at: number;
  readonly kind: number;
}

/** Reads the token or the lone sign at a spot; the offset behind it, and behind a possessive ending. */
function readToken(scanner: WordScanner, text: string, { at, kind }: Spot): number {
  const { word } = scanner;
  word.start = at;
  word.isCharacter = kind === SINGLE;
  if (kind === SINGLE) {
    setCharacter(word, text.charCodeAt(at));
    word.end = at + 1;
    return at + 1;
  }
  if (kind === SURROGATE) return readPair(scanner, text, at);
  const end = readSimple(scanner, text, at);
  const follows = kindAt(scanner, text, end);
  if (follows >= PART) return readSlowly(scanner, text, at);
  if (follows === DOT && kind === LETTER && end === at + 1) {
    const acronym = acronymEnd(scanner, text, at);
    if (acronym > 0) return setWord(scanner, text, acronym);
  }
  word.end = end;
  foldEnding(word, text);
  return possessiveEnd(scanner, text, end);
}

function setCharacter(word: ScannedWord, code: number): void {
  word.codes[0] = code;
  word.hashes[0] = hashStep(HASH_SEED, code);
  word.plainLength = 1;
  word.foldedLength = 1;
  word.endsInY = false;
}

/** The run of letters that fold one by one, which is nearly every word. */
function readSimple({ word, alphabet }: WordScanner, text: string, at: number): number {
  const { folds } = alphabet;
  let { codes, hashes } = word;
  let hash = HASH_SEED;
  let length = 0;
  let end = at;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    let fold = folds[code] ?? 0;
    if (fold === 0) {
      // Met for the first time, or not part of a simple word.
      if (alphabet.kinds[code] !== 0 || kindOf(alphabet, code) < PART) break;
      fold = folds[code] ?? 0;
      if (fold === 0) break;
    }
    if (length === codes.length) {
      makeRoom(word, length + 1);
      ({ codes, hashes } = word);
    }
    hash = hashStep(hash, fold);
    codes[length] = fold;
    hashes[length] = hash;
    length += 1;
  }
  word.plainLength = length;
  return end;
}

function makeRoom(word: ScannedWord, length: number): void {
  if (length <= word.codes.length) return;
  const codes = new Uint16Array(length * 2);
  const hashes = new Int32Array(length * 2);
  codes.set(word.codes);
  hashes.set(word.hashes);
  word.codes = codes;
  word.hashes = hashes;
}

function foldEnding(word: ScannedWord, text: string): void {
  const { start, end, plainLength } = word;
  word.endsInY = false;
  const second = text.charCodeAt(start + 1);
  const mayBeAcronym = plainLength > 2 && (second < 97 || second > 122);
  if (mayBeAcronym && /^\p{Lu}{2,}s$/u.test(text.slice(start, end))) {
    word.foldedLength = plainLength - 1;
    return;
  }
  const length = foldPluralCodes(word.codes, plainLength);
  word.foldedLength = Math.abs(length);
  word.endsInY = length < 0;
}

/** A word with a letter that folds to several or by what stands beside it. */
function readSlowly(scanner: WordScanner, text: string, at: number): number {
  let end = at;
  while (isWordPart(scanner, text, end)) end += sizeAt(text, end);
  if (sizeAt(text, at) === end - at && text[end] === '.' && isLetter(scanner, text, at)) {
    const acronym = acronymEnd(scanner, text, at);
    if (acronym > 0) return setWord(scanner, text, acronym);
  }
  return setWord(scanner, text, end);
}

/** A character beyond 16 bits, or half of one. */
function readPair(scanner: WordScanner, text: string, at: number): number {
  const { word } = scanner;
  const kind = kindAt(scanner, text, at);
  if (kind >= PART) return readSlowly(scanner, text, at);
  const end = at + sizeAt(text, at);
  word.plainLength = 0;
  if (kind === SINGLE) {
    fillWord(word, text.slice(at, end));
    word.isCharacter = true;
    word.end = end;
  }
  return end;
}

/** From strings, with the functions that tokens.ts uses. */
function setWord(scanner: WordScanner, text: string, end: number): number {
  const { word } = scanner;
  const written = text.slice(word.start, end);
  const plain = foldLetters(written.replaceAll('.', ''));
  const folded = foldPlural(plain, written);
  fillWord(word, plain);
  word.foldedLength = folded.length;
  word.endsInY = folded !== plain.slice(0, folded.length);
  word.end = end;
  return possessiveEnd(scanner, text, end);
}

function fillWord(word: ScannedWord, plain: string): void {
  makeRoom(word, plain.length);
  let hash = HASH_SEED;
  for (let index = 0; index < plain.length; index += 1) {
    hash = hashStep(hash, plain.charCodeAt(index));
    word.codes[index] = plain.charCodeAt(index);
    word.hashes[index] = hash;
  }
  word.plainLength = plain.length;
  word.foldedLength = plain.length;
  word.endsInY = false;
}

/** Behind `U.S.` or `U.S`; 0 when the letter at `at` begins no dotted acronym (`N.Korea`). */
function acronymEnd(scanner: WordScanner, text: string, at: number): number {
  let end = at + sizeAt(text, at);
  let before = 0;
  let count = 0;
  while (text[end] === '.' && isLetter(scanner, text, end + 1)) {
    before = end;
    end += 1 + sizeAt(text, end + 1);
    count += 1;
  }
  if (count === 0) return 0;
  if (text[end] === '.' && !isWordPart(scanner, text, end + 1)) return end + 1;
  if (!isWordPart(scanner, text, end)) return end;
  // The last letter begins a word (`U.S.led`).
  return count > 1 ? before : 0;
}

function possessiveEnd(scanner: WordScanner, text: string, end: number): number {
  const mark = text.charCodeAt(end);
  if (mark !== 0x27 && mark !== 0x2019 && mark !== 0x2018) return end;
  const letter = text.charCodeAt(end + 1);
  if ((letter !== 115 && letter !== 83) || isWordPart(scanner, text, end + 2)) return end;
  return end + 2;
}

function kindAt({ alphabet }: WordScanner, text: string, at: number): number {
  if (at >= text.length) return OTHER;
  const code = text.charCodeAt(at);
  const kind = alphabet.kinds[code] || kindOf(alphabet, code);
  if (kind !== SURROGATE) return kind;
  return sizeAt(text, at) === 2 ? classify(text.slice(at, at + 2)) : OTHER;
}

function sizeAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function isWordPart(scanner: WordScanner, text: string, at: number): boolean {
  return kindAt(scanner, text, at) >= PART;
}

function isLetter(scanner: WordScanner, text: string, at: number): boolean {
  return kindAt(scanner, text, at) === LETTER;
}
