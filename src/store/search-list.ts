/**
 * How a list that is narrowed by words is run: led by what the search finds, or asked of each row. Both
 * give the same rows; which is the cheaper one depends on how many articles hold the words, and where.
 */

import { countCondition, MAX_LEADING_MATCHES } from './dialect.ts';
import type { Row, SqlDriver, SqlValue } from './driver.ts';

export interface SqlText {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** Rows that are asked, at most: 100 ms in SQLite. Words that few of them hold are dearer that way. */
export const MAX_ASKED = 2_000;

/** The newest MAX_ASKED rows of a list, in order, and those of them that hold the words. */
export interface AskedList {
  readonly candidates: SqlText;
  readonly matching: SqlText;
}

/** Each made only when it is run. */
export interface SearchList {
  readonly phrases: readonly string[];
  /** Rows wanted. */
  readonly limit: number;
  readonly led: () => SqlText;
  readonly asked: () => AskedList;
}

/**
 * Few matches lead. A word that every story has fills a page from the first rows that are asked; one that
 * is as common, but not here, leads after all.
 */
export async function runSearch(driver: SqlDriver, list: SearchList): Promise<readonly Row[]> {
  const run = ({ sql, params }: SqlText): Promise<readonly Row[]> => driver.all(sql, params);
  const matches = await countOf(run, countCondition(driver.dialect, list.phrases));
  if (matches <= MAX_LEADING_MATCHES) return run(list.led());
  const { candidates, matching } = list.asked();
  const rows = await run(matching);
  if (rows.length >= list.limit) return rows;
  const { sql, params } = candidates;
  const count = { sql: `SELECT count(*) AS found FROM (${sql}) AS candidates`, params };
  return (await countOf(run, count)) < MAX_ASKED ? rows : run(list.led());
}

async function countOf(
  run: (text: SqlText) => Promise<readonly Row[]>,
  text: SqlText,
): Promise<number> {
  const [row] = await run(text);
  return Number(row?.['found'] ?? 0);
}
