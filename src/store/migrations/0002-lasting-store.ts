/**
 * What a newsroom adds to the first schema: versions against lost updates, the API's word over the
 * file's, tombstones, search, tokens, kept replies, an audit record, the emergency stop.
 */

import type { Migration } from './index.ts';

const common = `
ALTER TABLE change_counter ADD COLUMN settings_seq INTEGER NOT NULL DEFAULT 0; -- raised whenever a setting changes
ALTER TABLE change_counter ADD COLUMN frozen TEXT NOT NULL DEFAULT ''; -- JSON of the emergency stop; empty: none
ALTER TABLE article ADD COLUMN version INTEGER NOT NULL DEFAULT 0; -- number of the last write, changed content or not
ALTER TABLE article ADD COLUMN gone_at INTEGER NOT NULL DEFAULT 0; -- ms; when readers lost a story they had; 0: they have it, or never had
ALTER TABLE article ADD COLUMN held INTEGER NOT NULL DEFAULT 0; -- 1: the API's word outranks the file
ALTER TABLE article ADD COLUMN erased INTEGER NOT NULL DEFAULT 0; -- 1: never to come back
ALTER TABLE article ADD COLUMN kept TEXT NOT NULL DEFAULT ''; -- JSON of the Article before its withdrawal, while the notice stands
UPDATE article SET version = seq;
UPDATE setting SET fingerprint = '' WHERE key = 'rules'; -- so that whoever leads next writes every article anew, tokens and all
CREATE INDEX article_state ON article (state, published, id);
CREATE INDEX article_state_due ON article (state, due_at) WHERE due_at IS NOT NULL;
ALTER TABLE selector ADD COLUMN members INTEGER NOT NULL DEFAULT 0;
ALTER TABLE selector ADD COLUMN gone_at INTEGER NOT NULL DEFAULT 0; -- ms; newest loss of a story that ever stood in it
ALTER TABLE selector ADD COLUMN gone_digest TEXT NOT NULL DEFAULT ''; -- of its tombstones; holds when digest holds
UPDATE selector SET members = (SELECT count(*) FROM membership m WHERE m.selector = selector.key AND m.left_seq = 0), digest_seq = -1;
ALTER TABLE membership ADD COLUMN gone_at INTEGER NOT NULL DEFAULT 0; -- ms; the article's, for every selector it ever stood in
CREATE INDEX membership_gone ON membership (selector, gone_at, article_id) WHERE gone_at > 0;
CREATE TABLE audit (
  number NUMBERED,
  at INTEGER NOT NULL, -- ms
  actor TEXT NOT NULL, -- token:<id>, folder:<path>, clock, cli
  action TEXT NOT NULL,
  article_id TEXT NOT NULL, -- empty for what concerns the whole publication
  detail TEXT NOT NULL -- JSON; names of fields and states, never text of an article
);
CREATE INDEX audit_article ON audit (article_id, number);
CREATE TABLE token (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL, -- SHA-256 of the secret, hex
  scope TEXT NOT NULL,
  created_at INTEGER NOT NULL, -- ms
  expires_at INTEGER, -- ms
  revoked_at INTEGER -- ms
);
CREATE UNIQUE INDEX token_hash ON token (hash);
CREATE TABLE reply (
  token TEXT NOT NULL, -- id of the token that asked
  key TEXT NOT NULL, -- its Idempotency-Key
  request TEXT NOT NULL, -- hash of method, path and body
  status INTEGER NOT NULL,
  headers TEXT NOT NULL, -- JSON
  body TEXT NOT NULL,
  article_id TEXT NOT NULL, -- empty when it speaks of several
  at INTEGER NOT NULL, -- ms
  PRIMARY KEY (token, key)
);
CREATE INDEX reply_at ON reply (at);
CREATE INDEX reply_article ON reply (article_id);
`;

/** The first version withdrew without tombstones: a withdrawal's own date is one. After article.gone_at. */
const WITHDRAWN_GONE = `
UPDATE membership SET gone_at = (SELECT a.gone_at FROM article a WHERE a.id = membership.article_id) WHERE article_id IN (SELECT id FROM article WHERE gone_at > 0);
UPDATE selector SET gone_at = (SELECT max(m.gone_at) FROM membership m WHERE m.selector = selector.key) WHERE key IN (SELECT selector FROM membership WHERE gone_at > 0);
`;

/** FTS5 over the tokens of text/tokens.ts: they are split and folded already, so nothing more is folded. */
const sqlite = `
UPDATE article SET gone_at = json_extract(json, '$.withdrawal.at') WHERE state IN ('withdrawn', 'removed') AND json_extract(json, '$.withdrawal.at') > 0;
${WITHDRAWN_GONE}
CREATE TABLE search_text (
  number INTEGER PRIMARY KEY,
  article_id TEXT NOT NULL UNIQUE,
  tokens TEXT NOT NULL -- of a public article, parted by spaces
);
CREATE VIRTUAL TABLE search USING fts5(tokens, content='search_text', content_rowid='number', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'");
INSERT INTO search(search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER search_text_insert AFTER INSERT ON search_text BEGIN INSERT INTO search(rowid, tokens) VALUES (new.number, new.tokens); END;
CREATE TRIGGER search_text_delete AFTER DELETE ON search_text BEGIN INSERT INTO search(search, rowid, tokens) VALUES ('delete', old.number, old.tokens); END;
CREATE TRIGGER search_text_update AFTER UPDATE ON search_text BEGIN INSERT INTO search(search, rowid, tokens) VALUES ('delete', old.number, old.tokens); INSERT INTO search(rowid, tokens) VALUES (new.number, new.tokens); END;
`;

/**
 * Search over the tokens as they are: a tsvector would split them again, by the locale of the server,
 * and forgets where a word stands after 256 times or 16,383 words. The function states what splitting
 * costs, so that the planner takes the index. NOTIFY by trigger, inside the
 * transaction: nobody who writes can forget it, and it is sent on commit alone.
 */
const postgres = `
UPDATE article SET gone_at = CAST(CAST(json AS jsonb) -> 'withdrawal' ->> 'at' AS bigint) WHERE state IN ('withdrawn', 'removed') AND CAST(json AS jsonb) -> 'withdrawal' ->> 'at' <> '';
${WITHDRAWN_GONE}
CREATE TABLE search_text (
  article_id TEXT COLLATE "C" PRIMARY KEY,
  tokens TEXT COLLATE "C" NOT NULL
);
CREATE FUNCTION wireroom_words(tokens text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'BEGIN RETURN string_to_array(tokens, '' ''); END';
CREATE INDEX search_words ON search_text USING gin (wireroom_words(tokens));
CREATE FUNCTION wireroom_notify() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_notify(''wireroom'', current_schema() || '' '' || NEW.seq || '' '' || NEW.settings_seq); RETURN NULL; END';
CREATE TRIGGER change_counter_notify AFTER UPDATE ON change_counter FOR EACH ROW EXECUTE FUNCTION wireroom_notify();
`;

export const lastingStore: Migration = { common, only: { sqlite, postgres } };
