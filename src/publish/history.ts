/** What a new version of an article keeps of the one before, whoever sends it: file or API. Pure. */

import type { Article } from '../model/article.ts';
import { comebackAt, goneAt, laterThan, wasSeen } from './lifecycle.ts';

export interface Continued {
  readonly article: Article;
  /** The first publication that stays, when the new version names another. */
  readonly frozen: Date | undefined;
}

/**
 * The new version with first publication and slug kept, never dated before the one that stands. A
 * story that readers have is taken back now, one that comes back is newer than its tombstone, one that
 * nobody had leaves no notice.
 */
export function continueHistory(
  article: Article,
  stored: Article | undefined,
  now: Date,
): Continued {
  if (stored === undefined) return { article, frozen: undefined };
  const wasPublished = stored.state !== 'embargoed' && stored.state !== 'withheld';
  // Killed under embargo it was never out: the date that lay ahead binds nobody.
  const isFrozen =
    stored.state === 'public' ||
    goneAt(stored) !== undefined ||
    (wasPublished && stored.publishedAt <= now);
  const publishedAt = isFrozen ? stored.publishedAt : article.publishedAt;
  const comeback = article.state === 'public' ? comebackAt(stored, now) : undefined;
  const dates = [
    article.updatedAt,
    publishedAt,
    ...(comeback ? [comeback] : []),
    // Readers would take a version that says it is older for one that they had before.
    ...(stored.state === 'public' ? [stored.updatedAt] : []),
  ];
  const kept: Article = {
    ...article,
    slug: stored.slug,
    publishedAt,
    updatedAt: new Date(Math.max(...dates.map((at) => at.getTime()))),
    ...(stored.goneAt && { goneAt: stored.goneAt }),
  };
  return {
    article: article.state === 'withdrawn' ? withdrawn(kept, stored, now) : kept,
    frozen: publishedAt.getTime() === article.publishedAt.getTime() ? undefined : publishedAt,
  };
}

/** Whatever date the new version gives: the notice of a story that readers have starts now. */
function withdrawn(article: Article, stored: Article, now: Date): Article {
  if (!wasSeen(stored)) {
    // Killed before anybody saw it: its id is told to nobody.
    const { withdrawal: _untold, ...rest } = article;
    return { ...rest, state: 'removed' };
  }
  const known = stored.state === 'public' ? undefined : stored.withdrawal?.at;
  const at = known ?? noticeAt(stored, now);
  return { ...article, withdrawal: { ...article.withdrawal, at } };
}

/** Newer than what readers know of it: the entry, or the tombstone of a story that is held back. */
function noticeAt(stored: Article, now: Date): Date {
  if (stored.state === 'public') return laterThan(stored.updatedAt, now);
  return comebackAt(stored, now) ?? now;
}
