/** The queries that serving documents takes: a worker that only serves holds no others. */

import { piecesFor } from './dialect.ts';
import type { Dialect } from './driver.ts';
import { activity } from './sql-activity.ts';
import { relating } from './sql-related.ts';

export const ARTICLES =
  'SELECT a.id, a.hash, a.seq, a.version, a.held, a.erased, a.topics, a.json, a.kept FROM article a';

/** Ends of embargoes do not count while the emergency stop stands: nothing comes of them. */
export const MAY_COME = `(state <> 'embargoed' OR (SELECT frozen FROM change_counter WHERE id = 1) = '')`;

export type ServingSql = ReturnType<typeof createServingSql>;

export function createServingSql(dialect: Dialect) {
  const { values } = piecesFor(dialect);
  const among = `(SELECT value FROM ${values})`;
  return {
    nextDue: `SELECT due_at AS next_due FROM article WHERE due_at IS NOT NULL AND ${MAY_COME}
  ORDER BY due_at LIMIT 1`,
    listSelectors:
      'SELECT key, kind, value, language, label, members FROM selector WHERE members > 0 ORDER BY key',

    /** Ids. */
    readArticles: `${ARTICLES} WHERE a.id IN ${among}`,
    /** ShortId. */
    readByShortId: `${ARTICLES} WHERE a.short_id = ? ORDER BY a.id`,
    /** Path. What was taken back before readers had it was never theirs to lose. */
    listMediaStates: `
SELECT a.state FROM media m JOIN article a ON a.id = m.article_id
WHERE m.path = ? AND (a.gone_at > 0 OR a.state IN ('public', 'embargoed', 'withheld'))`,

    isLoaded: 'SELECT loaded FROM change_counter WHERE id = 1',
    signal: 'SELECT seq, settings_seq, frozen FROM change_counter WHERE id = 1',
    /** Always a row: one without a key while there is no setting. */
    readSettings: `
SELECT s.key, s.fingerprint, s.value, s.changed_at, c.settings_seq
FROM change_counter c LEFT JOIN setting s ON true WHERE c.id = 1 ORDER BY s.key`,
    /** Digest, goneDigest (twice), content, entries, seq, key, seq. An empty goneDigest: it was not looked at. */
    saveDigest: `
UPDATE selector SET digest = ?,
  gone_digest = CASE WHEN ? <> '' THEN ? WHEN digest_seq = seq THEN gone_digest ELSE '' END,
  content = ?, entries = ?, digest_seq = ? WHERE key = ? AND seq = ?`,
    ...activity({ among, values }),
    ...relating,
  };
}
