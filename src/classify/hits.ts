/** What one group or condition finds in the article at hand, and what that is in the article's own words. */

import type { MatchedTerm } from '../model/topic.ts';
import type { CompiledTopics } from './compile.ts';
import {
  BODY,
  type CompiledCondition,
  type CompiledGroup,
  FIELD_NAMES,
  LEAD,
} from './compile-line.ts';
import { fieldOfToken, fieldsOfList, firstHit, type Scan, textBetween } from './scan-state.ts';
import { isSpent } from './work.ts';

/** Hits of the group in its fields, list by list, in the order of the text. */
export function findHits(
  { lists, fields }: CompiledGroup,
  { scan }: CompiledTopics,
): readonly number[] {
  const looked = scan.leadIsBody && (fields & BODY) !== 0 ? fields | LEAD : fields;
  const hits: number[] = [];
  if (isSpent(scan)) return hits;
  for (const list of lists) {
    // Where the list was hit in these fields alone, no hit need be asked.
    const elsewhere = fieldsOfList(scan, list) & ~looked;
    for (let hit = firstHit(scan, list); hit >= 0; hit = scan.hitNext.at(hit)) {
      const field = elsewhere === 0 ? looked : 1 << fieldOfToken(scan, scan.hitFrom.at(hit));
      if ((looked & field) !== 0) hits.push(hit);
    }
  }
  // To note a hit is the least of what is done with one.
  scan.work -= lists.length + (hits.length >> 3);
  return hits;
}

export function termOfHit(hit: number, { scan, terms, trie }: CompiledTopics): MatchedTerm {
  const from = scan.hitFrom.at(hit);
  return {
    term: terms[trie.terms[scan.hitEnds.at(hit)] ?? 0] ?? '',
    field: FIELD_NAMES[fieldOfToken(scan, from)] ?? 'body',
    text: textBetween(scan, from, scan.hitTo.at(hit)),
  };
}

/** The value that satisfies the condition; undefined when none does. */
export function metadataMatch(
  { key, values }: CompiledCondition,
  scan: Scan,
): MatchedTerm | undefined {
  for (const { name, written } of values) {
    const text = scan.values.get(name);
    if (text !== undefined) return { term: `${key}: ${written}`, field: 'metadata', text };
  }
  return undefined;
}
