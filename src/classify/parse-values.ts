/** Numbers, text fields, metadata values and references of a topic file: reads one, refuses what is out of bounds. */

import type { Node } from 'yaml';
import type { TopicField, TopicReference } from '../model/topic.ts';
import { isLanguageTag } from '../text/language.ts';
import type { NamedLists } from './parse-lists.ts';
import { subjectUri } from './subjects.ts';
import {
  complain,
  placeOf,
  readElements,
  readScalar,
  readText,
  type YamlSource,
} from './yaml-source.ts';

export const FIELDS = ['title', 'lead', 'body', 'tags'] as const satisfies readonly TopicField[];

/** Values of one metadata condition: a list of all countries fits; a list of all articles does not. */
export const MAX_VALUES = 500;

/** Other topics that one file may name: each of them has to be decided before it. */
export const MAX_REFERENCES = 100;

/** Where a value stands in the file, and its name in problems. */
export interface ValueContext {
  readonly source: YamlSource;
  readonly named: NamedLists;
  readonly field: string;
}

export interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly hint?: string;
}

/** A whole number within the bounds; anything else is a problem and undefined. */
export function readInteger(
  { source, field }: Pick<ValueContext, 'source' | 'field'>,
  node: Node | undefined,
  { from, to, hint }: Bounds,
): number | undefined {
  const text = readScalar(node)?.trim() ?? '';
  const number = /^[+-]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= from && number <= to) return number;
  complain(source, node, {
    code: 'number-invalid',
    message: `${field} is not a whole number from ${from} to ${to}`,
    hint: hint ?? `write a whole number from ${from} to ${to}`,
    field,
  });
  return undefined;
}

export function readFields(
  { source, field }: ValueContext,
  node: Node | undefined,
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

export function readValues(
  { source, field }: ValueContext,
  node: Node | undefined,
): readonly string[] {
  const elements = readElements(source, node, field);
  if (elements.length > MAX_VALUES) {
    complain(source, node, {
      code: 'values-too-many',
      message: `${elements.length} values in ${field}, more than ${MAX_VALUES}`,
      hint: 'divide them among several lines',
      field,
    });
    return [];
  }
  return elements.flatMap((element) => readText(source, element, field) ?? []);
}

/** Language tags; whatever else is no article's language, so such a line would never hold. */
export function readLanguages(context: ValueContext, node: Node | undefined): readonly string[] {
  const { source, field } = context;
  return readValues(context, node).filter((written) => {
    if (isLanguageTag(written)) return true;
    complain(source, node, {
      code: 'language-unknown',
      message: `"${written}" in ${field} is not a language`,
      hint: 'use en, ja, zh-Hant and the like',
      field,
    });
    return false;
  });
}

/** URIs of the subjects named by URI or Media Topic code. */
export function readSubjects(context: ValueContext, node: Node | undefined): readonly string[] {
  const { source, field } = context;
  return readValues(context, node).flatMap((written) => {
    const uri = subjectUri(written);
    if (uri !== undefined) return [uri];
    complain(source, node, {
      code: 'subject-unusable',
      message: `${field} names ${written}, which is no URI and no Media Topic code`,
      hint: 'write medtop:11000000, or the URI of the concept',
      field,
    });
    return [];
  });
}

/** Ids of other topics. Whether they exist is known when all files are read: see references.ts. */
export function readReferences(
  { source, named, field }: ValueContext,
  node: Node | undefined,
): readonly TopicReference[] {
  const references: TopicReference[] = [];
  for (const element of readElements(source, node, field)) {
    const id = readText(source, element, field);
    if (id !== undefined) references.push({ id, ...placeOf(source, element) });
  }
  named.tally.references += references.length;
  if (named.tally.references <= MAX_REFERENCES) return references;
  complain(source, node, {
    code: 'references-too-many',
    message: `the file names other topics ${named.tally.references} times, more than ${MAX_REFERENCES}`,
    hint: 'give the topics a common one that they imply, and name that',
    field,
  });
  return [];
}
