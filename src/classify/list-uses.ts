/** For every list the lines of `match` that look for it: so that a hit tells its lines, not the lines ask. */

import type { CompiledGroup, CompiledLine } from './compile-line.ts';
import { IntList } from './int-list.ts';

/** Uses of a list stand in a row: those of list n from `from[n]` to `from[n + 1]`. */
export interface ListUses {
  readonly from: Int32Array;
  /** Number of the line. */
  readonly lines: Int32Array;
  /** Which of the line's groups it is, as one bit. */
  readonly groups: Int32Array;
  /** Where the line looks for it. */
  readonly fields: Int32Array;
}

/** Lines are numbered from 0 on, in this order. */
export function listUses(lines: readonly CompiledLine[], lists: number): ListUses {
  const all = new IntList();
  const from = new Int32Array(lists + 1);
  for (const [line, compiled] of lines.entries()) {
    for (const [index, group] of groupsOf(compiled).entries()) {
      for (const list of group.lists) {
        for (const value of [list, line, 1 << index, group.fields]) all.push(value);
        from[list + 1] = (from[list + 1] ?? 0) + 1;
      }
    }
  }
  for (let list = 1; list <= lists; list += 1)
    from[list] = (from[list] ?? 0) + (from[list - 1] ?? 0);
  const count = all.length / 4;
  const uses = {
    from,
    lines: new Int32Array(count),
    groups: new Int32Array(count),
    fields: new Int32Array(count),
  };
  const next = from.slice();
  for (let at = 0; at < all.length; at += 4) {
    const list = all.at(at);
    const place = next[list] ?? 0;
    next[list] = place + 1;
    uses.lines[place] = all.at(at + 1);
    uses.groups[place] = all.at(at + 2);
    uses.fields[place] = all.at(at + 3);
  }
  return uses;
}

/** A line has at most 8 groups with words of their own; counts are few. Those beyond 30 are not asked for. */
const MAX_BITS = 30;

/** Groups that must be hit before the line is worth looking at. */
export function groupsOf({ slots, counts }: CompiledLine): readonly CompiledGroup[] {
  return [...slots, ...counts.map(({ group }) => group)].slice(0, MAX_BITS);
}
