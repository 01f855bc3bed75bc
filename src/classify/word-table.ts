/** Folded words -> numbers, looked up by the code units of a text: no string is made of a word. */

import { HASH_SEED, hashStep, mixHash } from '../text/word-hash.ts';
import { IntList } from './int-list.ts';

/** Bits of the filter for each word: one lookup in some hundred is made in vain. */
const FILTER_BITS = 16;

export class WordTable {
  /** Number + 1 of the word in each place; 0 where none is. A power of two, at most half full. */
  #places = new Int32Array(64);
  readonly #hashes = new IntList();
  /** Where the letters of each word begin in the pool. */
  readonly #offsets = new IntList();
  readonly #pool = new IntList(64);
  /** A bit for each hash: most words of a text are in no term, and this table stays in the cache. */
  #filter = new Uint8Array(1);
  #filterMask = 0;

  get size(): number {
    return this.#hashes.length;
  }

  /** The word's number, a new one for a new word. */
  add(word: string): number {
    let hash = HASH_SEED;
    for (let index = 0; index < word.length; index += 1) {
      hash = hashStep(hash, word.charCodeAt(index));
    }
    const known = this.#numberOf(word, hash);
    if (known >= 0) return known;
    const number = this.size;
    this.#hashes.push(hash);
    this.#offsets.push(this.#pool.length);
    for (let index = 0; index < word.length; index += 1) this.#pool.push(word.charCodeAt(index));
    if (this.size * 2 > this.#places.length) this.#grow();
    else this.#place(number);
    return number;
  }

  /** Number of the word that is the first `length` of `codes`, whose hash is `hash`; -1 for none. */
  find(codes: Uint16Array, length: number, hash: number): number {
    const mixed = mixHash(hash);
    const bit = mixed & this.#filterMask;
    if (((this.#filter[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return -1;
    const mask = this.#places.length - 1;
    for (let place = mixed & mask; ; place = (place + 1) & mask) {
      const number = (this.#places[place] ?? 0) - 1;
      if (number < 0) return -1;
      if (this.#hashes.data[number] === hash && this.#isWord(number, codes, length)) return number;
    }
  }

  /** To be called once all words are in and before any is looked up. */
  freeze(): void {
    let bits = 1024;
    while (bits < this.size * FILTER_BITS) bits *= 2;
    this.#filter = new Uint8Array(bits / 8);
    this.#filterMask = bits - 1;
    for (let number = 0; number < this.size; number += 1) {
      const bit = mixHash(this.#hashes.at(number)) & (bits - 1);
      this.#filter[bit >> 3] = (this.#filter[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  #numberOf(word: string, hash: number): number {
    const mask = this.#places.length - 1;
    for (let place = mixHash(hash) & mask; ; place = (place + 1) & mask) {
      const number = (this.#places[place] ?? 0) - 1;
      if (number < 0 || (this.#hashes.at(number) === hash && this.#isText(number, word))) {
        return number;
      }
    }
  }

  #isText(number: number, word: string): boolean {
    const from = this.#offsets.at(number);
    if (this.#endOf(number) - from !== word.length) return false;
    for (let index = 0; index < word.length; index += 1) {
      if (this.#pool.at(from + index) !== word.charCodeAt(index)) return false;
    }
    return true;
  }

  #endOf(number: number): number {
    return number + 1 < this.size ? this.#offsets.at(number + 1) : this.#pool.length;
  }

  #isWord(number: number, codes: Uint16Array, length: number): boolean {
    const from = this.#offsets.at(number);
    if (this.#endOf(number) - from !== length) return false;
    const pool = this.#pool.data;
    for (let index = 0; index < length; index += 1) {
      if (pool[from + index] !== codes[index]) return false;
    }
    return true;
  }

  #place(number: number): void {
    const mask = this.#places.length - 1;
    let place = mixHash(this.#hashes.at(number)) & mask;
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = number + 1;
  }

  #grow(): void {
    this.#places = new Int32Array(this.#places.length * 2);
    for (let number = 0; number < this.size; number += 1) this.#place(number);
  }
}
