/** What one line found in the article at hand, what it misses and by how much. */

import type {
  FoundTerm,
  LineExplanation,
  MaskedTerm,
  MatchedTerm,
  MissingPart,
} from '../model/topic.ts';
import { chooseHits, wordsBetween } from './choose.ts';
import type { CompiledTopics } from './compile.ts';
import {
  type CompiledCount,
  type CompiledGroup,
  type CompiledLine,
  type CompiledNear,
  fieldNames,
} from './compile-line.ts';
import { countHits } from './count.ts';
import { type Evaluation, evaluateLine } from './evaluate.ts';
import { findHits, metadataMatch, termOfHit } from './hits.ts';
import { END } from './phrase-trie.ts';
import { fieldOfToken, placeOfTokens } from './scan-state.ts';
import { isSpent } from './work.ts';

/** Found terms that are told of one group. */
const MAX_FOUND = 20;

export function explainLine(line: CompiledLine, evaluation: Evaluation): LineExplanation {
  const { scan } = evaluation.compiled;
  const explained = isSpent(scan) ? undefined : lookAt(line, evaluation);
  if (explained !== undefined && !isSpent(scan)) return explained;
  const text = 'not looked at: the lines of this rule compare too many words of this article';
  return { ...named(line), holds: false, found: [], masked: [], missing: [{ kind: 'work', text }] };
}

function named({ id, line, weight, isReview }: CompiledLine) {
  return { id, line, weight, isReview };
}

function lookAt(line: CompiledLine, evaluation: Evaluation): LineExplanation {
  const { compiled } = evaluation;
  const groups = [...line.slots, ...line.counts.map(({ group }) => group)];
  const values = line.conditions.flatMap((condition) => {
    const value = metadataMatch(condition, compiled.scan);
    return value ? [{ ...value, group: condition.key as string, times: 1 }] : [];
  });
  const holds = evaluateLine(line, evaluation) !== undefined;
  return {
    ...named(line),
    holds,
    found: [...groups.flatMap((group) => foundOf(group, compiled)), ...values],
    masked: groups.flatMap((group) => maskedOf(group, compiled)),
    missing: holds ? [] : missingOf(line, evaluation),
  };
}

/** Parts that a line has, for telling which one is nearest to holding. */
export function countParts({
  slots,
  nears,
  counts,
  conditions,
  none,
  topics,
}: CompiledLine): number {
  const words = slots.length + nears.length + counts.length + none.length;
  return words + conditions.length + (topics.length > 0 ? 1 : 0);
}

/** Work for one hit that is told in words. */
const LOCATING = 10;

function foundOf(group: CompiledGroup, compiled: CompiledTopics): readonly FoundTerm[] {
  const found = new Map<string, FoundTerm>();
  const hits = findHits(group, compiled);
  compiled.scan.work -= LOCATING * hits.length;
  for (const hit of isSpent(compiled.scan) ? [] : hits) {
    const matched = termOfHit(hit, compiled);
    const key = `${matched.term} ${matched.field}`;
    const known = found.get(key);
    if (known) found.set(key, { ...known, times: known.times + 1 });
    else if (found.size < MAX_FOUND) found.set(key, locate(matched, group, { hit, compiled }));
  }
  return [...found.values()];
}

function locate(
  matched: MatchedTerm,
  { label }: CompiledGroup,
  { hit, compiled: { scan } }: { readonly hit: number; readonly compiled: CompiledTopics },
): FoundTerm {
  const from = scan.hitFrom.at(hit);
  const { start, end } = placeOfTokens(scan, from, scan.hitTo.at(hit));
  const first = scan.fields[fieldOfToken(scan, from)]?.from ?? 0;
  return { ...matched, group: label, times: 1, position: { word: from - first + 1, start, end } };
}

function maskedOf(group: CompiledGroup, compiled: CompiledTopics): readonly MaskedTerm[] {
  const { scan, trie } = compiled;
  const masked: MaskedTerm[] = [];
  scan.work -= scan.masked.length / 2;
  if (isSpent(scan)) return masked;
  for (let index = 0; index < scan.masked.length && masked.length < MAX_FOUND; index += 2) {
    const hit = scan.masked.at(index);
    const list = trie.ends[scan.hitEnds.at(hit) * END] ?? 0;
    const field = 1 << fieldOfToken(scan, scan.hitFrom.at(hit));
    if (!group.lists.includes(list) || (group.fields & field) === 0) continue;
    const mask = termOfHit(scan.masked.at(index + 1), compiled);
    masked.push({
      ...termOfHit(hit, compiled),
      group: group.label,
      except: mask.term,
      inside: mask.text,
    });
  }
  return masked;
}

function missingOf(line: CompiledLine, evaluation: Evaluation): readonly MissingPart[] {
  const { compiled } = evaluation;
  const { counts, conditions, none, topics } = line;
  return [
    ...missingWords(line, compiled),
    ...counts.flatMap((count) => missingCount(count, compiled)),
    ...conditions
      .filter((condition) => metadataMatch(condition, compiled.scan) === undefined)
      .map(({ key, values }) => data(`${key}: ${values.map((one) => one.written).join(' / ')}`)),
    ...none.flatMap((group) => forbidden(group, compiled)),
    ...(topics.some(({ index }) => index >= 0 && evaluation.isMember(index)) || topics.length === 0
      ? []
      : [{ kind: 'topic', text: `topic: ${topics.map(({ id }) => id).join(' / ')}` } as const]),
  ];
}

function data(text: string): MissingPart {
  return { kind: 'data', text };
}

function missingWords(line: CompiledLine, compiled: CompiledTopics): readonly MissingPart[] {
  const { slots, nears } = line;
  const found = slots.map((slot) => findHits(slot, compiled));
  const absent = slots
    .filter((_, index) => found[index]?.length === 0)
    .map((slot): MissingPart => ({ kind: 'group', text: whereOf(slot) }));
  const far = nears.flatMap((near) => missingNear(near, { line, found, compiled }));
  if (absent.length > 0 || far.length > 0) return [...absent, ...far];
  if (slots.length === 0 || chooseHits(found, nears, compiled.scan) !== undefined) return [];
  const labels = slots.map(({ label }) => label).join(', ');
  return [{ kind: 'apart', text: `words of its own for each of ${labels}` }];
}

interface Words {
  readonly line: CompiledLine;
  readonly found: readonly (readonly number[])[];
  readonly compiled: CompiledTopics;
}

function missingNear(
  near: CompiledNear,
  { line, found, compiled: { scan } }: Words,
): readonly MissingPart[] {
  const groups = near.slots.map((slot) => found[slot] ?? []);
  if (groups.some((hits) => hits.length === 0)) return [];
  const alone = { within: near.within, slots: near.slots.map((_, index) => index) };
  if (chooseHits(groups, [alone], scan) !== undefined) return [];
  const labels = near.slots.map((slot) => line.slots[slot]?.label ?? '');
  const names = `${labels.slice(0, -1).join(', ')} and ${labels.at(-1) ?? ''}`;
  const gap = smallestGap(groups, (hits) => {
    scan.work -= hits.length;
    return isSpent(scan) ? 0 : wordsBetween(hits, scan);
  });
  const apart = gap < Number.POSITIVE_INFINITY ? `${gap} words apart` : 'in different fields';
  const wanted =
    typeof near.within === 'number' ? `within ${near.within} words` : `in one ${near.within}`;
  return [{ kind: 'near', text: `${names} are ${apart}, not ${wanted}` }];
}

/** Hits of a group that are compared for the gap: enough for a report, bounded for a book. */
const COMPARED = 100;

/** Of the best choice when each group takes the hit that is nearest to one of the first group. */
function smallestGap(
  groups: readonly (readonly number[])[],
  gapOf: (hits: readonly number[]) => number,
): number {
  const [first = [], ...rest] = groups.map((hits) => hits.slice(0, COMPARED));
  let smallest = Number.POSITIVE_INFINITY;
  for (const hit of first) {
    if (smallest === 0) break;
    const chosen = rest.map((hits) =>
      hits.reduce((a, b) => (gapOf([hit, b]) < gapOf([hit, a]) ? b : a)),
    );
    // Hits of the same words overlap, which is no distance.
    const gap = gapOf([hit, ...chosen]);
    if (gap >= 0) smallest = Math.min(smallest, gap);
  }
  return smallest;
}

function missingCount(count: CompiledCount, compiled: CompiledTopics): readonly MissingPart[] {
  const found = countHits(count, compiled);
  if (found >= count.atLeast) return [];
  const what = count.kind === 'terms' ? 'different terms' : 'mentions';
  return [
    { kind: 'count', text: `${found} of ${count.atLeast} ${what} of ${whereOf(count.group)}` },
  ];
}

function forbidden(group: CompiledGroup, compiled: CompiledTopics): readonly MissingPart[] {
  const [hit] = findHits(group, compiled);
  if (hit === undefined) return [];
  const { text, field } = termOfHit(hit, compiled);
  return [{ kind: 'none', text: `no ${group.label}, but "${text}" is in ${field}` }];
}

function whereOf({ label, fields }: CompiledGroup): string {
  const names = fieldNames(fields);
  return `${label} in ${names.length === 4 ? 'the article' : names.join(' or ')}`;
}
