/**
 * The words of some texts in columns: an array for each thing to know of a word, no object and no string
 * for any. Filled by word-scanner.ts, and read as numbers by whoever looks words up.
 */

import { HASH_SEED, hashStep } from './word-hash.ts';

const FIRST_WORDS = 1024;

/** Units that a unit of text may become: letters fold to two at most, a plural in y is written twice. */
const MOST_CODES = 4;

/** A word as some of `codes`, and its hash. */
export interface Letters {
  readonly codes: Uint16Array;
  readonly from: number;
  readonly length: number;
  readonly hash: number;
}

export class WordColumns {
  count = 0;
  /** The folded letters of all words, one word behind the other. */
  codes = new Uint16Array(FIRST_WORDS);
  codesLength = 0;
  /** Where the letters begin, with the plural ending kept, and how many there are. */
  from = new Int32Array(FIRST_WORDS);
  plainLength = new Int32Array(FIRST_WORDS);
  /** The same of the folded form, and its hash. */
  foldedFrom = new Int32Array(FIRST_WORDS);
  foldedLength = new Int32Array(FIRST_WORDS);
  hash = new Int32Array(FIRST_WORDS);
  /** Offsets into the normalized text; a possessive ending lies outside. */
  start = new Int32Array(FIRST_WORDS);
  end = new Int32Array(FIRST_WORDS);
  /** How it is joined to the word before, see word-scanner.ts. */
  joint = new Uint8Array(FIRST_WORDS);
  /** 1 for a character that is a word of its own. */
  isCharacter = new Uint8Array(FIRST_WORDS);
  /** Numbers that rise through all texts: no two texts share one. */
  sentence = new Int32Array(FIRST_WORDS);
  paragraph = new Int32Array(FIRST_WORDS);
  /** How many there are so far. */
  sentences = 0;
  paragraphs = 0;

  clear(): void {
    this.count = 0;
    this.codesLength = 0;
    this.sentences = 0;
    this.paragraphs = 0;
  }

  /** Room for one more word. There is always one behind the last that may be written to. */
  reserve(): void {
    if (this.count + 1 < this.start.length) return;
    this.from = grown(this.from);
    this.plainLength = grown(this.plainLength);
    this.foldedFrom = grown(this.foldedFrom);
    this.foldedLength = grown(this.foldedLength);
    this.hash = grown(this.hash);
    this.start = grown(this.start);
    this.end = grown(this.end);
    this.joint = grownBytes(this.joint);
    this.isCharacter = grownBytes(this.isCharacter);
    this.sentence = grown(this.sentence);
    this.paragraph = grown(this.paragraph);
  }

  /** Room for the letters of a text of so many units. */
  reserveCodes(units: number): void {
    const wanted = this.codesLength + units * MOST_CODES;
    if (wanted <= this.codes.length) return;
    const codes = new Uint16Array(Math.max(wanted, this.codes.length * 2));
    codes.set(this.codes.subarray(0, this.codesLength));
    this.codes = codes;
  }

  /** The letters from `codesLength` to `to` are the word behind the last one; `hash` is theirs. */
  setLetters(to: number, hash: number): void {
    const { count, codesLength } = this;
    this.from[count] = codesLength;
    this.plainLength[count] = to - codesLength;
    this.foldedFrom[count] = codesLength;
    this.foldedLength[count] = to - codesLength;
    this.hash[count] = hash;
    this.codesLength = to;
  }

  /** The folded form of the same word is its first `length` letters. */
  setFolded(length: number): void {
    const { count, codes } = this;
    const from = this.from[count] ?? 0;
    let hash = HASH_SEED;
    for (let at = from; at < from + length; at += 1) hash = hashStep(hash, codes[at] ?? 0);
    this.foldedLength[count] = length;
    this.hash[count] = hash;
  }

  /** The same, but for its last letter, which becomes `code`: written anew, as it is no beginning. */
  setFoldedTo(length: number, code: number): void {
    const { count, codes, codesLength } = this;
    const from = this.from[count] ?? 0;
    this.setFolded(length - 1);
    codes.copyWithin(codesLength, from, from + length - 1);
    codes[codesLength + length - 1] = code;
    this.foldedFrom[count] = codesLength;
    this.foldedLength[count] = length;
    this.hash[count] = hashStep(this.hash[count] ?? 0, code);
    this.codesLength = codesLength + length;
  }

  /** Its folded form as letters with their hash. */
  foldedLetters(word: number): Letters {
    const { codes, foldedFrom, foldedLength, hash } = this;
    return {
      codes,
      from: foldedFrom[word] ?? 0,
      length: foldedLength[word] ?? 0,
      hash: hash[word] ?? 0,
    };
  }

  /** The plain form as a string; the folded one with `foldedOf`. */
  plainOf(word: number): string {
    return this.#textOf(this.from[word] ?? 0, this.plainLength[word] ?? 0);
  }

  foldedOf(word: number): string {
    return this.#textOf(this.foldedFrom[word] ?? 0, this.foldedLength[word] ?? 0);
  }

  #textOf(from: number, length: number): string {
    let text = '';
    // Letter by letter would be slow, all at once overflows the stack.
    for (let at = 0; at < length; at += FIRST_WORDS) {
      const to = from + Math.min(at + FIRST_WORDS, length);
      text += String.fromCharCode(...this.codes.subarray(from + at, to));
    }
    return text;
  }
}

function grown(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}

function grownBytes(column: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(column.length * 2);
  larger.set(column);
  return larger;
}
