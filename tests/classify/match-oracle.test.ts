/** The matcher against the plainest reading of the rules: every term tried at every word. */

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileTopics } from '../../src/classify/compile.ts';
import { type ClassifiableArticle, matchTopics } from '../../src/classify/match.ts';
import type { Group, RuleLine, TermList, Topic, TopicField } from '../../src/model/topic.ts';
import { type Token, tokenize } from '../../src/text/tokens.ts';

type Texts = Readonly<Record<TopicField, string>>;
interface Span {
  readonly field: TopicField;
  readonly from: number;
  readonly to: number;
}

function spansOfTerm(written: string, texts: Texts): readonly Span[] {
  const isExact = written.startsWith('=');
  const source = isExact ? written.slice(1) : written;
  const pattern = tokenize(source);
  // From word to word: a dot that ends the term belongs to no word, neither there nor in a text.
  const exact = isExact ? source.slice(pattern[0]?.start, pattern.at(-1)?.end) : undefined;
  return (Object.keys(texts) as TopicField[]).flatMap((field) => {
    const tokens = tokenize(texts[field]);
    return tokens.flatMap((first, from): readonly Span[] => {
      const window = tokens.slice(from, from + pattern.length);
      const isFound =
        window.length === pattern.length &&
        pattern.every((want, index) => isSameWord(want, window[index], { index, source }));
      const found = texts[field].slice(first.start, window.at(-1)?.end);
      if (!isFound || (exact !== undefined && found !== exact)) return [];
      return [{ field, from, to: from + pattern.length }];
    });
  });
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

function spansOfGroup(group: Group, topic: Topic, article: ClassifiableArticle): readonly Span[] {
  const texts: Texts = {
    title: article.headline,
    lead: article.standfirst ?? '',
    body: '',
    tags: article.tags.join('\n\n'),
  };
  return group.flatMap((member) => {
    const list = topic.lists[member.slice(1)];
    if (!member.startsWith('$') || list === undefined) return spansOfTerm(member, texts);
    const masks = list.except.flatMap((term) => spansOfTerm(term, texts));
    return Object.entries(list.terms)
      .filter(([tag]) => tag === '*' || article.language === 'und' || tag === article.language)
      .flatMap(([, terms]) => terms.flatMap((term) => spansOfTerm(term, texts)))
      .filter((span) => !masks.some((mask) => isInside(span, mask)));
  });
}

const isInside = (span: Span, mask: Span): boolean =>
  span.field === mask.field && mask.from <= span.from && span.to <= mask.to;
const isApart = (one: Span, other: Span): boolean =>
  one.field !== other.field || one.to <= other.from || other.to <= one.from;

function canChoose(groups: readonly (readonly Span[])[], taken: readonly Span[]): boolean {
  const [first, ...rest] = groups;
  if (first === undefined) return true;
  return first.some(
    (span) => taken.every((one) => isApart(one, span)) && canChoose(rest, [...taken, span]),
  );
}

function lineHolds(line: RuleLine, topic: Topic, article: ClassifiableArticle): boolean {
  const spans = (group: Group): readonly Span[] =>
    spansOfGroup(group, topic, article).filter(({ field }) => line.fields.includes(field));
  const groups = [...(line.any ? [line.any] : []), ...line.all].map(spans);
  return canChoose(groups, []) && line.none.every((group) => spans(group).length === 0);
}

function naiveMatch(topic: Topic, article: ClassifiableArticle): boolean {
  return (
    topic.match.some((line) => lineHolds(line, topic, article)) &&
    !topic.unless.some((line) => lineHolds(line, topic, article))
  );
}

const WORDS = [
  'North',
  'Korea',
  'Koreas',
  'korean',
  'talks',
  'U.S.',
  'US',
  'Élan',
  '北',
  '朝',
  '鮮',
  '북',
  '한',
  'ミ',
  'ﾐ',
  '6',
];
const word = fc.constantFrom(...WORDS);
const gap = fc.constantFrom(' ', ' ', '-', '. ', ', ', '', '', '。', '! ', "'s ", '\n\n');
const text = fc
  .array(fc.tuple(word, gap), { maxLength: 12 })
  .map((pairs) => pairs.map((pair) => pair.join('')).join(''));
const plainTerm = fc
  .array(fc.tuple(word, fc.constantFrom(' ', '')), { minLength: 1, maxLength: 3 })
  .map((pairs) =>
    pairs
      .map((pair) => pair.join(''))
      .join('')
      .trim(),
  );
const term = fc.oneof(
  plainTerm,
  plainTerm,
  plainTerm.map((plain) => `=${plain}`),
  fc.constantFrom('Kor*', 'North Korea*', 'Nor* Korea', 'talk*', '北朝', '北朝鮮', '북한', '북 한'),
);
const terms = fc.array(term, { minLength: 1, maxLength: 3 });
const list: fc.Arbitrary<TermList> = fc.record({
  terms: fc.dictionary(fc.constantFrom('en', 'ja', 'ko', '*'), terms, { minKeys: 1 }),
  except: fc.array(term, { maxLength: 2 }),
});
const group: fc.Arbitrary<Group> = fc.array(fc.oneof(fc.constantFrom('$a', '$b'), term), {
  minLength: 1,
  maxLength: 2,
});
const line: fc.Arbitrary<RuleLine> = fc
  .record({
    any: fc.option(group, { nil: undefined }),
    all: fc.array(group, { maxLength: 3 }),
    none: fc.array(group, { maxLength: 1 }),
    fields: fc.subarray<TopicField>(['title', 'lead', 'tags'], { minLength: 1 }),
  })
  .filter(({ any, all }) => any !== undefined || all.length > 0)
  .map(({ any, ...rest }) => ({ id: 'line', line: 1, ...rest, ...(any ? { any } : {}) }));
const topic: fc.Arbitrary<Topic> = fc.record({
  id: fc.constant('topic'),
  slug: fc.constant('topic'),
  names: fc.constant({}),
  description: fc.constant(''),
  lists: fc.record({ a: list, b: list }),
  match: fc.array(line, { minLength: 1, maxLength: 2 }),
  unless: fc.array(line, { maxLength: 1 }),
  examples: fc.constant({ match: [], reject: [] }),
});
const article: fc.Arbitrary<ClassifiableArticle> = fc.record({
  headline: text,
  standfirst: text.map((lead) => `${lead}.`),
  bodyHtml: fc.constant(''),
  language: fc.constantFrom('en', 'ja', 'ko', 'und'),
  tags: fc.array(word, { maxLength: 2 }),
});

it('agrees with the plainest reading of the rules, on any rules and mixed scripts', () => {
  let matched = 0;
  const runs = 1000;
  fc.assert(
    fc.property(fc.array(topic, { minLength: 1, maxLength: 3 }), article, (rules, story) => {
      const topics = rules.map((rule, index) => ({ ...rule, id: `topic-${index}` }));
      const expected = topics.filter((rule) => naiveMatch(rule, story)).map(({ id }) => id);
      const found = matchTopics(compileTopics(topics), story).map(({ id }) => id);
      matched += found.length;
      expect(found).toEqual(expected);
    }),
    { numRuns: runs },
  );
  // A generator that never produces a match would prove nothing.
  expect(matched).toBeGreaterThan(runs / 10);
});
