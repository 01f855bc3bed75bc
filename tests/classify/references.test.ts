import { describe, expect, it } from 'vitest';
import { parseTopic } from '../../src/classify/parse.ts';
import { closureOf, referencesProblems } from '../../src/classify/references.ts';
import type { Topic } from '../../src/model/topic.ts';

function topicOf(id: string, rule: string): Topic {
  const result = parseTopic(`name: Topic\n${rule}`, `${id}.yaml`);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function problemsOf(rules: Readonly<Record<string, string>>) {
  return referencesProblems(
    Object.entries(rules).map(([id, rule]) => ({ topic: topicOf(id, rule), file: `${id}.yaml` })),
  );
}

describe('referencesProblems', () => {
  it('accepts topics that refer to others', () => {
    const rules = {
      a: 'match: [{any: x}]',
      b: 'match: [{topic: a}]\nunless: [{topic: c}]',
      c: 'match: [{topic: a, any: y}]\nimplies: d',
      d: 'match: [{any: z}]',
    };
    expect(problemsOf(rules)).toEqual([]);
  });

  it('reports a reference to nothing where it stands', () => {
    expect(problemsOf({ a: 'match: [{any: x}]\nimplies: [nowhere]' })).toMatchObject([
      { file: 'a.yaml', line: 3, column: 11, code: 'topic-unknown' },
    ]);
  });

  it.each([
    [
      'named in lines',
      {
        a: 'match: [{topic: b}]',
        b: 'match: [{any: x}]\nunless: [{topic: c}]',
        c: 'match: [{topic: a}]',
      },
      'a -> b -> c -> a',
    ],
    [
      'implied',
      { a: 'match: [{any: x}]\nimplies: b', b: 'match: [{any: y}]\nimplies: a' },
      'a -> b -> a',
    ],
    [
      'implied one way and named the other',
      { a: 'match: [{any: x}]\nimplies: b\nunless: [{topic: b}]', b: 'match: [{any: y}]' },
      'a -> b -> a',
    ],
  ])('reports a whole circle: %s', (_what, rules, circle) => {
    const problems = problemsOf(rules);
    expect(problems.map(({ code }) => code)).toEqual(['topic-cycle']);
    expect(problems[0]?.message).toContain(circle);
    expect(problems[0]?.line).toBeGreaterThan(0);
  });

  it('reports a chain that is too long, however long', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [
        `t${index}`,
        index === 2999 ? 'match: [{any: x}]' : `match: [{topic: t${index + 1}}]`,
      ]),
    );
    expect(new Set(problemsOf(chain).map(({ code }) => code))).toEqual(
      new Set(['references-too-deep']),
    );
  });
});

describe('closureOf', () => {
  it('holds what the topic names and what implies it, and nothing else', () => {
    const others = [
      topicOf('named', 'match: [{topic: deeper}]'),
      topicOf('deeper', 'match: [{any: x}]'),
      topicOf('child', 'match: [{any: y}]\nimplies: a'),
      topicOf('stranger', 'match: [{topic: a}]'),
    ];
    const topic = topicOf('a', 'match: [{topic: named}]');
    const ids = closureOf(topic, others).map(({ id }) => id);
    expect(ids).toEqual(['a', 'named', 'child', 'deeper']);
  });
});
