/** The list query behind `GET /api/articles`: one index drives it, whatever the filter holds. */

import { joinFound, rowCondition, searchCondition } from './dialect.ts';
import type { Dialect, SqlValue } from './driver.ts';
import type { ArticleFilter, ListKey } from './store.ts';

const COLUMNS = 'a.id, a.hash, a.seq, a.version, a.held, a.erased, a.topics, a.json, a.kept';

export interface FindPage {
  readonly after?: ListKey;
  readonly limit: number;
  /** Whether the filter's phrases occur in few articles (dialect.ts): those then lead. */
  readonly isRare: boolean;
}

/** Newest first. The page behind `after`, by the row-value key (published, id). */
export function findArticles(
  dialect: Dialect,
  filter: ArticleFilter,
  page: FindPage,
): { readonly text: string; readonly params: readonly SqlValue[] } {
  const [first, ...others] = filter.selectorKeys ?? [];
  const conditions: string[] = [];
  const params: SqlValue[] = [];
  const add = (condition: string, ...values: readonly SqlValue[]): void => {
    conditions.push(condition);
    params.push(...values);
  };
  // Driven by the index on (selector, left_seq, published, article_id), else on (state, published, id)
  // or (published, id).
  const key = first === undefined ? '(a.published, a.id)' : '(m.published, m.article_id)';
  const published = first === undefined ? 'a.published' : 'm.published';
  if (first !== undefined) add('m.selector = ? AND m.left_seq = 0', first);
  for (const other of others) {
    add(
      `EXISTS (SELECT 1 FROM membership o WHERE o.selector = ? AND o.article_id = a.id AND o.left_seq = 0)`,
      other,
    );
  }
  const isPublicOnly = first !== undefined || filter.phrases !== undefined;
  const state = filter.state ?? (isPublicOnly ? 'public' : undefined);
  if (state !== undefined) add('a.state = ?', state);
  if (filter.publishedFrom) add(`${published} >= ?`, filter.publishedFrom.getTime());
  if (filter.publishedBefore) add(`${published} < ?`, filter.publishedBefore.getTime());
  if (page.after) {
    add(`${key} < (CAST(? AS BIGINT), ?)`, page.after.published.getTime(), page.after.id);
  }
  const { phrases = [] } = filter;
  const isLed = phrases.length > 0 && page.isRare;
  if (phrases.length > 0 && !isLed) {
    const asked = rowCondition(dialect, phrases, 'a.id');
    add(asked.sql, ...asked.params);
  }
  const search = isLed ? searchCondition(dialect, phrases) : undefined;
  const led = search
    ? joinFound(dialect, search.sql, { table: 'article', as: 'a', on: 'a.id = found.article_id' })
    : undefined;
  const from = sourceOf(led, first !== undefined);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const order = key.slice(1, -1).replace(',', ' DESC,');
  const text = `SELECT ${COLUMNS} FROM ${from} ${where} ORDER BY ${order} DESC LIMIT ?`;
  return { text, params: [...(search?.params ?? []), ...params, page.limit] };
}

/** The tables in the order in which they lead: what a search found, else the feed, else all articles. */
function sourceOf(led: string | undefined, isInFeed: boolean): string {
  if (!isInFeed) return led ?? 'article a';
  return led === undefined
    ? 'membership m JOIN article a ON a.id = m.article_id'
    : `${led} JOIN membership m ON m.article_id = a.id`;
}
