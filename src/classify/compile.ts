/**
 * All topics as one trie of words, so that reading an article once finds the terms of every topic:
 * cost follows the length of the article and the hits, not the number of rules.
 */

import type { Topic } from '../model/topic.ts';
import { primaryLanguage } from '../text/language.ts';
import { createWordScanner } from '../text/word-scanner.ts';
import { type CompiledLine, compileLine, type LineScope } from './compile-line.ts';
import { insertTerm, type TermTable } from './insert-term.ts';
import { IntList } from './int-list.ts';
import { type ListUses, listUses, needsOf, type ValueUses, valueUses } from './list-uses.ts';
import type { MetadataKey } from './metadata.ts';
import type { PhraseTrie } from './phrase-trie.ts';
import { createScan, LINE_NEEDS, LINE_STRIDE, LINE_TOPIC, type Scan } from './scan-state.ts';
import type { ExactForm } from './terms.ts';
import { TrieBuilder } from './trie-builder.ts';

export interface CompiledTopic {
  readonly id: string;
  readonly match: readonly CompiledLine[];
  readonly unless: readonly CompiledLine[];
  readonly threshold: number;
  /** The first line that holds decides: no weight tells otherwise. */
  readonly isSimple: boolean;
  /** Topics (index) that an article of this one belongs to as well. */
  readonly implies: readonly number[];
  /** First instant whose articles a retired topic does not take, and its day as written. */
  readonly retired?: { readonly at: number; readonly day: string };
}

export interface CompiledTopics {
  readonly topics: readonly CompiledTopic[];
  readonly trie: PhraseTrie;
  /** Terms as written in the rules, by their numbers in the trie. */
  readonly terms: readonly string[];
  /** Terms for which the article's own characters must be these. */
  readonly exact: ReadonlyMap<number, ExactForm>;
  /** Primary subtag -> number. */
  readonly languages: ReadonlyMap<string, number>;
  /** Which lines of `match` look for a list. */
  readonly uses: ListUses;
  /** List -> the list of its `except`, -1 without one. */
  readonly maskOfList: Int32Array;
  /** The same for a value of the article's own data, by its name; and the keys that any line asks for. */
  readonly valueUses: ValueUses;
  readonly askedKeys: ReadonlySet<MetadataKey>;
  /** Topics (index) with a line that needs neither words nor data: looked at for every article. */
  readonly always: ReadonlySet<number>;
  /** Topic (index) -> topics that imply it. */
  readonly impliedBy: ReadonlyMap<number, readonly number[]>;
  /** Working memory, used anew for every article. */
  readonly scan: Scan;
}

interface Builder extends TermTable {
  readonly languages: Map<string, number>;
  readonly maskOfList: IntList;
  /** Lines of `match` so far. */
  readonly lines: { readonly topic: number; readonly line: CompiledLine }[];
  readonly indexOfTopic: ReadonlyMap<string, number>;
}

/** Topics come from `parseTopic`; a term that could not be parsed there is left out. */
export function compileTopics(topics: readonly Topic[]): CompiledTopics {
  const scanner = createWordScanner();
  const builder: Builder = {
    trie: new TrieBuilder(),
    terms: [],
    exact: new Map(),
    scanner,
    languages: new Map([['*', 0]]),
    maskOfList: new IntList(),
    lines: [],
    indexOfTopic: new Map(topics.map(({ id }, index) => [id, index])),
  };
  const compiled = topics.map((topic, index) => compileTopic(topic, index, builder));
  const { trie, terms, exact, languages, maskOfList, lines } = builder;
  const lists = maskOfList.length;
  const compiledLines = lines.map(({ line }) => line);
  return {
    topics: compiled,
    trie: trie.build(),
    terms,
    exact,
    languages,
    uses: listUses(compiledLines, lists),
    valueUses: valueUses(compiledLines),
    askedKeys: askedKeys(compiled),
    maskOfList: maskOfList.data.slice(0, lists),
    always: new Set(
      compiled.flatMap(({ match }, index) =>
        match.some((line) => needsOf(line) === 0) ? [index] : [],
      ),
    ),
    impliedBy: invert(compiled),
    scan: createScan(scanner, lists, lineNeeds(lines)),
  };
}

function lineNeeds(lines: Builder['lines']): Int32Array {
  const needs = new Int32Array(lines.length * LINE_STRIDE);
  for (const [number, { line, topic }] of lines.entries()) {
    needs[number * LINE_STRIDE + LINE_NEEDS] = needsOf(line);
    needs[number * LINE_STRIDE + LINE_TOPIC] = topic;
  }
  return needs;
}

function askedKeys(topics: readonly CompiledTopic[]): ReadonlySet<MetadataKey> {
  const asked = new Set<MetadataKey>();
  for (const { match, unless } of topics) {
    for (const { conditions } of [...match, ...unless]) {
      for (const { key } of conditions) asked.add(key);
    }
  }
  return asked;
}

function invert(topics: readonly CompiledTopic[]): ReadonlyMap<number, readonly number[]> {
  const impliedBy = new Map<number, number[]>();
  for (const [index, { implies }] of topics.entries()) {
    for (const parent of implies) {
      const children = impliedBy.get(parent);
      if (children) children.push(index);
      else impliedBy.set(parent, [index]);
    }
  }
  return impliedBy;
}

function compileTopic(topic: Topic, index: number, builder: Builder): CompiledTopic {
  const { lists, match, unless, threshold = 1, implies = [], retired } = topic;
  const named = new Map<string, number>();
  for (const [name, { terms, except }] of Object.entries(lists)) {
    const list = createList(builder);
    named.set(`$${name}`, list);
    for (const [tag, written] of Object.entries(terms)) {
      const language = languageNumber(builder.languages, tag === '*' ? '*' : primaryLanguage(tag));
      for (const term of written) insertTerm(builder, term, { list, language });
    }
    if (except.length === 0) continue;
    const mask = createList(builder);
    builder.maskOfList.data[list] = mask;
    for (const term of except) insertTerm(builder, term, { list: mask, language: 0 });
  }
  // Methods, not arrows: naming an arrow anew for each of ten thousand topics would be felt.
  const scope: LineScope = {
    listsOf(group) {
      const known = group.flatMap((member) => named.get(member) ?? []);
      const inline = group.filter((member) => !member.startsWith('$'));
      if (inline.length === 0) return known;
      const list = createList(builder);
      for (const term of inline) insertTerm(builder, term, { list, language: 0 });
      return [...known, list];
    },
    indexOf({ id }) {
      return builder.indexOfTopic.get(id) ?? -1;
    },
  };
  const compiledMatch = match.map((written) => {
    const line = compileLine(written, scope, { number: builder.lines.length, byDefault: 1 });
    builder.lines.push({ topic: index, line });
    return line;
  });
  const compiledUnless = unless.map((line) =>
    compileLine(line, scope, { number: -1, byDefault: 0 }),
  );
  return {
    id: topic.id,
    match: compiledMatch,
    unless: compiledUnless,
    threshold,
    isSimple: threshold === 1 && compiledUnless.every(({ weight }) => weight >= 0),
    implies: implies.map(scope.indexOf).filter((parent) => parent >= 0),
    ...(retired === undefined ? {} : { retired: { at: Date.parse(retired), day: retired } }),
  };
}

function createList({ maskOfList }: Builder): number {
  maskOfList.push(-1);
  return maskOfList.length - 1;
}

function languageNumber(languages: Map<string, number>, language: string): number {
  const known = languages.get(language);
  if (known !== undefined) return known;
  languages.set(language, languages.size);
  return languages.size - 1;
}
