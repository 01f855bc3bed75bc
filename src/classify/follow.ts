/** Walks the trie along the tokens of an article and notes every hit. Decides nothing. */

import { JOINT_BREAK, JOINT_NONE } from '../text/word-scanner.ts';
import type { CompiledTopics } from './compile.ts';
import { BODY, LEAD } from './compile-line.ts';
import { edgeBit, HAS_END, HAS_PREFIX, HAS_TOUCH, HAS_WORD, LEADS_ON } from './phrase-trie.ts';
import { ANY_LANGUAGE, textBetween } from './scan-state.ts';

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
    const node = trie.firstByWord(number);
    if (node !== 0) enter(compiled, node, token);
  }
  const to = scan.prefixesFrom.data[token + 1] ?? 0;
  for (let index = scan.prefixesFrom.data[token] ?? 0; index < to; index += 1) {
    const node = trie.firstByPrefix(scan.prefixes.at(index));
    if (node !== 0) enter(compiled, node, token);
  }
}

/** Takes the terms that end here and goes on with the next token. Depth is bounded by the longest term. */
function enter(compiled: CompiledTopics, node: number, token: number): void {
  const { trie, scan } = compiled;
  scan.steps += 1;
  if (scan.steps > MAX_STEPS) return;
  const flags = trie.flags[node] ?? 0;
  if ((flags & HAS_END) !== 0) collect(compiled, node, token + 1);
  if ((flags & LEADS_ON) === 0) return;
  const next = token + 1;
  const joint = next < scan.words.length ? (scan.joints.data[next] ?? JOINT_BREAK) : JOINT_BREAK;
  if (joint === JOINT_BREAK) return;
  const number = scan.words.data[next] ?? -1;
  if (number >= 0 && (flags & edgeBit(number)) !== 0) {
    const byWord = (flags & HAS_WORD) === 0 ? 0 : trie.byWord(node, number);
    if (byWord !== 0) enter(compiled, byWord, next);
    const touches = joint === JOINT_NONE && (flags & HAS_TOUCH) !== 0;
    const byTouch = touches ? trie.byTouch(node, number) : 0;
    if (byTouch !== 0) enter(compiled, byTouch, next);
  }
  if ((flags & HAS_PREFIX) !== 0) enterPrefixes(compiled, node, next);
}

function enterPrefixes(compiled: CompiledTopics, node: number, token: number): void {
  const { trie, scan } = compiled;
  const to = scan.prefixesFrom.data[token + 1] ?? 0;
  for (let index = scan.prefixesFrom.data[token] ?? 0; index < to; index += 1) {
    const child = trie.byPrefix(node, scan.prefixes.at(index));
    if (child !== 0) enter(compiled, child, token);
  }
}

/** `to`: the token behind the last. */
function collect(compiled: CompiledTopics, node: number, to: number): void {
  const { trie, ends, scan } = compiled;
  const last = trie.endsTo(node);
  for (let index = trie.endsFrom(node); index < last; index += 1) {
    const end = trie.ends[index] ?? 0;
    const language = ends.language.data[end] ?? 0;
    if (language !== 0 && scan.language !== ANY_LANGUAGE && language !== scan.language) continue;
    const exact = ends.exact.size === 0 ? undefined : ends.exact.get(end);
    if (exact !== undefined && exact !== textBetween(scan, scan.from, to)) continue;
    addHit(compiled, end, to);
  }
}

function addHit(compiled: CompiledTopics, end: number, to: number): void {
  const { ends, scan } = compiled;
  const hit = scan.hitEnds.length;
  if (hit >= MAX_HITS) return;
  scan.hitEnds.push(end);
  scan.hitFrom.push(scan.from);
  scan.hitTo.push(to);
  scan.hitNext.push(-1);
  const list = ends.list.data[end] ?? 0;
  const { listHead, listTail, listFields, listEpoch, epoch, fieldBits } = scan;
  if (listEpoch[list] === epoch) {
    scan.hitNext.data[listTail[list] ?? 0] = hit;
  } else {
    listEpoch[list] = epoch;
    listHead[list] = hit;
    listFields[list] = 0;
    scan.touchedLists.push(list);
  }
  listTail[list] = hit;
  const fields = listFields[list] ?? 0;
  if ((fields | fieldBits) === fields) return;
  listFields[list] = fields | fieldBits;
  markLines(compiled, list);
}

/** Notes in every line that looks for the list here that one of its groups is hit. */
function markLines({ uses, lineTopics, lineNeeds, scan }: CompiledTopics, list: number): void {
  const { lineGroups, lineEpoch, epoch, fieldBits, readyTopics } = scan;
  const to = uses.from[list + 1] ?? 0;
  for (let index = uses.from[list] ?? 0; index < to; index += 1) {
    if (((uses.fields[index] ?? 0) & fieldBits) === 0) continue;
    const line = uses.lines[index] ?? 0;
    const before = lineEpoch[line] === epoch ? (lineGroups[line] ?? 0) : 0;
    const after = before | (uses.groups[index] ?? 0);
    if (after === before) continue;
    lineEpoch[line] = epoch;
    lineGroups[line] = after;
    if (after === lineNeeds[line]) readyTopics.push(lineTopics[line] ?? 0);
  }
}

/** Takes out the hits that lie inside a phrase of `except`. Both stand in order, so one pass is enough. */
export function hideMasked({ scan, maskOfList }: CompiledTopics): void {
  const { listEpoch, epoch, touchedLists } = scan;
  for (let index = 0; index < touchedLists.length; index += 1) {
    const list = touchedLists.at(index);
    const mask = maskOfList[list] ?? -1;
    if (mask >= 0 && listEpoch[mask] === epoch) hideInside({ scan }, list, mask);
  }
}

function hideInside({ scan }: Pick<CompiledTopics, 'scan'>, list: number, mask: number): void {
  const { hitFrom, hitTo, hitNext, listHead, listEpoch } = scan;
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
