/** One line of a rule with its parts laid flat: lists by number, fields as bits, topics by index. */

import type {
  Clause,
  Count,
  Group,
  MetadataCondition,
  RuleLine,
  TopicField,
  TopicReference,
  Within,
} from '../model/topic.ts';
import { METADATA_KEYS, type MetadataKey, valueName } from './metadata.ts';

/** In the order in which an article is read. */
export const FIELD_NAMES = ['title', 'lead', 'body', 'tags'] as const satisfies TopicField[];

export const LEAD = 1 << FIELD_NAMES.indexOf('lead');
export const BODY = 1 << FIELD_NAMES.indexOf('body');

export interface CompiledGroup {
  /** For reports: `$talks`, or the terms. */
  readonly label: string;
  /** Lists whose hits satisfy the group. */
  readonly lists: readonly number[];
  /** Where to look: bit 0 for the title, and so on. */
  readonly fields: number;
}

export interface CompiledNear {
  readonly within: Within;
  /** Indexes into the line's slots. */
  readonly slots: readonly number[];
}

export interface CompiledCount {
  readonly kind: Count['kind'];
  readonly atLeast: number;
  readonly group: CompiledGroup;
}

export interface CompiledCondition {
  readonly key: MetadataKey;
  /** `name`: see metadata.ts. */
  readonly values: readonly { readonly name: string; readonly written: string }[];
}

export interface CompiledLine {
  readonly id: string;
  /** Number among all lines of `match` of all topics; -1 for one of `unless`. */
  readonly number: number;
  /** In the topic file. */
  readonly line: number;
  /** Below 0 for a line of `unless` that subtracts; 0 for one that blocks. */
  readonly weight: number;
  readonly isReview: boolean;
  /** Groups that each need words of their own: `any`, `all` and `near`, of the parts too. */
  readonly slots: readonly CompiledGroup[];
  readonly nears: readonly CompiledNear[];
  readonly counts: readonly CompiledCount[];
  readonly none: readonly CompiledGroup[];
  readonly conditions: readonly CompiledCondition[];
  /** Any of them; index -1 for one that does not exist. */
  readonly topics: readonly { readonly id: string; readonly index: number }[];
}

/** What a topic knows of its lists and of the other topics. */
export interface LineScope {
  listsOf(group: Group): readonly number[];
  indexOf(reference: TopicReference): number;
}

/** `byDefault`: what the line counts when it does not say so itself. */
export function compileLine(
  line: RuleLine,
  scope: LineScope,
  { number, byDefault }: { readonly number: number; readonly byDefault: number },
): CompiledLine {
  const flat: FlatClause = { slots: [], nears: [], counts: [], none: [] };
  flatten(line, flat, scope);
  const { id, where, topics = [], weight = byDefault, review = false } = line;
  return {
    id,
    number,
    line: line.line,
    weight,
    isReview: review,
    ...flat,
    conditions: compileConditions(where),
    topics: topics.map((reference) => ({ id: reference.id, index: scope.indexOf(reference) })),
  };
}

interface FlatClause {
  readonly slots: CompiledGroup[];
  readonly nears: CompiledNear[];
  readonly counts: CompiledCount[];
  readonly none: CompiledGroup[];
}

function flatten(clause: Clause, flat: FlatClause, scope: LineScope): void {
  const { any, all, none, near, counts = [], parts = [] } = clause;
  const at = { scope, fields: fieldBits(clause.fields) };
  if (any) flat.slots.push(compileGroup(any, at));
  for (const group of all) flat.slots.push(compileGroup(group, at));
  if (near) {
    const slots = near.groups.map((group) => flat.slots.push(compileGroup(group, at)) - 1);
    flat.nears.push({ within: near.within, slots });
  }
  for (const group of none) flat.none.push(compileGroup(group, at));
  for (const count of counts) {
    flat.counts.push({ ...count, group: compileGroup(count.group, at) });
  }
  for (const part of parts) flatten(part, flat, scope);
}

function compileGroup(
  group: Group,
  { scope, fields }: { readonly scope: LineScope; readonly fields: number },
): CompiledGroup {
  return { label: group.join(' / '), lists: scope.listsOf(group), fields };
}

function fieldBits(fields: readonly TopicField[]): number {
  return fields.reduce((bits, field) => bits | (1 << FIELD_NAMES.indexOf(field)), 0);
}

export function fieldNames(bits: number): readonly TopicField[] {
  return FIELD_NAMES.filter((_, index) => (bits & (1 << index)) !== 0);
}

function compileConditions(where: MetadataCondition | undefined): readonly CompiledCondition[] {
  if (where === undefined) return [];
  return METADATA_KEYS.flatMap((key) => {
    const written = where[key];
    if (written === undefined) return [];
    const values = written.map((value) => ({ name: valueName(key, value), written: value }));
    return [{ key, values }];
  });
}
