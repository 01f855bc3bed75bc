/** The query behind lists of feeds: what each holds, when it last changed, and how much comes. */

export function activity(among: string) {
  return {
    /**
     * Since (ms), afterKey, JSON list of kinds, limit. Bounded by what it lists and what came since, never by
     * all that a feed holds: notices are counted from the few articles that have one.
     */
    listActivity: `
SELECT s.key, s.kind, s.value, s.language, s.label, s.changed_at,
  s.members - coalesce(n.notices, 0) AS members,
  (SELECT count(*) FROM membership m WHERE m.selector = s.key AND m.left_seq = 0
    AND m.published >= CAST(? AS BIGINT) AND m.gone_at = 0) AS recent
FROM (SELECT key, kind, value, language, label, changed_at, members FROM selector
  WHERE key > ? AND kind IN ${among}
    AND (members > 0 OR (kind IN ('main', 'topic') AND language = ''))
  ORDER BY key LIMIT ?) AS s
LEFT JOIN (SELECT o.selector AS key, count(*) AS notices
  FROM article a JOIN membership o ON o.article_id = a.id
  WHERE a.state = 'withdrawn' AND o.left_seq = 0 GROUP BY o.selector) AS n ON n.key = s.key
ORDER BY s.key`,
  };
}
