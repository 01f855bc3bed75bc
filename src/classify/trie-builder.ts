/** Takes terms in word by word, and lays them out for reading (phrase-trie.ts) once all are in. */

import { IntList } from './int-list.ts';
import {
  CHILDREN,
  END,
  ENDS,
  edgeBit,
  FIRST,
  FLAGS,
  HAS_END,
  HAS_LIST,
  HAS_PREFIX,
  HAS_TOUCH,
  HAS_WORD,
  hashOf,
  IS_LAST,
  KIND_BITS,
  KIND_MASK,
  LANGUAGE,
  LANGUAGE_SHIFT,
  LEADS_ON,
  LIST,
  LIST_SHIFT,
  MAX_LANGUAGE,
  MAX_LIST,
  NODE,
  PhraseTrie,
  PREFIX,
  SIZE_SHIFT,
  SYMBOL,
  sizeOf,
  TOUCH,
  WORD,
} from './phrase-trie.ts';
import { WordTable } from './word-table.ts';

export const ROOT = 0;

export class TrieBuilder {
  readonly words = new WordTable();
  readonly prefixes = new WordTable();
  /** By node: the one before it, and the symbol that leads here from there. */
  readonly #parents = new IntList(64);
  readonly #symbols = new IntList(64);
  /** Node in each place, 0 where none is: found by the two above. A power of two, at most half full. */
  #places = new Int32Array(64);
  /** By term: the node where it ends. */
  readonly #endNodes = new IntList();
  readonly #endLists = new IntList();
  readonly #endLanguages = new IntList();

  constructor() {
    this.#addNode(ROOT, 0);
  }

  /** The node behind `node` by a word of `words`, a new one where there is none. */
  addWord(node: number, word: number, mustTouch: boolean): number {
    return this.#add(node, (word << KIND_BITS) | (mustTouch ? TOUCH : WORD));
  }

  /** The same by a number of `prefixes`. */
  addPrefix(node: number, prefix: number): number {
    return this.#add(node, (prefix << KIND_BITS) | PREFIX);
  }

  /** A term that ends at a node; its number, counted from 0 on. */
  addEnd(node: number, list: number, language: number): number {
    this.#endNodes.push(node);
    this.#endLists.push(list);
    this.#endLanguages.push(language);
    return this.#endNodes.length - 1;
  }

  /** To be called once, when all terms are in. */
  build(): PhraseTrie {
    const { words, prefixes } = this;
    words.freeze();
    prefixes.freeze();
    const { nodes, places } = this.#layNodes();
    const { ends, terms } = this.#layEnds({ nodes, places });
    const folded = this.#endNodes.data.slice(0, this.#endNodes.length);
    return new PhraseTrie({ words, prefixes, nodes, ends, terms, folded });
  }

  #add(parent: number, symbol: number): number {
    const place = this.#find(parent, symbol);
    const known = this.#places[place] ?? 0;
    if (known !== 0) return known;
    const node = this.#addNode(parent, symbol);
    this.#places[place] = node;
    if (node * 2 > this.#places.length) this.#growPlaces();
    return node;
  }

  /** Place of the node, or the free one where it would be. */
  #find(parent: number, symbol: number): number {
    const places = this.#places;
    const mask = places.length - 1;
    let place = hashOf(symbol ^ Math.imul(parent, 0x9e3779b1)) & mask;
    for (; ; place = (place + 1) & mask) {
      const node = places[place] ?? 0;
      if (node === 0) return place;
      if (this.#parents.at(node) === parent && this.#symbols.at(node) === symbol) return place;
    }
  }

  #addNode(parent: number, symbol: number): number {
    this.#parents.push(parent);
    this.#symbols.push(symbol);
    return this.#parents.length - 1;
  }

  #growPlaces(): void {
    this.#places = new Int32Array(this.#places.length * 2);
    for (let node = 1; node < this.#parents.length; node += 1) {
      this.#places[this.#find(this.#parents.at(node), this.#symbols.at(node))] = node;
    }
  }

  /** The table of nodes, and the place of each in it: every one among the children of its parent. */
  #layNodes(): Layout {
    const flags = this.#flagsOfNodes();
    const { children, size } = this.#childTables(flags);
    const nodes = new Int32Array(size * NODE);
    const places = new Int32Array(flags.length);
    // A node comes behind its parent, so that one's place is known.
    for (let node = 1; node < flags.length; node += 1) {
      const parent = this.#parents.at(node);
      const symbol = this.#symbols.at(node);
      const place =
        parent === ROOT ? this.#firstPlace(symbol) : freePlace(nodes, places[parent] ?? 0, symbol);
      places[node] = place;
      nodes[place * NODE + SYMBOL] = symbol;
      nodes[place * NODE + FLAGS] = flags[node] ?? 0;
      nodes[place * NODE + CHILDREN] = children[node] ?? 0;
    }
    return { nodes, places };
  }

  #flagsOfNodes(): Int32Array {
    const flags = new Int32Array(this.#parents.length);
    const counts = new Int32Array(this.#parents.length);
    for (let node = 1; node < flags.length; node += 1) {
      const parent = this.#parents.at(node);
      const symbol = this.#symbols.at(node);
      const bits = edgeBit(symbol >> KIND_BITS) | flagOfKind(symbol & KIND_MASK);
      flags[parent] = (flags[parent] ?? 0) | bits;
      counts[parent] = (counts[parent] ?? 0) + 1;
    }
    for (const [node, count] of counts.entries()) {
      flags[node] = (flags[node] ?? 0) | (sizeBits(count) << SIZE_SHIFT);
    }
    for (let term = 0; term < this.#endNodes.length; term += 1) {
      const node = this.#endNodes.at(term);
      flags[node] = (flags[node] ?? 0) | HAS_END;
    }
    return flags;
  }

  /** Where the children of each node begin, and behind the last of all. */
  #childTables(flags: Int32Array): { readonly children: Int32Array; readonly size: number } {
    const children = new Int32Array(flags.length);
    let size = FIRST + this.words.size + this.prefixes.size;
    for (let node = 1; node < flags.length; node += 1) {
      const own = flags[node] ?? 0;
      if ((own & LEADS_ON) === 0) continue;
      children[node] = size;
      size += sizeOf(own);
    }
    return { children, size };
  }

  #firstPlace(symbol: number): number {
    const number = symbol >> KIND_BITS;
    const isPrefix = (symbol & KIND_MASK) === PREFIX;
    return isPrefix ? FIRST + this.words.size + number : FIRST + number;
  }

  /** Lays the ends of each node in a row, and notes in the node where that begins. */
  #layEnds({ nodes, places }: Layout): { readonly ends: Int32Array; readonly terms: Int32Array } {
    const { length } = this.#endNodes;
    const next = new Int32Array(places.length + 1);
    for (let term = 0; term < length; term += 1)
      next[this.#endNodes.at(term) + 1] = (next[this.#endNodes.at(term) + 1] ?? 0) + 1;
    for (let node = 1; node < next.length; node += 1) {
      next[node] = (next[node] ?? 0) + (next[node - 1] ?? 0);
    }
    for (const [node, place] of places.entries()) nodes[place * NODE + ENDS] = next[node] ?? 0;
    const ends = new Int32Array(length * END);
    const terms = new Int32Array(length);
    for (let term = 0; term < length; term += 1) {
      const node = this.#endNodes.at(term);
      const end = next[node] ?? 0;
      next[node] = end + 1;
      ends[end * END] = this.#endLists.at(term);
      ends[end * END + LANGUAGE] = this.#endLanguages.at(term) << LANGUAGE_SHIFT;
      terms[end] = term;
    }
    // Counted on, each number now tells the end behind a node's last.
    for (let term = 0; term < length; term += 1) {
      const last = (next[this.#endNodes.at(term)] ?? 0) - 1;
      ends[last * END + LANGUAGE] = (ends[last * END + LANGUAGE] ?? 0) | IS_LAST;
    }
    for (const place of places) putList(nodes, place * NODE, ends);
    return { ends, terms };
  }
}

interface Layout {
  readonly nodes: Int32Array;
  readonly places: Int32Array;
}

/** Where there is room for it, see HAS_LIST. */
function putList(nodes: Int32Array, at: number, ends: Int32Array): void {
  const flags = nodes[at + FLAGS] ?? 0;
  const end = (nodes[at + ENDS] ?? 0) * END;
  const bits = ends[end + LANGUAGE] ?? 0;
  if ((flags & (LEADS_ON | HAS_END)) !== HAS_END || (bits & IS_LAST) === 0) return;
  const list = ends[end] ?? 0;
  const language = bits >> LANGUAGE_SHIFT;
  if (list > MAX_LIST || language > MAX_LANGUAGE) return;
  nodes[at + FLAGS] = flags | HAS_LIST;
  nodes[at + LIST] = (list << LIST_SHIFT) | language;
}

function flagOfKind(kind: number): number {
  if (kind === PREFIX) return HAS_PREFIX;
  return kind === TOUCH ? HAS_TOUCH : HAS_WORD;
}

/** Of a table of so many children, a power of two: with some places free, where the search for others ends. */
function sizeBits(count: number): number {
  return count < 2 ? 0 : 32 - Math.clz32(count + (count >> 2));
}

function freePlace(nodes: Int32Array, parent: number, symbol: number): number {
  const size = sizeOf(nodes[parent * NODE + FLAGS] ?? 0);
  const children = nodes[parent * NODE + CHILDREN] ?? 0;
  let index = hashOf(symbol) & (size - 1);
  while (nodes[(children + index) * NODE + SYMBOL] !== 0) index = (index + 1) & (size - 1);
  return children + index;
}
