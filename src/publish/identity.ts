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
  const [a, b] = [before, after].map((article) =>
    tokenize(`${article.headline}\n\n${readSearchedText(article.bodyHtml).text}`).map(
      ({ folded }) => folded,
    ),
  );
  if (a === undefined || b === undefined || Math.min(a.length, b.length) < MIN_TOKENS) return false;
  const known = shingles(a);
  const found = shingles(b);
  const [small, large] = known.size < found.size ? [known, found] : [found, known];
  let shared = 0;
  for (const one of small) if (large.has(one)) shared += 1;
  return shared / small.size < MIN_SHARED;
}

function shingles(words: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (let index = 0; index + SHINGLE <= words.length; index += 1) {
    found.add(words.slice(index, index + SHINGLE).join(' '));
  }
  return found;
}
