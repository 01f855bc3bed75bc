/** Reads the texts of an article once and collects every hit of every list. Decides nothing. */

import type { TopicField } from '../model/topic.ts';
import { primaryLanguage } from '../text/language.ts';
import { type Token, tokenize } from '../text/tokens.ts';
import { type CompiledTopics, type TermEnd, type TrieNode, wordKey } from './compile.ts';

/** The texts a rule can look at. */
export interface ClassifiableText {
  readonly title: string;
  readonly lead: string;
  /** Without the lead, when that is the body's first paragraph: no word is read twice. */
  readonly body: string;
  readonly leadIsBody: boolean;
  readonly tags: readonly string[];
}

const FIELDS = ['title', 'lead', 'body', 'tags'] as const satisfies readonly TopicField[];

export interface Hit {
  readonly term: string;
  readonly field: TopicField;
  /** First word and the one behind the last, counted in the field. */
  readonly from: number;
  readonly to: number;
  /** As found in the article. */
  readonly text: string;
}

export interface Scan {
  /** List -> hits, masked ones left out, in the order title, lead, body, tags. */
  readonly hitsOfList: ReadonlyMap<number, readonly Hit[]>;
  readonly leadIsBody: boolean;
}

/** `language` is the article's BCP 47 tag; for an unknown one (`und`, empty) every term counts. */
export function scanText(compiled: CompiledTopics, text: ClassifiableText, language: string): Scan {
  const primary = primaryLanguage(language);
  const collected: Collected = { hits: new Map(), masks: new Map() };
  for (const field of FIELDS) {
    // A paragraph break between tags: no phrase runs from one into the next.
    const content = field === 'tags' ? text.tags.join('\n\n') : text[field];
    scanField({ field, content, tokens: tokenize(content), primary, collected }, compiled.root);
  }
  return { hitsOfList: unmasked(collected), leadIsBody: text.leadIsBody };
}

interface Collected {
  readonly hits: Map<number, Hit[]>;
  readonly masks: Map<number, Hit[]>;
}

interface FieldScan {
  readonly field: TopicField;
  readonly content: string;
  readonly tokens: readonly Token[];
  readonly primary: string;
  readonly collected: Collected;
}

function scanField(scan: FieldScan, root: TrieNode): void {
  for (let from = 0; from < scan.tokens.length; from += 1) {
    const token = scan.tokens[from];
    if (token !== undefined) follow(scan, root, { from, at: from, token, isFirst: true });
  }
}

interface Position {
  readonly from: number;
  readonly at: number;
  readonly token: Token;
  readonly isFirst: boolean;
}

/** Every edge that the token at this position allows. Depth is bounded by the longest term. */
function follow(scan: FieldScan, node: TrieNode, position: Position): void {
  const { token, isFirst } = position;
  if (!isFirst && token.joint === 'break') return;
  enter(scan, node.words.get(wordKey(token.folded, false)), position);
  if (!isFirst && token.joint === 'none') {
    enter(scan, node.words.get(wordKey(token.folded, true)), position);
  }
  if (node.prefixes.size === 0) return;
  for (const prefix of prefixesOf(token)) enter(scan, node.prefixes.get(prefix), position);
}

function enter(scan: FieldScan, node: TrieNode | undefined, position: Position): void {
  if (node === undefined) return;
  const { from, at } = position;
  for (const end of node.ends) collect(scan, end, { from, at });
  const token = scan.tokens[at + 1];
  if (token !== undefined) follow(scan, node, { from, at: at + 1, token, isFirst: false });
}

function prefixesOf({ folded, plain }: Token): ReadonlySet<string> {
  const prefixes = new Set<string>();
  for (let length = 1; length <= plain.length; length += 1) prefixes.add(plain.slice(0, length));
  // `policy*` is meant to find `policies`, which does not begin with it as written.
  for (let length = 1; length <= folded.length; length += 1) prefixes.add(folded.slice(0, length));
  return prefixes;
}

function collect(
  { field, content, tokens, primary, collected }: FieldScan,
  end: TermEnd,
  { from, at }: { readonly from: number; readonly at: number },
): void {
  if (end.language !== '*' && primary !== '' && end.language !== primary) return;
  const text = content.slice(tokens[from]?.start, tokens[at]?.end);
  if (end.exact !== undefined && end.exact !== text) return;
  const target = end.isMask ? collected.masks : collected.hits;
  const hit: Hit = { term: end.term, field, from, to: at + 1, text };
  const known = target.get(end.list);
  if (known) known.push(hit);
  else target.set(end.list, [hit]);
}

function unmasked({ hits, masks }: Collected): ReadonlyMap<number, readonly Hit[]> {
  for (const [list, hidden] of masks) {
    const found = hits.get(list);
    if (found === undefined) continue;
    const left = FIELDS.flatMap((field) =>
      outside(
        found.filter((hit) => hit.field === field),
        hidden.filter((mask) => mask.field === field),
      ),
    );
    if (left.length > 0) hits.set(list, left);
    else hits.delete(list);
  }
  return hits;
}

/** Hits that lie inside no mask. Both in order of `from`, so one pass is enough for a long text. */
function outside(hits: readonly Hit[], masks: readonly Hit[]): readonly Hit[] {
  let next = 0;
  let maskedTo = 0;
  return hits.filter((hit) => {
    for (let mask = masks[next]; mask && mask.from <= hit.from; mask = masks[next]) {
      maskedTo = Math.max(maskedTo, mask.to);
      next += 1;
    }
    return hit.to > maskedTo;
  });
}
