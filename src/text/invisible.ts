/**
 * Characters that are seen by nobody and part no words: soft hyphens, joiners, marks of direction, the
 * byte order mark, variants of a character. Editors and web pages leave them inside words, so they are
 * taken out of whatever is compared. What is shown keeps them: Persian and Hindi are written with joiners.
 */

const INVISIBLE =
  '\\u00AD\\u034F\\u061C\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u206F\\uFE00-\\uFE0F\\uFEFF';
// Variants of Han characters lie beyond 16 bits. One class is looked for faster than an alternative.
const ANY = new RegExp(`[${INVISIBLE}\\uDB40]`);
const ALL = new RegExp(`[${INVISIBLE}]|\\uDB40[\\uDD00-\\uDDEF]`, 'g');

/** False for nearly every text; true now and then for one without. */
export function mayHaveInvisible(text: string): boolean {
  return ANY.test(text);
}

export function withoutInvisible(text: string): string {
  return mayHaveInvisible(text) ? text.replace(ALL, '') : text;
}

/** The text without them, and for each of its code units the offset in the text as written. */
export function locateVisible(text: string): { readonly text: string; readonly at: Uint32Array } {
  const at = new Uint32Array(text.length);
  let visible = '';
  let from = 0;
  const keep = (to: number): void => {
    for (let offset = from; offset < to; offset += 1) at[visible.length + offset - from] = offset;
    visible += text.slice(from, to);
  };
  for (const { index, 0: found } of text.matchAll(ALL)) {
    keep(index);
    from = index + found.length;
  }
  keep(text.length);
  return { text: visible, at };
}
