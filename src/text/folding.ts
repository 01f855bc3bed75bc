/** How a word is folded for comparison. Search tokens are stored in this form: it never changes lightly. */

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

/** Case and accents folded. Letter by letter, but for combining marks. */
export function foldLetters(word: string): string {
  const lower = word.toLowerCase();
  if (/^[a-z0-9]*$/.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[ßæœøđðłħıþς]/g, (letter) => UNDECOMPOSED[letter] ?? letter);
}

// Words whose singular would be another word, or none.
export const NOT_PLURAL: ReadonlySet<string> = new Set(['news', 'mars', 'does']);
export const SINGULAR_IN_IE: ReadonlySet<string> = new Set(
  'movies zombies calories cookies rookies prairies selfies genies hippies aussies brownies'.split(
    ' ',
  ),
);

/** Not a stemmer: only makes singular and regular plural equal, on both sides of the comparison. */
export function foldPlural(plain: string, written: string): string {
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
