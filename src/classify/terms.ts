/** One term of a rule: how its written form (`negotiat*`, `=DPRK`, `peace treaty`) is understood. */

import { withoutInvisible } from '../text/invisible.ts';
import { type Joint, type Token, tokenize } from '../text/tokens.ts';

export interface TermWord {
  readonly word: string;
  /** `word` is only the beginning. */
  readonly isPrefix: boolean;
  /** Joint to the word before; the first word's is meaningless. */
  readonly joint: Joint;
}

export interface ParsedTerm {
  readonly words: readonly TermWord[];
  /** For a term written with `=`. */
  readonly exact?: ExactForm;
}

/** What the article's own characters must be, the signs before the first word and behind the last among them. */
export interface ExactForm {
  readonly text: string;
  /** Length of the signs. */
  readonly before: number;
  readonly behind: number;
}

/** Long enough for any phrase a desk writes; keeps the trie shallow. */
export const MAX_TERM_WORDS = 24;

const STAR = /[*＊]/g;

/**
 * The term, or the reason why it can never match, as the end of a sentence. `tokensOf` is for callers
 * with a scanner at hand, which is faster.
 */
export function parseTerm(
  written: string,
  tokensOf: (text: string) => readonly Token[] = tokenize,
): ParsedTerm | string {
  const isExact = written.startsWith('=');
  const text = isExact ? written.slice(1) : written;
  const tokens = tokensOf(text);
  if (tokens.length === 0) return 'holds no word';
  if (tokens.length > MAX_TERM_WORDS) return `is longer than ${MAX_TERM_WORDS} words`;
  const stars = text.match(STAR)?.length ?? 0;
  if (isExact && stars > 0) return 'is both exact (=) and a prefix (*)';
  if (tokens.filter((token) => isStarAt(text, token.end)).length !== stars) {
    return 'has a * that does not follow a word';
  }
  const words = tokens.map((token) => {
    // A character is a whole token: 北朝* finds what 北朝 finds.
    const isPrefix = isStarAt(text, token.end) && !token.isCharacter;
    return { word: isPrefix ? token.plain : token.folded, isPrefix, joint: token.joint };
  });
  return isExact ? { words, exact: exactForm(text.trim(), tokensOf(text.trim())) } : { words };
}

function exactForm(written: string, tokens: readonly Token[]): ExactForm {
  const start = tokens[0]?.start ?? 0;
  const end = tokens.at(-1)?.end ?? written.length;
  const signs = [written.slice(0, start), written.slice(end)].map(withoutInvisible);
  const [before = '', behind = ''] = signs;
  const text = before + withoutInvisible(written.slice(start, end)) + behind;
  return { text, before: before.length, behind: behind.length };
}

function isStarAt(text: string, at: number): boolean {
  return text[at] === '*' || text[at] === '＊';
}
