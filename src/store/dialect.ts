/** Where the databases differ: how rows travel in one JSON parameter, how text is searched, types of columns. */

import type { Dialect, SqlValue } from './driver.ts';

/** The pieces that sql.ts is written with. Every one takes exactly one parameter where it says `?`. */
export interface SqlPieces {
  /** A table of one column `value`, a row for each text of a JSON array of texts: one parameter. */
  readonly values: string;
  /** A table `item`, a row for each array of a JSON array of arrays: one parameter. */
  readonly rows: string;
  /** The n-th element of a row of `rows`, as text or as an integer. */
  readonly text: (index: number) => string;
  readonly integer: (index: number) => string;
  /** Values of one row as the text of a JSON array. */
  readonly array: (columns: readonly string[]) => string;
}

const SQLITE: SqlPieces = {
  values: 'json_each(?)',
  rows: 'json_each(?) AS item',
  text: (index) => `json_extract(item.value, '$[${index}]')`,
  integer: (index) => `json_extract(item.value, '$[${index}]')`,
  array: (columns) => `json_array(${columns.join(', ')})`,
};

const POSTGRES: SqlPieces = {
  values: 'jsonb_array_elements_text(CAST(? AS jsonb)) AS list(value)',
  rows: 'jsonb_array_elements(CAST(? AS jsonb)) AS item(value)',
  text: (index) => `(item.value ->> ${index})`,
  integer: (index) => `CAST(item.value ->> ${index} AS bigint)`,
  array: (columns) => `CAST(json_build_array(${columns.join(', ')}) AS text)`,
};

export function piecesFor(dialect: Dialect): SqlPieces {
  return dialect === 'sqlite' ? SQLITE : POSTGRES;
}

export interface SearchCondition {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/**
 * So many matches are read whole and put in order. Of more, as of a word that every story has, the list
 * itself leads and asks of each row whether it matches: soon enough of them do. Among 100,000 articles in
 * SQLite 5,000 matches are read in 20 ms; a page of 50 of which one row in twenty matches takes 60 ms.
 */
export const MAX_LEADING_MATCHES = 5_000;

/**
 * How a list is led by what a search found: rows of `table`, named `as`, that `on` joins to `found`. SQLite
 * takes the order of a CROSS JOIN as an order to follow, PostgreSQL makes what is materialized first and
 * whole; left alone, both may walk through the table and ask the search for each row.
 */
export function joinFound(
  dialect: Dialect,
  search: string,
  { table, as, on }: { readonly table: string; readonly as: string; readonly on: string },
): string {
  if (dialect === 'sqlite') return `(${search}) AS found CROSS JOIN ${table} ${as} ON ${on}`;
  return `(WITH found AS MATERIALIZED (${search}),
    led AS MATERIALIZED (SELECT ${as}.* FROM found JOIN ${table} ${as} ON ${on})
    SELECT * FROM led) AS ${as}`;
}

/**
 * Ids of the articles whose tokens hold every phrase, each phrase as neighbouring tokens. `phrases`
 * are tokens of text/tokens.ts parted by single spaces: letters, digits and marks only, so nothing
 * in them is syntax; they are quoted all the same. At least one.
 */
export function searchCondition(dialect: Dialect, phrases: readonly string[]): SearchCondition {
  if (dialect === 'sqlite') {
    return {
      sql: `SELECT t.article_id FROM search CROSS JOIN search_text t ON t.number = search.rowid
        WHERE search MATCH ?`,
      params: [matchQuery(phrases)],
    };
  }
  const { sql, params } = wordsCondition(phrases);
  return { sql: `SELECT t.article_id FROM search_text t WHERE ${sql}`, params };
}

/** One row `found`: how many articles `searchCondition` gives, no further than just over MAX_LEADING_MATCHES. */
export function countCondition(dialect: Dialect, phrases: readonly string[]): SearchCondition {
  const count = (rows: string): string =>
    `SELECT count(*) AS found FROM (${rows} LIMIT ${MAX_LEADING_MATCHES + 1}) AS matches`;
  if (dialect === 'sqlite') {
    const sql = count('SELECT search.rowid FROM search WHERE search MATCH ?');
    return { sql, params: [matchQuery(phrases)] };
  }
  const { sql, params } = wordsCondition(phrases);
  return { sql: count(`SELECT 1 FROM search_text t WHERE ${sql}`), params };
}

/**
 * A condition: the article whose id stands in the column `id` is among those of `searchCondition`. A
 * subquery in the place of a value, which no planner turns around and computes for every article.
 */
export function rowCondition(
  dialect: Dialect,
  phrases: readonly string[],
  id: string,
): SearchCondition {
  if (dialect === 'sqlite') {
    return {
      sql: `(SELECT 1 FROM search_text t CROSS JOIN search ON search.rowid = t.number
        WHERE t.article_id = ${id} AND search MATCH ?) = 1`,
      params: [matchQuery(phrases)],
    };
  }
  const { sql, params } = wordsCondition(phrases);
  return { sql: `(SELECT ${sql} FROM search_text t WHERE t.article_id = ${id})`, params };
}

/** The syntax of FTS5. */
function matchQuery(phrases: readonly string[]): string {
  return phrases.map((phrase) => `"${phrase.replaceAll('"', '""')}"`).join(' ');
}

/** PostgreSQL: the index tells which articles have all the tokens, the text whether they are neighbours. */
function wordsCondition(phrases: readonly string[]): SearchCondition {
  const runs = phrases.filter((phrase) => phrase.includes(' ')).map((phrase) => ` ${phrase} `);
  const neighbours = runs.map(() => ` AND position(? IN ' ' || t.tokens || ' ') > 0`).join('');
  return {
    sql: `wireroom_words(t.tokens) @> string_to_array(?, ' ')${neighbours}`,
    params: [phrases.join(' '), ...runs],
  };
}

/**
 * Data definition written for SQLite, as the database wants it. `NUMBERED` stands for a primary key
 * that counts by itself. PostgreSQL compares text by bytes, as SQLite does, whatever its locale.
 */
export function definitionFor(dialect: Dialect, ddl: string): string {
  if (dialect === 'sqlite') return ddl.replaceAll('NUMBERED', 'INTEGER PRIMARY KEY');
  return ddl
    .replaceAll('NUMBERED', 'BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY')
    .replaceAll(/\bINTEGER\b/g, 'BIGINT')
    .replaceAll(/\bTEXT\b/g, 'TEXT COLLATE "C"');
}
