/**
 * Every query, once, for every database; those of documents stand in sql-serving.ts. Lists of rows arrive
 * as one JSON parameter: D1 allows 100 parameters a statement. Above each query stands what its
 * parameters are, in order.
 */

import { piecesFor } from './dialect.ts';
import type { Dialect } from './driver.ts';
import { archiving, numberMembers, openFrom } from './sql-archives.ts';
import { ARTICLES, createServingSql } from './sql-serving.ts';

/** Number of the last change. Inside a batch that raised the counter: of that batch. */
const LAST_SEQ = '(SELECT seq FROM change_counter WHERE id = 1)';

// PostgreSQL takes a bare parameter for text or for a small integer.
const NUMBER = 'CAST(? AS BIGINT)';

export type Sql = ReturnType<typeof createSql>;

export function createSql(dialect: Dialect) {
  const { values, rows, text, integer } = piecesFor(dialect);
  const among = `(SELECT value FROM ${values})`;
  return {
    ...createServingSql(dialect),
    ...writing({ among, rows, text, integer }),
    ...reading(),
    ...keeping({ among, rows, text, integer }),
    ...archiving(among),
  };
}

interface Pieces {
  /** `IN` this: one parameter. */
  readonly among: string;
  readonly rows: string;
  readonly text: (index: number) => string;
  readonly integer: (index: number) => string;
}

/** Clocks of processes that share a store may differ by less. */
const MAX_LEAD_MS = 60_000;

/** What the documents of a selector are dated: like it or like the settings, whichever changed last. */
const DATED =
  'CASE WHEN selector.changed_at > s.changed_at THEN selector.changed_at ELSE s.changed_at END';

/** What a commit is made of. */
function writing({ among, rows, text, integer }: Pieces) {
  /** Own number of the row whose index in the change is its first cell: one parameter, how many writes. */
  const ownSeq = `${LAST_SEQ} - ${NUMBER} + ${integer(0)} + 1`;
  return {
    /** Number of writes. Serialises writers: whoever reads "since n" misses nothing. */
    raiseCounter: `UPDATE change_counter SET seq = seq + ${NUMBER} WHERE id = 1`,

    /**
     * Rows [id, version]. Fails the batch, by the CHECK on id, unless every version still holds. A
     * statement of its own behind raiseCounter: PostgreSQL then sees what was committed before the
     * counter was ours.
     */
    guardVersions: `UPDATE change_counter SET id = 0 WHERE id = 1 AND EXISTS (
  SELECT 1 FROM ${rows} LEFT JOIN article a ON a.id = ${text(0)}
  WHERE coalesce(a.version, 0) <> ${integer(1)})`,

    /** SettingsSeq. Fails the batch when the configuration that it was made by is no longer in force. */
    guardSettings: `UPDATE change_counter SET id = 0 WHERE id = 1 AND settings_seq <> ${NUMBER}`,

    /** Fails the batch while the emergency stop is on. */
    guardFrozen: `UPDATE change_counter SET id = 0 WHERE id = 1 AND frozen <> ''`,

    /**
     * Number of writes (twice), rows [index, id, shortId, state, published, hash, dueAt, topics, json,
     * goneAt, held, erased, kept]. An unchanged article keeps its seq.
     */
    upsertArticles: `
INSERT INTO article (id, short_id, state, published, hash, seq, version, due_at, topics, json, gone_at, held, erased, kept)
SELECT ${text(1)}, ${text(2)}, ${text(3)}, ${integer(4)}, ${text(5)}, ${ownSeq}, ${ownSeq},
  ${integer(6)}, ${text(7)}, ${text(8)}, ${integer(9)}, ${integer(10)}, ${integer(11)}, ${text(12)}
FROM ${rows} WHERE true
ON CONFLICT (id) DO UPDATE SET short_id = excluded.short_id, state = excluded.state,
  published = excluded.published, hash = excluded.hash, due_at = excluded.due_at,
  topics = excluded.topics, json = excluded.json, gone_at = excluded.gone_at, held = excluded.held,
  erased = excluded.erased, kept = excluded.kept, version = excluded.version,
  seq = CASE WHEN article.hash = excluded.hash THEN article.seq ELSE excluded.seq END`,

    /** Rows [key, kind, value, language, label]. A label is the first by code point, so that order of arrival does not matter. */
    upsertSelectors: `
INSERT INTO selector (key, kind, value, language, label, seq, changed_at, digest, digest_seq)
SELECT ${text(0)}, ${text(1)}, ${text(2)}, ${text(3)}, ${text(4)}, 0, 0, '', -1
FROM ${rows} WHERE true
ON CONFLICT (key) DO UPDATE SET label = excluded.label WHERE excluded.label < selector.label`,

    /** Ids of the written articles but for withdrawn ones, rows [index, key, id, …] of their memberships. */
    leaveSelectors: `
UPDATE membership SET left_seq = ${LAST_SEQ}
WHERE left_seq = 0 AND article_id IN ${among}
  AND (selector, article_id) NOT IN (SELECT ${text(1)}, ${text(2)} FROM ${rows})`,

    /**
     * Number of writes (twice), rows [index, key, id, published, changedAt, hash, quiet, size], ids of small
     * edits (twice): those of a member do not move its place in the window; ids of what keeps its place among the
     * archives. Everything else that changes moves out of a closed archive into the open one, where readers
     * who know the closed ones look for it.
     */
    enterSelectors: `
INSERT INTO membership (selector, article_id, published, changed_at, hash, entered_seq, changed_seq, left_seq, quiet, size)
SELECT ${text(1)}, ${text(2)}, ${integer(3)}, ${integer(4)}, ${text(5)}, ${ownSeq}, ${ownSeq}, 0, ${integer(6)}, ${integer(7)}
FROM ${rows} WHERE true
ON CONFLICT (selector, article_id) DO UPDATE SET published = excluded.published,
  changed_at = CASE WHEN membership.left_seq = 0 AND membership.article_id IN ${among}
    THEN membership.changed_at ELSE excluded.changed_at END,
  quiet = CASE WHEN membership.left_seq = 0 AND membership.article_id IN ${among}
    THEN membership.quiet ELSE excluded.quiet END,
  place = CASE WHEN membership.left_seq = 0 AND (membership.article_id IN ${among} OR membership.place > ${openFrom('membership.selector')})
    THEN membership.place ELSE 0 END,
  size = excluded.size, hash = excluded.hash, changed_seq = excluded.changed_seq,
  entered_seq = CASE WHEN membership.left_seq = 0 THEN membership.entered_seq ELSE excluded.entered_seq END,
  left_seq = 0
WHERE membership.left_seq <> 0 OR membership.hash <> excluded.hash`,

    /**
     * Number of writes (twice), rows [index, id, shownHash, published, changedAt] of withdrawn articles. The
     * notice stands wherever the story ever stood: whoever has it from a feed that it left must learn
     * of it there.
     */
    recallToSelectors: `
UPDATE membership SET published = w.published, changed_at = w.changed_at, hash = w.hash,
  changed_seq = ${LAST_SEQ} - ${NUMBER} + w.number + 1,
  entered_seq = CASE WHEN membership.left_seq = 0 THEN membership.entered_seq
    ELSE ${LAST_SEQ} - ${NUMBER} + w.number + 1 END,
  place = CASE WHEN membership.left_seq = 0 THEN membership.place ELSE 0 END,
  left_seq = 0
FROM (SELECT ${integer(0)} AS number, ${text(1)} AS id, ${text(2)} AS hash, ${integer(3)} AS published,
    ${integer(4)} AS changed_at FROM ${rows}) AS w
WHERE membership.article_id = w.id AND (membership.left_seq <> 0 OR membership.hash <> w.hash)`,

    /** Ids of the written articles. Nothing is numbered before a first load is complete: then all is, at once. */
    numberWritten: numberMembers(
      `SELECT selector, article_id, changed_seq AS sequence FROM membership
  WHERE article_id IN ${among} AND left_seq = 0 AND place = 0
    AND (SELECT loaded FROM change_counter WHERE id = 1) = 1`,
    ),

    /**
     * Number of writes, rows [index, id, goneAt], number of writes. Every selector that a story ever
     * stood in learns that it was taken back or has come back, and of each change of one that is gone:
     * its tombstone has words of it.
     */
    markGone: `
UPDATE membership SET gone_at = w.gone_at, changed_seq = ${LAST_SEQ} - ${NUMBER} + w.number + 1
FROM (SELECT ${integer(0)} AS number, ${text(1)} AS id, ${integer(2)} AS gone_at FROM ${rows}) AS w
WHERE membership.article_id = w.id AND (membership.gone_at <> w.gone_at OR (w.gone_at > 0
  AND EXISTS (SELECT 1 FROM article a WHERE a.id = w.id AND a.seq = ${LAST_SEQ} - ${NUMBER} + w.number + 1)))`,

    /**
     * The change's second in ms (five times), number of writes, ids. The one fan-out of a commit. A change
     * that is no newer than the one before is dated a second after that, so that Last-Modified tells them
     * apart: also one by a process whose clock is behind, or that waited its turn. Dates never go back; one
     * that lies further ahead than any clock goes wrong was shown to nobody yet. A member that leaves
     * while it is public is a loss too, or the feed's own date would go back with it.
     */
    touchSelectors: `
UPDATE selector SET seq = ${LAST_SEQ},
  changed_at = CASE WHEN ${DATED} < ${NUMBER} THEN ${NUMBER}
    WHEN ${DATED} > ${NUMBER} + ${MAX_LEAD_MS} THEN ${DATED} ELSE ${DATED} + 1000 END,
  members = selector.members + d.entered - d.gone_away,
  places = CASE WHEN d.place > selector.places THEN d.place ELSE selector.places END,
  gone_at = CASE WHEN d.gone_at > selector.gone_at THEN d.gone_at ELSE selector.gone_at END
FROM (SELECT m.selector AS key,
    sum(CASE WHEN m.left_seq = 0 AND m.entered_seq > b.last THEN 1 ELSE 0 END) AS entered,
    sum(CASE WHEN m.left_seq > b.last THEN 1 ELSE 0 END) AS gone_away,
    max(m.place) AS place,
    max(CASE WHEN m.left_seq <= b.last THEN m.gone_at
      WHEN m.changed_at > ${NUMBER} AND m.changed_at > m.gone_at THEN m.changed_at
      WHEN m.gone_at > 0 THEN m.gone_at ELSE ${NUMBER} END) AS gone_at
  FROM membership m, (SELECT seq - ${NUMBER} AS last FROM change_counter WHERE id = 1) AS b
  WHERE m.article_id IN ${among} AND (m.changed_seq > b.last OR m.left_seq > b.last)
  GROUP BY m.selector) AS d, (SELECT coalesce(max(changed_at), 0) AS changed_at FROM setting) AS s
WHERE selector.key = d.key`,

    /** Ids. */
    everIn: `SELECT DISTINCT selector FROM membership WHERE article_id IN ${among}`,
    /** Ids. */
    forgetMedia: `DELETE FROM media WHERE article_id IN ${among}`,
    /** Rows [path, id]. */
    saveMedia: `
INSERT INTO media (path, article_id) SELECT ${text(0)}, ${text(1)} FROM ${rows} WHERE true
ON CONFLICT (path, article_id) DO NOTHING`,

    /** Ids of articles that nobody may find. */
    forgetTokens: `DELETE FROM search_text WHERE article_id IN ${among}`,
    /** Rows [id, tokens]. */
    saveTokens: `
INSERT INTO search_text (article_id, tokens) SELECT ${text(0)}, ${text(1)} FROM ${rows} WHERE true
ON CONFLICT (article_id) DO UPDATE SET tokens = excluded.tokens
WHERE search_text.tokens <> excluded.tokens`,

    /** Rows [path, articleId, size, modified, hash, sidecar, problems]. */
    saveFiles: `
INSERT INTO file (path, article_id, size, modified, hash, sidecar, problems)
SELECT ${text(0)}, ${text(1)}, ${integer(2)}, ${integer(3)}, ${text(4)}, ${integer(5)}, ${text(6)} FROM ${rows} WHERE true
ON CONFLICT (path) DO UPDATE SET article_id = excluded.article_id, size = excluded.size,
  modified = excluded.modified, hash = excluded.hash, sidecar = excluded.sidecar,
  problems = excluded.problems`,
    /** Paths. */
    forgetFiles: `DELETE FROM file WHERE path IN ${among}`,

    /** Rows [at, actor, action, articleId, detail]. */
    saveAudit: `
INSERT INTO audit (at, actor, action, article_id, detail)
SELECT ${integer(0)}, ${text(1)}, ${text(2)}, ${text(3)}, ${text(4)} FROM ${rows} WHERE true`,

    /** Ids of erased articles: what may quote them goes. */
    scrubReplies: `DELETE FROM reply WHERE article_id = '' OR article_id IN ${among}`,
    scrubAudit: `UPDATE audit SET detail = '{}' WHERE article_id IN ${among}`,
    scrubFiles: `UPDATE file SET problems = '[]' WHERE article_id IN ${among}`,
    /** Ids of erased articles. A section, author, source or place that only erased stories name is told by none of our feeds. */
    scrubMemberships: `
DELETE FROM membership WHERE selector IN (
  SELECT s.key FROM selector s WHERE s.kind NOT IN ('main', 'topic', 'language')
    AND s.key IN (SELECT selector FROM membership WHERE article_id IN ${among})
    AND NOT EXISTS (SELECT 1 FROM membership m JOIN article a ON a.id = m.article_id
      WHERE m.selector = s.key AND a.erased = 0))`,
    scrubSelectors: `
DELETE FROM selector WHERE kind NOT IN ('main', 'topic', 'language')
  AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.selector = selector.key)`,
    scrubDeltas: 'DELETE FROM delta WHERE selector NOT IN (SELECT key FROM selector)',
  };
}

function reading() {
  return {
    /** AfterId, limit. */
    listArticles: `${ARTICLES} WHERE a.id > ? ORDER BY a.id LIMIT ?`,
    /** Now, 1 to lift embargoes or 0 while they are stopped, limit. */
    listDue: `${ARTICLES} WHERE a.due_at IS NOT NULL AND a.due_at <= ?
  AND (a.state <> 'embargoed' OR ${NUMBER} = 1) ORDER BY a.due_at, a.id LIMIT ?`,
    /** Seq, limit. */
    listChanges: `${ARTICLES} WHERE a.seq > ? ORDER BY a.seq, a.id LIMIT ?`,
    /** Seq, limit. Without what readers never had. */
    listPublicChanges: `${ARTICLES} WHERE a.seq > ? AND (a.state = 'public' OR a.gone_at > 0)
  ORDER BY a.seq, a.id LIMIT ?`,
    /** AfterPath, limit. */
    listFiles:
      'SELECT path, article_id, size, modified, hash, sidecar, problems FROM file WHERE path > ? ORDER BY path LIMIT ?',
    /** ArticleId. */
    filesOf:
      'SELECT path, article_id, size, modified, hash, sidecar, problems FROM file WHERE article_id = ?',
    /** ArticleId. */
    auditOf:
      'SELECT number, at, actor, action, article_id, detail FROM audit WHERE article_id = ? AND number < ? ORDER BY number DESC LIMIT ?',
    listAudit:
      'SELECT number, at, actor, action, article_id, detail FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?',
    /** Hash. */
    findToken:
      'SELECT id, name, scope, created_at, expires_at, revoked_at FROM token WHERE hash = ?',
    listTokens:
      'SELECT id, name, scope, created_at, expires_at, revoked_at FROM token ORDER BY created_at, id',
    /** Token, key. */
    readReply: 'SELECT request, status, headers, body FROM reply WHERE token = ? AND key = ?',
  };
}

/** Small rows that are kept beside the articles. */
function keeping({ among, rows, text, integer }: Pieces) {
  return {
    analyze: 'ANALYZE article, membership, selector, search_text',
    markLoaded: 'UPDATE change_counter SET loaded = 1 WHERE id = 1',
    forgetDigests: 'UPDATE selector SET digest_seq = -1 WHERE digest_seq <> -1',
    /** Keys. */
    keepSettings: `DELETE FROM setting WHERE key NOT IN ${among}`,
    /** Rows [key, fingerprint, value, changedAt]. A date never goes back, nor stands for two fingerprints. */
    saveSettings: `
INSERT INTO setting (key, fingerprint, value, changed_at)
SELECT ${text(0)}, ${text(1)}, ${text(2)}, ${integer(3)} FROM ${rows} WHERE true
ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, value = excluded.value,
  changed_at = CASE WHEN setting.fingerprint = excluded.fingerprint THEN setting.changed_at
    WHEN setting.changed_at < excluded.changed_at THEN excluded.changed_at
    ELSE setting.changed_at + 1000 END`,
    raiseSettings: 'UPDATE change_counter SET settings_seq = settings_seq + 1 WHERE id = 1',
    /** At. */
    saveBeat: 'UPDATE change_counter SET beat = ? WHERE id = 1',
    /** JSON of the stop, or nothing. */
    saveFrozen:
      'UPDATE change_counter SET frozen = ?, settings_seq = settings_seq + 1 WHERE id = 1',
    /** Id, name, hash, scope, createdAt, expiresAt. */
    saveToken:
      'INSERT INTO token (id, name, hash, scope, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
    /** RevokedAt, id. */
    revokeToken: 'UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
    /** Token, key, request, status, headers, body, articleId, at. */
    saveReply:
      'INSERT INTO reply (token, key, request, status, headers, body, article_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    /** Before. */
    forgetReplies: 'DELETE FROM reply WHERE at < ?',
  };
}
