/**
 * The query of feed documents: the state of a selector, and whatever else of it is asked for, as it all
 * stood at one moment. One statement, since D1 bills and bounds the number of queries, and since a
 * validator and a body of two moments would not belong together.
 */

import { piecesFor } from './dialect.ts';
import type { Dialect, SqlValue } from './driver.ts';
import type { FeedParts } from './feed-parts.ts';
import type { SqlText } from './search-list.ts';
import { CLOSED_ARCHIVES, openFrom, PLACES } from './sql-archives.ts';
import { MAY_COME } from './sql-serving.ts';
import { MAX_NOTICES } from './window.ts';

/** Of one selector: its key, and what of it. */
export type FeedQuery = (key: string, parts: FeedParts) => SqlText;

/** The texts are few, one for each set of parts, and made once. */
export function createFeedQuery(dialect: Dialect): FeedQuery {
  const texts = new Map<string, string>();
  return (key, parts) => {
    const branches = branchesOf(dialect, key, parts);
    const shape = branches.map(({ name }) => name).join(' ');
    const known = texts.get(shape);
    const sql = known ?? branches.map((branch) => branch.sql()).join('\nUNION ALL\n');
    if (known === undefined) texts.set(shape, sql);
    return { sql, params: branches.flatMap(({ params }) => params) };
  };
}

interface Branch {
  /** Two branches of one name have one text. */
  readonly name: string;
  readonly sql: () => string;
  readonly params: readonly SqlValue[];
}

function branchesOf(dialect: Dialect, key: string, parts: FeedParts): readonly Branch[] {
  const { window, archive, behind, tombstones, known } = parts;
  const isWhole = parts.isWhole === true;
  const form = isWhole ? 'whole' : 'pairs';
  const among = `(SELECT value FROM ${piecesFor(dialect).values})`;
  const branches: Branch[] = [{ name: 'state', sql: () => stateSql(dialect), params: [key] }];
  if (window) {
    const params = [key, key, window.atMost, key, window.atLeast, key, key, key, MAX_NOTICES];
    branches.push({ name: `window-${form}`, sql: () => windowSql(isWhole), params });
  }
  if (archive) {
    const params = [key, archive.first, archive.last];
    branches.push({ name: `archive-${form}`, sql: () => archiveSql(isWhole), params });
  }
  if (behind) {
    const params = [key, behind.upTo ?? Number.MAX_SAFE_INTEGER, key, behind.limit];
    branches.push({ name: 'behind', sql: () => BEHIND, params });
  }
  if (tombstones !== undefined) {
    branches.push({ name: 'tombstones', sql: () => TOMBSTONES, params: [key, tombstones] });
  }
  if (known && known.length > 0) {
    const params = [key, JSON.stringify(known)];
    branches.push({ name: 'known', sql: () => knownSql(among), params });
  }
  return branches;
}

/** What a state's row holds in its column `json`, in this order. */
const STATE_COLUMNS = [
  's.seq',
  's.label',
  's.changed_at',
  's.gone_at',
  's.digest',
  's.gone_digest',
  's.digest_seq',
  CLOSED_ARCHIVES,
  PLACES,
  `(SELECT due_at FROM article WHERE due_at IS NOT NULL AND ${MAY_COME} ORDER BY due_at LIMIT 1)`,
  `(SELECT due_at FROM article WHERE due_at IS NOT NULL AND state = 'public' ORDER BY due_at LIMIT 1)`,
  'c.settings_seq',
  'c.seq',
  'c.beat',
];

const NO_TEXT = 'CAST(NULL AS TEXT)';
const NO_NUMBER = 'CAST(NULL AS BIGINT)';
const NUMBER = 'CAST(? AS BIGINT)';

/** Key. Always one row; what is overdue counts: until it is applied nothing may be kept by a cache. */
function stateSql(dialect: Dialect): string {
  const json = piecesFor(dialect).array(STATE_COLUMNS);
  return `SELECT 'state' AS part, ${NO_TEXT} AS article_id, ${NO_TEXT} AS hash, ${NO_NUMBER} AS published,
  ${NO_NUMBER} AS changed_at, ${NO_NUMBER} AS gone_at, ${NO_NUMBER} AS size, ${NO_NUMBER} AS is_open,
  ${NO_NUMBER} AS place, ${json} AS json
FROM change_counter c LEFT JOIN selector s ON s.key = ? WHERE c.id = 1`;
}

const CANDIDATE = 'article_id, hash, published, changed_at, gone_at, quiet, place, size';

/**
 * Key, key, atMost, key, atLeast, key, key, key, notices. Notices are listed beside the stories: many
 * withdrawals at once leave no feed without stories. So is what no archive holds yet, but for a back
 * catalogue, which is no news.
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

function windowSql(isWhole: boolean): string {
  return `SELECT 'window', w.article_id, w.hash, w.published, w.changed_at, w.gone_at, w.size, w.is_open,
  ${NO_NUMBER}, ${isWhole ? 'a.json' : NO_TEXT}
FROM (${CANDIDATES}) AS w${isWhole ? ' JOIN article a ON a.id = w.article_id' : ''}`;
}

/** Key, first place, last place. */
function archiveSql(isWhole: boolean): string {
  return `SELECT 'archive', m.article_id, m.hash, m.published, m.changed_at, m.gone_at, ${NO_NUMBER},
  ${NO_NUMBER}, m.place, ${isWhole ? 'a.json' : NO_TEXT}
FROM membership m${isWhole ? ' JOIN article a ON a.id = m.article_id' : ''}
WHERE m.selector = ? AND m.left_seq = 0 AND m.place BETWEEN ${NUMBER} AND ${NUMBER}`;
}

/** Key, last place, key, limit. Of closed archives, the last places first. */
const BEHIND = `SELECT 'behind', b.article_id, b.hash, b.published, b.changed_at, ${NO_NUMBER}, ${NO_NUMBER},
  ${NO_NUMBER}, b.place, ${NO_TEXT}
FROM (SELECT m.article_id, m.hash, m.published, m.changed_at, m.place FROM membership m
  WHERE m.selector = ? AND m.left_seq = 0 AND m.place > 0 AND m.place <= ${NUMBER}
    AND m.place <= ${openFrom('?')} * (SELECT loaded FROM change_counter WHERE id = 1)
  ORDER BY m.place DESC LIMIT ?) AS b`;

/** Key, limit. Newest first. */
const TOMBSTONES = `SELECT 'tombstone', t.id, ${NO_TEXT}, ${NO_NUMBER}, ${NO_NUMBER}, t.gone_at, ${NO_NUMBER},
  ${NO_NUMBER}, ${NO_NUMBER}, t.json
FROM (SELECT m.gone_at, a.id, a.json FROM membership m JOIN article a ON a.id = m.article_id
  WHERE m.selector = ? AND m.gone_at > 0 ORDER BY m.gone_at DESC, m.article_id DESC LIMIT ?) AS t`;

/** Key, JSON list of contents. */
function knownSql(among: string): string {
  return `SELECT 'known', ${NO_TEXT}, d.content, ${NO_NUMBER}, ${NO_NUMBER}, ${NO_NUMBER}, ${NO_NUMBER},
  ${NO_NUMBER}, ${NO_NUMBER}, d.entries
FROM delta d WHERE d.selector = ? AND d.content IN ${among}`;
}
