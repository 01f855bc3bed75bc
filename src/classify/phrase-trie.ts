/**
 * The terms of all topics as one trie of words, in one table of integers: from a node, by a word, to a
 * node. Knows where terms end; what that means for which topic is up to the caller.
 */

import { hashStep } from '../text/word-hash.ts';
import type { ScannedWord } from '../text/word-scanner.ts';
import { IntList } from './int-list.ts';
import type { TermWord } from './terms.ts';
import { WordTable } from './word-table.ts';

/** What leads on from a node; low bits of the field FLAGS of an edge that leads there. */
export const HAS_WORD = 1;
export const HAS_TOUCH = 2;
export const HAS_PREFIX = 4;
export const HAS_END = 8;
export const LEADS_ON = HAS_WORD | HAS_TOUCH | HAS_PREFIX;

/**
 * High bit of the flags that is set when some edge on from there bears this number. Most nodes have
 * one or two edges, so this saves most of the vain lookups, each of which would wait for memory.
 */
export function edgeBit(number: number): number {
  return 0x10000 << (Math.imul(number, 0x9e3779b1) >>> 28);
}

/**
 * An edge in the table: the node it leaves, its symbol, the node it leads to (0 marks a free place);
 * and of that node the flags, where its ends begin and end, and list and language of the first. All
 * that a step asks for lies in one line of the cache: the steps are few, and waiting is what they cost.
 */
const NODE = 0;
const SYMBOL = 1;
export const CHILD = 2;
export const FLAGS = 3;
export const ENDS_FROM = 4;
export const ENDS_TO = 5;
export const FIRST_LIST = 6;
export const FIRST_LANGUAGE = 7;
const STRIDE = 8;
const STRIDE_BITS = 3;

/** Kinds of edge: two low bits of a symbol, the word's number above them. */
const WORD = 0;
/** A character that must touch the one before: the term 북한 is not found in 대북 한국. */
const TOUCH = 1;
const PREFIX = 2;

const ROOT = 0;
const NONE = -1;
const Y = 'y'.charCodeAt(0);

export class PhraseTrie {
  readonly #words = new WordTable();
  readonly #prefixes = new WordTable();
  /** Edges; a power of two of places, at most half of them taken. */
  edges = new Int32Array(64 * STRIDE);
  #edgeCount = 0;
  #nodeCount = 1;
  /** A bit for each edge, small enough to stay in the cache, where the edges are not. */
  #filter = new Uint8Array(1);
  /** Word or prefix -> the edge for it from the root. */
  #firstOfWord = new Int32Array(0);
  #firstOfPrefix = new Int32Array(0);
  readonly #endNodes = new IntList();
  readonly #endLists = new IntList();
  readonly #endLanguages = new IntList();
  /** Numbers of the terms, list and language of each, sorted so that those of one node are in a row. */
  terms = new Int32Array(0);
  lists = new Int32Array(0);
  languages = new Int32Array(0);

  /** Adds a term; its number, counted from 0 on. */
  insert(words: readonly TermWord[], list: number, language: number): number {
    let node = ROOT;
    for (const [index, word] of words.entries()) node = this.#stepInto(node, word, index === 0);
    this.#endNodes.push(node);
    this.#endLists.push(list);
    this.#endLanguages.push(language);
    return this.#endNodes.length - 1;
  }

  /** To be called once, when all terms are in and before any is looked up. */
  freeze(): void {
    this.#prefixes.freeze();
    this.#words.freeze();
    const flags = this.#flagsOfNodes();
    const from = this.#sortEnds();
    this.#firstOfWord = new Int32Array(this.#words.size).fill(NONE);
    this.#firstOfPrefix = new Int32Array(this.#prefixes.size).fill(NONE);
    this.#filter = new Uint8Array(this.edges.length / (STRIDE * 4));
    const { edges } = this;
    for (let at = 0; at < edges.length; at += STRIDE) {
      const child = edges[at + CHILD] ?? 0;
      if (child === 0) continue;
      const symbol = edges[at + SYMBOL] ?? 0;
      const first = from[child] ?? 0;
      edges[at + FLAGS] = flags[child] ?? 0;
      edges[at + ENDS_FROM] = first;
      edges[at + ENDS_TO] = from[child + 1] ?? 0;
      edges[at + FIRST_LIST] = this.lists[first] ?? 0;
      edges[at + FIRST_LANGUAGE] = this.languages[first] ?? 0;
      this.#noteEdge(hashOf(edges[at] ?? 0, symbol));
      if (edges[at + NODE] !== ROOT) continue;
      const firsts = (symbol & 3) === PREFIX ? this.#firstOfPrefix : this.#firstOfWord;
      firsts[symbol >> 2] = at;
    }
  }

  /** Node where a term ends; two terms that are the same once folded end at the same one. */
  nodeOfTerm(term: number): number {
    return this.#endNodes.at(term);
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

  /** Place in `edges` of the edge for a word or prefix from the root; below 0 for none. */
  firstByWord(number: number): number {
    return this.#firstOfWord[number] ?? NONE;
  }

  firstByPrefix(number: number): number {
    return this.#firstOfPrefix[number] ?? NONE;
  }

  byWord(node: number, number: number): number {
    return this.#edgeFrom(node, (number << 2) | WORD);
  }

  byTouch(node: number, number: number): number {
    return this.#edgeFrom(node, (number << 2) | TOUCH);
  }

  byPrefix(node: number, number: number): number {
    return this.#edgeFrom(node, (number << 2) | PREFIX);
  }

  #edgeFrom(node: number, symbol: number): number {
    const hash = hashOf(node, symbol);
    const bit = (hash >>> 3) & (this.#filter.length - 1);
    if (((this.#filter[bit] ?? 0) & (1 << (hash & 7))) === 0) return NONE;
    const at = this.#find(node, symbol, hash);
    return this.edges[at + CHILD] === 0 ? NONE : at;
  }

  #noteEdge(hash: number): void {
    const at = (hash >>> 3) & (this.#filter.length - 1);
    this.#filter[at] = (this.#filter[at] ?? 0) | (1 << (hash & 7));
  }

  /** Place of the edge, or the free one where it would be. */
  #find(node: number, symbol: number, hash: number): number {
    const { edges } = this;
    const mask = edges.length - 1;
    for (let at = (hash << STRIDE_BITS) & mask; ; at = (at + STRIDE) & mask) {
      if (edges[at + CHILD] === 0) return at;
      if (edges[at + NODE] === node && edges[at + SYMBOL] === symbol) return at;
    }
  }

  #stepInto(node: number, { word, isPrefix, joint }: TermWord, isFirst: boolean): number {
    const number = isPrefix ? this.#prefixes.add(word) : this.#words.add(word);
    const touches = !isFirst && joint === 'none';
    const symbol = (number << 2) | (isPrefix ? PREFIX : touches ? TOUCH : WORD);
    const hash = hashOf(node, symbol);
    const known = this.edges[this.#find(node, symbol, hash) + CHILD] ?? 0;
    if (known !== 0) return known;
    if ((this.#edgeCount + 1) * 2 * STRIDE > this.edges.length) this.#growEdges();
    const child = this.#nodeCount;
    this.#nodeCount += 1;
    this.#putEdge(node, symbol, child);
    this.#edgeCount += 1;
    return child;
  }

  #putEdge(node: number, symbol: number, child: number): void {
    const at = this.#find(node, symbol, hashOf(node, symbol));
    this.edges[at + NODE] = node;
    this.edges[at + SYMBOL] = symbol;
    this.edges[at + CHILD] = child;
  }

  #growEdges(): void {
    const old = this.edges;
    this.edges = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += STRIDE) {
      const child = old[at + CHILD] ?? 0;
      if (child !== 0) this.#putEdge(old[at + NODE] ?? 0, old[at + SYMBOL] ?? 0, child);
    }
  }

  #flagsOfNodes(): Int32Array {
    const { edges } = this;
    const flags = new Int32Array(this.#nodeCount);
    for (let at = 0; at < edges.length; at += STRIDE) {
      if (edges[at + CHILD] === 0) continue;
      const node = edges[at + NODE] ?? 0;
      const symbol = edges[at + SYMBOL] ?? 0;
      flags[node] = (flags[node] ?? 0) | (1 << (symbol & 3)) | edgeBit(symbol >> 2);
    }
    for (let term = 0; term < this.#endNodes.length; term += 1) {
      const node = this.#endNodes.at(term);
      flags[node] = (flags[node] ?? 0) | HAS_END;
    }
    return flags;
  }

  /** Sorts the terms by node; where those of each node begin. */
  #sortEnds(): Int32Array {
    const from = new Int32Array(this.#nodeCount + 2);
    const { length } = this.#endNodes;
    for (let term = 0; term < length; term += 1) {
      const node = this.#endNodes.at(term);
      from[node + 2] = (from[node + 2] ?? 0) + 1;
    }
    for (let node = 2; node < from.length; node += 1) {
      from[node] = (from[node] ?? 0) + (from[node - 1] ?? 0);
    }
    this.terms = new Int32Array(length);
    this.lists = new Int32Array(length);
    this.languages = new Int32Array(length);
    for (let term = 0; term < length; term += 1) {
      const node = this.#endNodes.at(term);
      const at = from[node + 1] ?? 0;
      from[node + 1] = at + 1;
      this.terms[at] = term;
      this.lists[at] = this.#endLists.at(term);
      this.languages[at] = this.#endLanguages.at(term);
    }
    return from;
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

function hashOf(node: number, symbol: number): number {
  const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
