/**
 * The terms of all topics as one trie of words, in one table of integers: from a node, by a word, to a
 * node. Knows where terms end; what that means for which topic is up to the caller.
 */

import { hashStep } from '../text/word-hash.ts';
import type { ScannedWord } from '../text/word-scanner.ts';
import { IntList } from './int-list.ts';
import type { TermWord } from './terms.ts';
import { WordTable } from './word-table.ts';

/** What leads on from a node; low bits of `PhraseTrie.flags`. */
export const HAS_WORD = 1;
export const HAS_TOUCH = 2;
export const HAS_PREFIX = 4;
export const HAS_END = 8;
export const LEADS_ON = HAS_WORD | HAS_TOUCH | HAS_PREFIX;

/**
 * High bit of `flags` that is set when some edge bears this number: most nodes have one or two edges,
 * so this saves most of the vain lookups, each of which would wait for memory.
 */
export function edgeBit(number: number): number {
  return 0x10000 << (Math.imul(number, 0x9e3779b1) >>> 28);
}

/** Kinds of edge: two low bits of a symbol, the word's number above them. */
const WORD = 0;
/** A character that must touch the one before: the term 북한 is not found in 대북 한국. */
const TOUCH = 1;
const PREFIX = 2;

const ROOT = 0;
const STRIDE = 4;
const Y = 'y'.charCodeAt(0);

export class PhraseTrie {
  readonly #words = new WordTable();
  readonly #prefixes = new WordTable();
  /**
   * Node, symbol, child and nothing, so that no edge lies across two lines of the cache; a child of 0
   * marks a free place. A power of two of them, at most half full.
   */
  #edges = new Int32Array(64 * STRIDE);
  #edgeCount = 0;
  /** Node -> what leads on from it. */
  flags = new Int32Array(64);
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
    for (let at = 0; at < this.#edges.length; at += STRIDE) {
      const child = this.#edges[at + 2] ?? 0;
      if (child === 0) continue;
      const symbol = this.#edges[at + 1] ?? 0;
      const node = this.#edges[at] ?? 0;
      this.flags[node] = (this.flags[node] ?? 0) | (1 << (symbol & 3)) | edgeBit(symbol >> 2);
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
  wordNumber({ codes, hashes, foldedLength, endsInY }: ScannedWord): number {
    if (!endsInY) {
      const hash = hashes[foldedLength - 1] ?? 0;
      return this.#words.find(codes, foldedLength, hash);
    }
    return this.#words.find(
      withY(codes, foldedLength),
      foldedLength,
      hashWithY(hashes, foldedLength),
    );
  }

  /** Adds the numbers of all prefixes of the word that some term asks for. */
  collectPrefixes(word: ScannedWord, numbers: IntList): void {
    const { codes, hashes, plainLength, foldedLength, endsInY } = word;
    for (let length = 1; length <= plainLength; length += 1) {
      const number = this.#prefixes.find(codes, length, hashes[length - 1] ?? 0);
      if (number >= 0) numbers.push(number);
    }
    if (!endsInY) return;
    // `policy*` is meant to find `policies`, which does not begin with it as written.
    const hash = hashWithY(hashes, foldedLength);
    const number = this.#prefixes.find(withY(codes, foldedLength), foldedLength, hash);
    if (number >= 0) numbers.push(number);
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

  #child(node: number, symbol: number): number {
    const edges = this.#edges;
    const mask = edges.length - 1;
    for (let at = placeOf(node, symbol) & mask; ; at = (at + STRIDE) & mask) {
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
    if ((this.#edgeCount + 1) * 2 * STRIDE > this.#edges.length) this.#growEdges();
    const child = this.#addNode();
    this.#putEdge(node, symbol, child);
    this.#edgeCount += 1;
    return child;
  }

  #addNode(): number {
    if (this.#nodeCount === this.flags.length) {
      const grown = new Int32Array(this.flags.length * 2);
      grown.set(this.flags);
      this.flags = grown;
    }
    this.#nodeCount += 1;
    return this.#nodeCount - 1;
  }

  #putEdge(node: number, symbol: number, child: number): void {
    const mask = this.#edges.length - 1;
    let at = placeOf(node, symbol) & mask;
    while (this.#edges[at + 2] !== 0) at = (at + STRIDE) & mask;
    this.#edges[at] = node;
    this.#edges[at + 1] = symbol;
    this.#edges[at + 2] = child;
  }

  #growEdges(): void {
    const old = this.#edges;
    this.#edges = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += STRIDE) {
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

function hashWithY(hashes: Int32Array, length: number): number {
  return hashStep(hashes[length - 2] ?? 0, Y);
}

/** The folded form of `policies` is no beginning of it. Rare enough for a copy. */
function withY(codes: Uint16Array, length: number): Uint16Array {
  const folded = codes.slice(0, length);
  folded[length - 1] = Y;
  return folded;
}

/** Index of the place in the table, before it is cut to the table's size. */
function placeOf(node: number, symbol: number): number {
  const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b);
  return (hash ^ (hash >>> 15)) << 2;
}
