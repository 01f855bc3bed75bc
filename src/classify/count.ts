/** How often a group occurs, or how many different terms of it do. */

import type { CompiledTopics } from './compile.ts';
import type { CompiledCount } from './compile-line.ts';
import { findHits } from './hits.ts';
import type { Scan } from './scan-state.ts';
import { isSpent } from './work.ts';

/** Work for one hit among many that are sorted. */
const SORTING = 8;

/** Words that overlap count once. Of different terms no more are counted than are asked for. */
export function countHits(
  { kind, group, atLeast }: CompiledCount,
  compiled: CompiledTopics,
): number {
  const hits = findHits(group, compiled);
  compiled.scan.work -= SORTING * hits.length;
  if (isSpent(compiled.scan)) return 0;
  return kind === 'terms'
    ? countTerms(termSpans(hits, compiled), compiled.scan, atLeast)
    : countApart(hits, compiled);
}

/** The most hits of which no two overlap: always the one that ends first. */
function countApart(hits: readonly number[], { scan }: CompiledTopics): number {
  const { hitFrom, hitTo } = scan;
  const sorted = hits.toSorted((a, b) => hitTo.at(a) - hitTo.at(b));
  let count = 0;
  let end = 0;
  for (const hit of sorted) {
    if (hitFrom.at(hit) < end) continue;
    count += 1;
    end = hitTo.at(hit);
  }
  return count;
}

/** Term (node of the trie) -> the words (numbered) that it stands for; those inside longer ones left out. */
type TermSpans = ReadonlyMap<number, readonly number[]>;

function termSpans(hits: readonly number[], { scan, trie }: CompiledTopics): TermSpans {
  const { hitFrom, hitTo, hitEnds } = scan;
  // Whatever holds a hit inside stands before it.
  const sorted = hits.toSorted(
    (a, b) => hitFrom.at(a) - hitFrom.at(b) || hitTo.at(b) - hitTo.at(a),
  );
  const spans = new Map<number, number[]>();
  let [from, to, covered, span] = [-1, -1, -1, 0];
  for (const hit of sorted) {
    if (hitFrom.at(hit) !== from || hitTo.at(hit) !== to) {
      covered = Math.max(covered, to);
      from = hitFrom.at(hit);
      to = hitTo.at(hit);
      span += 1;
    }
    if (to <= covered) continue;
    const term = trie.folded[trie.terms[hitEnds.at(hit)] ?? 0] ?? 0;
    const known = spans.get(term);
    if (known) known.push(span);
    else spans.set(term, [span]);
  }
  return spans;
}

/** The most terms that can be told words of their own, no words for two of them. */
function countTerms(spans: TermSpans, scan: Scan, wanted: number): number {
  const termOfSpan = new Map<number, number>();
  // Words from which no term could be moved away will never be free: they are not tried twice.
  const closed = new Set<number>();
  let count = 0;
  for (const term of spans.keys()) {
    const tried = new Set<number>();
    if (giveWords({ spans, scan, termOfSpan, closed, tried }, term)) count += 1;
    else for (const span of tried) closed.add(span);
    if (count >= wanted || isSpent(scan)) break;
  }
  return count;
}

interface Giving {
  readonly spans: TermSpans;
  readonly scan: Scan;
  readonly termOfSpan: Map<number, number>;
  readonly closed: ReadonlySet<number>;
  readonly tried: Set<number>;
}

/** Gives the term free words, or some whose term can be given others. No deeper than terms are counted. */
function giveWords(giving: Giving, term: number): boolean {
  const { spans, scan, termOfSpan, closed, tried } = giving;
  for (const span of spans.get(term) ?? []) {
    scan.work -= 1;
    if (isSpent(scan)) return false;
    if (closed.has(span) || tried.has(span)) continue;
    tried.add(span);
    const holder = termOfSpan.get(span);
    if (holder !== undefined && !giveWords(giving, holder)) continue;
    termOfSpan.set(span, term);
    return true;
  }
  return false;
}
