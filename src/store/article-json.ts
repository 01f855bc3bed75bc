/** The Article as it is stored: JSON with dates as milliseconds, keys in one order, and its hash. */

import type { Article } from '../model/article.ts';
import { canonicalJson, hashText } from '../text/hash.ts';

interface StoredForm {
  readonly publishedAt: number;
  readonly updatedAt: number;
  readonly embargoedUntil?: number;
  readonly expiresAt?: number;
  readonly goneAt?: number;
  readonly corrections: readonly { readonly at: number; readonly note: string }[];
  readonly withdrawal?: {
    readonly at: number;
    readonly note?: string;
    readonly noticeUntil?: number;
  };
}

/** Equal articles give equal text. */
export function encodeArticle(article: Article): string {
  return canonicalJson(storedForm(article));
}

function storedForm(article: Article): unknown {
  const { embargoedUntil, expiresAt, goneAt, withdrawal, ...rest } = article;
  return {
    ...rest,
    publishedAt: article.publishedAt.getTime(),
    updatedAt: article.updatedAt.getTime(),
    corrections: article.corrections.map(({ at, note }) => ({ at: at.getTime(), note })),
    ...(embargoedUntil && { embargoedUntil: embargoedUntil.getTime() }),
    ...(expiresAt && { expiresAt: expiresAt.getTime() }),
    ...(goneAt && { goneAt: goneAt.getTime() }),
    ...(withdrawal && {
      withdrawal: {
        ...withdrawal,
        at: withdrawal.at.getTime(),
        ...(withdrawal.noticeUntil && { noticeUntil: withdrawal.noticeUntil.getTime() }),
      },
    }),
  };
}

/** `json` was written by `encodeArticle`. */
export function decodeArticle(json: string): Article {
  const { embargoedUntil, expiresAt, goneAt, withdrawal, ...stored } = JSON.parse(json) as Article &
    StoredForm;
  return {
    ...stored,
    publishedAt: new Date(stored.publishedAt),
    updatedAt: new Date(stored.updatedAt),
    corrections: stored.corrections.map(({ at, note }) => ({ at: new Date(at), note })),
    ...(embargoedUntil !== undefined && { embargoedUntil: new Date(embargoedUntil) }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    ...(goneAt !== undefined && { goneAt: new Date(goneAt) }),
    ...(withdrawal && { withdrawal: decodeWithdrawal(withdrawal) }),
  };
}

function decodeWithdrawal(stored: NonNullable<StoredForm['withdrawal']>): Article['withdrawal'] {
  const { at, note, noticeUntil } = stored;
  return {
    at: new Date(at),
    ...(note !== undefined && { note }),
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
    translations: _translations,
    embargoedUntil: _embargoedUntil,
    goneAt: _goneAt,
    backCatalogue: _backCatalogue,
    withdrawal,
    ...shown
  } = article;
  const { at, note } = withdrawal ?? {};
  return hashArticle({
    ...shown,
    translations: [],
    ...(at && { withdrawal: { at, ...(note !== undefined && { note }) } }),
  });
}
