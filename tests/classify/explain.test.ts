import { describe, expect, it } from 'vitest';
import { compileTopics } from '../../src/classify/compile.ts';
import { examplesProblems, explainTopics } from '../../src/classify/explain.ts';
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
