/** The lines under `match` and `unless`: a clause over words, conditions on the article's data, weight. */

import { isMap, type Node } from 'yaml';
import type { MetadataCondition, RuleLine, TopicReference } from '../model/topic.ts';
import { asksForWords, CLAUSE_KEYS, countGroups, MAX_GROUPS, parseClause } from './parse-clause.ts';
import type { NamedLists } from './parse-lists.ts';
import {
  FIELDS,
  readInteger,
  readLanguages,
  readReferences,
  readSubjects,
  readValues,
  type ValueContext,
} from './parse-values.ts';
import {
  complain,
  lineOf,
  type Pair,
  readElements,
  readPairs,
  readScalar,
  readText,
  type YamlSource,
} from './yaml-source.ts';

export const METADATA = ['tag', 'section', 'source', 'language', 'place', 'subject'] as const;
type MetadataKey = (typeof METADATA)[number];
export const LINE_KEYS = ['id', ...CLAUSE_KEYS, ...METADATA, 'topic', 'weight', 'review'] as const;

/** A topic that needs more is several topics: give them a common one that they imply. */
export const MAX_LINES = 500;

/** Weights are compared with a threshold by people, in their heads. */
export const MAX_WEIGHT = 1000;

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
      hint: 'divide them among several topics that imply a common one',
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
  weight?: number;
  review?: true;
  topics?: readonly TopicReference[];
  where: Partial<Record<MetadataKey, readonly string[]>>;
}

function parseLine(context: ValueContext, node: Node): RuleLine {
  const { source, field } = context;
  const pairs = readPairs(source, node, field);
  const clause = parseClause({ ...context, fields: FIELDS, depth: 0 }, pairs);
  const parts: LineParts = { where: {} };
  for (const pair of pairs) readPart(context, parts, pair);
  const { id = field, where, ...rest } = parts;
  const condition: MetadataCondition = where;
  const hasData = Object.keys(condition).length > 0;
  const line: RuleLine = {
    id,
    line: lineOf(source, node),
    ...clause,
    ...(hasData ? { where: condition } : {}),
    ...rest,
  };
  // What is no mapping was refused already.
  if (isMap(node)) checkLine(context, node, line);
  return line;
}

function readPart(context: ValueContext, parts: LineParts, pair: Pair): void {
  const { key, value } = pair;
  const at = { ...context, field: `${context.field}.${key}` };
  if (key === 'id') {
    const id = readText(at.source, value, at.field);
    if (id !== undefined) parts.id = id;
  } else if (key === 'weight') {
    const weight = readWeight(at, value);
    if (weight !== undefined) parts.weight = weight;
  } else if (key === 'review') {
    if (readReview(at, pair)) parts.review = true;
  } else if (key === 'topic') {
    parts.topics = readReferences(at, value);
  } else if (key === 'language') {
    parts.where.language = readLanguages(at, value);
  } else if (key === 'subject') {
    parts.where.subject = readSubjects(at, value);
  } else if (isMetadataKey(key)) {
    parts.where[key] = readValues(at, value);
  } else if (!CLAUSE_KEYS.some((known) => known === key)) {
    complain(context.source, pair.keyNode, {
      code: 'key-unknown',
      message: `unknown key ${key} in ${context.field}`,
      hint: `keys of a line: ${LINE_KEYS.join(', ')}`,
      field: context.field,
    });
  }
}

const isUnless = (field: string): boolean => field.startsWith('unless');

function readWeight(context: ValueContext, node: Node | undefined): number | undefined {
  return isUnless(context.field)
    ? readInteger(context, node, {
        from: -MAX_WEIGHT,
        to: -1,
        hint: 'a line of unless subtracts; without a weight it keeps the article out',
      })
    : readInteger(context, node, {
        from: 1,
        to: MAX_WEIGHT,
        hint: 'put what speaks against the topic below unless, with a negative weight',
      });
}

function readReview({ source, field }: ValueContext, { keyNode, value }: Pair): boolean {
  const written = readScalar(value);
  if ((written === 'true' || written === 'false') && !isUnless(field)) return written === 'true';
  complain(source, isUnless(field) ? keyNode : (value ?? keyNode), {
    code: 'review-invalid',
    message: isUnless(field) ? `${field} belongs to a line of match` : `${field} is not true`,
    hint: 'write review: true, or leave it out',
    field,
  });
  return false;
}

function checkLine({ source, field }: ValueContext, node: Node, line: RuleLine): void {
  const groups = countGroups(line);
  if (groups > MAX_GROUPS) {
    complain(source, node, {
      code: 'groups-too-many',
      message: `${field} asks for ${groups} groups, more than ${MAX_GROUPS}`,
      hint: 'write two lines, or join lists that stand for one thing',
      field,
    });
  }
  if (asksForWords(line) || line.where !== undefined || line.topics !== undefined) return;
  complain(source, node, {
    code: 'line-empty',
    message: `${field} asks for nothing`,
    hint: `give it any, all, near, atLeast, topic or one of ${METADATA.join(', ')}`,
    field,
  });
}

function isMetadataKey(key: string): key is MetadataKey {
  return METADATA.some((one) => one === key);
}
