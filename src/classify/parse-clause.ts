/** What a line, or a part of one inside `all`, asks of the words: groups, closeness and counts. */

import { isMap, isSeq, type Node } from 'yaml';
import type { Clause, Count, Group, Near, TopicField, Within } from '../model/topic.ts';
import { readTerm } from './parse-lists.ts';
import { readFields, readInteger, type ValueContext } from './parse-values.ts';
import {
  complain,
  type Pair,
  readElements,
  readPairs,
  readScalar,
  readText,
} from './yaml-source.ts';

export const CLAUSE_KEYS = [
  'any',
  'all',
  'none',
  'near',
  'within',
  'atLeast',
  'of',
  'mentions',
  'in',
] as const;

/** Finding words of their own for many groups at once is slow; no desk has asked for more. */
export const MAX_GROUPS = 8;

/** Parts inside parts; deeper ones are a puzzle, and two lines say the same. */
export const MAX_NESTING = 3;

/** A long paragraph; what is further apart is not near. */
export const MAX_WITHIN_WORDS = 250;

/** More than the longest report repeats a name. */
export const MAX_COUNT = 100;

export interface ClauseContext extends ValueContext {
  /** Where to look when the clause does not say. */
  readonly fields: readonly TopicField[];
  /** 0 for a line. */
  readonly depth: number;
}

interface ClauseParts {
  any?: Group;
  all: Group[];
  none: Group[];
  near?: Near;
  counts: Count[];
  parts: Clause[];
  fields: readonly TopicField[];
}

/** The clause made of the keys it knows; other keys are left to the caller. */
export function parseClause(context: ClauseContext, pairs: readonly Pair[]): Clause {
  const byKey = new Map(pairs.map((pair) => [pair.key, pair]));
  const at = byKey.get('in');
  const fields = at ? readFields(inside(context, 'in'), at.value) : context.fields;
  const clause: ClauseParts = { all: [], none: [], counts: [], parts: [], fields };
  const within = { ...context, fields };
  for (const pair of pairs) readWords(within, clause, pair);
  readNear(within, clause, byKey);
  readCounts(within, clause, byKey);
  const { any, all, none, near, counts, parts } = clause;
  return {
    ...(any ? { any } : {}),
    all,
    none,
    ...(near ? { near } : {}),
    ...(counts.length > 0 ? { counts } : {}),
    ...(parts.length > 0 ? { parts } : {}),
    fields,
  };
}

/** Groups that need words of their own, in the parts too. */
export function countGroups({ any, all, near, parts = [] }: Clause): number {
  const own = (any ? 1 : 0) + all.length + (near?.groups.length ?? 0);
  return parts.reduce((sum, part) => sum + countGroups(part), own);
}

/** Whether words are asked for at all: `none` alone would take in nearly every article. */
export function asksForWords(clause: Clause): boolean {
  const { counts = [], parts = [] } = clause;
  return countGroups(clause) > 0 || counts.length > 0 || parts.some(asksForWords);
}

function inside<T extends ValueContext>(context: T, key: string): T {
  return { ...context, field: `${context.field}.${key}` };
}

function readWords(context: ClauseContext, clause: ClauseParts, { key, value }: Pair): void {
  const at = inside(context, key);
  if (key === 'any') clause.any = readGroup(at, value);
  if (key === 'all') readAll(at, value, clause);
  if (key === 'none') clause.none.push(...readGroups(at, value));
}

function readGroups(context: ClauseContext, node: Node | undefined): readonly Group[] {
  return readElements(context.source, node, context.field).map((one) => readGroup(context, one));
}

/** Elements of `all`: groups, or parts spelled out. */
function readAll(context: ClauseContext, node: Node | undefined, clause: ClauseParts): void {
  for (const element of readElements(context.source, node, context.field)) {
    if (isMap(element)) readPart(context, element, clause);
    else clause.all.push(readGroup(context, element));
  }
}

function readPart(context: ClauseContext, node: Node, clause: ClauseParts): void {
  const { source, field } = context;
  const depth = context.depth + 1;
  if (depth > MAX_NESTING) {
    complain(source, node, {
      code: 'parts-too-deep',
      message: `${field} nests parts deeper than ${MAX_NESTING} levels`,
      hint: 'write two lines, or a topic of its own that this one refers to',
      field,
    });
    return;
  }
  const pairs = readPairs(source, node, field);
  for (const { key, keyNode } of pairs) {
    if (CLAUSE_KEYS.some((known) => known === key)) continue;
    complain(source, keyNode, {
      code: 'key-unknown',
      message: `unknown key ${key} in ${field}`,
      hint: `inside all: a group, or a part with ${CLAUSE_KEYS.join(', ')}`,
      field,
    });
  }
  const part = parseClause({ ...context, depth }, pairs);
  // A part with nothing of its own is the line's: `all: [{any: $a}, {none: $b}]`.
  const { any, all, none, near, counts, parts } = part;
  const isPlain = near === undefined && counts === undefined && parts === undefined;
  if (isPlain && all.length === 0 && part.fields === context.fields) {
    if (any) clause.all.push(any);
    clause.none.push(...none);
  } else {
    clause.parts.push(part);
  }
}

/** A term, `$list`, a list of those, or `{any: …}`. */
function readGroup(context: ClauseContext, node: Node | undefined): Group {
  const { source, field } = context;
  if (isMap(node)) {
    const pairs = readPairs(source, node, field);
    const [pair] = pairs;
    if (pairs.length === 1 && pair?.key === 'any') return readGroup(context, pair.value);
    complain(source, node, {
      code: 'term-invalid',
      message: `a group of ${field} is not text, a list or {any: …}`,
      hint: 'put a term that holds : or , in quotes',
      field,
    });
    return [];
  }
  const elements = readElements(source, node, field);
  return elements.flatMap((element) => readTermOrList(context, element) ?? []);
}

function readTermOrList(context: ClauseContext, node: Node): string | undefined {
  const { source, named, field } = context;
  if (isSeq(node) || isMap(node)) return readTerm(source, node, field);
  const written = readText(source, node, field);
  if (written === undefined) return undefined;
  if (!written.startsWith('$')) {
    named.tally.terms += 1;
    return readTerm(source, node, field);
  }
  const name = written.slice(1);
  if (named.nodes.has(name)) {
    named.used.add(name);
    return written;
  }
  complain(source, node, {
    code: 'list-undefined',
    message: `${written} in ${field} is not a list of this topic`,
    hint:
      named.nodes.size > 0 ? `lists: ${[...named.nodes.keys()].join(', ')}` : 'define it in lists',
    field,
  });
  return undefined;
}

type ByKey = ReadonlyMap<string, Pair>;

function readNear(context: ClauseContext, clause: ClauseParts, byKey: ByKey): void {
  const near = byKey.get('near');
  const distance = byKey.get('within');
  if (near === undefined || distance === undefined) {
    requireKeys(context, near, 'within: sentence, paragraph or a number of words');
    requireKeys(context, distance, 'near: [one group, another]');
    if (near) readGroups(inside(context, 'near'), near.value);
    return;
  }
  const at = inside(context, 'near');
  const groups = readGroups(at, near.value);
  const within = readWithin(inside(context, 'within'), distance.value);
  if (groups.length < 2) {
    complain(context.source, near.value ?? near.keyNode, {
      code: 'groups-too-few',
      message: `${at.field} needs two groups or more`,
      hint: 'near: [$one, $other]',
      field: at.field,
    });
  }
  if (within !== undefined) clause.near = { groups, within };
}

function readWithin(context: ClauseContext, node: Node | undefined): Within | undefined {
  const written = readScalar(node)?.trim();
  if (written === 'sentence' || written === 'paragraph') return written;
  return readInteger(context, node, {
    from: 0,
    to: MAX_WITHIN_WORDS,
    hint: 'use sentence, paragraph, or how many other words may stand in between',
  });
}

function readCounts(context: ClauseContext, clause: ClauseParts, byKey: ByKey): void {
  const atLeast = byKey.get('atLeast');
  const mentions = byKey.get('mentions');
  const of = byKey.get('of');
  const group = of ? readGroup(inside(context, 'of'), of.value) : undefined;
  if (atLeast === undefined && mentions === undefined) {
    requireKeys(context, of, 'atLeast or mentions');
    return;
  }
  if (atLeast && group) pushCount(context, clause, { pair: atLeast, kind: 'terms', group });
  else requireKeys(context, atLeast, 'of: $list');
  const counted = group ?? clause.any;
  if (mentions && counted) {
    pushCount(context, clause, { pair: mentions, kind: 'mentions', group: counted });
  } else {
    requireKeys(context, mentions, 'of: $list, or any');
  }
}

interface WrittenCount {
  readonly pair: Pair;
  readonly kind: Count['kind'];
  readonly group: Group;
}

function pushCount(context: ClauseContext, clause: ClauseParts, written: WrittenCount): void {
  const { pair, kind, group } = written;
  const at = inside(context, pair.key);
  const bounds = { from: 2, to: MAX_COUNT, hint: 'once is what any asks for' };
  const atLeast = readInteger(at, pair.value, bounds);
  if (atLeast === undefined) return;
  clause.counts.push({ kind, atLeast, group });
  const terms = kind === 'terms' ? termsOf(context, group) : atLeast;
  if (atLeast <= terms) return;
  complain(context.source, pair.value, {
    code: 'count-impossible',
    message: `${at.field} asks for ${atLeast} different terms of ${terms}`,
    hint: 'ask for fewer, or add terms',
    field: at.field,
  });
}

function termsOf({ named }: ClauseContext, group: Group): number {
  const sizes = group.map((member) => {
    const list = member.startsWith('$') ? named.lists[member.slice(1)] : undefined;
    return list ? Object.values(list.terms).flat().length : 1;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

function requireKeys({ source, field }: ClauseContext, pair: Pair | undefined, what: string): void {
  if (pair === undefined) return;
  complain(source, pair.keyNode, {
    code: 'key-incomplete',
    message: `${pair.key} in ${field} says nothing alone`,
    hint: `add ${what}`,
    field: `${field}.${pair.key}`,
  });
}
