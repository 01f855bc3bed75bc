/**
 * All topics as one trie of words, so that reading an article once finds the terms of every topic:
 * cost follows the length of the article and the hits, not the number of rules.
 */

import type { Group, Topic, TopicReference } from '../model/topic.ts';
import { primaryLanguage } from '../text/language.ts';
import { type CompiledLine, compileLine } from './compile-line.ts';
import { IntList } from './int-list.ts';
import { PhraseTrie } from './phrase-trie.ts';
import { createScan, type Scan } from './scan.ts';
import { parseTerm } from './terms.ts';

export interface CompiledTopic {
  readonly id: string;
  readonly match: readonly CompiledLine[];
  readonly unless: readonly CompiledLine[];
  readonly threshold: number;
  /** The first line that holds decides: no weight tells otherwise. */
  readonly isSimple: boolean;
  /** Topics (index) that an article of this one belongs to as well. */
  readonly implies: readonly number[];
}

/** Where a term ends in the trie, by the number of the end. */
export interface TermEnds {
  /** List that the term counts for. */
  readonly list: IntList;
  /** Number of its language; 0 for every language. */
  readonly language: IntList;
  /** As written in the rule. */
  readonly term: string[];
  /** The article's own characters must be these. */
  readonly exact: Map<number, string>;
}

export interface CompiledTopics {
  readonly topics: readonly CompiledTopic[];
  readonly trie: PhraseTrie;
  readonly ends: TermEnds;
  /** Primary subtag -> number. */
  readonly languages: ReadonlyMap<string, number>;
  /** Topic (index) that each list belongs to; -1 for a list of `except`. */
  readonly topicOfList: Int32Array;
  /** List -> the list of its `except`, -1 without one. */
  readonly maskOfList: Int32Array;
  /** Topics (index) with a line that needs no words: looked at for every article. */
  readonly always: ReadonlySet<number>;
  /** Topic (index) -> topics that imply it. */
  readonly impliedBy: ReadonlyMap<number, readonly number[]>;
  /** Working memory, used anew for every article. */
  readonly scan: Scan;
}

interface Builder {
  readonly trie: PhraseTrie;
  readonly ends: TermEnds;
  readonly languages: Map<string, number>;
  readonly topicOfList: IntList;
  readonly maskOfList: IntList;
  readonly indexOfTopic: ReadonlyMap<string, number>;
}

/** Topics come from `parseTopic`; a term that could not be parsed there is left out. */
export function compileTopics(topics: readonly Topic[]): CompiledTopics {
  const builder: Builder = {
    trie: new PhraseTrie(),
    ends: { list: new IntList(), language: new IntList(), term: [], exact: new Map() },
    languages: new Map([['*', 0]]),
    topicOfList: new IntList(),
    maskOfList: new IntList(),
    indexOfTopic: new Map(topics.map(({ id }, index) => [id, index])),
  };
  const compiled = topics.map((topic, index) => compileTopic(topic, index, builder));
  const { trie, ends, languages, topicOfList, maskOfList } = builder;
  trie.freeze();
  const lists = topicOfList.length;
  return {
    topics: compiled,
    trie,
    ends,
    languages,
    topicOfList: topicOfList.data.slice(0, lists),
    maskOfList: maskOfList.data.slice(0, lists),
    always: new Set(
      compiled.flatMap(({ match }, index) => (match.some(needsNoWords) ? [index] : [])),
    ),
    impliedBy: invert(compiled),
    scan: createScan(lists, topics.length),
  };
}

function needsNoWords({ slots, counts }: CompiledLine): boolean {
  return slots.length === 0 && counts.length === 0;
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
  const { lists, match, unless, threshold = 1, implies = [] } = topic;
  const named = new Map<string, number>();
  for (const [name, { terms, except }] of Object.entries(lists)) {
    const list = createList(builder, index);
    named.set(`$${name}`, list);
    for (const [tag, written] of Object.entries(terms)) {
      const language = languageNumber(builder.languages, tag === '*' ? '*' : primaryLanguage(tag));
      for (const term of written) insertTerm(builder, term, { list, language });
    }
    if (except.length === 0) continue;
    const mask = createList(builder, -1);
    builder.maskOfList.data[list] = mask;
    for (const term of except) insertTerm(builder, term, { list: mask, language: 0 });
  }
  const listsOf = (group: Group): readonly number[] => {
    const known = group.flatMap((member) => named.get(member) ?? []);
    const inline = group.filter((member) => !member.startsWith('$'));
    if (inline.length === 0) return known;
    const list = createList(builder, index);
    for (const term of inline) insertTerm(builder, term, { list, language: 0 });
    return [...known, list];
  };
  const indexOf = ({ id }: TopicReference): number => builder.indexOfTopic.get(id) ?? -1;
  const scope = { listsOf, indexOf };
  const compiledMatch = match.map((line) => compileLine(line, scope, 1));
  const compiledUnless = unless.map((line) => compileLine(line, scope, 0));
  return {
    id: topic.id,
    match: compiledMatch,
    unless: compiledUnless,
    threshold,
    isSimple: threshold === 1 && compiledUnless.every(({ weight }) => weight >= 0),
    implies: implies.map(indexOf).filter((parent) => parent >= 0),
  };
}

function createList({ topicOfList, maskOfList }: Builder, topic: number): number {
  topicOfList.push(topic);
  maskOfList.push(-1);
  return topicOfList.length - 1;
}

function languageNumber(languages: Map<string, number>, language: string): number {
  const known = languages.get(language);
  if (known !== undefined) return known;
  languages.set(language, languages.size);
  return languages.size - 1;
}

function insertTerm(
  { trie, ends }: Builder,
  term: string,
  { list, language }: { readonly list: number; readonly language: number },
): void {
  const parsed = parseTerm(term);
  if (typeof parsed === 'string') return;
  const end = trie.insert(parsed.words);
  ends.list.push(list);
  ends.language.push(language);
  ends.term.push(term);
  if (parsed.exact !== undefined) ends.exact.set(end, parsed.exact);
}
