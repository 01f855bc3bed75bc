/** Does one line of a rule hold for one scanned article, and with which hits. */

import type { MatchedTerm } from '../model/topic.ts';
import type { ClassifiableArticle } from './article-text.ts';
import { chooseHits } from './choose.ts';
import type { CompiledTopics } from './compile.ts';
import {
  BODY,
  type CompiledCount,
  type CompiledGroup,
  type CompiledLine,
  FIELD_NAMES,
  LEAD,
} from './compile-line.ts';
import { metadataMatch } from './metadata.ts';
import { fieldOfToken, firstHit, type Scan, textBetween } from './scan-state.ts';

export interface Evaluation {
  readonly compiled: CompiledTopics;
  readonly article: ClassifiableArticle;
  /** Whether the article is in the topic with this index. */
  isMember(topic: number): boolean;
}

/** What satisfies a line that holds. */
export interface Holding {
  /** By group: all its hits, and the one that counts. */
  readonly found: readonly (readonly number[])[];
  readonly chosen: readonly number[];
  readonly values: readonly MatchedTerm[];
}

/** Undefined when the line does not hold. What costs least is looked at first. */
export function evaluateLine(line: CompiledLine, evaluation: Evaluation): Holding | undefined {
  const { slots, counts, conditions, none, nears, topics } = line;
  const { scan, lineNeeds } = evaluation.compiled;
  if (line.number >= 0 && !isReady(line.number, scan, lineNeeds)) return undefined;
  const values: MatchedTerm[] = [];
  for (const condition of conditions) {
    const value = metadataMatch(condition, evaluation.article);
    if (value === undefined) return undefined;
    values.push(value);
  }
  const found = slots.map((slot) => findHits(slot, evaluation.compiled));
  const chosen = slots.length === 0 ? [] : chooseHits(found, nears, scan);
  if (chosen === undefined) return undefined;
  if (!counts.every((count) => countHits(count, evaluation.compiled) >= count.atLeast)) {
    return undefined;
  }
  if (none.some((group) => findHits(group, evaluation.compiled).length > 0)) return undefined;
  if (topics.length > 0) {
    const topic = topics.find(({ index }) => index >= 0 && evaluation.isMember(index));
    if (topic === undefined) return undefined;
    values.push({ term: `topic: ${topic.id}`, field: 'metadata', text: topic.id });
  }
  return { found, chosen, values };
}

/** Whether every group of the line was hit in one of its fields, masked hits among them. */
function isReady(line: number, scan: Scan, lineNeeds: Int32Array): boolean {
  const needs = lineNeeds[line] ?? 0;
  if (needs === 0) return true;
  return scan.lineEpoch[line] === scan.epoch && scan.lineGroups[line] === needs;
}

/** Hits of the group in its fields, list by list, in the order of the text. */
export function findHits(
  { lists, fields }: CompiledGroup,
  { scan }: CompiledTopics,
): readonly number[] {
  const looked = scan.leadIsBody && (fields & BODY) !== 0 ? fields | LEAD : fields;
  const hits: number[] = [];
  for (const list of lists) {
    for (let hit = firstHit(scan, list); hit >= 0; hit = scan.hitNext.at(hit)) {
      if ((looked & (1 << fieldOfToken(scan, scan.hitFrom.at(hit)))) !== 0) hits.push(hit);
    }
  }
  return hits;
}

/** How often the group occurs, or how many of its terms do. Words that overlap count once. */
export function countHits({ kind, group }: CompiledCount, compiled: CompiledTopics): number {
  const { hitFrom, hitTo } = compiled.scan;
  const hits = [...findHits(group, compiled)];
  if (kind === 'terms') return countTerms(hits, compiled);
  hits.sort((a, b) => hitTo.at(a) - hitTo.at(b) || hitFrom.at(b) - hitFrom.at(a));
  let count = 0;
  let end = 0;
  for (const hit of hits) {
    if (hitFrom.at(hit) < end) continue;
    count += 1;
    end = hitTo.at(hit);
  }
  return count;
}

/**
 * Different terms. One that lies inside a longer one is no second term, and the same words count for
 * one term, the first that does not count yet.
 */
function countTerms(hits: number[], { scan, trie }: CompiledTopics): number {
  const { hitFrom, hitTo, hitEnds } = scan;
  // Whatever holds a hit inside stands before it; hits of the same words keep the order of the terms.
  hits.sort((a, b) => hitFrom.at(a) - hitFrom.at(b) || hitTo.at(b) - hitTo.at(a));
  const counted = new Set<number>();
  let [from, to, covered] = [-1, -1, -1];
  let isTaken = false;
  for (const hit of hits) {
    if (hitFrom.at(hit) !== from || hitTo.at(hit) !== to) {
      covered = Math.max(covered, to);
      from = hitFrom.at(hit);
      to = hitTo.at(hit);
      isTaken = to <= covered;
    }
    const term = trie.nodeOfEnd(hitEnds.at(hit));
    if (isTaken || counted.has(term)) continue;
    counted.add(term);
    isTaken = true;
  }
  return counted.size;
}

/** Different terms that are shown for one group; more would be noise. */
const SHOWN_TERMS = 5;

/** The words and data that satisfy a line. */
export function matchedTerms(
  line: CompiledLine,
  { found, chosen, values }: Holding,
  compiled: CompiledTopics,
): readonly MatchedTerm[] {
  const counted = line.counts.map(({ group }) => findHits(group, compiled));
  return [
    ...found.flatMap((hits, index) => shownHits(hits, chosen[index], compiled)),
    ...counted.flatMap((hits) => shownHits(hits, undefined, compiled)),
    ...values,
  ];
}

function shownHits(
  hits: readonly number[],
  chosen: number | undefined,
  compiled: CompiledTopics,
): readonly MatchedTerm[] {
  const shown = new Map<string, MatchedTerm>();
  for (const hit of chosen === undefined ? hits : [chosen, ...hits]) {
    if (shown.size >= SHOWN_TERMS) break;
    const matched = termOfHit(hit, compiled);
    const key = `${matched.term} ${matched.field}`;
    if (!shown.has(key)) shown.set(key, matched);
  }
  return [...shown.values()];
}

export function termOfHit(hit: number, { scan, ends }: CompiledTopics): MatchedTerm {
  const from = scan.hitFrom.at(hit);
  return {
    term: ends.term[scan.hitEnds.at(hit)] ?? '',
    field: FIELD_NAMES[fieldOfToken(scan, from)] ?? 'body',
    text: textBetween(scan, from, scan.hitTo.at(hit)),
  };
}
