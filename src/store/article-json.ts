/** The Article as it is stored: JSON with dates as milliseconds, keys in one order, and its hash. */

import type { Article } from '../model/article.ts';
import { canonicalJson, hashText } from '../text/hash.ts';

interface StoredForm {
  readonly publishedAt: number;
  readonly updatedAt: number;
  readonly embargoedUntil?: number;
  readonly expiresAt?: number;
  readonly corrections: readonly { readonly at: number; readonly note: string }[];
  readonly withdrawal?: { readonly at: number; readonly note?: string };
}

/** Equal articles give equal text. */
export function encodeArticle(article: Article): string {
  const { embargoedUntil, expiresAt, withdrawal, ...rest } = article;
  return canonicalJson({
    ...rest,
    publishedAt: article.publishedAt.getTime(),
    updatedAt: article.updatedAt.getTime(),
    corrections: article.corrections.map(({ at, note }) => ({ at: at.getTime(), note })),
    ...(embargoedUntil && { embargoedUntil: embargoedUntil.getTime() }),
    ...(expiresAt && { expiresAt: expiresAt.getTime() }),
    ...(withdrawal && { withdrawal: { ...withdrawal, at: withdrawal.at.getTime() } }),
  });
}

/** `json` was written by `encodeArticle`. */
export function decodeArticle(json: string): Article {
  const { embargoedUntil, expiresAt, withdrawal, ...stored } = JSON.parse(json) as Article &
    StoredForm;
  return {
    ...stored,
    publishedAt: new Date(stored.publishedAt),
    updatedAt: new Date(stored.updatedAt),
    corrections: stored.corrections.map(({ at, note }) => ({ at: new Date(at), note })),
    ...(embargoedUntil !== undefined && { embargoedUntil: new Date(embargoedUntil) }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    ...(withdrawal && { withdrawal: { ...withdrawal, at: new Date(withdrawal.at) } }),
  };
}

export function hashArticle(article: Article): string {
  return hashText(encodeArticle(article));
}
