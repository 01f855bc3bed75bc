import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalQuery, MAX_QUERY_LENGTH, parseQuery } from '../../src/text/search.ts';

const textOf = (query: string): string => {
  const read = canonicalQuery(query);
  return typeof read === 'string' ? `refused: ${read}` : read.text;
};

describe('the canonical spelling of a query', () => {
  test.each([
    ['envoys', 'envoys'],
    ['  Envoys\t MEET ', 'envoys meet'],
    ['meet envoys', 'envoys meet'],
    ['talk talks Talk', 'talk'],
    ['"Peace  Talks" arms', 'arms "peace talks"'],
    ['a"b c"d', 'a "b c" d'],
    ['"envoys"', 'envoys'],
    ['"envoys meet', 'envoys meet'],
    ['ＡＢＣ　会談', 'abc 会談'],
    ['𠮷野 Ａ', 'a 𠮷野'],
    ['envoys - ! 😀', 'envoys'],
    ['J\u030C', '\u01F0'],
    // The plural of an abbreviation is known by its capitals alone.
    ['MPs', 'mp'],
    ['U.S. troops', 'troops u.s.'],
    ['en\0voys', 'envoys'],
    ['en\u00ADvoys', 'envoys'],
    ['en\uFEFFvoys', 'envoys'],
    ['"en\u200Bvoys  me\u2060et"', '"envoys meet"'],
    ['\uD800envoys', 'envoys'],
  ])('of %j is %j', (query, expected) => {
    expect(textOf(query)).toBe(expected);
  });

  test.each([
    ['', 'nothing'],
    ['  ', 'nothing'],
    ['"" \' () * -', 'nothing'],
    ['😀 🚀', 'nothing'],
    ['\0', 'nothing'],
    ['a b c d e f g h i j k', 'too-many'],
    ['a'.repeat(MAX_QUERY_LENGTH + 1), 'too-long'],
    // Longer once it is written out.
    ['ﬃ'.repeat(MAX_QUERY_LENGTH), 'too-long'],
  ])('of %j is refused: %s', (query, refusal) => {
    expect(textOf(query)).toBe(`refused: ${refusal}`);
  });

  const query = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom(...'aBsMPJΣσİé"\' .?!-会ーあ정ﬃ　', 'J\u030C', '\u0301', '\u{20BB7}'),
      maxLength: 60,
    }),
  );

  test('is its own, and asks for what the query asks for', () => {
    fc.assert(
      fc.property(query, (written) => {
        const read = canonicalQuery(written);
        if (typeof read === 'string') return;
        expect(canonicalQuery(read.text)).toEqual(read);
        expect([...(parseQuery(read.text) ?? [])].sort()).toEqual([...read.phrases].sort());
        const isClean = !/[\p{Cc}\p{Cs}\p{Cn}\uFFFD]/u.test(written);
        const asked = new Set(parseQuery(written));
        if (isClean) expect([...read.phrases].sort()).toEqual([...asked].sort());
      }),
      { numRuns: 2_000 },
    );
  });
});
