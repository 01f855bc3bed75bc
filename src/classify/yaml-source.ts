/**
 * A hostile YAML text as positioned nodes. Collects every problem with line and column and never
 * throws. Knows nothing about topics.
 */

import { isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, parseDocument } from 'yaml';
import type { Problem } from '../model/result.ts';
import { cleanText } from '../text/xml.ts';

/** Enough to repair a file by; a file of nonsense does not become a megabyte of complaints. */
const MAX_PROBLEMS = 100;

/** The deepest legitimate node is a term in `all` of a line: six levels. */
const MAX_DEPTH = 32;

export interface YamlSource {
  readonly file: string;
  readonly problems: Problem[];
  readonly lines: LineCounter;
}

export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly field?: string;
  readonly severity?: Problem['severity'];
}

/** A key with its value; `value` is undefined after a `? key` without one. */
export interface Pair {
  readonly key: string;
  readonly keyNode: Node | undefined;
  readonly value: Node | undefined;
}

/** Adds a problem at `node`; without one at the head of the file. */
export function complain(source: YamlSource, node: Node | undefined, complaint: Complaint): void {
  complainAt(source, node?.range?.[0] ?? 0, complaint);
}

function complainAt(source: YamlSource, offset: number, complaint: Complaint): void {
  const { line, col } = source.lines.linePos(offset);
  complainAtPlace(source, { line: Math.max(line, 1), column: Math.max(col, 1) }, complaint);
}

export function complainAtPlace(
  { file, problems }: YamlSource,
  place: Place,
  complaint: Complaint,
): void {
  if (problems.length >= MAX_PROBLEMS) return;
  problems.push({ file, ...place, severity: 'error', ...complaint });
}

export function lineOf(source: YamlSource, node: Node | undefined): number {
  return placeOf(source, node).line;
}

/** Both 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export function placeOf(source: YamlSource, node: Node | undefined): Place {
  const { line, col } = source.lines.linePos(node?.range?.[0] ?? 0);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Of a key's value, by the key, and of the scalars in its list, as `key.text`. */
export function placesOf(
  source: YamlSource,
  pair: Pair | undefined,
): readonly (readonly [string, Place])[] {
  if (pair === undefined) return [];
  const { key, keyNode, value } = pair;
  const elements = isSeq(value) ? value.items.map(asNode) : [value];
  return [
    [key, placeOf(source, value ?? keyNode)],
    ...elements.map((node) => [`${key}.${readScalar(node)}`, placeOf(source, node)] as const),
  ];
}

/** Root node of the only document in `text`; undefined when there is nothing to read. */
export function openYaml(source: YamlSource, text: string): Node | undefined {
  if (isTooDeep(text)) {
    const message = 'nested too deeply to be read';
    complain(source, undefined, { code: 'yaml-invalid', message, hint: 'write it flatter' });
    return undefined;
  }
  try {
    return readDocument(source, text);
  } catch (error) {
    // The parser recurses and indexes by what the text says: whatever it throws, the text is bad.
    const reason = error instanceof Error ? error.message : String(error);
    complain(source, undefined, yamlInvalid(reason));
    return undefined;
  }
}

function readDocument(source: YamlSource, text: string): Node | undefined {
  const document = parseDocument(text, {
    lineCounter: source.lines,
    prettyErrors: false,
    // `silent` would also silence the error about a second document.
    logLevel: 'error',
  });
  let isReadable = true;
  for (const error of document.errors) {
    if (error.code !== 'DUPLICATE_KEY') isReadable = false;
    complainAt(source, error.pos[0], yamlInvalid(error.message));
  }
  if (!isReadable) return undefined;
  return document.contents ?? undefined;
}

function yamlInvalid(reason: string): Complaint {
  const line = (reason.split('\n', 1)[0] ?? '').replace(/[:.]$/, '');
  return {
    code: 'yaml-invalid',
    message: `not readable YAML: ${line.charAt(0).toLowerCase()}${line.slice(1)}`,
    hint: 'indent with spaces, close every bracket, put a text that holds `: ` or `#` in quotes',
  };
}

// Cheap look ahead of the parser, which is recursive and slow on nesting. Brackets inside quotes
// count too: no topic has so many open at once.
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return new RegExp(`^[ ]*(?:[-?:] +){${MAX_DEPTH}}`, 'm').test(text);
}

/** The pairs of a mapping; anything else is a problem that names `field`. */
export function readPairs(
  source: YamlSource,
  node: Node | undefined,
  field: string,
): readonly Pair[] {
  if (!isMap(node)) {
    complain(source, node, wrongShape(node, field, 'a mapping of keys and values'));
    return [];
  }
  const pairs: Pair[] = [];
  for (const item of node.items) {
    const keyNode = asNode(item.key);
    const key = readScalar(keyNode);
    if (key === undefined) {
      complain(source, keyNode ?? node, {
        code: 'key-unreadable',
        message: `a key of ${field} is not text`,
        hint: 'write * in quotes: "*"',
        field,
      });
      continue;
    }
    if (!isCarried(key)) complain(source, keyNode, unusableCharacter(field));
    else pairs.push({ key, keyNode, value: asNode(item.value) });
  }
  return pairs;
}

/** Text of a scalar as written (2019 and true stay as they are); undefined for anything else. */
export function readScalar(node: Node | undefined): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  if (typeof node.value === 'string') return node.value;
  return node.source ?? String(node.value);
}

/** Text that every format can carry; anything else is a problem and undefined. */
export function readText(
  source: YamlSource,
  node: Node | undefined,
  field: string,
): string | undefined {
  const text = readScalar(node)?.trim();
  if (text !== undefined && text !== '' && isCarried(text)) return text;
  const isShaped = text !== undefined && text !== '';
  complain(source, node, isShaped ? unusableCharacter(field) : wrongShape(node, field, 'text'));
  return undefined;
}

/** Without control characters and such, which are illegal in XML and harm a terminal. */
function isCarried(text: string): boolean {
  return cleanText(text) === text;
}

function unusableCharacter(field: string): Complaint {
  return {
    code: 'character-unusable',
    message: `${field} holds a control character or another one that no feed can carry`,
    hint: 'type the text anew; a file that was saved in another encoding must be UTF-8',
    field,
  };
}

/** Elements of a list; a single value is a list of one; an empty list is a problem. */
export function readElements(
  source: YamlSource,
  node: Node | undefined,
  field: string,
): readonly Node[] {
  if (node === undefined || isMissing(node) || isAlias(node)) {
    complain(source, node, wrongShape(node, field, 'a list'));
    return [];
  }
  if (!isSeq(node)) return [node];
  const elements: Node[] = [];
  for (const item of node.items) {
    const element = asNode(item);
    if (element !== undefined) elements.push(element);
  }
  if (elements.length === 0) {
    complain(source, node, {
      code: 'list-empty',
      message: `${field} is an empty list`,
      hint: 'fill it or remove the key',
      field,
    });
  }
  return elements;
}

function wrongShape(node: Node | undefined, field: string, wanted: string): Complaint {
  if (isAlias(node)) {
    return {
      code: 'alias-refused',
      message: `${field} is a YAML alias (*${node.source})`,
      hint: 'aliases are not used in topic files; write a term that begins with * in quotes',
      field,
    };
  }
  if (isMissing(node)) {
    return {
      code: 'value-missing',
      message: `${field} is empty`,
      hint: `give it ${wanted}`,
      field,
    };
  }
  return {
    code: 'value-wrong',
    message: `${field} is not ${wanted}`,
    hint: `give it ${wanted}; docs/topics.md shows every key`,
    field,
  };
}

function asNode(value: unknown): Node | undefined {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value) ? value : undefined;
}

function isMissing(node: Node | undefined): boolean {
  return node === undefined || (isScalar(node) && node.value === null);
}
