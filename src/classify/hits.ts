/** The hits of one group in the article at hand, and what a hit is in the article's own words. */

import type { MatchedTerm } from '../model/topic.ts';
import type { CompiledTopics } from './compile.ts';
import { BODY, type CompiledGroup, FIELD_NAMES, LEAD } from './compile-line.ts';
import { fieldOfToken, fieldsOfList, firstHit, textBetween } from './scan-state.ts';

/** Hits of the group in its fields, list by list, in the order of the text. */
export function findHits(
  { lists, fields }: CompiledGroup,
  { scan }: CompiledTopics,
): readonly number[] {
  const looked = scan.leadIsBody && (fields & BODY) !== 0 ? fields | LEAD : fields;
  const hits: number[] = [];
  for (const list of lists) {
    // Where the list was hit in these fields alone, no hit need be asked.
    const elsewhere = fieldsOfList(scan, list) & ~looked;
    for (let hit = firstHit(scan, list); hit >= 0; hit = scan.hitNext.at(hit)) {
      const field = elsewhere === 0 ? looked : 1 << fieldOfToken(scan, scan.hitFrom.at(hit));
      if ((looked & field) !== 0) hits.push(hit);
    }
  }
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
