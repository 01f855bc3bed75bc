import { describe, expect, test } from 'vitest';
import { broaderTopics, narrowerTopics, orderTopics } from '../../src/feeds/topic-tree.ts';
import type { Topic } from '../../src/model/topic.ts';
import { buildTopic } from '../helpers/build.ts';

const topic = (id: string, ...implies: readonly string[]): Topic =>
  buildTopic(id, { implies: implies.map((one) => ({ id: one, line: 1, column: 1 })) });

/** `id` or `above > id`. */
const order = (...topics: readonly Topic[]): readonly string[] =>
  orderTopics(topics, ({ names }) => names['en'] ?? '').map((place) =>
    [...place.path, place.topic].map(({ id }) => id).join(' > '),
  );

describe('the order of topics', () => {
  test.each<[string, Topic[], string[]]>([
    ['goes by name', [topic('b'), topic('a')], ['a', 'b']],
    ['puts a topic below the one that it implies', [topic('a', 'b'), topic('b')], ['b', 'b > a']],
    [
      'puts it below the first one that is there',
      [topic('a', 'gone', 'c', 'b'), topic('b'), topic('c')],
      ['b', 'c', 'c > a'],
    ],
    ['keeps a topic that implies itself', [topic('a', 'a')], ['a']],
    [
      'keeps a circle',
      [topic('a', 'b'), topic('b', 'c'), topic('c', 'a')],
      ['c', 'c > b', 'c > b > a'],
    ],
    [
      'goes through a branch before its neighbour',
      [topic('a'), topic('b'), topic('z', 'a'), topic('c', 'z')],
      ['a', 'a > z', 'a > z > c', 'b'],
    ],
  ])('%s', (_what, topics, expected) => {
    expect(order(...topics)).toEqual(expected);
  });

  test('has an end to its depth, and holds a chain of thousands', () => {
    const chain = Array.from({ length: 5_000 }, (_, index) =>
      topic(`t${String(index).padStart(4, '0')}`, `t${String(index - 1).padStart(4, '0')}`),
    );
    const places = orderTopics(chain, ({ id }) => id);
    expect(places.map((place) => place.topic.id)).toEqual(chain.map(({ id }) => id));
    expect(Math.max(...places.map(({ path }) => path.length))).toBe(4);
  });
});

test('broader topics are those that one implies, narrower ones those that imply it', () => {
  const topics = [topic('a', 'a', 'gone', 'b'), topic('b'), topic('c', 'b')];
  const [a, b] = [topic('a', 'a', 'gone', 'b'), topic('b')];
  expect(broaderTopics(a, topics).map(({ id }) => id)).toEqual(['b']);
  expect(narrowerTopics(b, topics).map(({ id }) => id)).toEqual(['a', 'c']);
});
