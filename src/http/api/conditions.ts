/** Conditions of a write (RFC 9110 13.1.1 and 13.1.2): nothing is changed that is not what the client saw. */

import type { StoredArticle } from '../../store/store.ts';
import { parseEntityTags } from '../conditional.ts';
import { articleTag } from './article-view.ts';

/** Undefined when the request has no condition. */
export function preconditionOf(
  headers: Headers,
): ((stored: StoredArticle | undefined) => boolean) | undefined {
  const match = headers.get('if-match');
  const noneMatch = headers.get('if-none-match');
  if (match === null && noneMatch === null) return undefined;
  return (stored) =>
    (match === null || isListed(match, stored, 'strong')) &&
    (noneMatch === null || !isListed(noneMatch, stored, 'weak'));
}

/**
 * `*` is any article there is; one that was taken back is none, as GET says. If-Match compares
 * strongly, If-None-Match weakly (RFC 9110 13.1).
 */
function isListed(
  header: string,
  stored: StoredArticle | undefined,
  comparison: 'strong' | 'weak',
): boolean {
  if (stored === undefined || stored.isErased) return false;
  if (header.trim() === '*') {
    return stored.article.state !== 'removed' && stored.article.state !== 'expired';
  }
  const tag = articleTag(stored.hash);
  const tags = parseEntityTags(header);
  return tags.includes(tag) || (comparison === 'weak' && tags.includes(`W/${tag}`));
}
