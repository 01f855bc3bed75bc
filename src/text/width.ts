/**
 * Text in the compatible form that tokens are cut from (NFKC, without what nobody sees), with the way back
 * to the text as written.
 */

import { locateVisible, mayHaveInvisible } from './invisible.ts';

export interface NormalizedText {
  readonly text: string;
  /** Offset in the original of the character at a normalized offset. */
  startOf(offset: number): number;
  /** Offset in the original just behind the character before a normalized offset. */
  endOf(offset: number): number;
}

// `plain`: characters that NFKC leaves alone, as long as nothing follows that would merge with the
// last one; most of any text. `cluster`: what NFKC may merge into one character: a base with its
// marks, half-width kana with its voicing mark, the jamo of a hangul syllable.
const PIECE =
  /(?<plain>[\0-\x7F\u2013\u2014\u2018\u2019\u201C\u201D\u3001\u3002\u300C\u300D\u3041-\u3096\u30A1-\u30FE\u4E00-\u9FFF\uAC00-\uD7A3]+(?![\p{M}\uFF9E\uFF9F\u11A8-\u11FF]))|(?<cluster>[\u1100-\u115F][\u1160-\u11A7]*[\u11A8-\u11FF]*|[\uAC00-\uD7A3][\u11A8-\u11FF]*|[\s\S][\p{M}\uFF9E\uFF9F]*)/gu;

interface Piece {
  readonly at: number;
  readonly length: number;
  readonly text: string;
  readonly isPlain: boolean;
}

/** Linear in the length of the text; offsets are worked out when the first one is asked for. */
export function normalizeWidth(text: string): NormalizedText {
  if (!mayHaveInvisible(text)) return normalizeVisible(text);
  const visible = locateVisible(text);
  const { text: joined, startOf, endOf } = normalizeVisible(visible.text);
  return {
    text: joined,
    startOf: (offset) => visible.at[startOf(offset)] ?? text.length,
    endOf: (offset) => (visible.at[endOf(offset) - 1] ?? -1) + 1,
  };
}

function normalizeVisible(text: string): NormalizedText {
  if (text.normalize('NFKC') === text) {
    return { text, startOf: unmoved, endOf: unmoved };
  }
  const pieces: Piece[] = [];
  let joined = '';
  for (const { 0: found, index: at, groups } of text.matchAll(PIECE)) {
    const isPlain = groups?.['plain'] !== undefined;
    const piece = isPlain ? found : found.normalize('NFKC');
    pieces.push({ at, length: found.length, text: piece, isPlain });
    joined += piece;
  }
  let offsets: Offsets | undefined;
  const known = (): Offsets => {
    offsets ??= offsetsOf(pieces, joined.length);
    return offsets;
  };
  return {
    text: joined,
    startOf: (offset) => known().starts[offset] ?? text.length,
    endOf: (offset) => known().ends[offset - 1] ?? 0,
  };
}

// One for all texts: making two functions costs more than reading a short text.
function unmoved(offset: number): number {
  return offset;
}

interface Offsets {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

function offsetsOf(pieces: readonly Piece[], length: number): Offsets {
  const starts = new Uint32Array(length);
  const ends = new Uint32Array(length);
  let to = 0;
  for (const { at, length: written, text, isPlain } of pieces) {
    for (let index = 0; index < text.length; index += 1) {
      starts[to] = isPlain ? at + index : at;
      ends[to] = isPlain ? at + index + 1 : at + written;
      to += 1;
    }
  }
  return { starts, ends };
}
