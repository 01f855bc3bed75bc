/** What people get told of a topic file with a fault: one problem for one cause, with a place and a way out. */

import { describe, expect, it } from 'vitest';
import { parseTopic } from '../../src/classify/parse.ts';

const HEAD = 'name: Test\n';
const RULE = 'match: [{any: a}]\n';

const problemsOf = (text: string, file = 'test.yaml') => parseTopic(text, file).problems;

describe('the day of retirement', () => {
  it.each(['2026-02-30', '2026-04-31', '2025-02-29', '2026-13-01', '2026-00-10'])(
    'is refused when there is no %s',
    (day) => {
      expect(problemsOf(`${HEAD}${RULE}retired: ${day}`)).toMatchObject([
        { code: 'date-unreadable', line: 3, column: 10, hint: expect.any(String) },
      ]);
    },
  );

  it.each(['2024-02-29', '2026-12-31'])('is taken when there is a %s', (day) => {
    expect(problemsOf(`${HEAD}${RULE}retired: ${day}`)).toEqual([]);
  });
});

describe('characters that no feed can carry', () => {
  it.each([
    ['a bell in a name', `name: "Bell\\a"\n${RULE}`, 'name'],
    ['NUL in a name of a language', `name: {en: "Nul\\0"}\n${RULE}`, 'name.en'],
    ['an escape in a description', `${HEAD}description: "a\\e[31m"\n${RULE}`, 'description'],
    ['a bell in a term', `${HEAD}match: [{any: "a\\a b"}]`, 'match[0].any'],
    ['a bell in a tag', `${HEAD}match: [{tag: "a\\a"}]`, 'match[0].tag'],
    ['a bell in a key', `${HEAD}${RULE}"na\\ame": x`, 'the topic'],
    ['what a wrong decoder leaves', `name: \uFFFD\uFFFD\n${RULE}`, 'name'],
  ])('are refused: %s', (_what, text, field) => {
    const problems = problemsOf(text);
    expect(problems.map(({ code, field: at }) => [code, at])).toContainEqual([
      'character-unusable',
      field,
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/\\u00|\\u001b/);
  });
});

it('puts a name on one line', () => {
  const topic = parseTopic(`name: |\n  Peace\n  talks\n${RULE}`, 'test.yaml');
  expect(topic).toMatchObject({ ok: true, value: { names: { '*': 'Peace talks' } } });
});

it.each([
  ['name', `name: ${'x'.repeat(200_000)}\n${RULE}`],
  ['name.ja', `name: {ja: ${'長'.repeat(201)}}\n${RULE}`],
  ['description', `${HEAD}description: ${'x'.repeat(6000)}\n${RULE}`],
])('refuses a %s that no list can show', (field, text) => {
  expect(problemsOf(text)).toMatchObject([{ code: 'text-too-long', field }]);
});

it.each([
  ['an empty file', '', 'value-missing'],
  ['a file of comments', '# later\n', 'value-missing'],
  ['a list', '- a\n- b\n', 'value-wrong'],
  ['a text', 'just words', 'value-wrong'],
])('tells one problem of %s', (_what, text, code) => {
  expect(problemsOf(text).map((problem) => problem.code)).toEqual([code]);
});

it('says what to do about the name of a file that is no id', () => {
  const [problem] = problemsOf(HEAD + RULE, 'topics/North Korea.yaml');
  expect(problem?.message).toContain('name of the file "North Korea"');
  expect(problem?.hint).toMatch(/rename the file.*id:/);
});

it.each([
  ['broken YAML', `${HEAD}match: [{any: a}`],
  ['nesting', '['.repeat(40)],
  ['a wrong value', `${HEAD}${RULE}lists: [a]`],
  ['too many lines', `${HEAD}match: [${'{any: a}, '.repeat(501)}]`],
  ['a wrong policy', `${HEAD}${RULE}text: half`],
  ['a picture without an address', `${HEAD}${RULE}image: picture.png`],
  ['a window', `${HEAD}${RULE}window: {atLeast: 9, atMost: 2, hours: x}`],
  ['groups', `${HEAD}match: [{all: [a, b, c, d, e, f, g, h, i]}]`],
  ['a count', `${HEAD}match: [{atLeast: 3, of: [a, b]}]`],
  ['former slugs', `${HEAD}${RULE}formerSlugs: [${'a, '.repeat(101)}]`],
  ['a threshold', `${HEAD}${RULE}threshold: x`],
])('gives a hint and a place for %s', (_what, text) => {
  const problems = problemsOf(text);
  expect(problems.length).toBeGreaterThan(0);
  for (const problem of problems)
    expect(problem).toMatchObject({
      hint: expect.stringMatching(/\w/),
      line: expect.any(Number),
      column: expect.any(Number),
    });
});
