/**
 * The queries of live documents and archives. A member has a place, its number in the feed's order of
 * arrival; every ARCHIVE_SIZE places are an archive, closed when the last of them is given.
 */

import { ARCHIVE_SIZE } from './window.ts';

const NUMBER = 'CAST(? AS BIGINT)';

/** Of a selector's row. None while a first load runs. */
export const CLOSED_ARCHIVES = `places / ${ARCHIVE_SIZE} * (SELECT loaded FROM change_counter WHERE id = 1)`;

/** Of a selector's row: the last place that was given. None while a first load runs. */
export const PLACES = 'places * (SELECT loaded FROM change_counter WHERE id = 1)';

/** The last place of the newest closed archive; what comes behind it is in the open one. */
export const openFrom = (key: string): string =>
  `(SELECT places / ${ARCHIVE_SIZE} * ${ARCHIVE_SIZE} FROM selector WHERE key = ${key})`;

/** Gives the members that `unnumbered` lists (selector, article_id, sequence) the next places of their selectors. */
export function numberMembers(unnumbered: string): string {
  return `
UPDATE membership SET place = n.place FROM (
  SELECT u.selector AS key, u.article_id AS id,
    s.places + row_number() OVER (PARTITION BY u.selector ORDER BY u.sequence, u.article_id) AS place
  FROM (${unnumbered}) AS u JOIN selector s ON s.key = u.selector) AS n
WHERE membership.selector = n.key AND membership.article_id = n.id`;
}

const NEWEST_PLACE = (key: string): string =>
  `(SELECT coalesce(max(m.place), 0) FROM membership m WHERE m.selector = ${key} AND m.left_seq = 0)`;

/** At, what `where` asks for. Of the states that stand with their selectors. */
function keepStates(where: string): string {
  return `
INSERT INTO delta (selector, content, entries, at)
SELECT s.key, s.content, s.entries, ${NUMBER} FROM selector s
WHERE s.digest_seq = s.seq AND s.entries <> '' AND ${where}
ON CONFLICT (selector, content) DO UPDATE SET at = excluded.at`;
}

export type ArchiveSql = ReturnType<typeof archiving>;

export function archiving(among: string) {
  return {
    countArticles: 'SELECT count(*) AS total FROM article',
    readWalk: 'SELECT target, after_id, done, total, changed FROM walk WHERE id = 1',
    endWalk: 'DELETE FROM walk',
    /** Target, afterId, done, total, changed. */
    saveWalk:
      'INSERT INTO walk (id, target, after_id, done, total, changed) VALUES (1, ?, ?, ?, ?, ?)',
    /** How many at most. */
    countUnnumbered: `SELECT count(*) AS total FROM (
  SELECT 1 FROM membership WHERE place = 0 AND left_seq = 0 LIMIT ?) AS u`,
    /** How many at most. In the order of the index of what has no number, each selector by publication. */
    numberNext: numberMembers(
      `SELECT selector, article_id, published AS sequence FROM membership
  WHERE left_seq = 0 AND place = 0 ORDER BY selector, published, article_id LIMIT ?`,
    ),
    /** After numberNext: documents have other archives behind them now, so those that were read are dated anew. */
    countPlaces: `
UPDATE selector SET digest_seq = -1,
  changed_at = CASE WHEN digest_seq = -1 THEN changed_at ELSE changed_at + 1000 END,
  places = ${NEWEST_PLACE('selector.key')}
WHERE places < ${NEWEST_PLACE('selector.key')}`,
    /**
     * The second at which a first load was complete (twice). Documents grow by what no archive holds, and
     * by a link to the archives: those that somebody read before are dated anew.
     */
    openArchives: `
UPDATE selector SET digest_seq = -1, changed_at = CASE WHEN digest_seq = -1 THEN changed_at
  WHEN changed_at < ${NUMBER} THEN ${NUMBER} ELSE changed_at + 1000 END`,
    /**
     * At, number of writes, ids of the written articles. States that readers were given and that this change
     * overtakes, so that a delta can lead from them. Before touchSelectors.
     */
    keepStates: keepStates(`s.key IN (SELECT m.selector
  FROM membership m, (SELECT seq - ${NUMBER} AS last FROM change_counter WHERE id = 1) AS b
  WHERE m.article_id IN ${among} AND (m.changed_seq > b.last OR m.left_seq > b.last))`),
    /** At. The same before countPlaces. */
    keepUncounted: keepStates(`s.places < ${NEWEST_PLACE('s.key')}`),
    /** Before. */
    forgetDeltas: 'DELETE FROM delta WHERE at < ?',
    /** How many are kept of each selector, the newest. */
    thinDeltas: `
DELETE FROM delta WHERE (selector, content) IN (SELECT selector, content FROM (
  SELECT selector, content, row_number() OVER (PARTITION BY selector ORDER BY at DESC, content) AS number
  FROM delta) AS d WHERE d.number > ${NUMBER})`,
  };
}
