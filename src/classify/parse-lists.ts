/** The `lists` of a topic file and single terms: reads them, refuses what could never match. */

import { isMap, isSeq, type Node } from 'yaml';
import type { Term, TermList } from '../model/topic.ts';
import { parseTerm } from './terms.ts';
import { complain, readElements, readPairs, readText, type YamlSource } from './yaml-source.ts';

/** More than any topic needs, in lists and lines together; bounds what one file can cost the matcher. */
export const MAX_TERMS = 10_000;

/** A file with more lists is generated, or several topics in one. */
export const MAX_LISTS = 200;

export const LIST_NAME = /^[a-z][a-z0-9_-]*$/i;
const LANGUAGE = /^(?:\*|[a-z]{2,3}(?:-[a-z0-9]{1,8})*)$/i;

export interface NamedLists {
  readonly lists: Readonly<Record<string, TermList>>;
  readonly nodes: ReadonlyMap<string, Node | undefined>;
  /** Lists the rest of the file refers to. */
  readonly used: Set<string>;
  /** What the lines have added so far, towards the limits of a file. */
  readonly tally: { terms: number; references: number };
}

export function parseLists(source: YamlSource, node: Node | undefined): NamedLists {
  const lists = new Map<string, TermList>();
  const nodes = new Map<string, Node | undefined>();
  for (const { key, keyNode, value } of node ? readPairs(source, node, 'lists') : []) {
    if (!LIST_NAME.test(key)) {
      complain(source, keyNode, {
        code: 'list-name-invalid',
        message: `"${key}" cannot name a list`,
        hint: 'use letters, digits, - and _, beginning with a letter',
        field: 'lists',
      });
      continue;
    }
    nodes.set(key, keyNode);
    lists.set(key, parseList(source, value, `lists.${key}`));
  }
  if (lists.size > MAX_LISTS) {
    complain(source, node, {
      code: 'lists-too-many',
      message: `${lists.size} lists, more than ${MAX_LISTS}`,
      hint: 'join lists that are used together, or split the topic',
      field: 'lists',
    });
  }
  return {
    lists: Object.fromEntries(lists),
    nodes,
    used: new Set(),
    tally: { terms: 0, references: 0 },
  };
}

/** Adds a problem for each list that no line refers to, and one when there are too many terms. */
export function checkLists(source: YamlSource, named: NamedLists): void {
  let count = named.tally.terms;
  for (const [name, list] of Object.entries(named.lists)) {
    count += list.except.length;
    for (const terms of Object.values(list.terms)) count += terms.length;
    if (named.used.has(name)) continue;
    complain(source, named.nodes.get(name), {
      code: 'list-unused',
      message: `list ${name} is never used`,
      hint: `refer to it as $${name} in a line, or remove it`,
      field: `lists.${name}`,
    });
  }
  if (count > MAX_TERMS) {
    complain(source, undefined, {
      code: 'terms-too-many',
      message: `${count} terms, more than ${MAX_TERMS}`,
      hint: 'split the topic',
      field: 'lists',
    });
  }
}

function parseList(source: YamlSource, node: Node | undefined, field: string): TermList {
  // A plain list of terms is for every language.
  if (!isMap(node)) return { terms: { '*': parseTerms(source, node, field) }, except: [] };
  const terms: Record<string, readonly Term[]> = {};
  let except: readonly Term[] = [];
  for (const { key, keyNode, value } of readPairs(source, node, field)) {
    if (key === 'except') {
      except = parseTerms(source, value, `${field}.except`);
    } else if (LANGUAGE.test(key)) {
      terms[key] = parseTerms(source, value, `${field}.${key}`);
    } else {
      complain(source, keyNode, {
        code: 'language-unknown',
        message: `"${key}" in ${field} is not a language`,
        hint: 'use en, ja, zh-Hant and the like, "*" for every language, or except',
        field,
      });
    }
  }
  if (Object.keys(terms).length === 0) {
    complain(source, node, {
      code: 'list-empty',
      message: `${field} has no terms`,
      hint: 'add terms under a language or "*"',
      field,
    });
  }
  return { terms, except };
}

function parseTerms(source: YamlSource, node: Node | undefined, field: string): readonly Term[] {
  const terms: Term[] = [];
  for (const element of readElements(source, node, field)) {
    const term = readTerm(source, element, field);
    if (term !== undefined) terms.push(term);
  }
  return terms;
}

/** One term that can match; anything else is a problem and undefined. */
export function readTerm(source: YamlSource, node: Node, field: string): Term | undefined {
  if (isMap(node) || isSeq(node)) {
    complain(source, node, {
      code: 'term-invalid',
      message: `a term of ${field} is not text`,
      hint: 'put a term that holds : or , in quotes',
      field,
    });
    return undefined;
  }
  const term = readText(source, node, `a term of ${field}`);
  if (term === undefined) return undefined;
  const parsed = parseTerm(term);
  if (typeof parsed !== 'string') return term;
  complain(source, node, {
    code: 'term-invalid',
    message: `term "${term}" ${parsed}`,
    hint: 'a term is words or characters to be found, * after a word for a prefix, = in front for an exact form',
    field,
  });
  return undefined;
}
