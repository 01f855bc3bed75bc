/** Which id the article of a file has: the identity contract of the decision log. Pure. */

import type { Article } from '../model/article.ts';
import { readSearchedText } from '../text/canonical-text.ts';
import { uuidV5 } from '../text/hash.ts';
import { tokenize } from '../text/tokens.ts';

/** The id of an article whose file declares none: the same on every runtime and in every empty store. */
export function assignedId(publicationId: string, path: string, attempt = 0): string {
  const name = attempt === 0 ? `${publicationId}#${path}` : `${publicationId}#${path}#${attempt}`;
  return `urn:uuid:${uuidV5(name)}`;
}

/** Fewer words than this say too little to compare: a flash replaced by the full story is common. */
const MIN_TOKENS = 60;
const SHINGLE = 3;
const MIN_SHARED = 0.02;

/**
 * Whether two versions of a file have almost nothing in common, so that the file most likely holds
 * another story under a used name. Containment of three-word shingles, as for duplicates.
 */
export function isAnotherStory(before: Article, after: Article): boolean {
  if (before.headline === after.headline || before.bodyHtml === '') return false;
  const [a, b] = [wordsOf(before), wordsOf(after)];
  return Math.min(a.length, b.length) >= MIN_TOKENS && sharedPart(a, b) < MIN_SHARED;
}

/** A text that was edited keeps more of its runs of three words; two reports of one event share fewer. */
const MIN_KEPT = 0.5;

/** Whether the text of a file, edited since, most likely stands in another file now. */
export function isSameStory(before: Article, after: Article): boolean {
  if (before.bodyHtml === '') return false;
  return (
    before.headline === after.headline || sharedPart(wordsOf(before), wordsOf(after)) >= MIN_KEPT
  );
}

function wordsOf({ headline, bodyHtml }: Article): readonly string[] {
  return tokenize(`${headline}\n\n${readSearchedText(bodyHtml).text}`).map(({ folded }) => folded);
}

/** Of the shorter text, from 0 to 1. */
function sharedPart(a: readonly string[], b: readonly string[]): number {
  const known = shingles(a);
  const found = shingles(b);
  const [small, large] = known.size < found.size ? [known, found] : [found, known];
  let shared = 0;
  for (const one of small) if (large.has(one)) shared += 1;
  return small.size === 0 ? 0 : shared / small.size;
}

function shingles(words: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (let index = 0; index + SHINGLE <= words.length; index += 1) {
    found.add(words.slice(index, index + SHINGLE).join(' '));
  }
  return found;
}
