/** Publish: a whole article, new or in place of the one before under the same id. */

import { readApiArticle } from '../ingest/api-article.ts';
import { idRemark } from '../ingest/article-id.ts';
import type { ArticleInput } from '../ingest/article-schema.ts';
import type { Article } from '../model/article.ts';
import type { Problem } from '../model/result.ts';
import type { StoredArticle } from '../store/store.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { type Decision, type Desk, type Refusal, readingContext } from './change-articles.ts';
import { continueHistory } from './history.ts';

export interface PublishContext {
  readonly id: string;
  readonly now: Date;
  /** An administrator mends a wrong first publication, on the record (decision log). */
  readonly repairsPublished?: boolean;
}

/** What becomes of the article `id` when a client sends `input` for it. */
export function decidePublish(
  desk: Desk,
  input: ArticleInput,
  context: PublishContext & { readonly stored: StoredArticle | undefined },
): Decision | Refusal {
  const { id, now, stored, repairsPublished } = context;
  if (stored?.isErased) return { reason: 'gone' };
  const read = readApiArticle(withKnown(input, stored?.article, now), {
    ...readingContext(desk, id),
    now,
    ...(stored && { knownPublishedAt: stored.article.publishedAt }),
  });
  if (!read.ok) return { reason: 'invalid', problems: read.problems };
  const sent = { ...read.value, id };
  const isRepair = repairsPublished === true && stored !== undefined;
  // Everything else about the story goes on as it was.
  const before = isRepair ? { ...stored.article, publishedAt: sent.publishedAt } : stored?.article;
  const { article, frozen } = continueHistory(sent, before, now);
  const problems = [
    ...read.problems.filter(({ code }) => code !== 'publication-date-missing'),
    ...(frozen && input.publishedAt !== undefined ? [published(frozen)] : []),
    // An id in the address alone is a new article's only once.
    ...(stored === undefined && input.id === undefined ? remarkOn(id) : []),
  ];
  return { article, problems, ...(isRepair && { action: 'repair' }) };
}

/** What a client leaves out stays as readers know it: the record of corrections, the first publication. */
function withKnown(input: ArticleInput, before: Article | undefined, now: Date): ArticleInput {
  const corrections =
    input.corrections ??
    before?.corrections.map(({ at, note }) => ({ at: at.toISOString(), note }));
  const isKnown = before !== undefined && before.publishedAt <= now;
  return {
    ...input,
    ...(corrections && { corrections }),
    ...(input.publishedAt === undefined && !isKnown && { publishedAt: now.toISOString() }),
  };
}

function remarkOn(id: string): readonly Problem[] {
  const remark = idRemark(id);
  return remark === undefined ? [] : [{ ...remark, field: '', severity: 'warning' }];
}

function published(frozen: Date) {
  return {
    field: '/publishedAt',
    code: 'published-frozen',
    message: `the first publication stays ${formatRfc3339(frozen)}: it never moves once a story is out`,
    hint: 'raise updatedAt, or send a correction, to date a change',
    severity: 'warning',
  } as const;
}
