/** Walks the trie along the tokens of an article and notes every hit. Decides nothing. */

import { JOINT_BREAK, JOINT_NONE } from '../text/word-scanner.ts';
import type { CompiledTopics } from './compile.ts';
import { BODY, LEAD } from './compile-line.ts';
import { USE_FIELDS, USE_GROUP, USE_LINE, USE_STRIDE } from './list-uses.ts';
import {
  CHILD,
  ENDS_FROM,
  ENDS_TO,
  edgeBit,
  FIRST_LANGUAGE,
  FIRST_LIST,
  FLAGS,
  HAS_END,
  HAS_PREFIX,
  HAS_TOUCH,
  HAS_WORD,
  LEADS_ON,
} from './phrase-trie.ts';
import {
  ANY_LANGUAGE,
  firstHit,
  LINE_GROUPS,
  LINE_NEEDS,
  LINE_STRIDE,
  LINE_TOPIC,
  LIST_FIELDS,
  LIST_HEAD,
  LIST_STRIDE,
  LIST_TAIL,
  type Scan,
  textBetween,
} from './scan-state.ts';

/**
 * Steps through the trie for one article. A long report with ten thousand topics takes some ten
 * thousand; terms made to match each other a thousandfold are given up instead of hanging a server.
 */
const MAX_STEPS = 1_000_000;

/** Hits kept of one article; the ones behind are not looked at. */
const MAX_HITS = 200_000;

/** Every term from every token on. */
export function followTerms(compiled: CompiledTopics): void {
  const { scan } = compiled;
  scan.prefixesFrom.push(scan.prefixes.length);
  for (const [index, { from }] of scan.fields.entries()) {
    const bit = 1 << index;
    // The lead that stands in the body is looked at for both.
    scan.fieldBits = scan.leadIsBody && bit === LEAD ? LEAD | BODY : bit;
    const to = scan.fields[index + 1]?.from ?? scan.words.length;
    for (let token = from; token < to; token += 1) followFrom(compiled, token);
  }
}

function followFrom(compiled: CompiledTopics, token: number): void {
  const { trie, scan } = compiled;
  scan.from = token;
  const number = scan.words.data[token] ?? -1;
  if (number >= 0) {
    const edge = trie.firstByWord(number);
    if (edge >= 0) enter(compiled, edge, token);
  }
  const to = scan.prefixesFrom.data[token + 1] ?? 0;
  for (let index = scan.prefixesFrom.data[token] ?? 0; index < to; index += 1) {
    const edge = trie.firstByPrefix(scan.prefixes.at(index));
    if (edge >= 0) enter(compiled, edge, token);
  }
}

/** Takes the terms that end here and goes on with the next token. Depth is bounded by the longest term. */
function enter(compiled: CompiledTopics, edge: number, token: number): void {
  const { trie, scan } = compiled;
  scan.steps += 1;
  if (scan.steps > MAX_STEPS) return;
  const flags = trie.edges[edge + FLAGS] ?? 0;
  const next = token + 1;
  if ((flags & HAS_END) !== 0) collect(compiled, edge, next);
  if ((flags & LEADS_ON) === 0) return;
  const joint = next < scan.words.length ? (scan.joints.data[next] ?? JOINT_BREAK) : JOINT_BREAK;
  if (joint === JOINT_BREAK) return;
  const node = trie.edges[edge + CHILD] ?? 0;
  const number = scan.words.data[next] ?? -1;
  if (number >= 0 && (flags & edgeBit(number)) !== 0) {
    const byWord = (flags & HAS_WORD) === 0 ? -1 : trie.byWord(node, number);
    if (byWord >= 0) enter(compiled, byWord, next);
    const touches = joint === JOINT_NONE && (flags & HAS_TOUCH) !== 0;
    const byTouch = touches ? trie.byTouch(node, number) : -1;
    if (byTouch >= 0) enter(compiled, byTouch, next);
  }
  if ((flags & HAS_PREFIX) !== 0) enterPrefixes(compiled, node, next);
}

function enterPrefixes(compiled: CompiledTopics, node: number, token: number): void {
  const { trie, scan } = compiled;
  const to = scan.prefixesFrom.data[token + 1] ?? 0;
  for (let index = scan.prefixesFrom.data[token] ?? 0; index < to; index += 1) {
    const edge = trie.byPrefix(node, scan.prefixes.at(index));
    if (edge >= 0) enter(compiled, edge, token);
  }
}

/** `to`: the token behind the last. */
function collect(compiled: CompiledTopics, edge: number, to: number): void {
  const { trie, scan } = compiled;
  const first = trie.edges[edge + ENDS_FROM] ?? 0;
  const last = trie.edges[edge + ENDS_TO] ?? 0;
  if (isRead(trie.edges[edge + FIRST_LANGUAGE] ?? 0, scan)) {
    addHit(compiled, { end: first, list: trie.edges[edge + FIRST_LIST] ?? 0, to });
  }
  for (let end = first + 1; end < last; end += 1) {
    if (isRead(trie.languages[end] ?? 0, scan)) {
      addHit(compiled, { end, list: trie.lists[end] ?? 0, to });
    }
  }
}

function isRead(language: number, scan: Scan): boolean {
  return language === 0 || language === scan.language || scan.language === ANY_LANGUAGE;
}

interface Found {
  /** Place in the trie's sorted terms. */
  readonly end: number;
  readonly list: number;
  readonly to: number;
}

function addHit(compiled: CompiledTopics, { end, list, to }: Found): void {
  const { trie, exact, scan } = compiled;
  const written = exact.size === 0 ? undefined : exact.get(trie.terms[end] ?? 0);
  if (written !== undefined && written !== textBetween(scan, scan.from, to)) return;
  const hit = scan.hitEnds.length;
  if (hit >= MAX_HITS) return;
  scan.hitEnds.push(end);
  scan.hitFrom.push(scan.from);
  scan.hitTo.push(to);
  scan.hitNext.push(-1);
  const { lists, epoch, fieldBits } = scan;
  const at = list * LIST_STRIDE;
  if (lists[at] === epoch) {
    scan.hitNext.data[lists[at + LIST_TAIL] ?? 0] = hit;
  } else {
    lists[at] = epoch;
    lists[at + LIST_HEAD] = hit;
    lists[at + LIST_FIELDS] = 0;
    scan.touchedLists.push(list);
  }
  lists[at + LIST_TAIL] = hit;
  const fields = lists[at + LIST_FIELDS] ?? 0;
  if ((fields | fieldBits) === fields) return;
  lists[at + LIST_FIELDS] = fields | fieldBits;
  markLines(compiled, list);
}

/** Notes in every line that looks for the list here that one of its groups is hit. */
function markLines({ uses, scan }: CompiledTopics, list: number): void {
  const { lines, epoch, fieldBits, readyTopics } = scan;
  const to = uses.from[list + 1] ?? 0;
  for (let use = uses.from[list] ?? 0; use < to; use += USE_STRIDE) {
    if (((uses.data[use + USE_FIELDS] ?? 0) & fieldBits) === 0) continue;
    const at = (uses.data[use + USE_LINE] ?? 0) * LINE_STRIDE;
    const before = lines[at] === epoch ? (lines[at + LINE_GROUPS] ?? 0) : 0;
    const after = before | (uses.data[use + USE_GROUP] ?? 0);
    if (after === before) continue;
    lines[at] = epoch;
    lines[at + LINE_GROUPS] = after;
    if (after === lines[at + LINE_NEEDS]) readyTopics.push(lines[at + LINE_TOPIC] ?? 0);
  }
}

/** Takes out the hits that lie inside a phrase of `except`. Both stand in order, so one pass is enough. */
export function hideMasked({ scan, maskOfList }: CompiledTopics): void {
  const { touchedLists } = scan;
  for (let index = 0; index < touchedLists.length; index += 1) {
    const list = touchedLists.at(index);
    const mask = firstHit(scan, maskOfList[list] ?? -1);
    if (mask >= 0) hideInside(scan, list, mask);
  }
}

/** `mask`: the first hit of the phrases that hide. */
function hideInside(scan: Scan, list: number, mask: number): void {
  const { hitFrom, hitTo, hitNext, lists } = scan;
  const at = list * LIST_STRIDE;
  let next = mask;
  let widest = -1;
  let last = -1;
  for (let hit = lists[at + LIST_HEAD] ?? -1; hit >= 0; hit = hitNext.at(hit)) {
    while (next >= 0 && hitFrom.at(next) <= hitFrom.at(hit)) {
      if (widest < 0 || hitTo.at(next) > hitTo.at(widest)) widest = next;
      next = hitNext.at(next);
    }
    if (widest >= 0 && hitTo.at(hit) <= hitTo.at(widest)) {
      scan.masked.push(hit);
      scan.masked.push(widest);
    } else {
      if (last < 0) lists[at + LIST_HEAD] = hit;
      else hitNext.data[last] = hit;
      last = hit;
    }
  }
  if (last < 0) lists[at] = 0;
  else hitNext.data[last] = -1;
}
