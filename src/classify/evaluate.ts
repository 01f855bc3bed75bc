/** Does one line of a rule hold for one scanned article, with which words, and if not, why. */

import type { MatchedTerm, TopicField } from '../model/topic.ts';
import type { ClassifiableArticle } from './article-text.ts';
import {
  type CompiledCondition,
  type CompiledGroup,
  type CompiledLine,
  foldMetadata,
} from './compile.ts';
import type { Hit, Scan } from './scan.ts';

export interface LineOutcome {
  readonly holds: boolean;
  /** The words and metadata that satisfy the line, also those of a line that does not hold. */
  readonly matched: readonly MatchedTerm[];
  /** What is not there (or is there and may not be), one phrase each. Empty when the line holds. */
  readonly missing: readonly string[];
  /** How many parts the line has, for finding the nearest one. */
  readonly parts: number;
}

/** Different terms that are shown for one group; more would be noise. */
const SHOWN_TERMS = 5;

/** Groups with thousands of hits in the same few words: give up instead of trying every choice. */
const MAX_STEPS = 10_000;

export function evaluateLine(
  line: CompiledLine,
  scan: Scan,
  article: ClassifiableArticle,
): LineOutcome {
  const missing: string[] = [];
  const matched: MatchedTerm[] = [];
  const found = line.groups.map((group) => findHits(group, line.fields, scan));
  for (const [index, group] of line.groups.entries()) {
    if (found[index]?.length === 0) missing.push(`${group.label} in ${fieldNames(line.fields)}`);
  }
  const choice = missing.length === 0 ? chooseApart(found) : found.map((hits) => hits[0]);
  if (choice === undefined) missing.push(`words of its own for each of ${labels(line)}`);
  for (const [index, hits] of found.entries()) matched.push(...shownHits(hits, choice?.[index]));
  for (const condition of line.conditions) {
    const value = metadataMatch(condition, article);
    if (value !== undefined) matched.push(value);
    else
      missing.push(`${condition.key}: ${condition.values.map((one) => one.written).join(' / ')}`);
  }
  for (const group of line.none) {
    const hit = findHits(group, line.fields, scan)[0];
    if (hit) missing.push(`no ${group.label}, but "${hit.text}" is in ${hit.field}`);
  }
  const parts = line.groups.length + line.conditions.length + line.none.length;
  return { holds: missing.length === 0, matched, missing, parts };
}

function findHits(
  group: CompiledGroup,
  fields: ReadonlySet<TopicField>,
  { hitsOfList, leadIsBody }: Scan,
): readonly Hit[] {
  const hits: Hit[] = [];
  for (const list of group.lists) {
    for (const hit of hitsOfList.get(list) ?? []) {
      const isLooked =
        fields.has(hit.field) || (hit.field === 'lead' && leadIsBody && fields.has('body'));
      if (isLooked) hits.push(hit);
    }
  }
  return hits;
}

/**
 * One hit for each group, no two in the same words; undefined when there is no such choice.
 * Otherwise one word that stands in two lists would satisfy a line alone.
 */
export function chooseApart(found: readonly (readonly Hit[])[]): readonly Hit[] | undefined {
  // Groups with few hits first: most of the dead ends are there.
  const order = found.map((_, index) => index);
  order.sort((a, b) => (found[a]?.length ?? 0) - (found[b]?.length ?? 0));
  const chosen: (Hit | undefined)[] = found.map(() => undefined);
  let steps = 0;
  const choose = (rank: number): boolean => {
    const group = order[rank];
    if (group === undefined) return true;
    for (const hit of found[group] ?? []) {
      steps += 1;
      if (steps > MAX_STEPS) return false;
      if (chosen.some((other) => other !== undefined && overlaps(hit, other))) continue;
      chosen[group] = hit;
      if (choose(rank + 1)) return true;
      chosen[group] = undefined;
    }
    return false;
  };
  return choose(0) ? chosen.filter((hit) => hit !== undefined) : undefined;
}

function overlaps(one: Hit, other: Hit): boolean {
  return one.field === other.field && one.from < other.to && other.from < one.to;
}

function shownHits(hits: readonly Hit[], chosen: Hit | undefined): readonly MatchedTerm[] {
  const shown = new Map<string, MatchedTerm>();
  for (const hit of chosen ? [chosen, ...hits] : hits) {
    if (shown.size >= SHOWN_TERMS) break;
    const { term, field, text } = hit;
    const key = `${term} ${field}`;
    if (!shown.has(key)) shown.set(key, { term, field, text });
  }
  return [...shown.values()];
}

function metadataMatch(
  { key, values }: CompiledCondition,
  article: ClassifiableArticle,
): MatchedTerm | undefined {
  for (const text of metadataOf(key, article)) {
    const folded = foldMetadata(key, text);
    const value = values.find((one) =>
      key === 'language'
        ? folded === one.folded || folded.startsWith(`${one.folded}-`)
        : folded === one.folded,
    );
    if (value) return { term: `${key}: ${value.written}`, field: 'metadata', text };
  }
  return undefined;
}

function metadataOf(
  key: CompiledCondition['key'],
  { tags, section, source, dateline, language }: ClassifiableArticle,
): readonly string[] {
  switch (key) {
    case 'tag':
      return tags;
    case 'section':
      return section === undefined ? [] : [section];
    case 'source':
      // The agency of the dateline is a source too, also where a story was filed without one.
      return [source?.name, dateline?.agency].filter((name) => name !== undefined);
    case 'language':
      return [language];
    case 'place':
      return dateline?.places ?? [];
  }
}

function labels(line: CompiledLine): string {
  return line.groups.map((group) => group.label).join(', ');
}

function fieldNames(fields: ReadonlySet<TopicField>): string {
  return fields.size === 4 ? 'the article' : [...fields].join(' or ');
}
