/** The Article as it is stored: JSON with dates as milliseconds, keys in one order, and its hash. */

import type { Article } from '../model/article.ts';
import { canonicalJson, hashText } from '../text/hash.ts';

type Withdrawal = NonNullable<Article['withdrawal']>;

interface StoredWithdrawal {
  readonly at: number;
  readonly note?: string;
  readonly noticeUntil?: number;
}

interface StoredForm {
  readonly publishedAt: number;
  readonly updatedAt: number;
  readonly embargoedUntil?: number;
  readonly expiresAt?: number;
  readonly corrections: readonly { readonly at: number; readonly note: string }[];
  readonly withdrawal?: StoredWithdrawal;
  readonly goneAt?: number;
}

/** The article with its instants as numbers. */
type StoredArticle = Omit<Article, keyof StoredForm> & StoredForm;

/** Equal articles give equal text. */
export function encodeArticle(article: Article): string {
  const { embargoedUntil, expiresAt, withdrawal, goneAt, ...rest } = article;
  return canonicalJson({
    ...rest,
    publishedAt: article.publishedAt.getTime(),
    updatedAt: article.updatedAt.getTime(),
    corrections: article.corrections.map(({ at, note }) => ({ at: at.getTime(), note })),
    ...(embargoedUntil && { embargoedUntil: embargoedUntil.getTime() }),
    ...(expiresAt && { expiresAt: expiresAt.getTime() }),
    ...(withdrawal && { withdrawal: encodeWithdrawal(withdrawal) }),
    ...(goneAt && { goneAt: goneAt.getTime() }),
  });
}

/** `json` was written by `encodeArticle`. */
export function decodeArticle(json: string): Article {
  const { embargoedUntil, expiresAt, withdrawal, goneAt, ...stored } = JSON.parse(
    json,
  ) as StoredArticle;
  return {
    ...stored,
    publishedAt: new Date(stored.publishedAt),
    updatedAt: new Date(stored.updatedAt),
    corrections: stored.corrections.map(({ at, note }) => ({ at: new Date(at), note })),
    ...(embargoedUntil !== undefined && { embargoedUntil: new Date(embargoedUntil) }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    ...(withdrawal && { withdrawal: decodeWithdrawal(withdrawal) }),
    ...(goneAt !== undefined && { goneAt: new Date(goneAt) }),
  };
}

function encodeWithdrawal(withdrawal: Withdrawal): StoredWithdrawal {
  const { at, noticeUntil, ...rest } = withdrawal;
  return {
    ...rest,
    at: at.getTime(),
    ...(noticeUntil && { noticeUntil: noticeUntil.getTime() }),
  };
}

function decodeWithdrawal(stored: StoredWithdrawal): Withdrawal {
  const { at, noticeUntil, ...rest } = stored;
  return {
    ...rest,
    at: new Date(at),
    ...(noticeUntil !== undefined && { noticeUntil: new Date(noticeUntil) }),
  };
}

export function hashArticle(article: Article): string {
  return hashText(encodeArticle(article));
}

/** Hash of what a feed can show of the article: a change of anything else touches no feed. */
export function hashShown(article: Article): string {
  const {
    slugline: _slugline,
    urgency: _urgency,
    provider: _provider,
    embargoedUntil: _embargoedUntil,
    goneAt: _goneAt,
    backCatalogue: _backCatalogue,
    withdrawal,
    ...shown
  } = article;
  const { noticeUntil: _noticeUntil, ...told } = withdrawal ?? {};
  return hashArticle({
    ...shown,
    translations: [],
    ...(withdrawal && { withdrawal: { ...told, at: withdrawal.at } }),
  });
}
