/** The plainest reading of the rules: every term tried at every word, every choice of hits tried. */

import type { ClassifiableArticle } from '../../src/classify/match.ts';
import type {
  Clause,
  Count,
  Group,
  Near,
  RuleLine,
  Topic,
  TopicField,
} from '../../src/model/topic.ts';
import { foldLabel, type Token, tokenize } from '../../src/text/tokens.ts';

interface Word extends Token {
  readonly field: TopicField;
  readonly index: number;
  readonly sentence: number;
  readonly paragraph: number;
}

interface Span {
  readonly field: TopicField;
  readonly from: number;
  readonly to: number;
  readonly sentence: number;
  readonly paragraph: number;
  /** Folded form of the term: two spellings of one are one. */
  readonly term: string;
}

interface Text {
  readonly content: string;
  readonly words: readonly Word[];
}

export interface NaiveArticle {
  readonly texts: readonly Text[];
  readonly article: ClassifiableArticle;
}

const ABBREVIATIONS = ['Gen', 'Sept', 'Mr'];

export function readNaively(article: ClassifiableArticle): NaiveArticle {
  const contents: Readonly<Record<TopicField, string>> = {
    title: article.headline,
    lead: article.standfirst ?? '',
    body: '',
    tags: article.tags.join('\n\n'),
  };
  const texts = (Object.keys(contents) as TopicField[]).map((field) => {
    const content = contents[field];
    return { content, words: wordsOf(content, field) };
  });
  return { texts, article };
}

function wordsOf(content: string, field: TopicField): readonly Word[] {
  const words: Word[] = [];
  let sentence = 0;
  let paragraph = 0;
  let previous: Token | undefined;
  for (const token of tokenize(content)) {
    if (previous !== undefined) {
      const gap = content.slice(previous.end, token.start).normalize('NFKC');
      const before = content.slice(previous.start, previous.end);
      const isInitial = /^\p{L}$/u.test(before) && !previous.isCharacter;
      const isStop =
        /\..*?\s/su.test(gap) &&
        (previous.isCharacter ||
          (!before.endsWith('.') &&
            !isInitial &&
            !ABBREVIATIONS.includes(before) &&
            !/^\p{Ll}/u.test(content.slice(token.start))));
      if (/\n\s*\n/u.test(gap)) paragraph += 1;
      if (/[!?。]|\n\s*\n/u.test(gap) || isStop) sentence += 1;
    }
    words.push({ ...token, field, index: words.length, sentence, paragraph });
    previous = token;
  }
  return words;
}

export function spansOfTerm(written: string, { texts }: NaiveArticle): readonly Span[] {
  const isExact = written.startsWith('=');
  const source = isExact ? written.slice(1) : written;
  const pattern = tokenize(source);
  const before = pattern[0]?.start ?? 0;
  const behind = source.length - (pattern.at(-1)?.end ?? 0);
  return texts.flatMap(({ content, words }) =>
    words.flatMap((first, from): readonly Span[] => {
      const window = words.slice(from, from + pattern.length);
      const isFound =
        window.length === pattern.length &&
        pattern.every((want, index) => isSameWord(want, window[index], { index, source }));
      // The signs on both sides count too.
      const found = content.slice(first.start - before, (window.at(-1)?.end ?? 0) + behind);
      if (!isFound || (isExact && found !== source)) return [];
      const { field, sentence, paragraph } = first;
      return [
        { field, from, to: from + pattern.length, sentence, paragraph, term: nameOf(source) },
      ];
    }),
  );
}

function nameOf(source: string): string {
  return tokenize(source)
    .map((token, index) => {
      const isPrefix = source[token.end] === '*' && !token.isCharacter;
      const touches = index > 0 && token.joint === 'none' ? '~' : ' ';
      return touches + (isPrefix ? `${token.plain}*` : token.folded);
    })
    .join('');
}

function isSameWord(
  want: Token,
  have: Token | undefined,
  { index, source }: { readonly index: number; readonly source: string },
): boolean {
  if (have === undefined) return false;
  const isJoined =
    index === 0 || have.joint === 'none' || (have.joint === 'space' && want.joint !== 'none');
  if (!isJoined) return false;
  if (source[want.end] !== '*' || want.isCharacter) return want.folded === have.folded;
  return have.plain.startsWith(want.plain) || have.folded.startsWith(want.plain);
}

function spansOfGroup(group: Group, topic: Topic, read: NaiveArticle): readonly Span[] {
  return group.flatMap((member) => {
    const list = topic.lists[member.slice(1)];
    if (!member.startsWith('$') || list === undefined) return spansOfTerm(member, read);
    const masks = list.except.flatMap((term) => spansOfTerm(term, read));
    const { language } = read.article;
    return Object.entries(list.terms)
      .filter(([tag]) => tag === '*' || language === 'und' || tag === language)
      .flatMap(([, terms]) => terms.flatMap((term) => spansOfTerm(term, read)))
      .filter((span) => !masks.some((mask) => isInside(span, mask)));
  });
}

const isInside = (span: Span, mask: Span): boolean =>
  span.field === mask.field && mask.from <= span.from && span.to <= mask.to;
const isSame = (one: Span, other: Span): boolean => isInside(one, other) && isInside(other, one);
const isApart = (one: Span, other: Span): boolean =>
  one.field !== other.field || one.to <= other.from || other.to <= one.from;

interface Parts {
  readonly slots: (readonly Span[])[];
  readonly nears: { readonly near: Near; readonly slots: readonly number[] }[];
  isRefused: boolean;
}

export function lineHolds(
  line: RuleLine,
  {
    topic,
    read,
    isMember,
  }: { topic: Topic; read: NaiveArticle; isMember: (id: string) => boolean },
): boolean {
  const parts: Parts = { slots: [], nears: [], isRefused: false };
  layFlat(line, parts, { topic, read });
  if (parts.isRefused) return false;
  if (line.topics && !line.topics.some(({ id }) => isMember(id))) return false;
  const tags = line.where?.tag?.map(foldLabel);
  if (tags && !read.article.tags.some((tag) => tags.includes(foldLabel(tag)))) return false;
  return canChoose(parts, []);
}

function layFlat(
  clause: Clause,
  parts: Parts,
  about: { readonly topic: Topic; readonly read: NaiveArticle },
): void {
  const { any, all, none, near, counts = [], parts: inner = [], fields } = clause;
  const spans = (group: Group): readonly Span[] =>
    spansOfGroup(group, about.topic, about.read).filter(({ field }) => fields.includes(field));
  parts.slots.push(...[...(any ? [any] : []), ...all].map(spans));
  if (near) {
    parts.nears.push({
      near,
      slots: near.groups.map((group) => parts.slots.push(spans(group)) - 1),
    });
  }
  const isRefused =
    none.some((group) => spans(group).length > 0) ||
    counts.some((count) => countOf(count, spans(count.group)) < count.atLeast);
  if (isRefused) parts.isRefused = true;
  for (const part of inner) layFlat(part, parts, about);
}

function canChoose(parts: Parts, taken: readonly Span[]): boolean {
  const spans = parts.slots[taken.length];
  if (spans === undefined) return parts.nears.every((one) => isNear(one, taken));
  return spans.some(
    (span) => taken.every((one) => isApart(one, span)) && canChoose(parts, [...taken, span]),
  );
}

function isNear({ near, slots }: Parts['nears'][number], taken: readonly Span[]): boolean {
  const spans = slots.flatMap((slot) => taken[slot] ?? []);
  const [first] = spans;
  if (first === undefined || spans.some(({ field }) => field !== first.field)) return false;
  const { within } = near;
  if (within === 'sentence') return spans.every(({ sentence }) => sentence === first.sentence);
  if (within === 'paragraph') return spans.every(({ paragraph }) => paragraph === first.paragraph);
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.to));
  let between = 0;
  for (let word = from; word < to; word += 1) {
    if (spans.every((span) => word < span.from || word >= span.to)) between += 1;
  }
  return between <= within;
}

function countOf({ kind }: Count, spans: readonly Span[]): number {
  if (kind === 'mentions') return mostApart(spans);
  const outer = spans.filter((span) =>
    spans.every((other) => !isInside(span, other) || isSame(span, other)),
  );
  return mostTerms([...new Set(outer.map(({ term }) => term))], outer, []);
}

function mostApart(spans: readonly Span[]): number {
  const [first, ...rest] = spans;
  if (first === undefined) return 0;
  const without = mostApart(rest.filter((span) => !isSame(span, first)));
  return Math.max(without, 1 + mostApart(rest.filter((span) => isApart(span, first))));
}

function mostTerms(
  terms: readonly string[],
  spans: readonly Span[],
  taken: readonly Span[],
): number {
  const [term, ...rest] = terms;
  if (term === undefined) return 0;
  const choices = spans.filter(
    (span) => span.term === term && !taken.some((one) => isSame(one, span)),
  );
  const counts = choices.map((span) => 1 + mostTerms(rest, spans, [...taken, span]));
  return Math.max(mostTerms(rest, spans, taken), ...counts);
}

/** Ids of the topics that take the article, and of those that ask for a look. */
export function classifyNaively(
  topics: readonly Topic[],
  article: ClassifiableArticle,
): { readonly members: readonly string[]; readonly reviews: readonly string[] } {
  const read = readNaively(article);
  const isMember = (id: string): boolean => {
    const topic = topics.find((one) => one.id === id);
    const implied = topics.some(
      (one) => one.implies?.some((parent) => parent.id === id) && isMember(one.id),
    );
    return implied || (topic !== undefined && verdictOf(topic) === 'member');
  };
  const verdictOf = (topic: Topic): 'member' | 'review' | 'none' => {
    const holds = (line: RuleLine): boolean => lineHolds(line, { topic, read, isMember });
    const held = topic.match.filter(holds);
    const against = topic.unless.filter(holds);
    if (held.length === 0 || against.some(({ weight }) => weight === undefined)) return 'none';
    const sum = (lines: readonly RuleLine[]): number =>
      lines.reduce((total, { weight = 1 }) => total + weight, 0);
    const threshold = topic.threshold ?? 1;
    const firm = held.filter(({ review }) => review !== true);
    const score = sum(firm) + against.reduce((total, { weight = 0 }) => total + weight, 0);
    if (firm.length > 0 && score >= threshold) return 'member';
    const inReview = held.filter(({ review }) => review === true);
    return inReview.length > 0 && score + sum(inReview) >= threshold ? 'review' : 'none';
  };
  const ids = topics.map(({ id }) => id);
  const members = ids.filter(isMember);
  const reviews = topics
    .filter((topic) => !members.includes(topic.id) && verdictOf(topic) === 'review')
    .map(({ id }) => id);
  return { members, reviews };
}
