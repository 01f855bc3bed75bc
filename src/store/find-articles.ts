/** The list query behind `GET /api/articles`: one index drives it, whatever the filter holds. */

import { joinFound, rowCondition, searchCondition } from './dialect.ts';
import type { Dialect, SqlValue } from './driver.ts';
import { type AskedList, MAX_ASKED, type SqlText } from './search-list.ts';
import type { ArticleFilter, ListKey } from './store.ts';

const COLUMNS =
  'a.id, a.hash, a.seq, a.version, a.held, a.erased, a.topics, a.json, a.kept, a.published';

export interface FindPage {
  readonly after?: ListKey;
  readonly limit: number;
}

/** Newest first, by the row-value key (published, id). Without regard to phrases. */
export function findArticles(filter: ArticleFilter, page: FindPage): SqlText {
  const from = isInFeed(filter)
    ? 'membership m JOIN article a ON a.id = m.article_id'
    : 'article a';
  return listOf({ sql: from, params: [] }, filter, page);
}

/** The same of those that hold the phrases, which lead. */
export function findLed(dialect: Dialect, filter: ArticleFilter, page: FindPage): SqlText {
  const { sql, params } = searchCondition(dialect, filter.phrases ?? []);
  const on = 'a.id = found.article_id';
  const led = joinFound(dialect, sql, { table: 'article', as: 'a', on });
  const from = isInFeed(filter) ? `${led} JOIN membership m ON m.article_id = a.id` : led;
  return listOf({ sql: from, params }, filter, page);
}

/** The same, with the phrases asked of each row. */
export function findAsked(dialect: Dialect, filter: ArticleFilter, page: FindPage): AskedList {
  const rows = findArticles(filter, { ...page, limit: MAX_ASKED });
  const words = rowCondition(dialect, filter.phrases ?? [], 'candidate.id');
  return {
    candidates: rows,
    matching: {
      sql: `SELECT candidate.* FROM (${rows.sql}) AS candidate WHERE ${words.sql}
        ORDER BY candidate.published DESC, candidate.id DESC LIMIT ?`,
      params: [...rows.params, ...words.params, page.limit],
    },
  };
}

function isInFeed({ selectorKeys = [] }: ArticleFilter): boolean {
  return selectorKeys.length > 0;
}

/**
 * Driven by the index on (selector, left_seq, published, article_id), else on (state, published, id) or
 * (published, id), unless `from` leads.
 */
function listOf(from: SqlText, filter: ArticleFilter, { after, limit }: FindPage): SqlText {
  const [first, ...others] = filter.selectorKeys ?? [];
  const [published, id] =
    first === undefined ? ['a.published', 'a.id'] : ['m.published', 'm.article_id'];
  const conditions: string[] = [];
  const params: SqlValue[] = [];
  const add = (condition: string, ...values: readonly SqlValue[]): void => {
    conditions.push(condition);
    params.push(...values);
  };
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
  if (after)
    add(`(${published}, ${id}) < (CAST(? AS BIGINT), ?)`, after.published.getTime(), after.id);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return {
    sql: `SELECT ${COLUMNS} FROM ${from.sql} ${where} ORDER BY ${published} DESC, ${id} DESC LIMIT ?`,
    params: [...from.params, ...params, limit],
  };
}
