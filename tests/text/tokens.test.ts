import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldLabel, tokenize } from '../../src/text/tokens.ts';

const folds = (text: string): string =>
  tokenize(text)
    .map((token) => token.folded)
    .join(' ');

describe('tokenize', () => {
  it.each([
    ['folds case and accents', 'Élysée ZÜRICH Łódź süß', 'elysee zurich lodz suss'],
    ['folds full-width letters', 'ＤＰＲＫ', 'dprk'],
    [
      'treats hyphen, space and dot as one',
      'Kim Jong-un N.Korea N. Korea',
      'kim jong un n korea n korea',
    ],
    ['collapses dotted acronyms', 'U.S. U.S.-led D.P.R.K, U.N', 'us us led dprk un'],
    ['drops the possessive', "Kim's China’s U.S.'s Koreas'", 'kim china us korea'],
    [
      'folds the English plural',
      'missiles countries matches crises heroes talks',
      'missile country match crise hero talk',
    ],
    [
      'keeps words that only look plural',
      'news crisis status pass his Laos',
      'news crisis status pass his lao',
    ],
    ['folds plural acronyms', 'MPs ICBMs', 'mp icbm'],
    ['splits characters before words', '8日訪朝の習主席', '8 日 訪 朝 の 習 主 席'],
    ['splits hangul', '북미 정상회담은', '북 미 정 상 회 담 은'],
    ['splits a number from a counter', '６カ国協議', '6 カ 国 協 議'],
    ['joins half-width voicing marks', 'ﾐｻｲﾙ ｶﾞｽ', 'ミ サ イ ル ガ ス'],
    ['keeps Cyrillic and Greek words whole', 'Переговоры ΟΔΟΣ', 'переговоры οδοσ'],
    ['finds nothing in punctuation', '— …!?', ''],
  ])('%s', (_fact, text, expected) => {
    expect(folds(text)).toBe(expected);
  });

  it.each([
    ['match', 'matches'],
    ['cache', 'caches'],
    ['policy', 'policies'],
    ['hero', 'heroes'],
    ['shoe', 'shoes'],
    ['movie', 'movies'],
    ['address', 'addresses'],
    ['envoy', 'envoys'],
  ])('makes %s and %s equal', (singular, plural) => {
    expect(folds(singular)).toBe(folds(plural));
  });

  it('keeps offsets into the text as written, without the possessive', () => {
    const text = 'ﾐｻｲﾙ！ the “U.S.’s” Élysée';
    const written = tokenize(text).map((token) => text.slice(token.start, token.end));
    expect(written).toEqual(['ﾐ', 'ｻ', 'ｲ', 'ﾙ', 'the', 'U.S.', 'Élysée']);
  });

  it('gives a decomposed syllable the offsets of its parts', () => {
    const text = '북한'.normalize('NFD');
    const tokens = tokenize(text);
    expect(tokens.map((token) => token.folded)).toEqual(['북', '한']);
    expect(tokens.map((token) => [token.start, token.end])).toEqual([
      [0, 3],
      [3, 6],
    ]);
  });

  it.each([
    ['북한', 'none'],
    ['북 한', 'space'],
    ['金・正', 'space'],
    ['北。朝', 'break'],
    ['北、朝', 'break'],
    ['6カ', 'space'],
    ['North Korea', 'space'],
    ['Trump, Kim', 'space'],
    ['Really? Yes', 'break'],
    ['one\n\ntwo', 'break'],
    ['peace. Treaty', 'break'],
    ['peace. treaty', 'space'],
    ['Gen. Kim', 'space'],
    ['peace.” Treaty', 'break'],
    ['N.Korea', 'space'],
  ])('tells how the parts of %s are joined: %s', (text, joint) => {
    expect(tokenize(text)[1]?.joint).toBe(joint);
  });

  it('has rising offsets inside any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        let end = 0;
        for (const token of tokenize(text)) {
          expect(token.start).toBeGreaterThanOrEqual(0);
          expect(token.end).toBeGreaterThan(token.start);
          expect(token.end).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeLessThanOrEqual(text.length);
          end = token.end;
        }
      }),
    );
  });
});

describe('foldLabel', () => {
  it.each([
    ['ＫＹＯＤＯ news', 'Kyodo-News'],
    ['Élysée', 'elysee'],
  ])('makes %s and %s equal', (one, other) => {
    expect(foldLabel(one)).toBe(foldLabel(other));
  });

  it('keeps the plural: tags are labels, not text', () => {
    expect(foldLabel('Markets')).not.toBe(foldLabel('Market'));
  });
});
