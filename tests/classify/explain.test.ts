import { describe, expect, it } from 'vitest';
import { compileTopics } from '../../src/classify/compile.ts';
import { examplesProblems, explainTopics } from '../../src/classify/explain.ts';
import { parseTopic } from '../../src/classify/parse.ts';
import type { Topic } from '../../src/model/topic.ts';

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
  it('shows the line that fired and its words', () => {
    expect(explain('Pyongyang summit')).toEqual({
      id: 'topic',
      isMatched: true,
      fired: {
        line: 'near',
        matched: [
          { term: 'Pyongyang', field: 'title', text: 'Pyongyang' },
          { term: 'summit', field: 'title', text: 'summit' },
        ],
      },
    });
  });

  it('shows the line that blocked, besides the one that fired', () => {
    expect(explain('Pyongyang Olympics talks')).toMatchObject({
      isMatched: false,
      fired: { line: 'near' },
      blocked: { line: 'sport', matched: [{ term: 'Olympics', text: 'Olympics' }] },
    });
  });

  it('shows what the nearest line misses', () => {
    expect(explain('An envoy in Pyongyang')).toEqual({
      id: 'topic',
      isMatched: false,
      nearest: {
        line: 'match[0]',
        matched: [
          { term: 'Pyongyang', field: 'title', text: 'Pyongyang' },
          { term: 'envoy', field: 'title', text: 'envoy' },
        ],
        missing: ['$talks in title'],
      },
    });
  });
});

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
