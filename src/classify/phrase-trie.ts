/**
 * The terms of all topics as one trie of words, in one table of integers: from a node, by a word, to a
 * node. Knows where terms end; what that means for which topic is up to the caller.
 */

import { hashStep, mixHash } from '../text/word-hash.ts';
import type { ScannedWord } from '../text/word-scanner.ts';
import { IntList } from './int-list.ts';
import type { TermWord } from './terms.ts';
import { WordTable } from './word-table.ts';

/** What leads on from a node; bits of `PhraseTrie.flags`. */
export const HAS_WORD = 1;
export const HAS_TOUCH = 2;
export const HAS_PREFIX = 4;
export const HAS_END = 8;

/** Kinds of edge: two low bits of a symbol, the word's number above them. */
const WORD = 0;
/** A character that must touch the one before: the term 북한 is not found in 대북 한국. */
const TOUCH = 1;
const PREFIX = 2;

const ROOT = 0;
const Y = 'y'.charCodeAt(0);

export class PhraseTrie {
  readonly #words = new WordTable();
  readonly #prefixes = new WordTable();
  /** Node, symbol, child; a child of 0 marks a free place. A power of two of them, at most half full. */
  #edges = new Int32Array(64 * 3);
  #edgeCount = 0;
  /** Node -> what leads on from it. */
  flags = new Uint8Array(64);
  #nodeCount = 1;
  /** Word or prefix -> the node that it leads to from the root, 0 for none. */
  #firstOfWord = new Int32Array(0);
  #firstOfPrefix = new Int32Array(0);
  readonly #endNodes = new IntList();
  #endsFrom = new Int32Array(0);
  /** Numbers of ends, those of one node in a row. */
  ends = new Int32Array(0);

  /** Adds a term; the number of its end, counted from 0 on. */
  insert(words: readonly TermWord[]): number {
    let node = ROOT;
    for (const [index, word] of words.entries()) node = this.#stepInto(node, word, index === 0);
    this.#endNodes.push(node);
    return this.#endNodes.length - 1;
  }

  /** To be called once, when all terms are in and before any is looked up. */
  freeze(): void {
    this.#prefixes.freeze();
    this.#words.freeze();
    this.#firstOfWord = new Int32Array(this.#words.size);
    this.#firstOfPrefix = new Int32Array(this.#prefixes.size);
    for (let at = 0; at < this.#edges.length; at += 3) {
      const child = this.#edges[at + 2] ?? 0;
      if (child === 0) continue;
      const symbol = this.#edges[at + 1] ?? 0;
      const node = this.#edges[at] ?? 0;
      this.flags[node] = (this.flags[node] ?? 0) | (1 << (symbol & 3));
      if (node !== ROOT) continue;
      const first = (symbol & 3) === PREFIX ? this.#firstOfPrefix : this.#firstOfWord;
      first[symbol >> 2] = child;
    }
    this.#sortEnds();
  }

  /** Ends at a node: `ends` from the one to the other. */
  endsFrom(node: number): number {
    return this.#endsFrom[node] ?? 0;
  }

  endsTo(node: number): number {
    return this.#endsFrom[node + 1] ?? 0;
  }

  /** Node where a term ends; two terms that are the same once folded end at the same one. */
  nodeOfEnd(end: number): number {
    return this.#endNodes.at(end);
  }

  get hasPrefixes(): boolean {
    return this.#prefixes.size > 0;
  }

  /** Number of a word of some term, -1 for any other. */
  wordNumber(word: ScannedWord): number {
    const length = word.foldedLength;
    const { hash, last } = lastOf(word, length, word.endsInY);
    if (!this.#words.mayHold(hash)) return -1;
    return this.#words.findWord(word.codes, length, last, hash);
  }

  /** Adds the numbers of all prefixes of the word that some term asks for. */
  collectPrefixes(word: ScannedWord, numbers: IntList): void {
    for (let length = 1; length <= word.plainLength; length += 1) {
      this.#collectPrefix(word, length, false, numbers);
    }
    // `policy*` is meant to find `policies`, which does not begin with it as written.
    if (word.endsInY) this.#collectPrefix(word, word.foldedLength, true, numbers);
  }

  firstByWord(number: number): number {
    return this.#firstOfWord[number] ?? 0;
  }

  firstByPrefix(number: number): number {
    return this.#firstOfPrefix[number] ?? 0;
  }

  byWord(node: number, number: number): number {
    return this.#child(node, (number << 2) | WORD);
  }

  byTouch(node: number, number: number): number {
    return this.#child(node, (number << 2) | TOUCH);
  }

  byPrefix(node: number, number: number): number {
    return this.#child(node, (number << 2) | PREFIX);
  }

  #collectPrefix(word: ScannedWord, length: number, endsInY: boolean, numbers: IntList): void {
    const { hash, last } = lastOf(word, length, endsInY);
    if (!this.#prefixes.mayHold(hash)) return;
    const number = this.#prefixes.findWord(word.codes, length, last, hash);
    if (number >= 0) numbers.push(number);
  }

  #child(node: number, symbol: number): number {
    const edges = this.#edges;
    const mask = edges.length / 3 - 1;
    for (let place = placeOf(node, symbol) & mask; ; place = (place + 1) & mask) {
      const at = place * 3;
      const child = edges[at + 2] ?? 0;
      if (child === 0 || (edges[at] === node && edges[at + 1] === symbol)) return child;
    }
  }

  #stepInto(node: number, { word, isPrefix, joint }: TermWord, isFirst: boolean): number {
    const number = isPrefix ? this.#prefixes.add(word) : this.#words.add(word);
    const touches = !isFirst && joint === 'none';
    const symbol = (number << 2) | (isPrefix ? PREFIX : touches ? TOUCH : WORD);
    const known = this.#child(node, symbol);
    if (known !== 0) return known;
    if ((this.#edgeCount + 1) * 6 > this.#edges.length) this.#growEdges();
    const child = this.#addNode();
    this.#putEdge(node, symbol, child);
    this.#edgeCount += 1;
    return child;
  }

  #addNode(): number {
    if (this.#nodeCount === this.flags.length) {
      const grown = new Uint8Array(this.flags.length * 2);
      grown.set(this.flags);
      this.flags = grown;
    }
    this.#nodeCount += 1;
    return this.#nodeCount - 1;
  }

  #putEdge(node: number, symbol: number, child: number): void {
    const mask = this.#edges.length / 3 - 1;
    let place = placeOf(node, symbol) & mask;
    while (this.#edges[place * 3 + 2] !== 0) place = (place + 1) & mask;
    this.#edges[place * 3] = node;
    this.#edges[place * 3 + 1] = symbol;
    this.#edges[place * 3 + 2] = child;
  }

  #growEdges(): void {
    const old = this.#edges;
    this.#edges = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 3) {
      const child = old[at + 2] ?? 0;
      if (child !== 0) this.#putEdge(old[at] ?? 0, old[at + 1] ?? 0, child);
    }
  }

  #sortEnds(): void {
    const counts = new Int32Array(this.#nodeCount + 1);
    const { length } = this.#endNodes;
    for (let end = 0; end < length; end += 1) {
      const node = this.#endNodes.at(end);
      counts[node + 1] = (counts[node + 1] ?? 0) + 1;
      this.flags[node] = (this.flags[node] ?? 0) | HAS_END;
    }
    for (let node = 1; node < counts.length; node += 1) {
      counts[node] = (counts[node] ?? 0) + (counts[node - 1] ?? 0);
    }
    this.#endsFrom = counts.slice();
    this.ends = new Int32Array(length);
    for (let end = 0; end < length; end += 1) {
      const node = this.#endNodes.at(end);
      const at = counts[node] ?? 0;
      this.ends[at] = end;
      counts[node] = at + 1;
    }
  }
}

function lastOf(
  { codes, hashes }: ScannedWord,
  length: number,
  endsInY: boolean,
): { readonly hash: number; readonly last: number } {
  if (!endsInY) return { hash: hashes[length - 1] ?? 0, last: codes[length - 1] ?? 0 };
  return { hash: hashStep(hashes[length - 2] ?? 0, Y), last: Y };
}

function placeOf(node: number, symbol: number): number {
  return mixHash(Math.imul(node, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b));
}
