/** The query behind related topics: which other topics hold the newest stories of one. */

export const relating = {
  /**
   * Key, stories, key, least shared, limit. Bounded by the stories and the topics of each: notices of
   * withdrawn stories are none.
   */
  listRelatedTopics: `
SELECT s.value, count(*) AS shared
FROM (SELECT article_id FROM membership WHERE selector = ? AND left_seq = 0 AND gone_at = 0
  ORDER BY published DESC, article_id DESC LIMIT ?) AS newest
JOIN membership o ON o.article_id = newest.article_id
JOIN selector s ON s.key = o.selector
WHERE o.left_seq = 0 AND o.selector <> ? AND s.kind = 'topic' AND s.language = ''
GROUP BY s.key, s.value HAVING count(*) >= CAST(? AS BIGINT)
ORDER BY count(*) DESC, s.key LIMIT ?`,
};
