/**
 * The terms of all topics as one trie of words, in one table of integers: from a node, by a word, to a
 * node. Knows where terms end; what that means for which topic is up to the caller. Made by
 * trie-builder.ts.
 */

import type { WordTable } from './word-table.ts';

/** What leads on from a node, and whether terms end there: low bits of its flags. */
export const HAS_WORD = 1;
export const HAS_TOUCH = 2;
export const HAS_PREFIX = 4;
export const HAS_END = 8;
export const LEADS_ON = HAS_WORD | HAS_TOUCH | HAS_PREFIX;

/** Above them, in five bits, the size of the table of its children, as a power of two. */
export const SIZE_SHIFT = 4;
const SIZE_MASK = 31;

export function sizeOf(flags: number): number {
  return 1 << ((flags >> SIZE_SHIFT) & SIZE_MASK);
}

/**
 * High bit of the flags that is set when some edge on from there bears this number. Most nodes have
 * one or two edges, so this saves most of the vain lookups, each of which would wait for memory.
 */
export function edgeBit(number: number): number {
  return 0x10000 << (Math.imul(number, 0x9e3779b1) >>> 28);
}

/**
 * A node: the symbol that leads to it (0: a free place), its flags, where the table of its children
 * begins, and the first of its ends. The children of one node lie side by side, found by the hash of
 * their symbol: what follows a frequent word stays in the cache, and one look is enough for the rest.
 * Waiting for memory is what reading with very many topics costs.
 */
export const SYMBOL = 0;
export const FLAGS = 1;
export const CHILDREN = 2;
export const ENDS = 3;
export const NODE = 4;

/**
 * A node with one end and no children, as most are, holds in place of these the list of its term and the
 * term's language: then a hit needs no look at the ends.
 */
export const HAS_LIST = 1 << 9;
export const LIST = CHILDREN;
export const LIST_SHIFT = 8;
export const MAX_LANGUAGE = (1 << LIST_SHIFT) - 1;
export const MAX_LIST = 2 ** 23 - 1;

/** An end: the list of its term, and the term's language above a bit that tells the last end of a node. */
export const LANGUAGE = 1;
export const LANGUAGE_SHIFT = 1;
export const IS_LAST = 1;
export const END = 2;

/** Kinds of edge: two low bits of a symbol, the word's number above them. */
export const WORD = 1;
/** A character that must touch the one before: the term 북한 is not found in 대북 한국. */
export const TOUCH = 2;
export const PREFIX = 3;
export const KIND_BITS = 2;
export const KIND_MASK = 3;

/** The first child of the root. All of them stand in a row: words by number, then prefixes by number. */
export const FIRST = 1;

export interface TrieTables {
  readonly words: WordTable;
  readonly prefixes: WordTable;
  readonly nodes: Int32Array;
  readonly ends: Int32Array;
  /** By end: number of its term. */
  readonly terms: Int32Array;
  /** By term, the same for terms that are the same once folded. */
  readonly folded: Int32Array;
}

export class PhraseTrie {
  readonly words: WordTable;
  readonly prefixes: WordTable;
  readonly nodes: Int32Array;
  readonly ends: Int32Array;
  readonly terms: Int32Array;
  readonly folded: Int32Array;

  constructor({ words, prefixes, nodes, ends, terms, folded }: TrieTables) {
    this.words = words;
    this.prefixes = prefixes;
    this.nodes = nodes;
    this.ends = ends;
    this.terms = terms;
    this.folded = folded;
  }

  /** Node below the root by a word or prefix. Without flags when no term begins so. */
  firstByWord(number: number): number {
    return FIRST + number;
  }

  firstByPrefix(number: number): number {
    return FIRST + this.words.size + number;
  }

  /** Node behind another one by a word, a touching character or a prefix; 0 for none. */
  byWord(node: number, number: number): number {
    return this.#child(node, (number << KIND_BITS) | WORD);
  }

  byTouch(node: number, number: number): number {
    return this.#child(node, (number << KIND_BITS) | TOUCH);
  }

  byPrefix(node: number, number: number): number {
    return this.#child(node, (number << KIND_BITS) | PREFIX);
  }

  #child(node: number, symbol: number): number {
    const { nodes } = this;
    const size = sizeOf(nodes[node * NODE + FLAGS] ?? 0);
    const children = nodes[node * NODE + CHILDREN] ?? 0;
    let index = hashOf(symbol) & (size - 1);
    for (let left = size; left > 0; left -= 1) {
      const known = nodes[(children + index) * NODE] ?? 0;
      if (known === symbol) return children + index;
      if (known === 0) return 0;
      index = (index + 1) & (size - 1);
    }
    return 0;
  }
}

export function hashOf(symbol: number): number {
  const hash = Math.imul(symbol, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
