/** What a folder of topics comes to, beside what was in force before. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTopicFile } from '../../src/classify/parse.ts';
import { type TopicsInForce, topicsInForce } from '../../src/classify/topics-in-force.ts';

type Files = Readonly<Record<string, string>>;

const RULE = 'name: T\nmatch: [{tag: x}]\n';
const BROKEN = 'name: [';

function join(files: Files, before?: TopicsInForce, isKept = false): TopicsInForce {
  const read = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) => ({ file, read: parseTopicFile(text, file) }));
  return topicsInForce(read, {
    topics: before?.topics ?? [],
    mergers: before?.mergers ?? {},
    isKept: () => isKept,
  });
}

const slugsOf = ({ topics }: TopicsInForce) =>
  Object.fromEntries(topics.map(({ id, slug }) => [id, slug]));
const faultsOf = ({ problems }: TopicsInForce) =>
  problems.map(({ file, code, line, column }) => `${file} ${code} ${line}:${column}`);
const namedBy = ({ topics }: TopicsInForce, id: string) =>
  topics
    .find((topic) => topic.id === id)
    ?.match.flatMap((line) => (line.topics ?? []).map((reference) => reference.id));

const AB: Files = { 'a.yaml': RULE, 'b.yaml': RULE };

describe('a slug that another topic has', () => {
  test('stays with it, and the file that claims it is refused where it does', () => {
    const after = join({ ...AB, 'a.yaml': `slug: b\n${RULE}` }, join(AB));
    expect(slugsOf(after)).toEqual({ a: 'a', b: 'b' });
    expect(after.problems).toMatchObject([
      { file: 'a.yaml', line: 1, column: 7, field: 'slug', code: 'topic-taken' },
    ]);
    expect(after.problems[0]?.message).toContain('b.yaml');
  });

  test('is refused to a new file too, whose name makes it', () => {
    const before = join({ 'z.yaml': `slug: a\n${RULE}` });
    const after = join({ 'z.yaml': `slug: a\n${RULE}`, 'a.yaml': RULE }, before);
    expect(slugsOf(after)).toEqual({ z: 'a' });
    expect(faultsOf(after)).toEqual(['a.yaml topic-taken 1:1']);
  });

  test('is kept by a topic whose file is broken', () => {
    const before = join({ 'd.yaml': RULE });
    const after = join({ 'd.yaml': BROKEN, 'a-thief.yaml': `slug: d\n${RULE}` }, before);
    expect(slugsOf(after)).toEqual({ d: 'd' });
    expect(faultsOf(after)).toContain('a-thief.yaml topic-taken 1:7');
  });

  test('goes over when both files change together, and back one after the other', () => {
    const swapped = { 'a.yaml': `slug: b\n${RULE}`, 'b.yaml': `slug: a\n${RULE}` };
    const after = join(swapped, join(AB));
    expect(after.problems).toEqual([]);
    expect(slugsOf(after)).toEqual({ a: 'b', b: 'a' });
    const half = join({ ...swapped, 'a.yaml': RULE }, after);
    expect(slugsOf(half)).toEqual({ a: 'b', b: 'a' });
    expect(faultsOf(half)).toEqual(['a.yaml topic-taken 1:1']);
    const back = join(AB, half);
    expect(back.problems).toEqual([]);
    expect(slugsOf(back)).toEqual({ a: 'a', b: 'b' });
  });

  test('is free once its topic gives it up, in the same pass', () => {
    const after = join({ 'a.yaml': `slug: c\n${RULE}`, 'b.yaml': `slug: a\n${RULE}` }, join(AB));
    expect(slugsOf(after)).toEqual({ a: 'c', b: 'a' });
  });

  test('a refused topic keeps its own, also from who waits for it', () => {
    const files = { ...AB, 'c.yaml': RULE };
    const chain = { 'a.yaml': `slug: b\n${RULE}`, 'b.yaml': RULE, 'c.yaml': `slug: a\n${RULE}` };
    const after = join(chain, join(files));
    expect(slugsOf(after)).toEqual({ a: 'a', b: 'b', c: 'c' });
    expect(faultsOf(after)).toEqual(['a.yaml topic-taken 1:7', 'c.yaml topic-taken 1:7']);
  });

  test('goes to the first by name where nothing is in force', () => {
    const after = join({ 'a.yaml': `slug: x\n${RULE}`, 'b.yaml': `slug: x\n${RULE}` });
    expect(slugsOf(after)).toEqual({ a: 'x' });
    expect(faultsOf(after)).toEqual(['b.yaml topic-taken 1:7']);
  });
});

describe('an id in two files', () => {
  test('stays with the file that the topic came from', () => {
    const copy = `id: b\n${RULE}description: A copy.\n`;
    const after = join({ ...AB, 'a-copy.yaml': copy }, join(AB));
    expect(after.topics.map(({ id, file }) => [id, file])).toEqual([
      ['a', 'a.yaml'],
      ['b', 'b.yaml'],
    ]);
    expect(after.problems).toMatchObject([
      { file: 'a-copy.yaml', line: 1, column: 5, field: 'id', code: 'topic-taken' },
    ]);
    expect(after.problems[0]?.message).toContain('b.yaml');
  });

  test('is no takeover when a file is renamed, or two files change their names', () => {
    const renamed = join({ 'a.yaml': RULE, 'b2.yaml': `id: b\n${RULE}` }, join(AB));
    expect(renamed.problems).toEqual([]);
    expect(renamed.topics.map(({ file }) => file)).toEqual(['a.yaml', 'b2.yaml']);
    const crossed = { 'a.yaml': `id: b\n${RULE}`, 'b.yaml': `id: a\n${RULE}` };
    expect(join(crossed, join(AB)).topics.map(({ file }) => file)).toEqual(['b.yaml', 'a.yaml']);
  });

  test('a file that takes the id of another leaves its own topic as it was', () => {
    const after = join({ ...AB, 'a.yaml': `id: b\n${RULE}` }, join(AB));
    expect(slugsOf(after)).toEqual({ a: 'a', b: 'b' });
    expect(faultsOf(after)).toEqual(['a.yaml topic-taken 1:5']);
  });

  test('a renamed file that is refused does not end its topic', () => {
    const after = join({ 'a.yaml': RULE, 'b2.yaml': `id: b\nslug: a\n${RULE}` }, join(AB));
    expect(slugsOf(after)).toEqual({ a: 'a', b: 'b' });
    expect(faultsOf(after)).toEqual(['b2.yaml topic-taken 2:7']);
  });
});

describe('a broken file', () => {
  const files = { ...AB, 'r.yaml': 'name: R\nmatch: [{topic: b}]\n', 'c.yaml': RULE };
  const before = join(files);

  test('holds up no removal of another topic', () => {
    const { 'c.yaml': _gone, ...rest } = files;
    const after = join({ ...rest, 'b.yaml': BROKEN }, before);
    expect(Object.keys(slugsOf(after))).toEqual(['a', 'b', 'r']);
  });

  test('does not make those that name its topic faulty, nor hold up their changes', () => {
    const r = 'name: Better\nmatch: [{topic: b}]\n';
    const after = join({ ...files, 'b.yaml': BROKEN, 'r.yaml': r }, before);
    expect(new Set(after.problems.map(({ file }) => file))).toEqual(new Set(['b.yaml']));
    expect(after.topics.find(({ id }) => id === 'r')?.names).toEqual({ '*': 'Better' });
  });

  test('can be led to by a merger', () => {
    const merged = { ...files, 'b.yaml': BROKEN, 'a.yaml': 'name: A\nmergedInto: b\n' };
    const after = join(merged, before);
    expect(after.mergers).toEqual({ a: 'b' });
    expect(new Set(after.problems.map(({ file }) => file))).toEqual(new Set(['b.yaml']));
  });

  test('leaves no topic in force that was removed with it, once it is gone', () => {
    const rest = { 'a.yaml': RULE, 'c.yaml': RULE };
    expect(Object.keys(slugsOf(join(rest, before)))).toEqual(['a', 'c']);
    expect(Object.keys(slugsOf(join(rest, before, true)))).toEqual(['a', 'b', 'c', 'r']);
  });
});

describe('a reference to a topic that was merged', () => {
  const files = {
    ...AB,
    'line.yaml': 'name: L\nmatch: [{topic: a}]\n',
    'child.yaml': `${RULE}implies: [a]\n`,
  };
  const merged = { ...files, 'a.yaml': 'name: A\nmergedInto: b\n' };

  test('follows it, and says so', () => {
    const after = join(merged, join(files));
    expect(namedBy(after, 'line')).toEqual(['b']);
    expect(after.topics.find(({ id }) => id === 'child')?.implies?.[0]?.id).toBe('b');
    expect(after.problems).toMatchObject([
      { file: 'child.yaml', code: 'topic-merged', severity: 'warning', line: 3, column: 11 },
      { file: 'line.yaml', code: 'topic-merged', severity: 'warning', line: 2, column: 17 },
    ]);
  });

  test('goes on following when the merged file breaks or goes, and back when it is no more merged', () => {
    const after = join(merged, join(files));
    const broken = join({ ...merged, 'a.yaml': BROKEN }, after);
    expect(namedBy(broken, 'line')).toEqual(['b']);
    expect(namedBy(join({ ...files, 'line.yaml': BROKEN }, after), 'line')).toEqual(['a']);
  });

  test('of the topic that it was merged into asks for nothing any more', () => {
    const own = { ...files, 'b.yaml': 'name: B\nmatch: [{tag: x}, {topic: a}]\nimplies: a\n' };
    const after = join({ ...own, 'a.yaml': 'name: A\nmergedInto: b\n' }, join(own));
    expect(namedBy(after, 'b')).toEqual([]);
    expect(after.topics.find(({ id }) => id === 'b')?.match).toHaveLength(1);
    expect(faultsOf(after)).toContain('b.yaml topic-merged 2:27');
  });

  test('is why a merger is refused that would leave a topic without a line', () => {
    const own = { 'a.yaml': RULE, 'b.yaml': 'name: B\nmatch: [{topic: a}]\n' };
    const after = join({ ...own, 'a.yaml': 'name: A\nmergedInto: b\n' }, join(own));
    expect(Object.keys(slugsOf(after))).toEqual(['a', 'b']);
    expect(faultsOf(after)).toEqual(['a.yaml merge-invalid 2:13']);
    expect(namedBy(after, 'b')).toEqual(['a']);
  });

  test('that closes a circle is the fault of the merger', () => {
    const circle = { ...files, 'b.yaml': 'name: B\nmatch: [{topic: line}]\n' };
    const before = join(circle);
    expect(before.problems).toEqual([]);
    const after = join({ ...circle, 'a.yaml': 'name: A\nmergedInto: b\n' }, before);
    expect(faultsOf(after)).toEqual(['a.yaml topic-cycle 2:13']);
    expect(Object.keys(slugsOf(after))).toEqual(['a', 'b', 'child', 'line']);
  });
});

describe('a merger', () => {
  test.each([
    ['nowhere', 'mergedInto: nowhere', 'there is no topic nowhere'],
    ['to itself', 'mergedInto: a', 'leads back to a'],
  ])('%s is refused, and the topic stays', (_what, line, message) => {
    const after = join({ ...AB, 'a.yaml': `name: A\n${line}\n` }, join(AB));
    expect(Object.keys(slugsOf(after))).toEqual(['a', 'b']);
    expect(faultsOf(after)).toEqual(['a.yaml merge-invalid 2:13']);
    expect(after.problems[0]?.message).toContain(message);
  });

  test('into a topic whose own merger is refused is not to blame', () => {
    const after = join(
      { 'a.yaml': 'name: A\nmergedInto: b\n', 'b.yaml': 'name: B\nmergedInto: nowhere\n' },
      join(AB),
    );
    expect(slugsOf(after)).toEqual({ b: 'b' });
    expect(faultsOf(after)).toEqual(['b.yaml merge-invalid 2:13']);
  });
});

test('a new circle is the fault of the file that closes it', () => {
  const files = { 'a.yaml': 'name: A\nmatch: [{topic: b}]\n', 'b.yaml': RULE };
  const after = join({ ...files, 'b.yaml': 'name: B\nmatch: [{topic: a}]\n' }, join(files));
  expect(faultsOf(after)).toEqual(['b.yaml topic-cycle 2:17']);
  expect(namedBy(after, 'b')).toEqual([]);
});

test.each([
  ['its own', 'formerSlugs: [old, a]', 'the slug that this topic has now', 3, 20],
  ['of another topic', 'formerSlugs: b', 'topic b (b.yaml)', 3, 14],
])('a former slug that is %s is told where it stands', (_what, line, message, row, column) => {
  const { problems, topics } = join({ ...AB, 'a.yaml': `${RULE}${line}\n` });
  expect(topics).toHaveLength(2);
  expect(problems).toMatchObject([
    { file: 'a.yaml', code: 'topic-taken', severity: 'warning', line: row, column },
  ]);
  expect(problems[0]?.message).toContain(message);
});

test('whatever files say, ids and slugs are of one topic, and a refused file ends no topic', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const file = fc.oneof(
    { weight: 1, arbitrary: fc.constant(BROKEN) },
    {
      weight: 6,
      arbitrary: fc
        .record(
          { id: name, slug: name, topic: name, implies: name, mergedInto: name },
          { requiredKeys: [] },
        )
        .map(({ topic, ...rest }) =>
          JSON.stringify({
            name: 'T',
            match: [{ tag: 'x' }, ...(topic ? [{ topic }] : [])],
            ...rest,
          }),
        ),
    },
  );
  const files = fc.dictionary(
    name.map((one) => `${one}.yaml`),
    file,
    { maxKeys: 4 },
  );
  fc.assert(
    fc.property(fc.array(files, { minLength: 2, maxLength: 4 }), (steps) => {
      let before = join({});
      let mergers = before.mergers;
      for (const step of steps) {
        const after = join(step, { ...before, mergers });
        const refused = new Set(
          after.problems.filter(({ severity }) => severity === 'error').map((one) => one.file),
        );
        const ids = after.topics.map(({ id }) => id);
        const slugs = after.topics.map(({ slug }) => slug);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(slugs).size).toBe(slugs.length);
        for (const known of before.topics)
          if (known.file !== undefined && known.file in step && refused.has(known.file))
            expect(ids).toContain(known.id);
        // What is not as its file says was in force, and something was refused.
        for (const { file = '', id } of after.topics) {
          if (file in step && !refused.has(file)) continue;
          expect(refused.size).toBeGreaterThan(0);
          expect(before.topics.map((one) => one.id)).toContain(id);
        }
        mergers = { ...mergers, ...after.mergers };
        before = after;
      }
    }),
    { numRuns: 1000 },
  );
});
