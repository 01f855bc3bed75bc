/** Release: what is held back goes out now, or the file gets the last word again; restore undoes a withdrawal. */

import type { ReleaseInput } from '../ingest/article-schema.ts';
import type { Article } from '../model/article.ts';
import type { FileRecord, StoredArticle } from '../store/store.ts';
import type { Decision, Refusal } from './change-articles.ts';
import { comebackAt, wasSeen } from './lifecycle.ts';

/** A file noted like this is read again by the next pass over the folder. */
const UNREAD = { hash: '', modifiedAt: new Date(0) } as const;

/** `files` are those that hold the article. */
export function decideRelease(
  stored: StoredArticle | undefined,
  order: {
    readonly input: ReleaseInput;
    readonly files: readonly FileRecord[];
    readonly now: Date;
  },
): Decision | Refusal {
  const { input, files, now } = order;
  if (stored === undefined) return { reason: 'not-found' };
  if (stored.isErased) return { reason: 'gone' };
  const isBack = stored.article.state === 'embargoed' || stored.article.state === 'withheld';
  const to = input.to ?? (isBack ? 'public' : 'file');
  if (to === 'public') {
    if (isBack) return { article: published(stored.article, now), action: 'release' };
    return state(
      `the article is ${stored.article.state}, not held back`,
      'nothing needs to be done',
    );
  }
  if (!stored.isHeld)
    return state('the file has the last word already', 'nothing needs to be done');
  if (files.length === 0) {
    return state('no file holds the article', 'change it with PUT, or take it back with /withdraw');
  }
  return {
    article: stored.article,
    isHeld: false,
    action: 'release',
    files: files.map((file) => ({ ...file, ...UNREAD })),
  };
}

/** First publication is the moment of the release, unless readers had it before. */
function published(article: Article, now: Date): Article {
  const { embargoedUntil: _lifted, goneAt: _lost, ...rest } = article;
  const publishedAt = wasSeen(article) ? article.publishedAt : now;
  const updatedAt = wasSeen(article) ? (comebackAt(article, now) ?? article.updatedAt) : now;
  return { ...rest, state: 'public', publishedAt, updatedAt };
}

/**
 * A mistaken withdrawal is undone while its notice stands: the text as it was, newer than the notice,
 * and still held back if it was.
 */
export function decideRestore(stored: StoredArticle | undefined, now: Date): Decision | Refusal {
  if (stored === undefined) return { reason: 'not-found' };
  if (stored.article.state !== 'withdrawn') {
    if (stored.article.state === 'removed') return { reason: 'gone' };
    return state(
      `the article is ${stored.article.state}, not withdrawn`,
      'nothing needs to be done',
    );
  }
  const end = stored.article.withdrawal?.noticeUntil;
  if (end !== undefined && end <= now) return { reason: 'gone' };
  if (stored.kept === undefined) {
    return state('its text was not kept', 'send the article with PUT');
  }
  const updatedAt = comebackAt(stored.article, now) ?? now;
  return { article: { ...stored.kept, updatedAt }, action: 'restore' };
}

function state(message: string, hint: string): Refusal {
  return { reason: 'state', message, hint };
}
