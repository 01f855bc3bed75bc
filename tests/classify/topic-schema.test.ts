import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseTopic, TOPIC_KEYS } from '../../src/classify/parse.ts';
import { LINE_KEYS } from '../../src/classify/parse-lines.ts';
import { topicSchema, topicSchemaText } from '../../src/classify/topic-schema.ts';

const SAMPLES = resolve(import.meta.dirname, '../../articles/topics');
const DOCUMENT = resolve(import.meta.dirname, '../../docs/topic.schema.json');
const isValid = new Ajv({ allErrors: true, strict: false }).compile(topicSchema());

/** Faults that no schema can see. */
const BEYOND: readonly string[] = [
  'count-impossible',
  'groups-too-many',
  'line-empty',
  'line-id-taken',
  'list-undefined',
  'list-unused',
  'references-too-many',
  'subject-unusable',
  'term-invalid',
  'terms-too-many',
  'threshold-unreachable',
  'topic-cycle',
  'window-invalid',
];

describe('topicSchema', () => {
  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(topicSchema()))).toEqual(topicSchema());
  });

  it('is what docs/topic.schema.json holds', () => {
    const renew = 'npm run -s wireroom -- topics schema > docs/topic.schema.json';
    const isSame = readFileSync(DOCUMENT, 'utf8') === topicSchemaText();
    expect(isSame, `the schema has changed; renew its document: ${renew}`).toBe(true);
  });

  it('tells of each key of a topic what it is', () => {
    const { properties } = topicSchema() as { properties: Record<string, object> };
    const untold = Object.keys(properties).filter(
      (key) => !('description' in (properties[key] ?? {})),
    );
    expect(untold).toEqual([]);
  });

  it('knows the keys that the parser knows', () => {
    const { properties, definitions } = topicSchema() as {
      properties: object;
      definitions: Record<string, { properties: object }>;
    };
    expect(Object.keys(properties).sort()).toEqual([...TOPIC_KEYS].sort());
    const ofMatch = Object.keys(definitions['matchLine']?.properties ?? {});
    expect(ofMatch.sort()).toEqual([...LINE_KEYS].sort());
  });

  it.each(readdirSync(SAMPLES))('accepts the sample %s', (file) => {
    isValid(parse(readFileSync(join(SAMPLES, file), 'utf8')));
    expect(isValid.errors).toBeNull();
  });

  it.each([
    ['an unknown key', 'name: T\nmatch: [{any: a}]\nregex: x'],
    ['an unknown key of a line', 'name: T\nmatch: [{any: a, regex: x}]'],
    ['no name', 'match: [{any: a}]'],
    ['no match', 'name: T'],
    ['an empty list', 'name: T\nlists: {a: []}\nmatch: [{any: $a}]'],
    ['a list of exceptions alone', 'name: T\nlists: {a: {except: [b]}}\nmatch: [{any: $a}]'],
    ['an unknown field', 'name: T\nmatch: [{any: a, in: head}]'],
    ['near without within', 'name: T\nmatch: [{near: [a, b]}]'],
    ['near of one', 'name: T\nmatch: [{near: [a], within: 2}]'],
    ['within too far', 'name: T\nmatch: [{near: [a, b], within: 999}]'],
    ['of alone', 'name: T\nmatch: [{any: a, of: b}]'],
    ['a count of one', 'name: T\nmatch: [{mentions: 1, of: a}]'],
    ['a negative weight in match', 'name: T\nmatch: [{any: a, weight: -1}]'],
    ['a positive weight in unless', 'name: T\nmatch: [{any: a}]\nunless: [{any: b, weight: 1}]'],
    ['a review in unless', 'name: T\nmatch: [{any: a}]\nunless: [{any: b, review: true}]'],
    ['an id with capitals', 'name: T\nid: Korea\nmatch: [{any: a}]'],
    ['description twice', 'name: T\ndescription: a\nscope: b\nmatch: [{any: a}]'],
    ['a line of nothing', 'name: T\nmatch: [{}]'],
    ['a window without end', 'name: T\nmatch: [{any: a}]\nwindow: {hours: 0}'],
  ])('refuses %s, as the parser does', (_what, text) => {
    expect(parseTopic(text, 't.yaml').ok).toBe(false);
    expect(isValid(parse(text))).toBe(false);
  });

  it('accepts and refuses what the parser does, of any pieces of a rule', () => {
    const text = fc.constantFrom('a', 'peace talks', '$l', 7, '');
    const group = fc.oneof(text, fc.array(text, { maxLength: 2 }), fc.constant({ any: 'a' }));
    const count = fc.constantFrom(1, 2, 50, 101, 'x');
    const keys = {
      any: group,
      none: group,
      near: fc.array(group, { maxLength: 3 }),
      within: fc.constantFrom('sentence', 'paragraph', 0, 250, 251, 'page'),
      atLeast: count,
      mentions: count,
      of: group,
      in: fc.constantFrom('title', ['lead', 'body'], 'head', []),
    };
    const part = fc.record(keys, { requiredKeys: [] });
    const good = fc.constantFrom<Record<string, unknown>>(
      { any: ['$l', 'b'], in: 'title' },
      { near: ['$l', ['a', 'b']], within: 'sentence', weight: 3 },
      { atLeast: 2, of: ['a', 'b'], mentions: 3, tag: 'x' },
      { all: ['$l', { any: 'b', in: 'lead' }, { none: ['c'] }] },
      { topic: 'other', subject: 'medtop:11000000' },
    );
    const changes = {
      ...keys,
      all: fc.array(fc.oneof(group, part), { maxLength: 2 }),
      tag: text,
      topic: text,
      weight: fc.constantFrom(-1, 0, 1, 5000),
      review: fc.constantFrom(true, false, 'maybe'),
      id: fc.constantFrom('x', ''),
    };
    const change = fc
      .constantFrom(...Object.entries(changes))
      .chain(([key, value]) => (value as fc.Arbitrary<unknown>).map((one) => ({ [key]: one })));
    const line = fc
      .tuple(good, fc.array(change, { maxLength: 2 }))
      .map(([base, changed]) => Object.assign({}, base, ...changed) as Record<string, unknown>);
    const odd = <T>(usual: T, ...others: readonly unknown[]): fc.Arbitrary<unknown> =>
      fc.oneof(
        { weight: 9, arbitrary: fc.constant<unknown>(usual) },
        { weight: 1, arbitrary: fc.constantFrom(...others) },
      );
    const topic = fc.record(
      {
        name: odd('T', { en: 'T' }, { nonsense: 'T' }, ''),
        lists: odd({ l: ['a'] }, { l: { en: 'a', except: ['b'] } }, { 1: ['a'] }),
        match: fc.array(line, { minLength: 1, maxLength: 2 }),
        unless: odd([{ any: 'z' }], [], [{ any: 'z', weight: -2 }], [{ any: 'z', weight: 2 }]),
        threshold: odd(1, 0, 20_000),
        text: odd('full', 'half'),
      },
      { requiredKeys: ['name', 'match'] },
    );
    let accepted = 0;
    fc.assert(
      fc.property(topic, (value) => {
        const { problems } = parseTopic(JSON.stringify(value), 't.yaml');
        const seen = problems.filter(({ code }) => !BEYOND.includes(code));
        const isAccepted = isValid(value);
        if (isAccepted) accepted += 1;
        // A line of `none` alone is refused by both, as one that asks for nothing.
        const hasEmptyLine = problems.some(({ code }) => code === 'line-empty');
        if (hasEmptyLine) return;
        expect({ isAccepted, codes: seen.map(({ code }) => code) }).toMatchObject({
          isAccepted: seen.length === 0,
        });
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(200);
  });
});
