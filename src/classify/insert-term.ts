/** Puts the terms of rules into the trie. */

import { normalizeWidth } from '../text/width.ts';
import { JOINT_NONE, scanWords, tokensOf, type WordScanner } from '../text/word-scanner.ts';
import { type ExactForm, MAX_TERM_WORDS, parseTerm } from './terms.ts';
import { ROOT, type TrieBuilder } from './trie-builder.ts';

/** Terms by their numbers in the trie. */
export interface TermTable {
  readonly trie: TrieBuilder;
  /** As written in the rules. */
  readonly terms: string[];
  /** Terms for which the article's own characters must be these. */
  readonly exact: Map<number, ExactForm>;
  readonly scanner: WordScanner;
}

/** Whose term it is, and in which language it counts (0: in every one). */
export interface TermOwner {
  readonly list: number;
  readonly language: number;
}

/** A term that can never match is left out. */
export function insertTerm(table: TermTable, term: string, { list, language }: TermOwner): void {
  const { trie, terms, exact, scanner } = table;
  if (!/[=*＊]/.test(term)) {
    const node = insertPlain(table, term);
    if (node === ROOT) return;
    trie.addEnd(node, list, language);
    terms.push(term);
    return;
  }
  const parsed = parseTerm(term, (text) => tokensOf(scanner, text));
  if (typeof parsed === 'string') return;
  let node = ROOT;
  for (const { word, isPrefix, joint } of parsed.words) {
    node = isPrefix
      ? trie.addPrefix(node, trie.prefixes.addText(word))
      : trie.addWord(node, trie.words.addText(word), node !== ROOT && joint === 'none');
  }
  const number = trie.addEnd(node, list, language);
  terms.push(term);
  if (parsed.exact !== undefined) exact.set(number, parsed.exact);
}

/** A term without signs that mean something: no string is made of its words, as most terms are such. */
function insertPlain({ trie, scanner }: TermTable, term: string): number {
  const { words } = scanner;
  words.clear();
  scanWords(scanner, normalizeWidth(term).text);
  if (words.count > MAX_TERM_WORDS) return ROOT;
  let node = ROOT;
  for (let word = 0; word < words.count; word += 1) {
    const mustTouch = word > 0 && words.joint[word] === JOINT_NONE;
    node = trie.addWord(node, trie.words.add(words.foldedLetters(word)), mustTouch);
  }
  return node;
}
