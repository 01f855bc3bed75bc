/** The matcher against the plainest reading of the rules, on any rules and texts in mixed scripts. */

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileTopics } from '../../src/classify/compile.ts';
import { explainTopics } from '../../src/classify/explain.ts';
import { type ClassifiableArticle, classifyArticle } from '../../src/classify/match.ts';
import type {
  Clause,
  Count,
  Group,
  RuleLine,
  TermList,
  Topic,
  TopicField,
  TopicReference,
} from '../../src/model/topic.ts';
import { classifyNaively } from './naive-rules.ts';

const WORDS = [
  ...['North', 'Korea', 'Koreas', 'korean', 'talks', 'U.S.', 'US', 'Élan', 'N', 'Gen', 'policies'],
  ...['北', '朝', '鮮', '북', '한', 'ミ', 'ﾐ', '6'],
];
const word = fc.constantFrom(...WORDS);
const gap = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  '-',
  '. ',
  ', ',
  '',
  '',
  '。',
  '! ',
  "'s ",
  '\n\n',
  '; ',
);
const textOf = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(word, gap), { maxLength })
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
  { weight: 3, arbitrary: word },
  { weight: 2, arbitrary: plainTerm },
  { weight: 1, arbitrary: plainTerm.map((plain) => `=${plain}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        'Kor*',
        'North Korea*',
        'Nor* Korea',
        'talk*',
        'policy*',
        'p*',
        '北朝',
        '北朝鮮',
        '북한',
        '북 한',
      ],
    ),
  },
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
const fields = fc.subarray<TopicField>(['title', 'lead', 'tags'], { minLength: 1 });
const near = fc.record({
  groups: fc.array(group, { minLength: 2, maxLength: 3 }),
  within: fc.oneof(
    fc.constantFrom('sentence' as const, 'sentence' as const, 'paragraph' as const),
    fc.integer({ min: 0, max: 6 }),
  ),
});
const count: fc.Arbitrary<Count> = fc.record({
  kind: fc.constantFrom('terms' as const, 'mentions' as const),
  atLeast: fc.integer({ min: 2, max: 3 }),
  group,
});

/** Present in so many of a hundred. */
const perhaps = <T>(arbitrary: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    { weight: percent, arbitrary },
    { weight: 100 - percent, arbitrary: fc.constant(undefined) },
  );

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}

const clauseOf = (parts: fc.Arbitrary<Clause[] | undefined>): fc.Arbitrary<Clause> =>
  fc
    .record({
      any: perhaps(group, 50),
      all: fc.array(group, { maxLength: 2 }),
      none: fc.array(group, { maxLength: 1 }),
      near: perhaps(near, 35),
      counts: perhaps(fc.array(count, { minLength: 1, maxLength: 2 }), 25),
      parts,
      fields,
    })
    .map((clause): Clause => defined(clause));
const inner = clauseOf(fc.constant(undefined));
const clause = clauseOf(perhaps(fc.array(inner, { minLength: 1, maxLength: 1 }), 20));

const toReference = (index: number): TopicReference => ({
  id: `topic-${index}`,
  line: 1,
  column: 1,
});
const lineOf = (weight: fc.Arbitrary<number | undefined>): fc.Arbitrary<RuleLine> =>
  fc
    .record({
      clause,
      tag: perhaps(word, 8),
      topics: perhaps(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 2 }), 15),
      weight,
      review: perhaps(fc.constant(true as const), 15),
    })
    .map(
      ({ clause: words, tag, topics, ...rest }): RuleLine =>
        defined({
          id: 'line',
          line: 1,
          ...words,
          where: tag === undefined ? undefined : { tag: [tag] },
          topics: topics?.map(toReference),
          ...rest,
        }),
    );
const topic: fc.Arbitrary<Topic> = fc
  .record({
    lists: fc.record({ a: list, b: list }),
    match: fc.array(lineOf(perhaps(fc.integer({ min: 1, max: 3 }), 30)), {
      minLength: 1,
      maxLength: 3,
    }),
    unless: fc.array(lineOf(perhaps(fc.integer({ min: -2, max: -1 }), 50)), { maxLength: 1 }),
    threshold: perhaps(fc.integer({ min: 1, max: 4 }), 30),
    implies: perhaps(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 1 }), 25),
  })
  .map(({ implies, ...rest }) =>
    defined({
      ...{ id: 'topic', slug: 'topic', names: {}, description: '' },
      ...rest,
      implies: implies?.map(toReference),
      examples: { match: [], reject: [] },
    }),
  );

/** Lines name earlier topics only, and topics imply later ones: no circles. */
function numbered(topics: readonly Topic[]): readonly Topic[] {
  return topics.map((one, index) => {
    const named = ({ id }: TopicReference): number => Number(id.slice('topic-'.length));
    const lines = (all: readonly RuleLine[]): readonly RuleLine[] =>
      all.map(({ topics: others, ...line }) => {
        const earlier = others?.filter((other) => named(other) < index) ?? [];
        return earlier.length > 0 ? { ...line, topics: earlier } : line;
      });
    const implies = one.implies?.filter((other) => named(other) > index) ?? [];
    const id = `topic-${index}`;
    return { ...one, id, match: lines(one.match), unless: lines(one.unless), implies };
  });
}

const article: fc.Arbitrary<ClassifiableArticle> = fc.record({
  headline: textOf(10),
  standfirst: textOf(14).map((lead) => `${lead}.`),
  bodyHtml: fc.constant(''),
  language: fc.constantFrom('en', 'ja', 'ko', 'und'),
  tags: fc.array(word, { maxLength: 2 }),
});
const rules = fc.array(topic, { minLength: 1, maxLength: 4 }).map(numbered);

it('agrees with the plainest reading of the rules, on any rules and mixed scripts', () => {
  const seen = { members: 0, reviews: 0 };
  const runs = 1500;
  fc.assert(
    fc.property(rules, article, (topics, story) => {
      const found = classifyArticle(compileTopics(topics), story);
      const members = found.members.map(({ id }) => id);
      const reviews = found.reviews.map(({ id }) => id);
      seen.members += members.length;
      seen.reviews += reviews.length;
      expect({ members, reviews }).toEqual(classifyNaively(topics, story));
    }),
    { numRuns: runs },
  );
  // A generator that never produces a match would prove nothing.
  expect(seen.members).toBeGreaterThan(runs / 10);
  expect(seen.reviews).toBeGreaterThan(runs / 100);
});

it('explains every article as it is decided', () => {
  fc.assert(
    fc.property(rules, article, (topics, story) => {
      const compiled = compileTopics(topics);
      const { members, reviews } = classifyArticle(compiled, story);
      const explained = explainTopics(compiled, story);
      const idsOf = (key: 'isMatched' | 'isReview'): readonly string[] =>
        explained.filter((one) => one[key]).map(({ id }) => id);
      expect(idsOf('isMatched')).toEqual(members.map(({ id }) => id));
      expect(idsOf('isReview')).toEqual(reviews.map(({ id }) => id));
      for (const line of explained.flatMap(({ match, unless }) => [...match, ...unless])) {
        expect(line.missing.length === 0).toBe(line.holds);
      }
    }),
    { numRuns: 500 },
  );
});
