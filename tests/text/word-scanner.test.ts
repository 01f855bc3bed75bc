import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../src/text/tokens.ts';
import { normalizeWidth } from '../../src/text/width.ts';
import { createWordScanner, scanWords, tokensOf } from '../../src/text/word-scanner.ts';

const scanner = createWordScanner();

function unitsOf(text: string): readonly { sentence: number; paragraph: number }[] {
  const { words } = scanner;
  const from = words.count;
  scanWords(scanner, normalizeWidth(text).text);
  return Array.from({ length: words.count - from }, (_, index) => ({
    sentence: words.sentence[from + index] ?? 0,
    paragraph: words.paragraph[from + index] ?? 0,
  }));
}

const scanned = (text: string): unknown => tokensOf(scanner, text);

const PIECES = [
  ...[
    'U.S.',
    'U.S',
    'N.Korea',
    'U.S.led',
    'a.b.cd',
    "Kim's",
    'Kim’S',
    'Koreas',
    'ICBMs',
    'MPs',
    '\u02BCs',
  ],
  ...[
    'movies',
    'policies',
    'matches',
    'boxes',
    'shoes',
    'heroes',
    'news',
    'mars',
    'cache',
    'ties',
    'glass',
  ],
  ...[
    'Élan',
    'e\u0301',
    '\u0301',
    'ß',
    'Æ',
    'İ',
    'ΟΔΟΣ',
    'ǿ',
    'ｆｕｌｌ',
    '６',
    '½',
    '²',
    'ﬁ',
    '\u00A0',
    '…',
    '™',
  ],
  ...[
    '北朝鮮',
    '북한',
    '\u1112\u1161\u11AB',
    '가\u11A8',
    'ﾐｻﾞﾙ',
    'ー',
    '・',
    'か\u3099',
    'ไทย',
    '𠮷',
    '𐌰',
    '😀',
    '\uD800',
    '\uDC00',
    'ﾡ',
    'ￂ',
  ],
  ...[
    ' ',
    ' ',
    '. ',
    '.',
    ', ',
    '; ',
    '! ',
    '。',
    '\n',
    '\n \n',
    '-',
    '—',
    "'s ",
    '“',
    '\u3000',
    '\t',
    'عربي',
    'हिन्दी',
  ],
];

describe('scanWords', () => {
  it('finds the tokens of tokenize in any mixture of scripts and signs', () => {
    const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, (one) => {
        expect(scanned(one)).toEqual(tokenize(one));
      }),
      { numRuns: 5000 },
    );
  });

  it('finds the tokens of tokenize in any text', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(text, (one) => {
        expect(scanned(one)).toEqual(tokenize(one));
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with tokenize on every character alone and beside a letter', () => {
    const wrong: string[] = [];
    for (let code = 0; code < 0x10000; code += 1) {
      const character = String.fromCharCode(code);
      for (const text of [character, `a${character}s`]) {
        if (JSON.stringify(scanned(text)) !== JSON.stringify(tokenize(text))) wrong.push(text);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('reads a word longer than its table', () => {
    const long = `x ${'Wort'.repeat(1000)}s y`;
    expect(scanned(long)).toEqual(tokenize(long));
  });

  it.each([
    ['Kim arrives. Talks begin.', 2],
    ['N. Korea and Gen. Kim agree on Sept. 5 to talk', 1],
    ['The U.S. Congress and J. Smith', 1],
    ['He met Kim Jong-un. “We agreed.” Then he left.', 3],
    ['It cost 3.5 million. 40 came.', 2],
    ['Will it last? yes! No', 3],
    ['Talks; no result', 1],
    ['e.g. this one', 1],
    ['Envoys met... in Hanoi', 1],
    ['会談した。合意はない', 2],
    ['回答は？ない', 2],
    ['会談を調整　首脳、ワシントンへ', 1],
    ['회담을 열었다. 북한은 거부했다.', 2],
    ['Title\n\nNext', 2],
    ['One line\nanother', 1],
  ])('counts the sentences of "%s": %d', (text, expected) => {
    const seen = unitsOf(text);
    expect((seen.at(-1)?.sentence ?? 0) - (seen[0]?.sentence ?? 0) + 1).toBe(expected);
  });

  it('counts paragraphs, and shares none between two texts', () => {
    const [one, two] = [unitsOf('A\n\nb\nc'), unitsOf('d')];
    const first = one[0]?.paragraph ?? 0;
    expect([...one, ...two].map(({ paragraph }) => paragraph - first)).toEqual([0, 1, 1, 2]);
  });
});
