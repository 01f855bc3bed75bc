/** Every query, once. Row lists arrive as one JSON parameter: D1 allows 100 parameters a statement. */

/** `value` of the n-th element of each row of a JSON array of arrays. */
const cell = (index: number): string => `json_extract(value, '$[${index}]')`;

const LAST_SEQ = '(SELECT seq FROM change_counter WHERE id = 1)';

export const IS_LOADED = 'SELECT loaded FROM change_counter WHERE id = 1';
export const MARK_LOADED = 'UPDATE change_counter SET loaded = 1 WHERE id = 1';

/** Parameters: number of writes. */
export const RAISE_COUNTER = 'UPDATE change_counter SET seq = seq + ? WHERE id = 1';

/**
 * Parameters: number of writes, rows [index, id, shortId, state, published, hash, dueAt, topics, json].
 * An unchanged article keeps its seq.
 */
export const UPSERT_ARTICLES = `
INSERT INTO article (id, short_id, state, published, hash, seq, due_at, topics, json)
SELECT ${cell(1)}, ${cell(2)}, ${cell(3)}, ${cell(4)}, ${cell(5)},
  ${LAST_SEQ} - ? + ${cell(0)} + 1, ${cell(6)}, ${cell(7)}, ${cell(8)}
FROM json_each(?) WHERE true
ON CONFLICT (id) DO UPDATE SET short_id = excluded.short_id, state = excluded.state,
  published = excluded.published, hash = excluded.hash, due_at = excluded.due_at,
  topics = excluded.topics, json = excluded.json,
  seq = CASE WHEN article.hash = excluded.hash THEN article.seq ELSE excluded.seq END`;

/** Parameters: rows [key, kind, value, language, label]. A label is the first by code unit, so that order of arrival does not matter. */
export const UPSERT_SELECTORS = `
INSERT INTO selector (key, kind, value, language, label, seq, changed_at, digest, digest_seq)
SELECT ${cell(0)}, ${cell(1)}, ${cell(2)}, ${cell(3)}, ${cell(4)}, 0, 0, '', -1
FROM json_each(?) WHERE true
ON CONFLICT (key) DO UPDATE SET label = excluded.label WHERE excluded.label < selector.label`;

/** Parameters: ids of the written articles, rows [index, key, id, …] of their memberships. */
export const LEAVE_SELECTORS = `
UPDATE membership SET left_seq = ${LAST_SEQ}
WHERE left_seq = 0 AND article_id IN (SELECT value FROM json_each(?))
  AND (selector, article_id) NOT IN (SELECT ${cell(1)}, ${cell(2)} FROM json_each(?))`;

/**
 * Parameters: number of writes (twice), rows [index, key, id, published, changedAt, hash], ids of
 * small edits: those of a member do not move its place in the window.
 */
export const ENTER_SELECTORS = `
INSERT INTO membership (selector, article_id, published, changed_at, hash, entered_seq, changed_seq, left_seq)
SELECT ${cell(1)}, ${cell(2)}, ${cell(3)}, ${cell(4)}, ${cell(5)},
  ${LAST_SEQ} - ? + ${cell(0)} + 1, ${LAST_SEQ} - ? + ${cell(0)} + 1, 0
FROM json_each(?) WHERE true
ON CONFLICT (selector, article_id) DO UPDATE SET published = excluded.published,
  changed_at = CASE WHEN membership.left_seq = 0 AND (SELECT count(*) FROM json_each(?)
    WHERE value = membership.article_id) > 0 THEN membership.changed_at ELSE excluded.changed_at END,
  hash = excluded.hash, changed_seq = excluded.changed_seq,
  entered_seq = CASE WHEN membership.left_seq = 0 THEN membership.entered_seq ELSE excluded.entered_seq END,
  left_seq = 0
WHERE membership.left_seq <> 0 OR membership.hash <> excluded.hash`;

/**
 * Parameters: the change's second in ms (four times), ids of the written articles, number of writes
 * (twice). The one fan-out of a commit. A second change within one second is dated to the next, so
 * that Last-Modified tells them apart; dates never go back, and run at most a second ahead.
 */
export const TOUCH_SELECTORS = `
UPDATE selector SET seq = ${LAST_SEQ},
  changed_at = CASE WHEN changed_at < ? THEN ? WHEN changed_at > ? + 1000 THEN changed_at
    ELSE ? + 1000 END
WHERE key IN (
  SELECT selector FROM membership WHERE article_id IN (SELECT value FROM json_each(?))
  AND (changed_seq > ${LAST_SEQ} - ? OR left_seq > ${LAST_SEQ} - ?))`;

/** Parameters: ids. */
export const FORGET_MEDIA =
  'DELETE FROM media WHERE article_id IN (SELECT value FROM json_each(?))';

/** Parameters: rows [path, id]. */
export const SAVE_MEDIA = `
INSERT INTO media (path, article_id) SELECT ${cell(0)}, ${cell(1)} FROM json_each(?) WHERE true
ON CONFLICT (path, article_id) DO NOTHING`;

/** Parameters: rows [path, articleId, size, modified, hash, sidecar, problems]. */
export const SAVE_FILES = `
INSERT INTO file (path, article_id, size, modified, hash, sidecar, problems)
SELECT ${cell(0)}, ${cell(1)}, ${cell(2)}, ${cell(3)}, ${cell(4)}, ${cell(5)}, ${cell(6)} FROM json_each(?) WHERE true
ON CONFLICT (path) DO UPDATE SET article_id = excluded.article_id, size = excluded.size,
  modified = excluded.modified, hash = excluded.hash, sidecar = excluded.sidecar,
  problems = excluded.problems`;

/** Parameters: paths. */
export const FORGET_FILES = 'DELETE FROM file WHERE path IN (SELECT value FROM json_each(?))';

/** Parameters: key. What is overdue counts: until it is applied nothing may be kept by a cache. */
export const SELECTOR_STATE = `
SELECT seq, label, changed_at, digest, digest_seq,
  (SELECT min(due_at) FROM article WHERE due_at IS NOT NULL) AS next_due,
  (SELECT min(due_at) FROM article WHERE due_at IS NOT NULL AND state = 'public') AS next_expiry
FROM selector WHERE key = ?`;

const CANDIDATES = `
SELECT article_id, hash, published, changed_at FROM (
  SELECT article_id, hash, published, changed_at FROM membership
  WHERE selector = ? AND left_seq = 0 ORDER BY changed_at DESC, article_id DESC LIMIT ?) AS changed
UNION
SELECT article_id, hash, published, changed_at FROM (
  SELECT article_id, hash, published, changed_at FROM membership
  WHERE selector = ? AND left_seq = 0 ORDER BY published DESC, article_id DESC LIMIT ?) AS newest`;

/** Parameters: key, atMost, key, atLeast. */
export const WINDOW_PAIRS = CANDIDATES;

/** Parameters: key, atMost, key, atLeast. */
export const WINDOW_ARTICLES = `
SELECT c.article_id, c.published, c.changed_at, a.id, a.hash, a.seq, a.topics, a.json
FROM (${CANDIDATES}) AS c JOIN article a ON a.id = c.article_id`;

/** Parameters: digest, seq, key, seq. */
export const SAVE_DIGEST =
  'UPDATE selector SET digest = ?, digest_seq = ? WHERE key = ? AND seq = ?';

export const FORGET_DIGESTS = 'UPDATE selector SET digest_seq = -1 WHERE digest_seq <> -1';

export const LIST_SELECTORS = `
SELECT s.key, s.kind, s.value, s.language, s.label, count(*) AS members
FROM selector s JOIN membership m ON m.selector = s.key AND m.left_seq = 0
GROUP BY s.key, s.kind, s.value, s.language, s.label ORDER BY s.key`;

const ARTICLE_COLUMNS = 'SELECT id, hash, seq, topics, json FROM article';

/** Parameters: ids. */
export const READ_ARTICLES = `${ARTICLE_COLUMNS} WHERE id IN (SELECT value FROM json_each(?))`;
/** Parameters: shortId. */
export const READ_BY_SHORT_ID = `${ARTICLE_COLUMNS} WHERE short_id = ? ORDER BY id`;
/** Parameters: afterId, limit. */
export const LIST_ARTICLES = `${ARTICLE_COLUMNS} WHERE id > ? ORDER BY id LIMIT ?`;
/** Parameters: now, limit. */
export const LIST_DUE = `${ARTICLE_COLUMNS} WHERE due_at <= ? ORDER BY due_at, id LIMIT ?`;
/** Parameters: path. */
export const LIST_MEDIA_STATES =
  'SELECT a.state FROM media m JOIN article a ON a.id = m.article_id WHERE m.path = ?';

export const LIST_FILES =
  'SELECT path, article_id, size, modified, hash, sidecar, problems FROM file ORDER BY path';

export const LIST_SETTINGS = 'SELECT key, fingerprint, value, changed_at FROM setting ORDER BY key';
/** Parameters: keys. */
export const KEEP_SETTINGS =
  'DELETE FROM setting WHERE key NOT IN (SELECT value FROM json_each(?))';
/** Parameters: key, fingerprint, value, changedAt. */
export const SAVE_SETTING = `
INSERT INTO setting (key, fingerprint, value, changed_at) VALUES (?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, value = excluded.value,
  changed_at = excluded.changed_at WHERE setting.fingerprint <> excluded.fingerprint`;
