/** Folded words -> numbers, looked up by the code units of a text: no string is made of a word. */

import type { Letters } from '../text/word-columns.ts';
import { HASH_SEED, hashStep, mixHash } from '../text/word-hash.ts';

/** A place: hash, number + 1 (0: free), where its letters begin in the pool and how many they are. */
const HASH = 0;
const NUMBER = 1;
const OFFSET = 2;
const LENGTH = 3;
const STRIDE = 4;
const STRIDE_BITS = 2;
const FIRST_PLACES = 64;

/** Bits of the filter for each word: one lookup in some hundred is made in vain. */
const FILTER_BITS = 16;

export class WordTable {
  size = 0;
  /** Of the longest word. */
  longest = 0;
  /** A power of two of places, at most half of them taken. */
  #places = new Int32Array(FIRST_PLACES * STRIDE);
  #pool = new Uint16Array(256);
  #poolLength = 0;
  /**
   * A bit for each hash: most words of a text are in no term, and this table stays in the cache.
   * Until it is made, every word may be there.
   */
  #filter = Uint8Array.of(0xff);
  #filterMask = 7;

  /** The word's number, a new one for a new word. */
  add(letters: Letters): number {
    const known = this.find(letters);
    if (known >= 0) return known;
    if ((this.size + 1) * 2 * STRIDE > this.#places.length) this.#grow();
    const { hash, length } = letters;
    const at = freePlace(this.#places, hash);
    this.#places[at + HASH] = hash;
    this.#places[at + NUMBER] = this.size + 1;
    this.#places[at + OFFSET] = this.#keep(letters);
    this.#places[at + LENGTH] = length;
    this.longest = Math.max(this.longest, length);
    this.size += 1;
    return this.size - 1;
  }

  addText(word: string): number {
    const codes = new Uint16Array(word.length);
    let hash = HASH_SEED;
    for (let index = 0; index < word.length; index += 1) {
      codes[index] = word.charCodeAt(index);
      hash = hashStep(hash, word.charCodeAt(index));
    }
    return this.add({ codes, from: 0, length: word.length, hash });
  }

  /** Number of the word, -1 when it is not there. */
  find({ codes, from, length, hash }: Letters): number {
    const mixed = mixHash(hash);
    const bit = mixed & this.#filterMask;
    if (((this.#filter[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return -1;
    const places = this.#places;
    const mask = places.length - 1;
    for (let at = (mixed << STRIDE_BITS) & mask; ; at = (at + STRIDE) & mask) {
      const number = (places[at + NUMBER] ?? 0) - 1;
      if (number < 0) return -1;
      if (places[at + HASH] !== hash || places[at + LENGTH] !== length) continue;
      let same = 0;
      const offset = places[at + OFFSET] ?? 0;
      while (same < length && this.#pool[offset + same] === codes[from + same]) same += 1;
      if (same === length) return number;
    }
  }

  /** To be called once all words are in: from then on most others are refused without a search. */
  freeze(): void {
    let bits = 1024;
    while (bits < this.size * FILTER_BITS) bits *= 2;
    this.#filter = new Uint8Array(bits / 8);
    this.#filterMask = bits - 1;
    for (let at = 0; at < this.#places.length; at += STRIDE) {
      if (this.#places[at + NUMBER] === 0) continue;
      const bit = mixHash(this.#places[at + HASH] ?? 0) & this.#filterMask;
      this.#filter[bit >> 3] = (this.#filter[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  #keep({ codes, from, length }: Letters): number {
    const offset = this.#poolLength;
    this.#poolLength += length;
    if (this.#poolLength > this.#pool.length) {
      const pool = new Uint16Array(this.#poolLength * 2);
      pool.set(this.#pool);
      this.#pool = pool;
    }
    this.#pool.set(codes.subarray(from, from + length), offset);
    return offset;
  }

  #grow(): void {
    const old = this.#places;
    const places = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += STRIDE) {
      if (old[at + NUMBER] === 0) continue;
      places.set(old.subarray(at, at + STRIDE), freePlace(places, old[at + HASH] ?? 0));
    }
    this.#places = places;
  }
}

function freePlace(places: Int32Array, hash: number): number {
  const mask = places.length - 1;
  let at = (mixHash(hash) << STRIDE_BITS) & mask;
  while (places[at + NUMBER] !== 0) at = (at + STRIDE) & mask;
  return at;
}
