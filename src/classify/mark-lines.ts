/** From the lists that were hit, and the data of the article, to the lines that look for them: topics without a line left need no look. */

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
  type Scan,
} from './scan-state.ts';

/** Puts into `readyTopics` the topics with a line whose groups were all hit. */
export function markLines(compiled: CompiledTopics): void {
  const { scan, valueUses } = compiled;
  const { touchedLists, values } = scan;
  for (let index = 0; index < touchedLists.length; index += 1) {
    markLinesOf(compiled, touchedLists.at(index));
  }
  for (const name of values.keys()) {
    const uses = valueUses.get(name) ?? [];
    for (let use = 0; use < uses.length; use += 2) mark(scan, uses[use] ?? 0, uses[use + 1] ?? 0);
  }
}

/** Notes in every line that looks for the list where it was hit that one of its groups is there. */
function markLinesOf({ uses, scan }: CompiledTopics, list: number): void {
  const { lists } = scan;
  const hit = lists[list * LIST_STRIDE + LIST_FIELDS] ?? 0;
  // The lead that stands in the body is looked at for both.
  const fields = scan.leadIsBody && (hit & LEAD) !== 0 ? hit | BODY : hit;
  const to = uses.from[list + 1] ?? 0;
  for (let use = uses.from[list] ?? 0; use < to; use += USE_STRIDE) {
    if (((uses.data[use + USE_FIELDS] ?? 0) & fields) === 0) continue;
    mark(scan, uses.data[use + USE_LINE] ?? 0, uses.data[use + USE_GROUP] ?? 0);
  }
}

/** `bit`: of what the line needs, the part that is there. */
function mark({ lines, epoch, readyTopics }: Scan, line: number, bit: number): void {
  const at = line * LINE_STRIDE;
  const before = lines[at] === epoch ? (lines[at + LINE_GROUPS] ?? 0) : 0;
  const after = before | bit;
  if (after === before) return;
  lines[at] = epoch;
  lines[at + LINE_GROUPS] = after;
  if (after === lines[at + LINE_NEEDS]) readyTopics.push(lines[at + LINE_TOPIC] ?? 0);
}
