/** Follows the terms of all topics through the words of an article, and notes where they end. */

import { withoutInvisible } from '../text/invisible.ts';
import { JOINT_BREAK, JOINT_NONE } from '../text/word-scanner.ts';
import type { CompiledTopics } from './compile.ts';
import {
  END,
  ENDS,
  edgeBit,
  FLAGS,
  HAS_END,
  HAS_LIST,
  HAS_PREFIX,
  HAS_TOUCH,
  HAS_WORD,
  IS_LAST,
  LANGUAGE,
  LANGUAGE_SHIFT,
  LEADS_ON,
  LIST,
  LIST_SHIFT,
  MAX_LANGUAGE,
  NODE,
} from './phrase-trie.ts';
import {
  ANY_LANGUAGE,
  LIST_FIELDS,
  LIST_HEAD,
  LIST_STRIDE,
  LIST_TAIL,
  placeOfTokens,
  type Scan,
} from './scan-state.ts';

import type { ExactForm } from './terms.ts';

/** Hits kept of one article; the ones behind are not looked at. */
export const MAX_HITS = 200_000;

/**
 * Steps through the trie for one article. A long report with ten thousand topics takes some ten
 * thousand; terms made to match each other a thousandfold are given up instead of hanging a server.
 */
export const MAX_STEPS = 1_000_000;

/** Every term from every token on. */
export function followTerms(compiled: CompiledTopics): void {
  const { scan, trie } = compiled;
  const { numbers, prefixes, prefixesFrom, fields } = scan;
  const hasPrefixes = prefixes.length > 0;
  prefixesFrom.push(prefixes.length);
  for (const [index, { from }] of fields.entries()) {
    scan.fieldBits = 1 << index;
    const to = fields[index + 1]?.from ?? scan.words.count;
    for (let word = from; word < to; word += 1) {
      scan.from = word;
      const number = numbers.at(word);
      if (number >= 0) enter(compiled, trie.firstByWord(number), word + 1);
      if (hasPrefixes) enterPrefixes(compiled, word);
    }
  }
  scan.isCut = scan.steps > MAX_STEPS || scan.hitEnds.length === MAX_HITS;
}

function enterPrefixes(compiled: CompiledTopics, word: number): void {
  const { trie, scan } = compiled;
  const to = scan.prefixesFrom.at(word + 1);
  scan.steps += to - scan.prefixesFrom.at(word);
  if (scan.steps > MAX_STEPS) return;
  for (let index = scan.prefixesFrom.at(word); index < to; index += 1) {
    enter(compiled, trie.firstByPrefix(scan.prefixes.at(index)), word + 1);
  }
}

/** Takes the terms that end at a node and goes on with the next word. Depth is bounded by the longest term. */
function enter(compiled: CompiledTopics, node: number, next: number): void {
  const { trie, scan } = compiled;
  const flags = trie.nodes[node * NODE + FLAGS] ?? 0;
  if ((flags & HAS_END) !== 0) collect(compiled, node, next);
  if ((flags & LEADS_ON) === 0) return;
  scan.steps += 1;
  const joint = scan.words.joint[next];
  if (next === scan.words.count || joint === JOINT_BREAK || scan.steps > MAX_STEPS) return;
  const number = scan.numbers.at(next);
  if (number >= 0 && (flags & edgeBit(number)) !== 0) {
    const byWord = (flags & HAS_WORD) === 0 ? 0 : trie.byWord(node, number);
    if (byWord !== 0) enter(compiled, byWord, next + 1);
    const touches = joint === JOINT_NONE && (flags & HAS_TOUCH) !== 0;
    const byTouch = touches ? trie.byTouch(node, number) : 0;
    if (byTouch !== 0) enter(compiled, byTouch, next + 1);
  }
  if ((flags & HAS_PREFIX) === 0) return;
  const to = scan.prefixesFrom.at(next + 1);
  scan.steps += to - scan.prefixesFrom.at(next);
  for (let index = scan.prefixesFrom.at(next); index < to; index += 1) {
    const byPrefix = trie.byPrefix(node, scan.prefixes.at(index));
    if (byPrefix !== 0) enter(compiled, byPrefix, next + 1);
  }
}

/** `to`: the word behind the last. */
function collect(compiled: CompiledTopics, node: number, to: number): void {
  const { scan } = compiled;
  const { nodes, ends } = compiled.trie;
  const at = node * NODE;
  let end = nodes[at + ENDS] ?? 0;
  if (((nodes[at + FLAGS] ?? 0) & HAS_LIST) !== 0) {
    const packed = nodes[at + LIST] ?? 0;
    addHit(compiled, to, { end, list: packed >> LIST_SHIFT, language: packed & MAX_LANGUAGE });
    return;
  }
  for (let bits = 0; (bits & IS_LAST) === 0 && scan.steps <= MAX_STEPS; end += 1) {
    scan.steps += 1;
    bits = ends[end * END + LANGUAGE] ?? IS_LAST;
    addHit(compiled, to, { end, list: ends[end * END] ?? 0, language: bits >> LANGUAGE_SHIFT });
  }
}

interface TermEnd {
  /** Its place among the ends of the trie. */
  readonly end: number;
  readonly list: number;
  readonly language: number;
}

function addHit(compiled: CompiledTopics, to: number, found: TermEnd): void {
  const { scan } = compiled;
  const { end, list } = found;
  const hit = scan.hitEnds.length;
  if (hit === MAX_HITS || !counts(compiled, to, found)) return;
  const { hitEnds, hitFrom, hitTo, hitNext, lists, epoch } = scan;
  // One list tells the length of all.
  if (hit === hitFrom.data.length) {
    for (const column of [hitFrom, hitTo, hitNext]) column.setLength(hit * 2);
  }
  hitEnds.push(end);
  hitFrom.data[hit] = scan.from;
  hitTo.data[hit] = to;
  hitNext.data[hit] = -1;
  const at = list * LIST_STRIDE;
  if (lists[at] === epoch) {
    hitNext.data[lists[at + LIST_TAIL] ?? 0] = hit;
  } else {
    lists[at] = epoch;
    lists[at + LIST_HEAD] = hit;
    lists[at + LIST_FIELDS] = 0;
    scan.touchedLists.push(list);
  }
  lists[at + LIST_TAIL] = hit;
  lists[at + LIST_FIELDS] = (lists[at + LIST_FIELDS] ?? 0) | scan.fieldBits;
}

function isWrittenSo(scan: Scan, to: number, { text, before, behind }: ExactForm): boolean {
  const { start, end, content } = placeOfTokens(scan, scan.from, to);
  if (start < before) return false;
  return withoutInvisible(content.slice(start - before, end + behind)) === text;
}

/** Whether the term counts here: by its language, and by its letters where it is written with `=`. */
function counts({ trie, exact, scan }: CompiledTopics, to: number, found: TermEnd): boolean {
  const { end, language } = found;
  if (language !== 0 && language !== scan.language && scan.language !== ANY_LANGUAGE) return false;
  const written = exact.size === 0 ? undefined : exact.get(trie.terms[end] ?? 0);
  return written === undefined || isWrittenSo(scan, to, written);
}
