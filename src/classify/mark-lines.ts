/** From the lists that were hit to the lines that look for them: topics without a line left need no look. */

import type { CompiledTopics } from './compile.ts';
import { BODY, LEAD } from './compile-line.ts';
import { USE_FIELDS, USE_GROUP, USE_LINE, USE_STRIDE } from './list-uses.ts';
import {
  LINE_GROUPS,
  LINE_NEEDS,
  LINE_STRIDE,
  LINE_TOPIC,
  LIST_FIELDS,
  LIST_STRIDE,
} from './scan-state.ts';

/** Puts into `readyTopics` the topics with a line whose groups were all hit. */
export function markLines(compiled: CompiledTopics): void {
  const { touchedLists } = compiled.scan;
  for (let index = 0; index < touchedLists.length; index += 1) {
    markLinesOf(compiled, touchedLists.at(index));
  }
}

/** Notes in every line that looks for the list where it was hit that one of its groups is there. */
function markLinesOf({ uses, scan }: CompiledTopics, list: number): void {
  const { lists, lines, epoch, readyTopics } = scan;
  const hit = lists[list * LIST_STRIDE + LIST_FIELDS] ?? 0;
  // The lead that stands in the body is looked at for both.
  const fields = scan.leadIsBody && (hit & LEAD) !== 0 ? hit | BODY : hit;
  const to = uses.from[list + 1] ?? 0;
  for (let use = uses.from[list] ?? 0; use < to; use += USE_STRIDE) {
    if (((uses.data[use + USE_FIELDS] ?? 0) & fields) === 0) continue;
    const at = (uses.data[use + USE_LINE] ?? 0) * LINE_STRIDE;
    const before = lines[at] === epoch ? (lines[at + LINE_GROUPS] ?? 0) : 0;
    const after = before | (uses.data[use + USE_GROUP] ?? 0);
    if (after === before) continue;
    lines[at] = epoch;
    lines[at + LINE_GROUPS] = after;
    if (after === lines[at + LINE_NEEDS]) readyTopics.push(lines[at + LINE_TOPIC] ?? 0);
  }
}
