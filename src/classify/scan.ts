/** Reads the texts of an article once and collects every hit of every list. Decides nothing. */

import type { TopicField } from '../model/topic.ts';
import { primaryLanguage } from '../text/language.ts';
import { type NormalizedText, normalizeWidth } from '../text/width.ts';
import {
  createWordScanner,
  JOINT_BREAK,
  JOINT_NONE,
  scanWords,
  type WordScanner,
} from '../text/word-scanner.ts';
import type { CompiledTopics } from './compile.ts';
import { FIELD_NAMES } from './compile-line.ts';
import { IntList } from './int-list.ts';
import { HAS_END, HAS_PREFIX, HAS_TOUCH, HAS_WORD } from './phrase-trie.ts';

/** The texts a rule can look at. */
export interface ClassifiableText {
  readonly title: string;
  readonly lead: string;
  /** Without the lead, when that is the body's first paragraph: no word is read twice. */
  readonly body: string;
  readonly leadIsBody: boolean;
  readonly tags: readonly string[];
}

/**
 * Steps through the trie for one article. A long report with ten thousand topics takes some ten
 * thousand; terms made to match each other a thousandfold are given up instead of hanging a server.
 */
const MAX_STEPS = 5_000_000;

/** Hits kept of one article; the ones behind are not looked at. */
const MAX_HITS = 200_000;

/**
 * Tokens and hits of the article at hand. Tokens are numbered on through all fields, so that two hits
 * overlap, or lie in order, when their numbers say so. One object, overwritten by the next article.
 */
export interface Scan {
  readonly scanner: WordScanner;
  /** Counted up for each article: what bears an older number is of an earlier one. */
  epoch: number;
  leadIsBody: boolean;
  readonly fields: FieldText[];
  /** By token. */
  readonly words: IntList;
  readonly joints: IntList;
  readonly starts: IntList;
  readonly ends: IntList;
  readonly sentences: IntList;
  readonly paragraphs: IntList;
  /** Where the prefixes of each token begin in `prefixes`. */
  readonly prefixesFrom: IntList;
  readonly prefixes: IntList;
  /** By hit: the term's end, the first token and the one behind the last, the next hit of its list. */
  readonly hitEnds: IntList;
  readonly hitFrom: IntList;
  readonly hitTo: IntList;
  readonly hitNext: IntList;
  /** By list: first and last hit, valid in the epoch named. */
  readonly listHead: Int32Array;
  readonly listTail: Int32Array;
  readonly listEpoch: Int32Array;
  readonly touchedLists: IntList;
  /** By topic: the epoch in which one of its lists was hit. */
  readonly topicEpoch: Int32Array;
  readonly touchedTopics: IntList;
  /** Hits that `except` hides, each followed by the hit that hides it. */
  readonly masked: IntList;
  steps: number;
}

export interface FieldText {
  readonly field: TopicField;
  readonly content: string;
  readonly source: NormalizedText;
  /** First token. */
  readonly from: number;
}

export function createScan(lists: number, topics: number): Scan {
  return {
    scanner: createWordScanner(),
    epoch: 0,
    leadIsBody: false,
    fields: [],
    words: new IntList(),
    joints: new IntList(),
    starts: new IntList(),
    ends: new IntList(),
    sentences: new IntList(),
    paragraphs: new IntList(),
    prefixesFrom: new IntList(),
    prefixes: new IntList(),
    hitEnds: new IntList(),
    hitFrom: new IntList(),
    hitTo: new IntList(),
    hitNext: new IntList(),
    listHead: new Int32Array(lists),
    listTail: new Int32Array(lists),
    listEpoch: new Int32Array(lists),
    touchedLists: new IntList(),
    topicEpoch: new Int32Array(topics),
    touchedTopics: new IntList(),
    masked: new IntList(),
    steps: 0,
  };
}

/** `language` is the article's BCP 47 tag; for an unknown one (`und`, empty) every term counts. */
export function scanText(compiled: CompiledTopics, text: ClassifiableText, language: string): Scan {
  const { scan } = compiled;
  reset(scan);
  scan.leadIsBody = text.leadIsBody;
  for (const field of FIELD_NAMES) {
    // A paragraph break between tags: no phrase runs from one into the next.
    readField(compiled, field, field === 'tags' ? text.tags.join('\n\n') : text[field]);
  }
  const primary = primaryLanguage(language);
  follow(
    compiled,
    primary === '' ? ANY_LANGUAGE : (compiled.languages.get(primary) ?? NO_LANGUAGE),
  );
  hideMasked(compiled);
  return scan;
}

const ANY_LANGUAGE = -1;
const NO_LANGUAGE = -2;

function reset(scan: Scan): void {
  scan.epoch += 1;
  scan.steps = 0;
  scan.fields.length = 0;
  const { words, joints, starts, ends, sentences, paragraphs, prefixesFrom, prefixes } = scan;
  const { hitEnds, hitFrom, hitTo, hitNext, touchedLists, touchedTopics, masked } = scan;
  for (const list of [words, joints, starts, ends, sentences, paragraphs, prefixesFrom, prefixes]) {
    list.length = 0;
  }
  for (const list of [hitEnds, hitFrom, hitTo, hitNext, touchedLists, touchedTopics, masked]) {
    list.length = 0;
  }
  // Not carried over: the counts would leave the range of small integers one day.
  scan.scanner.word.sentence = 0;
  scan.scanner.word.paragraph = 0;
}

function readField({ trie, scan }: CompiledTopics, field: TopicField, content: string): void {
  const { words, joints, starts, ends, sentences, paragraphs, prefixesFrom, prefixes } = scan;
  const source = normalizeWidth(content);
  scan.fields.push({ field, content, source, from: words.length });
  const { word } = scan.scanner;
  const { hasPrefixes } = trie;
  scanWords(scan.scanner, source.text, () => {
    words.push(trie.wordNumber(word));
    joints.push(word.joint);
    starts.push(word.start);
    ends.push(word.end);
    sentences.push(word.sentence);
    paragraphs.push(word.paragraph);
    prefixesFrom.push(prefixes.length);
    if (hasPrefixes && !word.isCharacter) trie.collectPrefixes(word, prefixes);
  });
}

/** Every term from every token on. */
function follow(compiled: CompiledTopics, language: number): void {
  const { trie, scan } = compiled;
  const { words, prefixes, prefixesFrom } = scan;
  const count = words.length;
  prefixesFrom.push(prefixes.length);
  for (let from = 0; from < count; from += 1) {
    const number = words.data[from] ?? -1;
    if (number >= 0) {
      const node = trie.firstByWord(number);
      if (node !== 0) enter(compiled, { node, from, at: from, language });
    }
    const to = prefixesFrom.data[from + 1] ?? 0;
    for (let index = prefixesFrom.data[from] ?? 0; index < to; index += 1) {
      const node = trie.firstByPrefix(prefixes.at(index));
      if (node !== 0) enter(compiled, { node, from, at: from, language });
    }
  }
}

interface Step {
  readonly node: number;
  readonly from: number;
  readonly at: number;
  readonly language: number;
}

/** Takes the terms that end here and goes on with the next token. Depth is bounded by the longest term. */
function enter(compiled: CompiledTopics, { node, from, at, language }: Step): void {
  const { trie, scan } = compiled;
  scan.steps += 1;
  if (scan.steps > MAX_STEPS) return;
  const flags = trie.flags[node] ?? 0;
  if ((flags & HAS_END) !== 0) collect(compiled, { node, from, at, language });
  if (flags <= HAS_END && (flags & (HAS_WORD | HAS_TOUCH | HAS_PREFIX)) === 0) return;
  const next = at + 1;
  if (next >= scan.words.length) return;
  const joint = scan.joints.data[next] ?? JOINT_BREAK;
  if (joint === JOINT_BREAK) return;
  const number = scan.words.data[next] ?? -1;
  if (number >= 0 && (flags & HAS_WORD) !== 0) {
    const child = trie.byWord(node, number);
    if (child !== 0) enter(compiled, { node: child, from, at: next, language });
  }
  if (number >= 0 && joint === JOINT_NONE && (flags & HAS_TOUCH) !== 0) {
    const child = trie.byTouch(node, number);
    if (child !== 0) enter(compiled, { node: child, from, at: next, language });
  }
  if ((flags & HAS_PREFIX) === 0) return;
  const to = scan.prefixesFrom.data[next + 1] ?? 0;
  for (let index = scan.prefixesFrom.data[next] ?? 0; index < to; index += 1) {
    const child = trie.byPrefix(node, scan.prefixes.at(index));
    if (child !== 0) enter(compiled, { node: child, from, at: next, language });
  }
}

function collect(compiled: CompiledTopics, { node, from, at, language }: Step): void {
  const { trie, ends, scan } = compiled;
  const to = trie.endsTo(node);
  for (let index = trie.endsFrom(node); index < to; index += 1) {
    const end = trie.ends[index] ?? 0;
    const wanted = ends.language.data[end] ?? 0;
    if (wanted !== 0 && language !== ANY_LANGUAGE && wanted !== language) continue;
    const exact = ends.exact.size === 0 ? undefined : ends.exact.get(end);
    if (exact !== undefined && exact !== textBetween(scan, from, at + 1)) continue;
    addHit(compiled, end, { from, to: at + 1 });
  }
}

function addHit(
  { ends, scan, topicOfList }: CompiledTopics,
  end: number,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const hit = scan.hitEnds.length;
  if (hit >= MAX_HITS) return;
  scan.hitEnds.push(end);
  scan.hitFrom.push(from);
  scan.hitTo.push(to);
  scan.hitNext.push(-1);
  const list = ends.list.data[end] ?? 0;
  const { listHead, listTail, listEpoch, topicEpoch, epoch } = scan;
  if (listEpoch[list] === epoch) {
    scan.hitNext.data[listTail[list] ?? 0] = hit;
  } else {
    listEpoch[list] = epoch;
    listHead[list] = hit;
    scan.touchedLists.push(list);
    const topic = topicOfList[list] ?? -1;
    if (topic >= 0 && topicEpoch[topic] !== epoch) {
      topicEpoch[topic] = epoch;
      scan.touchedTopics.push(topic);
    }
  }
  listTail[list] = hit;
}

/** Takes out the hits that lie inside a phrase of `except`. Both stand in order, so one pass is enough. */
function hideMasked({ scan, maskOfList }: CompiledTopics): void {
  const { hitFrom, hitTo, hitNext, listHead, listEpoch, epoch, touchedLists } = scan;
  for (let index = 0; index < touchedLists.length; index += 1) {
    const list = touchedLists.at(index);
    const mask = maskOfList[list] ?? -1;
    if (mask < 0 || listEpoch[mask] !== epoch) continue;
    let next = listHead[mask] ?? -1;
    let widest = -1;
    let last = -1;
    for (let hit = listHead[list] ?? -1; hit >= 0; hit = hitNext.at(hit)) {
      while (next >= 0 && hitFrom.at(next) <= hitFrom.at(hit)) {
        if (widest < 0 || hitTo.at(next) > hitTo.at(widest)) widest = next;
        next = hitNext.at(next);
      }
      if (widest >= 0 && hitTo.at(hit) <= hitTo.at(widest)) {
        scan.masked.push(hit);
        scan.masked.push(widest);
      } else {
        if (last < 0) listHead[list] = hit;
        else hitNext.data[last] = hit;
        last = hit;
      }
    }
    if (last < 0) listEpoch[list] = 0;
    else hitNext.data[last] = -1;
  }
}

/** Hits of a list that nothing hides: the first, then `hitNext`; -1 for none. */
export function firstHit({ listEpoch, listHead, epoch }: Scan, list: number): number {
  return listEpoch[list] === epoch ? (listHead[list] ?? -1) : -1;
}

export function fieldOfToken({ fields }: Scan, token: number): number {
  let field = fields.length - 1;
  while (field > 0 && (fields[field]?.from ?? 0) > token) field -= 1;
  return field;
}

/** The article's own characters of tokens of one field. */
export function textBetween(scan: Scan, from: number, to: number): string {
  const { start, end, content } = placeOfTokens(scan, from, to);
  return content.slice(start, end);
}

/** Offsets into the field's text as given. */
export function placeOfTokens(
  scan: Scan,
  from: number,
  to: number,
): { readonly start: number; readonly end: number; readonly content: string } {
  const field = scan.fields[fieldOfToken(scan, from)];
  if (field === undefined) return { start: 0, end: 0, content: '' };
  const { source, content } = field;
  const start = source.startOf(scan.starts.at(from));
  return { start, end: source.endOf(scan.ends.at(to - 1)), content };
}
