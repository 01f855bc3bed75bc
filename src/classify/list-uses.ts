/**
 * For every list, and for every value of the article's own data, the lines of `match` that look for it:
 * so that a hit tells its lines, not the lines ask.
 */

import type { CompiledGroup, CompiledLine } from './compile-line.ts';
import { IntList } from './int-list.ts';

/** A use: number of the line, which of its groups the list belongs to as one bit, where the line looks. */
export const USE_LINE = 0;
export const USE_GROUP = 1;
export const USE_FIELDS = 2;
export const USE_STRIDE = 3;

/** Uses of a list stand in a row: those of list n in `data` from `from[n]` to `from[n + 1]`. */
export interface ListUses {
  readonly from: Int32Array;
  readonly data: Int32Array;
}

/** Lines are numbered from 0 on, in this order. */
export function listUses(lines: readonly CompiledLine[], lists: number): ListUses {
  const all = new IntList();
  const from = new Int32Array(lists + 1);
  for (const [line, compiled] of lines.entries()) {
    for (const [index, group] of groupsOf(compiled).entries()) {
      for (const list of group.lists) {
        for (const value of [list, line, 1 << index, group.fields]) all.push(value);
        from[list + 1] = (from[list + 1] ?? 0) + USE_STRIDE;
      }
    }
  }
  for (let list = 1; list <= lists; list += 1) {
    from[list] = (from[list] ?? 0) + (from[list - 1] ?? 0);
  }
  const data = new Int32Array((all.length / 4) * USE_STRIDE);
  const next = from.slice();
  for (let at = 0; at < all.length; at += 4) {
    const list = all.at(at);
    const place = next[list] ?? 0;
    next[list] = place + USE_STRIDE;
    data.set(all.data.subarray(at + 1, at + 4), place);
  }
  return { from, data };
}

/**
 * A line has at most 8 groups with words of their own; counts are few. Those beyond 24 are not asked for,
 * so that with six conditions on data all fit into the bits of one number.
 */
const MAX_GROUP_BITS = 24;

/** Groups that must be hit before the line is worth looking at. */
export function groupsOf({ slots, counts }: CompiledLine): readonly CompiledGroup[] {
  return [...slots, ...counts.map(({ group }) => group)].slice(0, MAX_GROUP_BITS);
}

/** All that a line asks of an article before it is worth looking at, a bit for each. */
export function needsOf(line: CompiledLine): number {
  return 2 ** (groupsOf(line).length + line.conditions.length) - 1;
}

/** By the name of a value: line, then the bit of its condition, of every line that asks for the value. */
export type ValueUses = ReadonlyMap<string, readonly number[]>;

export function valueUses(lines: readonly CompiledLine[]): ValueUses {
  const uses = new Map<string, number[]>();
  for (const [line, compiled] of lines.entries()) {
    const first = groupsOf(compiled).length;
    for (const [index, { values }] of compiled.conditions.entries()) {
      for (const { name } of values) {
        const known = uses.get(name);
        if (known) known.push(line, 1 << (first + index));
        else uses.set(name, [line, 1 << (first + index)]);
      }
    }
  }
  return uses;
}
