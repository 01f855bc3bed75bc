import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TOPIC_BYTES, parseTopic } from '../../src/classify/parse.ts';

const WHOLE = `
id: north-korea-diplomacy
slug: korea-talks
name: {en: North Korea diplomacy, ja: 北朝鮮外交}
scope: Summits and talks.
lists:
  dprk:
    en: [North Korea*, =DPRK]
    ja: [北朝鮮]
    except: [North Korea levels]
  talks: [summit, talks]
match:
  - {all: [$dprk, $talks], in: title}
  - id: enough
    any: [$talks, six-party talks]
    source: Kyodo
    tag: [Diplomacy, 外交]
unless:
  - {any: Olympics, in: [title, lead]}
  - {all: [{any: $dprk}, {none: [$talks]}]}
examples:
  match: [Leaders of the two Koreas agree to a summit]
  reject:
    - Stocks rise
window: {hours: 72, atMost: 50}
text: summary
`;

function many(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join(', ');
}

describe('parseTopic', () => {
  it('reads a whole topic', () => {
    const result = parseTopic(WHOLE, 'topics/north-korea-diplomacy.yaml');
    expect(result).toMatchObject({ ok: true, problems: [] });
    if (!result.ok) return;
    expect(result.value).toEqual({
      id: 'north-korea-diplomacy',
      slug: 'korea-talks',
      names: { en: 'North Korea diplomacy', ja: '北朝鮮外交' },
      description: 'Summits and talks.',
      lists: {
        dprk: {
          terms: { en: ['North Korea*', '=DPRK'], ja: ['北朝鮮'] },
          except: ['North Korea levels'],
        },
        talks: { terms: { '*': ['summit', 'talks'] }, except: [] },
      },
      match: [
        { id: 'match[0]', line: 13, all: [['$dprk'], ['$talks']], none: [], fields: ['title'] },
        {
          id: 'enough',
          line: 14,
          any: ['$talks', 'six-party talks'],
          all: [],
          none: [],
          fields: ['title', 'lead', 'body', 'tags'],
          where: { source: ['Kyodo'], tag: ['Diplomacy', '外交'] },
        },
      ],
      unless: [
        {
          id: 'unless[0]',
          line: 19,
          any: ['Olympics'],
          all: [],
          none: [],
          fields: ['title', 'lead'],
        },
        {
          id: 'unless[1]',
          line: 20,
          all: [['$dprk']],
          none: [['$talks']],
          fields: ['title', 'lead', 'body', 'tags'],
        },
      ],
      examples: {
        match: [{ headline: 'Leaders of the two Koreas agree to a summit', line: 22 }],
        reject: [{ headline: 'Stocks rise', line: 24 }],
      },
      window: { hours: 72, atLeast: 20, atMost: 50 },
      text: 'summary',
    });
  });

  it('takes id and slug from the file name and a name without a language', () => {
    const result = parseTopic('name: Yen\nmatch: [{any: yen}]', 'topics/central-bank.yaml');
    expect(result).toMatchObject({
      ok: true,
      value: { id: 'central-bank', slug: 'central-bank', names: { '*': 'Yen' } },
    });
  });

  it('keeps numbers and booleans as they are written', () => {
    const result = parseTopic('name: N\nmatch: [{any: [2019, true, 007]}]', 'n.yaml');
    expect(result).toMatchObject({
      ok: true,
      value: { match: [{ any: ['2019', 'true', '007'] }] },
    });
  });

  const HEAD = 'name: Test\n';
  it.each([
    ['an unknown key', `${HEAD}match: [{any: a}]\nregex: x`, 'key-unknown', 3, 1],
    ['an unknown key of a line', `${HEAD}match:\n  - {any: a, nearby: b}`, 'key-unknown', 3, 14],
    ['an empty list', `${HEAD}lists:\n  a: {en: []}\nmatch: [{any: $a}]`, 'list-empty', 3, 11],
    [
      'a list without a value',
      `${HEAD}lists:\n  a: {en: }\nmatch: [{any: $a}]`,
      'value-missing',
      3,
      11,
    ],
    ['no value for lists', `${HEAD}lists:\nmatch: [{any: a}]`, 'value-missing', 2, 7],
    ['a term without a word', `${HEAD}match:\n  - any: [peace, "—"]`, 'term-invalid', 3, 18],
    ['an exact prefix', `${HEAD}match: [{any: =DPRK*}]`, 'term-invalid', 2, 15],
    ['a star alone', `${HEAD}match: [{any: "peace *"}]`, 'term-invalid', 2, 15],
    ['an undefined list', `${HEAD}match: [{any: $nope}]`, 'list-undefined', 2, 15],
    [
      'a list named like a member of every object',
      `${HEAD}match: [{any: $constructor}]`,
      'list-undefined',
      2,
      15,
    ],
    ['a list that is never used', `${HEAD}lists: {a: [x]}\nmatch: [{any: b}]`, 'list-unused', 2, 9],
    ['a line that asks for nothing', `${HEAD}match:\n  - {none: [a]}`, 'line-empty', 3, 5],
    ['a line of nothing', `${HEAD}match: [{}]`, 'line-empty', 2, 9],
    ['no match', HEAD, 'match-missing', 1, 1],
    ['an unknown field', `${HEAD}match: [{any: a, in: headline}]`, 'field-unknown', 2, 22],
    ['an id with capitals', `${HEAD}id: Korea\nmatch: [{any: a}]`, 'id-invalid', 2, 5],
    ['no name', 'match: [{any: a}]', 'name-missing', 1, 1],
    ['a wrong window', `${HEAD}match: [{any: a}]\nwindow: {hours: soon}`, 'number-invalid', 3, 17],
    [
      'a window upside down',
      `${HEAD}match: [{any: a}]\nwindow: {atLeast: 9, atMost: 1}`,
      'window-invalid',
      3,
      1,
    ],
    ['an unknown text policy', `${HEAD}match: [{any: a}]\ntext: half`, 'text-invalid', 3, 7],
    ['a duplicate key', `${HEAD}name: Again\nmatch: [{any: a}]`, 'yaml-invalid', 2, 1],
    ['an alias', `${HEAD}match: [{any: *a}]`, 'alias-refused', 2, 15],
    ['broken YAML', `${HEAD}match: [{any: a}`, 'yaml-invalid', 2, 17],
    ['two documents', `${HEAD}match: [{any: a}]\n---\nb: 1`, 'yaml-invalid', 3, 1],
    ['a text that is no mapping', 'just words', 'value-wrong', 1, 1],
    ['an empty file', '', 'value-missing', 1, 1],
    [
      'nine groups in one line',
      `${HEAD}match: [{all: [a, b, c, d, e, f, g, h, i]}]`,
      'groups-too-many',
      2,
      9,
    ],
  ])('reports %s where it stands', (_what, text, code, line, column) => {
    const result = parseTopic(text, 'test.yaml');
    expect(result.ok).toBe(false);
    expect(result.problems.filter((problem) => problem.code === code)).toMatchObject([
      { file: 'test.yaml', code, line, column, severity: 'error' },
    ]);
  });

  it('reads weights, counts, closeness, parts and other topics', () => {
    const text = `
name: Talks
lists: {dprk: [North Korea*, =DPRK], talks: [summit, talks, envoy]}
match:
  - {near: [$dprk, $talks], within: sentence, in: [title, lead], weight: 3}
  - {near: [$dprk, {any: [$talks]}, [visit, trip]], within: 12, review: true}
  - {atLeast: 2, of: $talks, mentions: 3}
  - {any: $dprk, mentions: 4}
  - {topic: [inter-korean, us-korea], subject: [medtop:20000638, 'urn:x:1']}
  - all:
      - $dprk
      - {any: $talks, in: lead}
      - {all: [{mentions: 2, of: envoy}, $talks]}
unless:
  - {any: stocks, in: title, weight: -2}
threshold: 3
implies: [asia]
`;
    const result = parseTopic(text, 'talks.yaml');
    expect(result.problems).toEqual([]);
    const everywhere = ['title', 'lead', 'body', 'tags'];
    expect(result).toMatchObject({
      value: {
        match: [
          { near: { groups: [['$dprk'], ['$talks']], within: 'sentence' }, weight: 3 },
          {
            near: { groups: [['$dprk'], ['$talks'], ['visit', 'trip']], within: 12 },
            review: true,
          },
          {
            counts: [
              { kind: 'terms', atLeast: 2, group: ['$talks'] },
              { kind: 'mentions', atLeast: 3, group: ['$talks'] },
            ],
          },
          { any: ['$dprk'], counts: [{ kind: 'mentions', atLeast: 4, group: ['$dprk'] }] },
          {
            topics: [
              { id: 'inter-korean', line: 9, column: 14 },
              { id: 'us-korea', line: 9, column: 28 },
            ],
            where: {
              subject: ['http://cv.iptc.org/newscodes/mediatopic/20000638', 'urn:x:1'],
            },
          },
          {
            all: [['$dprk']],
            parts: [
              { any: ['$talks'], fields: ['lead'] },
              {
                all: [['$talks']],
                parts: [{ counts: [{ kind: 'mentions', atLeast: 2, group: ['envoy'] }] }],
                fields: everywhere,
              },
            ],
          },
        ],
        unless: [{ any: ['stocks'], weight: -2 }],
        threshold: 3,
        implies: [{ id: 'asia', line: 17, column: 11 }],
      },
    });
  });

  const LINE = `${HEAD}match:\n  - `;
  it.each([
    ['near without within', `${LINE}{near: [a, b]}`, 'key-incomplete', 3, 6],
    ['within without near', `${LINE}{any: a, within: 3}`, 'key-incomplete', 3, 14],
    ['near of one group', `${LINE}{near: [a], within: 3}`, 'groups-too-few', 3, 12],
    ['a distance in miles', `${LINE}{near: [a, b], within: mile}`, 'number-invalid', 3, 28],
    ['a distance too far', `${LINE}{near: [a, b], within: 251}`, 'number-invalid', 3, 28],
    ['atLeast without of', `${LINE}{any: a, atLeast: 2}`, 'key-incomplete', 3, 14],
    ['of without a number', `${LINE}{any: a, of: b}`, 'key-incomplete', 3, 14],
    ['mentions of nothing', `${LINE}{tag: a, mentions: 2}`, 'key-incomplete', 3, 14],
    ['a count of one', `${LINE}{mentions: 1, of: a}`, 'number-invalid', 3, 16],
    ['more terms than there are', `${LINE}{atLeast: 3, of: [a, b]}`, 'count-impossible', 3, 15],
    ['a weight of nothing', `${LINE}{any: a, weight: 0}`, 'number-invalid', 3, 22],
    ['a weight in parts', `${LINE}{any: a, weight: 1.5}`, 'number-invalid', 3, 22],
    ['a match that subtracts', `${LINE}{any: a, weight: -1}`, 'number-invalid', 3, 22],
    [
      'an unless that adds',
      `${HEAD}match: [{any: a}]\nunless: [{any: b, weight: 1}]`,
      'number-invalid',
      3,
      27,
    ],
    ['a review by mail', `${LINE}{any: a, review: mail}`, 'review-invalid', 3, 22],
    [
      'a review of what is kept out',
      `${HEAD}match: [{any: a}]\nunless: [{any: b, review: true}]`,
      'review-invalid',
      3,
      19,
    ],
    ['a subject without a code', `${LINE}{subject: Politics}`, 'subject-unusable', 3, 15],
    ['a topic that names itself', `${LINE}{topic: test}`, 'topic-cycle', 3, 13],
    [
      'a topic that implies itself',
      `${HEAD}match: [{any: a}]\nimplies: test`,
      'topic-cycle',
      3,
      10,
    ],
    [
      'a threshold out of reach',
      `${HEAD}match: [{any: a}]\nthreshold: 2`,
      'threshold-unreachable',
      3,
      12,
    ],
    [
      'a threshold that only lines for review reach',
      `${HEAD}match: [{any: a}, {any: b, review: true}]\nthreshold: 2`,
      'threshold-unreachable',
      3,
      12,
    ],
    [
      'more examples than are tried',
      `${HEAD}match: [{any: a}]\nexamples: {match: [${'a, '.repeat(100)}], reject: [${'b, '.repeat(101)}]}`,
      'examples-too-many',
      3,
      1,
    ],
    [
      'an example that is no headline',
      `${HEAD}match: [{any: a}]\nexamples: {match: [${'a '.repeat(251)}]}`,
      'example-too-long',
      3,
      20,
    ],
    [
      'a value that is no language',
      `${HEAD}match: [{language: english}]`,
      'language-unknown',
      2,
      20,
    ],
    [
      'two lines of one id',
      `${HEAD}match:\n  - {id: x, any: a}\n  - {id: x, any: b}`,
      'line-id-taken',
      4,
      1,
    ],
    [
      'parts too deep',
      `${LINE}{all: [{all: [{all: [{all: [{all: [a]}]}]}]}]}`,
      'parts-too-deep',
      3,
      33,
    ],
    ['an unknown key of a part', `${LINE}{all: [{tag: a}, b]}`, 'key-unknown', 3, 13],
    ['a part inside near', `${LINE}{near: [{none: a}, b], within: 2}`, 'term-invalid', 3, 13],
  ])('reports %s where it stands', (_what, text, code, line, column) => {
    const result = parseTopic(text, 'test.yaml');
    expect(result.ok).toBe(false);
    expect(result.problems.filter((problem) => problem.code === code)).toMatchObject([
      { file: 'test.yaml', code, line, column, severity: 'error' },
    ]);
  });

  it.each([
    [
      'lists',
      'lists-too-many',
      `lists: {${many(201, (n) => `l${n}: [a]`)}}\nmatch: [{any: [${many(201, (n) => `$l${n}`)}]}]`,
    ],
    ['terms in lines', 'terms-too-many', `match: [{any: [${many(10_001, (n) => `t${n}`)}]}]`],
    ['lines', 'lines-too-many', `match: [${many(501, (n) => `{any: t${n}}`)}]`],
    ['references', 'references-too-many', `match: [{topic: [${many(101, (n) => `t${n}`)}]}]`],
    ['values', 'values-too-many', `match: [{tag: [${many(501, (n) => `t${n}`)}]}]`],
  ])('refuses too many %s', (_what, code, text) => {
    const { problems } = parseTopic(`name: T\n${text}`, 't.yaml');
    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });

  it('reports all problems at once', () => {
    const text = 'color: red\nlists: {a: [], b: [x]}\nmatch: [{any: $c, in: head}]';
    const codes = parseTopic(text, 'Bad Name.yaml').problems.map((problem) => problem.code);
    expect(codes.sort()).toEqual(
      [
        'field-unknown',
        'id-invalid',
        'key-unknown',
        'list-empty',
        'list-undefined',
        'list-unused',
        'list-unused',
        'name-missing',
      ].sort(),
    );
  });

  it('refuses more than ten thousand terms', () => {
    const terms = Array.from({ length: 10_001 }, (_, index) => `t${index}`).join(', ');
    const result = parseTopic(`name: T\nlists: {a: [${terms}]}\nmatch: [{any: $a}]`, 't.yaml');
    expect(result.problems.map((problem) => problem.code)).toEqual(['terms-too-many']);
  });

  it('refuses a file over a megabyte without reading it', () => {
    const result = parseTopic(`name: ${'界'.repeat(MAX_TOPIC_BYTES / 3 + 1)}`, 't.yaml');
    expect(result.problems.map((problem) => problem.code)).toEqual(['file-too-large']);
  });

  it.each([
    ['flow brackets', '['.repeat(500_000)],
    ['flow mappings', '{a: '.repeat(200_000)],
    ['block lists on one line', `${'- '.repeat(400_000)}a`],
    [
      'block mappings',
      Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    ],
    ['aliases that multiply', `a: &a [x,x]\nb: &b [*a,*a,*a]\nname: *b\nmatch: [{any: *b}]`],
    ['a mapping merged into itself', 'a: &a\n  <<: *a\nmatch: *a'],
    ['ten megabytes', `name: ${'x'.repeat(10_000_000)}`],
    [
      'a bomb of aliases',
      `a: &a [x]\n${many(30, (n) => `${n}`)
        .split(', ')
        .map((n) => `k${n}: &k${n} [${`*${n === '0' ? 'a' : `k${Number(n) - 1}`}, `.repeat(9)}x]`)
        .join('\n')}\nmatch: *k29`,
    ],
    ['parts inside parts', `name: T\nmatch: [${'{all: ['.repeat(14)}a${']}'.repeat(14)}]`],
  ])('survives %s', (_what, text) => {
    expect(parseTopic(text, 'hostile.yaml').ok).toBe(false);
  });

  it('limits the number of problems', () => {
    const text = Array.from({ length: 5000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(parseTopic(text, 't.yaml').problems.length).toBeLessThanOrEqual(100);
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      ...[
        'id',
        'name',
        'lists',
        'match',
        'unless',
        'any',
        'all',
        'none',
        'in',
        'examples',
        'window',
        'near',
        'within',
        'atLeast',
        'mentions',
        'of',
        'weight',
        'threshold',
        'topic',
        'implies',
        'review',
        'subject',
      ],
      ...[
        ': ',
        ':\n',
        '\n  ',
        '\n- ',
        '[',
        ']',
        '{',
        '}',
        ', ',
        '*',
        '&a ',
        '*a',
        '"',
        "'",
        '$a',
        '#',
        '|',
        '!!x ',
        '? ',
        '%',
        '\t',
        '__proto__',
        'null',
        '北朝鮮',
        '\u{1F600}',
        '\uD800',
      ],
    );
    const yaml = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(yaml, (text) => {
        const result = parseTopic(text, 'any.yaml');
        expect(result.ok || result.problems.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
