import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalizeWidth } from '../../src/text/width.ts';

// Cluster by cluster, without the short cut for characters that never change.
const CLUSTER =
  /[\u1100-\u115F][\u1160-\u11A7]*[\u11A8-\u11FF]*|[\uAC00-\uD7A3][\u11A8-\u11FF]*|[\s\S][\p{M}\uFF9E\uFF9F]*/gu;

function plainly(text: string): { text: string; starts: number[]; ends: number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  let joined = '';
  for (const found of text.matchAll(CLUSTER)) {
    const piece = found[0].normalize('NFKC');
    joined += piece;
    for (let index = 0; index < piece.length; index += 1) {
      starts.push(found.index);
      ends.push(found.index + found[0].length);
    }
  }
  return { text: joined, starts, ends };
}

const PIECES = [
  ...[
    'a',
    'Z',
    '—',
    '”',
    '、',
    '「',
    'か',
    '\u3099',
    '\uFF9E',
    'ｶ',
    'ﾞ',
    '漢',
    '한',
    '\u1112',
    '\u1161',
    '\u11AB',
  ],
  ...[
    '\u11A8',
    '\u0301',
    'e',
    '…',
    '６',
    '\uFFA1',
    '\uFFC2',
    '𠮷',
    '\uD800',
    '½',
    'ヿ',
    'ゟ',
    '\u3000',
    '\uFB01',
  ],
];

it('gives the same text and offsets as normalizing cluster by cluster', () => {
  const text = fc.oneof(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((all) => all.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, (one) => {
      const found = normalizeWidth(one);
      if (one.normalize('NFKC') === one) {
        expect(found.text).toBe(one);
        return;
      }
      const wanted = plainly(one);
      expect(found.text).toBe(wanted.text);
      const offsets = [...wanted.text].length === 0 ? [] : wanted.starts.map((_, index) => index);
      expect(offsets.map((offset) => found.startOf(offset))).toEqual(wanted.starts);
      expect(offsets.map((offset) => found.endOf(offset + 1))).toEqual(wanted.ends);
    }),
    { numRuns: 5000 },
  );
});
