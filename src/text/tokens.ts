/**
 * The one tokenizer for topics and search. Latin, Greek, Cyrillic and similar words are tokens; in
 * scripts written without spaces every character is its own token, so that no dictionary and no
 * ICU version (Intl.Segmenter splits differently by version) decides what matches.
 */

import { foldLetters, foldPlural } from './folding.ts';
import { isSentenceEnd } from './sentences.ts';
import { normalizeWidth } from './width.ts';

/**
 * How a token is joined to the one before it. `none`: two characters that touch, as in 北朝鮮.
 * `space`: white space, hyphen, dot, or anything else that a phrase may run across. `break`: the end
 * of a sentence or paragraph, a semicolon, or punctuation between two characters; no phrase runs across it.
 */
export type Joint = 'none' | 'space' | 'break';

export interface Token {
  /** Case, accents, width and English plural folded: what is compared. */
  readonly folded: string;
  /** Like `folded`, with the plural ending kept: what a prefix is compared with. */
  readonly plain: string;
  /** Offsets into the text as given; a possessive ending lies outside. */
  readonly start: number;
  readonly end: number;
  readonly joint: Joint;
  /** A character of a script written without spaces. */
  readonly isCharacter: boolean;
}

/** One of these is a token of its own. Source of a regular expression with the flag u. */
export const CHARACTER =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Bopomofo}' +
  // The prolonged sound mark of katakana belongs to no script but is part of the word.
  '\\u30FC\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';
const LETTER = `(?:(?!${CHARACTER})\\p{L})`;
const WORD_PART = `(?:(?!${CHARACTER})[\\p{L}\\p{N}\\p{M}])`;
const POSSESSIVE = `(?:['\\u2018\\u2019\\u02BC][sS](?!${WORD_PART}))?`;

// Order matters: characters before words, because Han letters are \p{L} too and a word would swallow
// them; dotted acronyms before words, because `U.S.` is one word and `N.Korea` two.
const TOKEN = new RegExp(
  `(?<character>${CHARACTER})` +
    `|(?<acronym>${LETTER}(?:\\.${LETTER})+\\.?)(?!${WORD_PART})${POSSESSIVE}` +
    `|(?<word>${WORD_PART}+)${POSSESSIVE}`,
  'gu',
);

const SENTENCE_END = /[!?;。]|\n\s*\n/u;
const STOP = /\..*?\s/su;
const LOOSE_JOINT = /^[\s\p{Pd}.·・]*$/u;

/** Words and characters of `text` in order. Pure; linear in the length of the text. */
export function tokenize(text: string): readonly Token[] {
  const source = normalizeWidth(text);
  const tokens: Token[] = [];
  let previousEnd = 0;
  let before: Before | undefined;
  for (const found of source.text.matchAll(TOKEN)) {
    const groups = found.groups ?? {};
    const written = groups['character'] ?? groups['acronym'] ?? groups['word'] ?? '';
    const isCharacter = groups['character'] !== undefined;
    const plain = isCharacter ? written : foldLetters(written.replaceAll('.', ''));
    // A combining mark without a letter folds to nothing.
    if (plain === '') continue;
    const between = source.text.slice(previousEnd, found.index);
    tokens.push({
      folded: isCharacter ? plain : foldPlural(plain, written),
      plain,
      start: source.startOf(found.index),
      end: source.endOf(found.index + written.length),
      joint: before === undefined ? 'break' : jointOf(before, between, { written, isCharacter }),
      isCharacter,
    });
    previousEnd = found.index + found[0].length;
    before = { written, isCharacter };
  }
  return tokens;
}

/** Signs that make another word of the one they stand behind: C++, C#, A*, US$. */
const TELLING = '[+#*%\\p{Sc}]+';

/**
 * `text` as a label is compared: case, accents, width and punctuation do not count, but for signs behind
 * a word that tell it from another one. The plural is kept.
 */
export function foldLabel(text: string): string {
  const source = normalizeWidth(text).text;
  const telling = new RegExp(TELLING, 'uy');
  const words = tokenize(source).map(({ plain, end }) => {
    telling.lastIndex = end;
    return plain + (telling.exec(source)?.[0] ?? '');
  });
  // A label without any word (`+`) is compared as it is.
  return words.length > 0 ? words.join(' ') : source.trim();
}

/** Of a token, what tells how it is joined to the next. */
interface Before {
  readonly written: string;
  readonly isCharacter: boolean;
}

function jointOf(before: Before, between: string, token: Before): Joint {
  if (SENTENCE_END.test(between)) return 'break';
  if (STOP.test(between) && (before.isCharacter || isSentenceEnd(before.written, token.written))) {
    return 'break';
  }
  if (!before.isCharacter || !token.isCharacter) return 'space';
  if (between === '') return 'none';
  return LOOSE_JOINT.test(between) ? 'space' : 'break';
}
