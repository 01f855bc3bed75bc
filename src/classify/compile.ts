/**
 * All topics as one trie of words, so that reading an article once finds the terms of every topic:
 * cost follows the length of the article and the hits, not the number of rules.
 */

import type { Group, MetadataCondition, RuleLine, Topic, TopicField } from '../model/topic.ts';
import { primaryLanguage } from '../text/language.ts';
import { foldText } from '../text/tokens.ts';
import { parseTerm, type TermWord } from './terms.ts';

/** Where a term ends in the trie. */
export interface TermEnd {
  /** Number of the list this term counts for. */
  readonly list: number;
  /** As written in the rule. */
  readonly term: string;
  /** Primary subtag, or `*`. */
  readonly language: string;
  /** The article's own characters must be these. */
  readonly exact?: string;
  /** A phrase of `except`: hides the list's hits inside it. */
  readonly isMask: boolean;
}

export interface TrieNode {
  /** Next word (see `wordKey`) -> node. */
  readonly words: Map<string, TrieNode>;
  /** Beginning of the next word -> node. */
  readonly prefixes: Map<string, TrieNode>;
  readonly ends: TermEnd[];
}

export interface CompiledGroup {
  /** For reports: `$talks`, or the terms. */
  readonly label: string;
  /** Lists whose hits satisfy the group. */
  readonly lists: readonly number[];
}

export type MetadataKey = keyof MetadataCondition;

export interface CompiledCondition {
  readonly key: MetadataKey;
  readonly values: readonly { readonly folded: string; readonly written: string }[];
}

export interface CompiledLine {
  readonly id: string;
  /** `any` and every group of `all`: each needs words of its own. */
  readonly groups: readonly CompiledGroup[];
  readonly none: readonly CompiledGroup[];
  readonly fields: ReadonlySet<TopicField>;
  readonly conditions: readonly CompiledCondition[];
}

export interface CompiledTopic {
  readonly id: string;
  readonly match: readonly CompiledLine[];
  readonly unless: readonly CompiledLine[];
}

export interface CompiledTopics {
  readonly topics: readonly CompiledTopic[];
  readonly root: TrieNode;
  /** Topic (index) that each list belongs to. */
  readonly topicOfList: readonly number[];
  /** Topics (index) with a line of metadata alone: looked at for every article. */
  readonly always: readonly number[];
}

/** Topics come from `parseTopic`; a term that could not be parsed there is left out. */
export function compileTopics(topics: readonly Topic[]): CompiledTopics {
  const root = createNode();
  const topicOfList: number[] = [];
  const compiled = topics.map((topic, index) =>
    compileTopic(topic, {
      root,
      createList: () => topicOfList.push(index) - 1,
    }),
  );
  const always = compiled.flatMap((topic, index) =>
    topic.match.some((line) => line.groups.length === 0) ? [index] : [],
  );
  return { topics: compiled, root, topicOfList, always };
}

/**
 * Key of a word in the trie. A character that must touch the one before it has a key of its own: the
 * term 북한 is not found in 대북 한국, while 북미 정상회담 is found with and without the space.
 */
export function wordKey(word: string, mustTouch: boolean): string {
  return mustTouch ? `~${word}` : word;
}

interface Builder {
  readonly root: TrieNode;
  readonly createList: () => number;
}

function compileTopic(topic: Topic, builder: Builder): CompiledTopic {
  const lists = new Map<string, number>();
  for (const [name, { terms, except }] of Object.entries(topic.lists)) {
    const list = builder.createList();
    lists.set(`$${name}`, list);
    for (const [tag, written] of Object.entries(terms)) {
      const language = tag === '*' ? '*' : primaryLanguage(tag);
      for (const term of written) insertTerm(builder.root, { list, term, language, isMask: false });
    }
    for (const term of except) {
      insertTerm(builder.root, { list, term, language: '*', isMask: true });
    }
  }
  const compileGroup = (group: Group): CompiledGroup => {
    const named = group.flatMap((member) => lists.get(member) ?? []);
    const inline = group.filter((member) => !member.startsWith('$'));
    const label = group.join(' / ');
    if (inline.length === 0) return { label, lists: named };
    const list = builder.createList();
    for (const term of inline) {
      insertTerm(builder.root, { list, term, language: '*', isMask: false });
    }
    return { label, lists: [...named, list] };
  };
  const compileLine = (line: RuleLine): CompiledLine => ({
    id: line.id,
    groups: [...(line.any ? [line.any] : []), ...line.all].map(compileGroup),
    none: line.none.map(compileGroup),
    fields: new Set(line.fields),
    conditions: compileConditions(line.where ?? {}),
  });
  return {
    id: topic.id,
    match: topic.match.map(compileLine),
    unless: topic.unless.map(compileLine),
  };
}

function compileConditions(where: MetadataCondition): readonly CompiledCondition[] {
  const keys = ['tag', 'section', 'source', 'language', 'place'] as const;
  return keys.flatMap((key) => {
    const written = where[key];
    if (written === undefined) return [];
    const values = written.map((value) => ({ folded: foldMetadata(key, value), written: value }));
    return [{ key, values }];
  });
}

/** Language tags keep their hyphens; everything else is compared as folded words. */
export function foldMetadata(key: MetadataKey, value: string): string {
  return key === 'language' ? value.trim().toLowerCase() : foldText(value);
}

function insertTerm(root: TrieNode, end: TermEnd): void {
  const parsed = parseTerm(end.term);
  if (typeof parsed === 'string') return;
  let node = root;
  for (const [index, word] of parsed.words.entries()) node = stepInto(node, word, index === 0);
  node.ends.push(parsed.exact === undefined ? end : { ...end, exact: parsed.exact });
}

function stepInto(node: TrieNode, { word, isPrefix, joint }: TermWord, isFirst: boolean): TrieNode {
  const edges = isPrefix ? node.prefixes : node.words;
  const key = wordKey(word, !isFirst && joint === 'none');
  const known = edges.get(key);
  if (known !== undefined) return known;
  const added = createNode();
  edges.set(key, added);
  return added;
}

function createNode(): TrieNode {
  return { words: new Map(), prefixes: new Map(), ends: [] };
}
