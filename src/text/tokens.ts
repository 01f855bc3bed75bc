/**
 * The one tokenizer for topics and search. Latin, Greek, Cyrillic and similar words are tokens; in
 * scripts written without spaces every character is its own token, so that no dictionary and no
 * ICU version (Intl.Segmenter splits differently by version) decides what matches.
 */

/**
 * How a token is joined to the one before it. `none`: two characters that touch, as in 北朝鮮.
 * `space`: white space, hyphen, dot, or anything else that a phrase may run across. `break`: the end
 * of a sentence or paragraph, or punctuation between two characters; no phrase runs across it.
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

const CHARACTER =
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
const LOOSE_JOINT = /^[\s\p{Pd}.·・]*$/u;

/** Words and characters of `text` in order. Pure; linear in the length of the text. */
export function tokenize(text: string): readonly Token[] {
  const source = normalizeWidth(text);
  const tokens: Token[] = [];
  let previousEnd = 0;
  let wasCharacter = false;
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
      joint: tokens.length === 0 ? 'break' : jointOf(between, wasCharacter && isCharacter),
      isCharacter,
    });
    previousEnd = found.index + found[0].length;
    wasCharacter = isCharacter;
  }
  return tokens;
}

/** `text` as metadata is compared: case, accents, width and punctuation do not count. */
export function foldText(text: string): string {
  const words = tokenize(text).map((token) => token.plain);
  // A label without any word (`+`) is compared as it is.
  return words.length > 0 ? words.join(' ') : text.normalize('NFKC').trim();
}

function jointOf(between: string, areCharacters: boolean): Joint {
  if (SENTENCE_END.test(between)) return 'break';
  if (!areCharacters) return 'space';
  if (between === '') return 'none';
  return LOOSE_JOINT.test(between) ? 'space' : 'break';
}

interface NormalizedText {
  readonly text: string;
  /** Offset in the original of the character at a normalized offset. */
  startOf(offset: number): number;
  /** Offset in the original just behind the character before a normalized offset. */
  endOf(offset: number): number;
}

// What NFKC may merge into one character: a base with its marks, half-width kana with its voicing
// mark, the jamo of a hangul syllable.
const CLUSTER =
  /[\u1100-\u115F][\u1160-\u11A7]*[\u11A8-\u11FF]*|[\uAC00-\uD7A3][\u11A8-\u11FF]*|[\s\S][\p{M}\uFF9E\uFF9F]*/gu;

function normalizeWidth(text: string): NormalizedText {
  const normalized = text.normalize('NFKC');
  if (normalized === text) {
    return { text, startOf: (offset) => offset, endOf: (offset) => offset };
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
  return {
    text: joined,
    startOf: (offset) => starts[offset] ?? text.length,
    endOf: (offset) => ends[offset - 1] ?? 0,
  };
}

// Letters that Unicode does not decompose into a base and an accent.
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  þ: 'th',
  ς: 'σ',
};

function foldLetters(word: string): string {
  const lower = word.toLowerCase();
  if (/^[a-z0-9]*$/.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[ßæœøđðłħıþς]/g, (letter) => UNDECOMPOSED[letter] ?? letter);
}

// Words whose singular would be another word, or none.
const NOT_PLURAL: ReadonlySet<string> = new Set(['news', 'mars', 'does']);
const SINGULAR_IN_IE: ReadonlySet<string> = new Set(
  'movies zombies calories cookies rookies prairies selfies genies hippies aussies brownies'.split(
    ' ',
  ),
);

/** Not a stemmer: only makes singular and regular plural equal, on both sides of the comparison. */
function foldPlural(plain: string, written: string): string {
  // `MPs`, `ICBMs`: too short or too odd for the rules below.
  if (/^\p{Lu}{2,}s$/u.test(written)) return plain.slice(0, -1);
  if (plain.length < 4 || !/^[a-z]+$/.test(plain) || NOT_PLURAL.has(plain)) return plain;
  // `match` and `matches`, `cache` and `caches`: the e goes wherever it could belong to the plural.
  if (/(?:ch|sh|x|ss)es?$/.test(plain)) return plain.replace(/es?$/, '');
  if (plain.length >= 5 && /oes?$/.test(plain) && plain !== 'shoes') {
    return plain.replace(/es?$/, '');
  }
  if (SINGULAR_IN_IE.has(plain)) return plain.slice(0, -1);
  if (plain.length >= 5 && plain.endsWith('ies')) return `${plain.slice(0, -3)}y`;
  return /[^sui]s$/.test(plain) ? plain.slice(0, -1) : plain;
}
