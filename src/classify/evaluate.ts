/** Does one line of a rule hold for one scanned article, and with which hits. */

import type { MatchedTerm } from '../model/topic.ts';
import type { ClassifiableArticle } from './article-text.ts';
import { chooseHits } from './choose.ts';
import type { CompiledTopics } from './compile.ts';
import type { CompiledLine } from './compile-line.ts';
import { countHits } from './count.ts';
import { findHits, metadataMatch, termOfHit } from './hits.ts';
import { LINE_GROUPS, LINE_NEEDS, LINE_STRIDE, type Scan } from './scan-state.ts';
import { isSpent } from './work.ts';

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

/** Undefined when the line does not hold, or the topic's work is spent. What costs least is looked at first. */
export function evaluateLine(line: CompiledLine, evaluation: Evaluation): Holding | undefined {
  const { slots, counts, conditions, none, nears, topics } = line;
  const { scan } = evaluation.compiled;
  if (isSpent(scan) || (line.number >= 0 && !isReady(line.number, scan))) return undefined;
  const values: MatchedTerm[] = [];
  for (const condition of conditions) {
    const value = metadataMatch(condition, scan);
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
  return isSpent(scan) ? undefined : { found, chosen, values };
}

/** Whether every group of the line was hit in one of its fields, masked hits among them, and its data is there. */
function isReady(line: number, { lines, epoch }: Scan): boolean {
  const at = line * LINE_STRIDE;
  const needs = lines[at + LINE_NEEDS] ?? 0;
  return needs === 0 || (lines[at] === epoch && lines[at + LINE_GROUPS] === needs);
}

/** Different terms that are shown for one group; more would be noise. */
const SHOWN_TERMS = 5;
/** Hits that are looked at for them: a word that stands a thousand times is shown once. */
const SHOWN_HITS = 200;

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
  const first = hits.slice(0, SHOWN_HITS);
  for (const hit of chosen === undefined ? first : [chosen, ...first]) {
    if (shown.size >= SHOWN_TERMS) break;
    const matched = termOfHit(hit, compiled);
    const key = `${matched.term} ${matched.field}`;
    if (!shown.has(key)) shown.set(key, matched);
  }
  return [...shown.values()];
}
