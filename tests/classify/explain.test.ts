import { describe, expect, it } from 'vitest';
import { compileTopics } from '../../src/classify/compile.ts';
import { examplesProblems, explainTopic, explainTopics } from '../../src/classify/explain.ts';
import type { ClassifiableArticle } from '../../src/classify/match.ts';
import { parseTopic } from '../../src/classify/parse.ts';
import type { FoundTerm, Topic } from '../../src/model/topic.ts';

function topicOf(rule: string): Topic {
  const result = parseTopic(`name: Topic\n${rule}`, 'topic.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

const RULE = `
lists: {place: [Pyongyang], talks: [talks, summit]}
match:
  - {all: [$place, $talks, envoy], in: title}
  - {id: near, all: [$place, $talks]}
unless:
  - {id: sport, any: [Olympics]}
`;

function explain(headline: string) {
  const article = { headline, bodyHtml: '', language: 'en', tags: [] };
  return explainTopics(compileTopics([topicOf(RULE)]), article)[0];
}

describe('explainTopics', () => {
  it('tells of every line what it found, where, and what it misses', () => {
    expect(explain('Pyongyang summit')).toEqual({
      id: 'topic',
      isMatched: true,
      isReview: false,
      score: 1,
      threshold: 1,
      match: [
        {
          id: 'match[0]',
          line: 5,
          holds: false,
          weight: 1,
          isReview: false,
          found: [found('Pyongyang', '$place', [1, 0, 9]), found('summit', '$talks', [2, 10, 16])],
          masked: [],
          missing: [{ kind: 'group', text: 'envoy in title' }],
        },
        {
          id: 'near',
          line: 6,
          holds: true,
          weight: 1,
          isReview: false,
          found: [found('Pyongyang', '$place', [1, 0, 9]), found('summit', '$talks', [2, 10, 16])],
          masked: [],
          missing: [],
        },
      ],
      unless: [
        {
          id: 'sport',
          line: 8,
          holds: false,
          weight: 0,
          isReview: false,
          found: [],
          masked: [],
          missing: [{ kind: 'group', text: 'Olympics in the article' }],
        },
      ],
      fired: 'near',
      impliedBy: [],
    });
  });

  it('names the line that blocked, besides the one that fired', () => {
    const explanation = explain('Pyongyang Olympics talks');
    expect(explanation).toMatchObject({ isMatched: false, fired: 'near', blocked: 'sport' });
    expect(explanation?.unless[0]).toMatchObject({ holds: true, found: [{ text: 'Olympics' }] });
  });

  it('names the line that misses least', () => {
    const explanation = explain('An envoy in Pyongyang');
    expect(explanation).toMatchObject({ isMatched: false, nearest: 'match[0]' });
    expect(explanation?.match[0]?.missing).toEqual([{ kind: 'group', text: '$talks in title' }]);
  });
});

describe('explainTopic', () => {
  const lines = (rule: string, fields: Partial<ClassifiableArticle>) => {
    const article = { headline: 'Untitled', bodyHtml: '', language: 'en', tags: [], ...fields };
    return explainTopic(compileTopics([topicOf(rule)]), article, 'topic');
  };
  const missing = (rule: string, headline: string): readonly string[] =>
    lines(rule, { headline })?.match[0]?.missing.map(({ text }) => text) ?? [];

  it('knows no topic of another name', () => {
    const article = { headline: 'A', bodyHtml: '', language: 'en', tags: [] };
    expect(explainTopic(compileTopics([topicOf(RULE)]), article, 'other')).toBeUndefined();
  });

  it.each([
    [
      '{near: [kim, talks], within: sentence}',
      'Kim left the room early. Talks go on',
      'kim and talks are 4 words apart, not in one sentence',
    ],
    [
      '{near: [kim, talks, hanoi], within: 1}',
      'Kim will hold talks in Hanoi',
      'kim, talks and hanoi are 3 words apart, not within 1 words',
    ],
    ['{near: [kim, talks], within: sentence}', 'Kim left', 'talks in the article'],
    ['{all: [[a, b], [a, c]]}', 'A', 'words of its own for each of a / b, a / c'],
    [
      '{atLeast: 3, of: [a, b, c], in: title}',
      'A, b, b',
      '2 of 3 different terms of a / b / c in title',
    ],
    ['{mentions: 3, of: a}', 'A, a', '2 of 3 mentions of a in the article'],
    ['{any: a, none: b}', 'A b', 'no b, but "b" is in title'],
    ['{any: a, section: World}', 'A', 'section: World'],
    ['{any: a, topic: other}', 'A', 'topic: other'],
  ])('says of %s in "%s": %s', (line, headline, expected) => {
    expect(missing(`match: [${line}]`, headline)).toEqual([expected]);
  });

  it('says when groups stand in different fields', () => {
    const rule = 'match: [{near: [kim, talks], within: paragraph}]';
    const explanation = lines(rule, { headline: 'Kim', standfirst: 'Talks' });
    expect(explanation?.match[0]?.missing).toEqual([
      { kind: 'near', text: 'kim and talks are in different fields, not in one paragraph' },
    ]);
  });

  it('says what an exception hides, and in which phrase', () => {
    const rule = 'lists: {a: {en: [talks], except: [tough talk*]}}\nmatch: [{any: $a, in: title}]';
    expect(lines(rule, { headline: 'More tough talk' })?.match[0]?.masked).toEqual([
      {
        group: '$a',
        term: 'talks',
        field: 'title',
        text: 'talk',
        except: 'tough talk*',
        inside: 'tough talk',
      },
    ]);
  });

  it('counts how often a term stands there, and gives offsets into the text as written', () => {
    const explanation = lines('match: [{any: ミサイル, in: lead}]', {
      standfirst: 'また ﾐｻｲﾙ、ﾐｻｲﾙ',
      language: 'ja',
    });
    expect(explanation?.match[0]?.found).toEqual([
      {
        group: 'ミサイル',
        term: 'ミサイル',
        field: 'lead',
        text: 'ﾐｻｲﾙ',
        times: 2,
        position: { word: 3, start: 3, end: 7 },
      },
    ]);
  });

  it('gives the score and what it falls short of', () => {
    const rule =
      'match: [{any: a, weight: 3}, {any: b, weight: 2}, {any: c, review: true}]\nunless: [{any: d, weight: -1}]\nthreshold: 5';
    expect(lines(rule, { headline: 'A, d' })).toMatchObject({
      isMatched: false,
      score: 2,
      threshold: 5,
      short: 'score 2 of 5',
    });
    expect(lines(rule, { headline: 'A b' })).toMatchObject({ isMatched: true, score: 5 });
    expect(lines(rule, { headline: 'A b c d' })).toMatchObject({
      isMatched: false,
      isReview: true,
    });
  });
});

function found(
  text: string,
  group: string,
  [word, start, end]: readonly [number, number, number],
): FoundTerm {
  return { term: text, field: 'title', text, group, times: 1, position: { word, start, end } };
}

describe('examplesProblems', () => {
  it('accepts a rule that keeps its examples', () => {
    const topic = topicOf(`${RULE}examples: {match: [Pyongyang talks], reject: [Talks in Hanoi]}`);
    expect(examplesProblems(topic)).toEqual([]);
  });

  it('reports a missed and a wrongly taken example with file, line and reason', () => {
    const topic = topicOf(
      `${RULE}examples:\n  match: [Talks in Hanoi]\n  reject: [Pyongyang talks]`,
    );
    expect(examplesProblems(topic, 'topic.yaml')).toEqual([
      {
        file: 'topic.yaml',
        line: 10,
        field: 'examples.match',
        code: 'example-contradicted',
        message: 'the rule does not match its example "Talks in Hanoi"',
        hint: 'near misses $place in the article',
        severity: 'error',
      },
      {
        file: 'topic.yaml',
        line: 11,
        field: 'examples.reject',
        code: 'example-contradicted',
        message: 'the rule does not reject its example "Pyongyang talks"',
        hint: 'near matches it: "Pyongyang" in title, "talks" in title',
        severity: 'error',
      },
    ]);
  });

  it.each([
    ['首相が訪朝へ', true],
    ['朝鮮王朝を探訪朝から', true],
    ['这是造訪朝鮮王朝', false],
  ])('guesses the language of an example by its script: %s', (headline, expected) => {
    const topic = topicOf(
      `lists: {a: {ja: [訪朝]}}\nmatch: [{any: $a}]\nexamples: {match: [${headline}]}`,
    );
    expect(examplesProblems(topic).length === 0).toBe(expected);
  });
});
