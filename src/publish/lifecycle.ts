/** The life of an article in time: what state it is in at an instant, and when readers lost it. Pure. */

import type { Article } from '../model/article.ts';

/** How long a notice stands when the withdrawal itself does not say (stores of an earlier version). */
const DEFAULT_NOTICE_DAYS = 14;
export const DAY_MS = 86_400_000;

/** Tombstones and notices are dated to the second: an article that comes back is dated after them. */
const SECOND_MS = 1_000;
/** How far several changes within one second, each dated to the next, may run ahead of the clock. */
export const MAX_LEAD_MS = 60_000;

/** The article as it stands at `now`: embargoes lifted, expiries and ends of notices come to pass. */
export function atTime(article: Article, now: Date): Article {
  const passed = (at: Date | undefined): boolean =>
    at !== undefined && at.getTime() <= now.getTime();
  if (article.state === 'embargoed' && passed(article.embargoedUntil)) {
    return atTime({ ...article, state: 'public' }, now);
  }
  if (article.state === 'public' && passed(article.expiresAt)) {
    return { ...article, state: 'expired' };
  }
  if (article.state === 'withdrawn') {
    const told = withoutText(article);
    return passed(noticeEnd(article)) ? { ...told, state: 'removed' } : told;
  }
  return article.state === 'removed' ? withoutText(article) : article;
}

/** When time alone changes the state next; undefined when it never does. */
export function nextDueAt(article: Article): Date | undefined {
  switch (article.state) {
    case 'embargoed':
      return article.embargoedUntil;
    case 'public':
      return article.expiresAt;
    case 'withdrawn':
      return noticeEnd(article);
    case 'withheld':
    case 'expired':
    case 'removed':
      return undefined;
    default:
      return article.state satisfies never;
  }
}

function noticeEnd(article: Article): Date {
  const { withdrawal, updatedAt } = article;
  if (withdrawal?.noticeUntil !== undefined) return withdrawal.noticeUntil;
  const since = withdrawal?.at ?? updatedAt;
  return new Date(since.getTime() + DEFAULT_NOTICE_DAYS * DAY_MS);
}

/** Whether readers may have the story, or had it: public now or at some time before. */
export function wasSeen(article: Article): boolean {
  return article.state === 'public' || goneAt(article) !== undefined;
}

/** When readers lost a story that they had; undefined while they have it, and when they never had. */
export function goneAt(article: Article): Date | undefined {
  if (article.state === 'public') return undefined;
  return article.withdrawal?.at ?? article.goneAt;
}

/**
 * `article` with the instant at which readers lost it, when this is the change that takes it from them.
 * `before` is what the store holds.
 */
export function withGoneAt(article: Article, before: Article | undefined, now: Date): Article {
  const { goneAt: _old, ...rest } = article;
  if (article.state === 'public' || article.state === 'withdrawn') return rest;
  // A file that was expired before we ever saw it was public somewhere until then.
  const seen = before === undefined ? article.state === 'expired' : wasSeen(before);
  if (!seen || article.withdrawal !== undefined) return rest;
  const known = before && goneAt(before);
  const lost = article.state === 'expired' ? (article.expiresAt ?? now) : now;
  return { ...rest, goneAt: known ?? afterEntry(lost, before, now) };
}

/** A tombstone that is no newer than the entry before it leaves that alive (RFC 6721 3). */
function afterEntry(lost: Date, before: Article | undefined, now: Date): Date {
  if (before?.state !== 'public') return lost;
  const next = lost > before.updatedAt ? lost : laterThan(before.updatedAt, now);
  return new Date(Math.max(lost.getTime(), next.getTime()));
}

/**
 * When a change happens to what was dated `before`: now, but in another second, so that readers who
 * compare dates see it. A date that lies far ahead is none of ours and is not followed.
 */
export function laterThan(before: Date, now: Date): Date {
  const isOurs = before.getTime() - now.getTime() <= MAX_LEAD_MS;
  const next = (isOurs ? before : now).getTime() + SECOND_MS;
  return new Date(Math.max(now.getTime(), next));
}

/**
 * `updatedAt` of an article that comes back: later than what told readers that it is gone (RFC 6721 3).
 */
export function comebackAt(before: Article, now: Date): Date | undefined {
  const lost = goneAt(before);
  return lost && new Date(Math.max(now.getTime(), lost.getTime() + SECOND_MS));
}

/** Identity, dates and language: all that is kept of a story that was taken back (decision log). */
export function withoutText(article: Article): Article {
  const { id, slug, language, publishedAt, updatedAt, state, withdrawal, goneAt: lost } = article;
  return {
    id,
    slug,
    headline: '',
    bodyHtml: '',
    language,
    publishedAt,
    updatedAt,
    state,
    authors: [],
    tags: [],
    subjects: [],
    media: [],
    corrections: [],
    translations: [],
    ...(withdrawal && { withdrawal }),
    ...(lost && { goneAt: lost }),
  };
}
