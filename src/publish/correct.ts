/** Correct: a dated note for readers, and the text that changes with it. */

import { applyChanges } from '../ingest/api-article.ts';
import type { CorrectionInput } from '../ingest/article-schema.ts';
import type { StoredArticle } from '../store/store.ts';
import { type Decision, type Desk, type Refusal, readingContext } from './change-articles.ts';
import { laterThan } from './lifecycle.ts';

/** The same id, a new `updatedAt`; first publication and address stay (decision log). */
export function decideCorrect(
  desk: Desk,
  stored: StoredArticle | undefined,
  order: { readonly input: CorrectionInput; readonly now: Date },
): Decision | Refusal {
  const { input, now } = order;
  if (stored === undefined) return { reason: 'not-found' };
  const { article } = stored;
  if (article.state !== 'public') {
    if (article.state !== 'embargoed' && article.state !== 'withheld') return { reason: 'gone' };
    return {
      reason: 'state',
      message: `the article is ${article.state}: nobody has it yet, so there is nothing to correct`,
      hint: 'send the new version with PUT',
    };
  }
  const changed = applyChanges(article, input.changes ?? {}, {
    ...readingContext(desk, article.id),
    now,
    knownPublishedAt: article.publishedAt,
  });
  if (!changed.ok) return { reason: 'invalid', problems: changed.problems.map(underChanges) };
  const at = laterThan(article.updatedAt, now);
  return {
    article: {
      ...changed.value,
      corrections: [...article.corrections, { at, note: input.note }],
      updatedAt: new Date(Math.max(at.getTime(), article.updatedAt.getTime())),
    },
    action: 'correct',
    problems: changed.problems.map(underChanges),
  };
}

function underChanges<T extends { readonly field?: string }>(problem: T): T {
  return { ...problem, field: `/changes${problem.field ?? ''}` };
}
