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

const CANDIDATE = 'article_id, hash, published, changed_at, gone_at, quiet, place, size';

/**
 * Notices are listed beside the stories: many withdrawals at once leave no feed without stories. So is
 * what no archive holds yet, but for a back catalogue, which is no news.
 */
const CANDIDATES = `
SELECT c.article_id, c.hash, c.published, c.changed_at, c.gone_at, c.size,
  CASE WHEN c.quiet = 0 AND c.place > ${openFrom('?')} THEN 1 ELSE 0 END AS is_open
FROM (SELECT ${CANDIDATE} FROM (
  SELECT ${CANDIDATE} FROM membership
  WHERE selector = ? AND left_seq = 0 AND gone_at = 0
  ORDER BY changed_at DESC, article_id DESC LIMIT ?) AS latest
UNION
SELECT ${CANDIDATE} FROM (
  SELECT ${CANDIDATE} FROM membership
  WHERE selector = ? AND left_seq = 0 AND gone_at = 0
  ORDER BY published DESC, article_id DESC LIMIT ?) AS newest
UNION
SELECT ${CANDIDATE} FROM membership
  WHERE selector = ? AND left_seq = 0 AND gone_at = 0 AND quiet = 0 AND place > ${openFrom('?')}
UNION
SELECT ${CANDIDATE} FROM (
  SELECT ${CANDIDATE} FROM membership
  WHERE selector = ? AND left_seq = 0 AND gone_at > 0
  ORDER BY gone_at DESC, article_id DESC LIMIT ?) AS notices) AS c`;

/** Key, first place, last place. */
const PLACED = `FROM membership m JOIN article a ON a.id = m.article_id
WHERE m.selector = ? AND m.left_seq = 0 AND m.place BETWEEN ${NUMBER} AND ${NUMBER}
ORDER BY m.published DESC, m.article_id DESC`;

export type ArchiveSql = ReturnType<typeof archiving>;

export function archiving(among: string) {
  return {
    /** Key, key, atMost, key, atLeast, key, key, key, notices. */
    windowPairs: CANDIDATES,
    /** The same. */
    windowArticles: `
SELECT w.article_id, w.hash, w.published, w.changed_at, w.gone_at, w.size, w.is_open, a.json
FROM (${CANDIDATES}) AS w JOIN article a ON a.id = w.article_id`,
    placedPairs: `SELECT m.article_id, m.hash, m.changed_at ${PLACED}`,
    placedArticles: `SELECT m.article_id, m.hash, a.json ${PLACED}`,
    /** Key, last place, ids. */
    lastPlaceOutside: `SELECT place FROM membership
WHERE selector = ? AND left_seq = 0 AND place > 0 AND place <= ${NUMBER} AND article_id NOT IN ${among}
ORDER BY place DESC LIMIT 1`,
    countArticles: 'SELECT count(*) AS total FROM article',
    readWalk: 'SELECT target, after_id, done, total, changed FROM walk WHERE id = 1',
    endWalk: 'DELETE FROM walk',
    /** Target, afterId, done, total, changed. */
    saveWalk:
      'INSERT INTO walk (id, target, after_id, done, total, changed) VALUES (1, ?, ?, ?, ?, ?)',
    /** Selector, JSON list of contents. */
    readDeltas: `SELECT content, entries FROM delta WHERE selector = ? AND content IN ${among}`,
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
  places = (SELECT coalesce(max(m.place), 0) FROM membership m
    WHERE m.selector = selector.key AND m.left_seq = 0)
WHERE places < (SELECT coalesce(max(m.place), 0) FROM membership m
  WHERE m.selector = selector.key AND m.left_seq = 0)`,
    /**
     * The second at which a first load was complete (twice). Documents grow by what no archive holds, and
     * by a link to the archives: those that somebody read before are dated anew.
     */
    openArchives: `
UPDATE selector SET digest_seq = -1, changed_at = CASE WHEN digest_seq = -1 THEN changed_at
  WHEN changed_at < ${NUMBER} THEN ${NUMBER} ELSE changed_at + 1000 END`,
    /** Selector, content, entries, at. */
    saveDelta: `
INSERT INTO delta (selector, content, entries, at) VALUES (?, ?, ?, ?)
ON CONFLICT (selector, content) DO UPDATE SET at = excluded.at`,
    /** Before. */
    forgetDeltas: 'DELETE FROM delta WHERE at < ?',
    /** How many are kept of each selector, the newest. */
    thinDeltas: `
DELETE FROM delta WHERE (selector, content) IN (SELECT selector, content FROM (
  SELECT selector, content, row_number() OVER (PARTITION BY selector ORDER BY at DESC, content) AS number
  FROM delta) AS d WHERE d.number > ${NUMBER})`,
  };
}
