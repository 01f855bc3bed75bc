/** Tokens and hits of the article at hand, in arrays that the next article overwrites. */

import type { TopicField } from '../model/topic.ts';
import type { NormalizedText } from '../text/width.ts';
import type { WordColumns } from '../text/word-columns.ts';
import type { WordScanner } from '../text/word-scanner.ts';
import { IntList } from './int-list.ts';
import { MAX_WORK, type Work } from './work.ts';

/** No language: the article's is not known, every term counts. */
export const ANY_LANGUAGE = -1;
/** One that no list has terms for. */
export const NO_LANGUAGE = -2;

/** First and last hit of a list, and the fields it was hit in as bits. */
export const LIST_HEAD = 1;
export const LIST_TAIL = 2;
export const LIST_FIELDS = 3;
export const LIST_STRIDE = 4;

/** What of a line's needs is there as bits (groups hit in its fields, conditions), all of them, its topic's index. */
export const LINE_GROUPS = 1;
export const LINE_NEEDS = 2;
export const LINE_TOPIC = 3;
export const LINE_STRIDE = 4;

/**
 * Tokens are numbered on through all fields, so that two hits
 * overlap, or lie in order, when their numbers say so. One object, overwritten by the next article.
 */
export interface Scan extends Work {
  readonly scanner: WordScanner;
  /** Counted up for each article: what bears an older number is of an earlier one. */
  epoch: number;
  leadIsBody: boolean;
  readonly fields: FieldText[];
  /** The tokens. */
  readonly words: WordColumns;
  /** By token: the word's number in the trie, -1 for one of no term. */
  readonly numbers: IntList;
  /** Where the prefixes of each token begin in `prefixes`. */
  readonly prefixesFrom: IntList;
  readonly prefixes: IntList;
  /** By hit: the place of its term in the trie, the first token and the one behind the last, the next hit of its list. */
  readonly hitEnds: IntList;
  readonly hitFrom: IntList;
  readonly hitTo: IntList;
  readonly hitNext: IntList;
  /** By list, LIST_STRIDE numbers each: the epoch in which the others hold, then the constants below. */
  readonly lists: Int32Array;
  readonly touchedLists: IntList;
  /** By line of `match`, LINE_STRIDE numbers each: the epoch of its groups, then the constants below. */
  readonly lines: Int32Array;
  /** Topics (index) with a line of `match` of which every group and condition is there. */
  readonly readyTopics: IntList;
  /** The article's own data by name, see metadata.ts. */
  values: ReadonlyMap<string, string>;
  /** Hits that `except` hides, each followed by the hit that hides it. */
  readonly masked: IntList;
  /** Where the walk through the trie began, its field as a bit, and steps so far. */
  from: number;
  fieldBits: number;
  steps: number;
  /** The article holds more hits than are looked at: whatever stands behind them was not found. */
  isCut: boolean;
  language: number;
}

export interface FieldText {
  readonly field: TopicField;
  readonly content: string;
  readonly source: NormalizedText;
  /** First token. */
  readonly from: number;
}

/** `scanner` may know characters already; `lines` holds what each line needs, and its topic. */
export function createScan(scanner: WordScanner, lists: number, lines: Int32Array): Scan {
  return {
    scanner,
    epoch: 0,
    leadIsBody: false,
    fields: [],
    words: scanner.words,
    numbers: new IntList(),
    prefixesFrom: new IntList(),
    prefixes: new IntList(),
    hitEnds: new IntList(),
    hitFrom: new IntList(),
    hitTo: new IntList(),
    hitNext: new IntList(),
    lists: new Int32Array(lists * LIST_STRIDE),
    touchedLists: new IntList(),
    lines,
    readyTopics: new IntList(),
    values: new Map(),
    masked: new IntList(),
    from: 0,
    fieldBits: 0,
    steps: 0,
    isCut: false,
    work: MAX_WORK,
    language: ANY_LANGUAGE,
  };
}

export function resetScan(scan: Scan): void {
  scan.epoch += 1;
  scan.fields.length = 0;
  scan.words.clear();
  const { numbers, prefixesFrom, prefixes, touchedLists, readyTopics, masked } = scan;
  for (const list of [numbers, prefixesFrom, prefixes]) list.length = 0;
  scan.hitEnds.length = 0;
  scan.steps = 0;
  scan.isCut = false;
  scan.work = MAX_WORK;
  for (const list of [touchedLists, readyTopics, masked]) list.length = 0;
}

/** Hits of a list that nothing hides, in the order of the text: the first, then `hitNext`; -1 for none. */
export function firstHit({ lists, epoch }: Scan, list: number): number {
  const at = list * LIST_STRIDE;
  return lists[at] === epoch ? (lists[at + LIST_HEAD] ?? -1) : -1;
}

/** Fields that the list was hit in, as bits; hidden hits among them. */
export function fieldsOfList({ lists, epoch }: Scan, list: number): number {
  const at = list * LIST_STRIDE;
  return lists[at] === epoch ? (lists[at + LIST_FIELDS] ?? 0) : 0;
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
  const start = source.startOf(scan.words.start[from] ?? 0);
  return { start, end: source.endOf(scan.words.end[to - 1] ?? 0), content };
}
