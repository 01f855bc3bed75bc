/** The list query behind combined feeds and searches: what several selectors hold together, by pages. */

import { joinFound, piecesFor, rowCondition, searchCondition } from './dialect.ts';
import type { Dialect } from './driver.ts';
import { type AskedList, MAX_ASKED, type SqlText } from './search-list.ts';
import { MAY_COME } from './sql-serving.ts';
import type { ListKey, MemberPage, MemberQuery } from './store.ts';

/** Keys. A row for each selector that there is, or one without a key when there is none. */
export function selectorStates(dialect: Dialect): string {
  return `
SELECT s.key, s.label, s.seq, s.changed_at, s.gone_at, s.members, due.next_due, due.settings_seq, due.beat
FROM (SELECT settings_seq, beat, (SELECT due_at FROM article WHERE due_at IS NOT NULL AND ${MAY_COME}
    ORDER BY due_at LIMIT 1) AS next_due FROM change_counter WHERE id = 1) AS due
LEFT JOIN selector s ON s.key IN (SELECT value FROM ${piecesFor(dialect).values})`;
}

/** Of every article that is or was public, but for those that nobody shall know of. */
const EVERYTHING = 'main';

const COLUMNS = 'article_id, hash, published, gone_at';
const MEMBERS: SqlText = { sql: 'membership m', params: [] };

/**
 * Newest first, by the row-value key (published, id): a page of stories, and the newest notices beside
 * them. The query's first group leads, each of its selectors in the order of an index of its own until
 * a page is full; everything else is asked of each row. Without regard to phrases.
 */
export function listMembers(query: MemberQuery, list: MemberPage): SqlText {
  const { notices = 0, after, limit } = list;
  const stories = storiesOf(query, { limit, ...(after && { after }) });
  return pageOf(notices > 0 ? beside(stories, noticesOf(query, notices)) : stories);
}

/** The stories of them that hold the phrases, which lead. */
export function listLed(dialect: Dialect, query: MemberQuery, list: MemberPage): SqlText {
  const found = searchCondition(dialect, query.phrases ?? []);
  const on = `m.article_id = found.article_id AND m.selector = '${EVERYTHING}'`;
  const sql = joinFound(dialect, found.sql, { table: 'membership', as: 'm', on });
  const asked = [...query.none.map(isNoneOf), ...query.groups.map(isAnyOf)];
  const members = { ...storyMembers(list), from: { ...found, sql }, asked };
  return pageOf(firstMembers(members, EVERYTHING));
}

/** The same, with the phrases asked of each row. */
export function listAsked(dialect: Dialect, query: MemberQuery, list: MemberPage): AskedList {
  const { after, limit } = list;
  const candidates = storiesOf(query, { limit: MAX_ASKED, ...(after && { after }) });
  const words = rowCondition(dialect, query.phrases ?? [], 'candidate.article_id');
  const sql = `SELECT ${COLUMNS} FROM (${candidates.sql}) AS candidate WHERE ${words.sql}
    ORDER BY published DESC, article_id DESC LIMIT ?`;
  const params = [...candidates.params, ...words.params, limit];
  return { candidates, matching: pageOf({ sql, params }) };
}

function pageOf({ sql, params }: SqlText): SqlText {
  return {
    sql: `SELECT c.article_id, c.hash, c.published, c.gone_at, a.json
FROM (${sql}) AS c JOIN article a ON a.id = c.article_id ORDER BY c.published DESC, c.article_id DESC`,
    params,
  };
}

function storiesOf(query: MemberQuery, page: MemberPage): SqlText {
  const [lead = [EVERYTHING], ...groups] = query.groups;
  const asked = [...query.none.map(isNoneOf), ...groups.map(isAnyOf)];
  return firstOfEach(lead, { ...storyMembers(page), from: MEMBERS, asked });
}

function storyMembers({ after, limit }: MemberPage) {
  const conditions = [{ sql: 'm.gone_at = 0', params: [] }, ...(after ? [behind(after)] : [])];
  return { conditions, by: 'published' as const, limit };
}

/**
 * Notices of stories that readers of the query may have had. One that stood in an excluded selector as
 * long as in the leading one was never theirs; one that came there later was.
 */
function noticesOf(query: MemberQuery, limit: number): SqlText {
  const [lead = [EVERYTHING], ...groups] = query.groups;
  return firstOfEach(lead, {
    from: MEMBERS,
    conditions: [{ sql: 'm.gone_at > 0', params: [] }],
    asked: [...groups.map(isAnyOf), ...query.none.map(wasNeverWithout)],
    by: 'gone_at',
    limit,
  });
}

interface Members {
  /** Holds `membership m`. */
  readonly from: SqlText;
  /** What an index answers. */
  readonly conditions: readonly SqlText[];
  /** What must be looked up for each row. */
  readonly asked: readonly SqlText[];
  readonly by: 'published' | 'gone_at';
  readonly limit: number;
}

/** Of each selector the first, and of those together. */
function firstOfEach(keys: readonly string[], members: Members): SqlText {
  const { by, limit } = members;
  const lists = keys.map((key) => firstMembers(members, key));
  const [only, ...others] = lists;
  if (only !== undefined && others.length === 0) return only;
  const { sql, params } = unionOf(lists);
  return {
    sql: `SELECT ${COLUMNS} FROM (${sql}) AS u ORDER BY ${by} DESC, article_id DESC LIMIT ?`,
    params: [...params, limit],
  };
}

function firstMembers({ from, conditions, asked, by, limit }: Members, key: string): SqlText {
  const all = [
    { sql: 'm.selector = ? AND m.left_seq = 0', params: [key] },
    ...conditions,
    ...asked,
  ];
  return {
    sql: `SELECT m.article_id, m.hash, m.published, m.gone_at FROM ${from.sql}
  WHERE ${all.map(({ sql }) => sql).join(' AND ')}
  ORDER BY m.${by} DESC, m.article_id DESC LIMIT ?`,
    params: [...from.params, ...all.flatMap(({ params }) => params), limit],
  };
}

/** D1 takes no more parts than these in one union; a larger one is a union of unions. */
const MAX_UNION_PARTS = 5;

function unionOf(lists: readonly SqlText[]): SqlText {
  if (lists.length <= MAX_UNION_PARTS) return joined(lists, 'UNION');
  const groups = Array.from({ length: Math.ceil(lists.length / MAX_UNION_PARTS) }, (_, index) =>
    unionOf(lists.slice(index * MAX_UNION_PARTS, (index + 1) * MAX_UNION_PARTS)),
  );
  return unionOf(groups);
}

/** No article stands in both. */
function beside(stories: SqlText, notices: SqlText): SqlText {
  return joined([stories, notices], 'UNION ALL');
}

function joined(lists: readonly SqlText[], by: 'UNION' | 'UNION ALL'): SqlText {
  const parts = lists.map(({ sql }, index) => `SELECT ${COLUMNS} FROM (${sql}) AS p${index}`);
  return { sql: parts.join(`\n${by}\n`), params: lists.flatMap(({ params }) => params) };
}

function behind({ published, id }: ListKey): SqlText {
  return {
    sql: '(m.published, m.article_id) < (CAST(? AS BIGINT), ?)',
    params: [published.getTime(), id],
  };
}

/** Whether the row's article is a member of any of `keys`, as a story or as a notice. */
function isAnyOf(keys: readonly string[]): SqlText {
  return { sql: `${memberOf(keys)} IS TRUE`, params: keys };
}

function isNoneOf(key: string): SqlText {
  return { sql: `${memberOf([key])} IS NOT TRUE`, params: [key] };
}

/** A membership that ended and began anew, be it by the notice itself, began late. */
function wasNeverWithout(key: string): SqlText {
  return {
    sql: `${memberOf([key], 'AND o.entered_seq <= m.entered_seq')} IS NOT TRUE`,
    params: [key],
  };
}

/**
 * True or nothing. A subquery in the place of a value, of which PostgreSQL expects half the rows to pass:
 * so it reads a selector in the order of its index until the page is full. Of EXISTS it makes joins, and
 * `= 1` it takes for rare; either may cost it a walk through all members, or seconds where it knows little
 * of the tables.
 */
function memberOf(keys: readonly string[], more = ''): string {
  return `(SELECT TRUE FROM membership o WHERE o.article_id = m.article_id AND o.left_seq = 0
    AND o.selector IN (${keys.map(() => '?').join(', ')}) ${more} LIMIT 1)`;
}
