/** What stands between two tokens: how they are joined, and whether a sentence or paragraph ends there. */

import {
  type Alphabet,
  DOT,
  END,
  kindOf,
  LOOSE,
  NEWLINE,
  SEMICOLON,
  SPACE,
  UNKNOWN,
} from './alphabet.ts';

export const GAP_SENTENCE = 1;
export const GAP_SEMICOLON = 2;
export const GAP_PARAGRAPH = 4;
/** Something that a phrase of characters does not run across. */
export const GAP_TIGHT = 8;
/** A full stop with white space behind it: the end of a sentence or an abbreviation. */
export const GAP_STOP = 16;

/** The signs from `from` to `to`, as bits. */
export function readGap(alphabet: Alphabet, text: string, from: number, to: number): number {
  let bits = 0;
  let wasNewline = false;
  let wasStop = false;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    const known = alphabet.kinds[code] ?? UNKNOWN;
    const kind = known === UNKNOWN ? kindOf(alphabet, code) : known;
    if (kind === SPACE || kind === NEWLINE) {
      if (wasStop) bits |= GAP_STOP;
      if (kind === NEWLINE && wasNewline) bits |= GAP_PARAGRAPH;
      wasNewline ||= kind === NEWLINE;
      continue;
    }
    wasNewline = false;
    wasStop ||= kind === DOT;
    bits |= bitsOf(kind);
  }
  return bits;
}

function bitsOf(kind: number): number {
  if (kind === DOT || kind === LOOSE) return 0;
  if (kind === END) return GAP_SENTENCE | GAP_TIGHT;
  return kind === SEMICOLON ? GAP_SEMICOLON | GAP_TIGHT : GAP_TIGHT;
}
