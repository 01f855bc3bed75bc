/** The queries behind lists of feeds: what each holds, when it last changed, how much comes, what is newest. */

const COLUMNS = 'key, kind, value, language, label, changed_at, members';

/** Notices are counted from the few articles that have one. First parameter: since (ms). */
const counted = (selectors: string): string => `
SELECT s.key, s.kind, s.value, s.language, s.label, s.changed_at,
  s.members - coalesce(n.notices, 0) AS members,
  (SELECT count(*) FROM membership m WHERE m.selector = s.key AND m.left_seq = 0
    AND m.published >= CAST(? AS BIGINT) AND m.gone_at = 0) AS recent
FROM (${selectors}) AS s
LEFT JOIN (SELECT o.selector AS key, count(*) AS notices
  FROM article a JOIN membership o ON o.article_id = a.id
  WHERE a.state = 'withdrawn' AND o.left_seq = 0 GROUP BY o.selector) AS n ON n.key = s.key
ORDER BY s.key`;

/** `among`: `IN` this; `values`: a table `value`. One parameter each. */
export function activity({ among, values }: { readonly among: string; readonly values: string }) {
  return {
    /**
     * Since (ms), afterKey, JSON list of kinds, limit. Bounded by what it lists and what came since, never by
     * all that a feed holds.
     */
    listActivity: counted(`SELECT ${COLUMNS} FROM selector
  WHERE key > ? AND kind IN ${among}
    AND (members > 0 OR (kind IN ('main', 'topic') AND language = ''))
  ORDER BY key LIMIT ?`),

    /** Since (ms), JSON list of keys, the same again. What lies behind the colon is a topic's language. */
    readActivity: counted(`SELECT ${COLUMNS} FROM selector WHERE key IN ${among}
  UNION
  SELECT ${COLUMNS} FROM (SELECT value AS wanted FROM ${values}) AS k
    JOIN selector ON key > k.wanted || ':' AND key < k.wanted || ';'
  WHERE members > 0`),

    /** JSON list of keys. A null id: no story. Walks past the notices in front of the newest story alone. */
    newestIds: `
SELECT k.wanted AS key, (SELECT m.article_id FROM membership m
  WHERE m.selector = k.wanted AND m.left_seq = 0 AND m.gone_at = 0
  ORDER BY m.published DESC, m.article_id DESC LIMIT 1) AS id
FROM (SELECT value AS wanted FROM ${values}) AS k`,
  };
}
