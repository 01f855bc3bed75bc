/** The verbs that take a story back: withdraw with a notice, remove without, erase for good. */

import type { WithdrawalInput } from '../ingest/article-schema.ts';
import type { Article } from '../model/article.ts';
import type { StoredArticle } from '../store/store.ts';
import type { Decision, Refusal } from './change-articles.ts';
import { continueHistory } from './history.ts';
import { withoutText } from './lifecycle.ts';

/**
 * The text vanishes from every output; the same id tells readers so until the notice ends. A second
 * withdrawal may change the note, not the date.
 */
export function decideWithdraw(
  stored: StoredArticle | undefined,
  input: WithdrawalInput,
  now: Date,
): Decision | Refusal {
  if (stored === undefined) return { reason: 'not-found' };
  const { article } = stored;
  if (article.state === 'removed' || article.state === 'expired') return { reason: 'gone' };
  const { note: _before, ...known } = article.withdrawal ?? { at: now };
  const withdrawal = { ...known, ...(input.note !== undefined && { note: input.note }) };
  const taken: Article = { ...article, state: 'withdrawn', withdrawal };
  return { article: continueHistory(taken, article, now).article };
}

/** Gone without a notice; the tombstone tells those who ask for it. */
export function decideRemove(stored: StoredArticle | undefined): Decision | Refusal {
  if (stored === undefined) return { reason: 'not-found' };
  if (stored.article.state === 'removed') return { reason: 'gone' };
  return { article: { ...stored.article, state: 'removed' } };
}

/**
 * Legal deletion: nothing is kept but id, dates and language; the id never comes back. The slug goes
 * too, since it is made of words of the headline.
 */
export function decideErase(stored: StoredArticle | undefined): Decision | Refusal {
  if (stored === undefined) return { reason: 'not-found' };
  if (stored.isErased) return { reason: 'gone' };
  const { withdrawal, ...bare } = withoutText(stored.article);
  const article: Article = {
    ...bare,
    slug: 'erased',
    state: 'removed',
    ...(withdrawal && { withdrawal: { at: withdrawal.at } }),
  };
  return { article, isErased: true, action: 'erase' };
}
