import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalizeWidth } from '../../src/text/width.ts';

// Cluster by cluster, without the short cut for characters that never change.
const CLUSTER =
  /[\u1100-\u115F][\u1160-\u11A7]*[\u11A8-\u11FF]*|[\uAC00-\uD7A3][\u11A8-\u11FF]*|[\s\S][\p{M}\uFF9E\uFF9F]*/gu;

const INVISIBLE =
  /\p{Variation_Selector}|\u034F|[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/u;

/** Without what nobody sees, character by character. */
function plainly(written: string): { text: string; starts: number[]; ends: number[] } {
  const at: number[] = [];
  let visible = '';
  let offset = 0;
  for (const character of written) {
    for (let unit = 0; unit < character.length && !INVISIBLE.test(character); unit += 1)
      at.push(offset + unit);
    if (!INVISIBLE.test(character)) visible += character;
    offset += character.length;
  }
  const { text, starts, ends } = plainlyVisible(visible);
  return {
    text,
    starts: starts.map((start) => at[start] ?? written.length),
    ends: ends.map((end) => (at[end - 1] ?? -1) + 1),
  };
}

function plainlyVisible(text: string): { text: string; starts: number[]; ends: number[] } {
  // Without a change no cluster is looked for.
  if (text.normalize('NFKC') === text) {
    const starts = Array.from({ length: text.length }, (_, index) => index);
    return { text, starts, ends: starts.map((start) => start + 1) };
  }
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
    '\u00AD',
    '\u200D',
    '\uFEFF',
    '\uFE0F',
    '\u{E0100}',
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
      if (one.normalize('NFKC') === one && !INVISIBLE.test(one)) {
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
