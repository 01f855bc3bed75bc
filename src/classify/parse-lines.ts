/** The lines under `match` and `unless`: groups, fields and metadata conditions. */

import { isMap, isSeq, type Node } from 'yaml';
import type { Group, MetadataCondition, RuleLine, TopicField } from '../model/topic.ts';
import { type NamedLists, readTerm } from './parse-lists.ts';
import {
  complain,
  lineOf,
  type Pair,
  readElements,
  readPairs,
  readText,
  type YamlSource,
} from './yaml-source.ts';

const FIELDS = ['title', 'lead', 'body', 'tags'] as const satisfies readonly TopicField[];
const METADATA = ['tag', 'section', 'source', 'language', 'place'] as const;
type MetadataKey = (typeof METADATA)[number];
const KEYS = ['id', 'any', 'all', 'none', 'in', ...METADATA];

/** Finding words of their own for many groups at once is slow; no desk has asked for more. */
const MAX_GROUPS = 8;
const MAX_LINES = 500;

interface LineContext {
  readonly source: YamlSource;
  readonly named: NamedLists;
  readonly field: string;
}

export function parseLines(
  source: YamlSource,
  named: NamedLists,
  pair: Pair | undefined,
): readonly RuleLine[] {
  if (pair === undefined) return [];
  const nodes = readElements(source, pair.value, pair.key);
  if (nodes.length > MAX_LINES) {
    complain(source, pair.keyNode, {
      code: 'lines-too-many',
      message: `${nodes.length} lines in ${pair.key}, more than ${MAX_LINES}`,
      field: pair.key,
    });
    return [];
  }
  return nodes.map((node, index) =>
    parseLine({ source, named, field: `${pair.key}[${index}]` }, node),
  );
}

interface LineParts {
  id?: string;
  any?: Group;
  all: Group[];
  none: Group[];
  fields: readonly TopicField[];
  where: Partial<Record<MetadataKey, readonly string[]>>;
}

function parseLine(context: LineContext, node: Node): RuleLine {
  const { source, field } = context;
  const pairs = readPairs(source, node, field);
  const parts: LineParts = { all: [], none: [], fields: FIELDS, where: {} };
  for (const pair of pairs) readPart(context, parts, pair);
  checkParts(context, node, parts, pairs);
  const where: MetadataCondition = parts.where;
  return {
    id: parts.id ?? field,
    line: lineOf(source, node),
    ...(parts.any ? { any: parts.any } : {}),
    all: parts.all,
    none: parts.none,
    fields: parts.fields,
    ...(Object.keys(where).length > 0 ? { where } : {}),
  };
}

function readPart(context: LineContext, parts: LineParts, pair: Pair): void {
  const { source, field } = context;
  const name = `${field}.${pair.key}`;
  if (pair.key === 'id') {
    const id = readText(source, pair.value, name);
    if (id !== undefined) parts.id = id;
  } else if (pair.key === 'any') {
    parts.any = readGroup({ ...context, field: name }, pair.value);
  } else if (pair.key === 'all') {
    readAll({ ...context, field: name }, pair.value, parts);
  } else if (pair.key === 'none') {
    const nodes = readElements(source, pair.value, name);
    parts.none.push(...nodes.map((node) => readGroup({ ...context, field: name }, node)));
  } else if (pair.key === 'in') {
    parts.fields = readFields(source, pair.value, name);
  } else if (isMetadataKey(pair.key)) {
    parts.where[pair.key] = readValues(source, pair.value, name);
  } else {
    complain(source, pair.keyNode, {
      code: 'key-unknown',
      message: `unknown key ${pair.key} in ${field}`,
      hint: `keys of a line: ${KEYS.join(', ')}`,
      field,
    });
  }
}

function checkParts(
  { source, field }: LineContext,
  node: Node,
  parts: LineParts,
  pairs: readonly Pair[],
): void {
  const groups = parts.all.length + (parts.any ? 1 : 0);
  if (groups > MAX_GROUPS) {
    complain(source, node, {
      code: 'groups-too-many',
      message: `${field} asks for ${groups} groups, more than ${MAX_GROUPS}`,
      field,
    });
  }
  // `none` alone would take in nearly every article.
  if (groups > 0 || Object.keys(parts.where).length > 0 || pairs.length === 0) return;
  complain(source, node, {
    code: 'line-empty',
    message: `${field} asks for nothing`,
    hint: `give it any, all or one of ${METADATA.join(', ')}`,
    field,
  });
}

/** Elements of `all`: groups, or `{any: …}` and `{none: …}` spelled out. */
function readAll(context: LineContext, node: Node | undefined, parts: LineParts): void {
  for (const element of readElements(context.source, node, context.field)) {
    if (!isMap(element)) {
      parts.all.push(readGroup(context, element));
      continue;
    }
    for (const { key, keyNode, value } of readPairs(context.source, element, context.field)) {
      if (key === 'any') {
        parts.all.push(readGroup(context, value));
      } else if (key === 'none') {
        const nodes = readElements(context.source, value, context.field);
        parts.none.push(...nodes.map((one) => readGroup(context, one)));
      } else {
        complain(context.source, keyNode, {
          code: 'key-unknown',
          message: `unknown key ${key} in ${context.field}`,
          hint: 'inside all: a group, {any: …} or {none: …}',
          field: context.field,
        });
      }
    }
  }
}

function readGroup(context: LineContext, node: Node | undefined): Group {
  const members: string[] = [];
  for (const element of readElements(context.source, node, context.field)) {
    const member = readTermOrList(context, element);
    if (member !== undefined) members.push(member);
  }
  return members;
}

function readTermOrList(context: LineContext, node: Node): string | undefined {
  const { source, named, field } = context;
  if (isSeq(node) || isMap(node)) return readTerm(source, node, field);
  const written = readText(source, node, field);
  if (written === undefined) return undefined;
  if (!written.startsWith('$')) return readTerm(source, node, field);
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

function readFields(
  source: YamlSource,
  node: Node | undefined,
  field: string,
): readonly TopicField[] {
  const wanted = new Set<string>();
  for (const element of readElements(source, node, field)) {
    const name = readText(source, element, field);
    if (name === undefined) continue;
    wanted.add(name);
    if (FIELDS.some((one) => one === name)) continue;
    complain(source, element, {
      code: 'field-unknown',
      message: `${field} names no text field: ${name}`,
      hint: `use ${FIELDS.join(', ')}`,
      field,
    });
  }
  return FIELDS.filter((one) => wanted.has(one));
}

function readValues(source: YamlSource, node: Node | undefined, field: string): readonly string[] {
  const values: string[] = [];
  for (const element of readElements(source, node, field)) {
    const value = readText(source, element, field);
    if (value !== undefined) values.push(value);
  }
  return values;
}

function isMetadataKey(key: string): key is MetadataKey {
  return METADATA.some((one) => one === key);
}
