/** First schema. Instants are INTEGER milliseconds UTC. Migrations are append-only. */

export const articlesAndSelectors = `
CREATE TABLE change_counter (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL, -- number of the last change; raised inside the batch that writes
  loaded INTEGER NOT NULL -- 1 once a first load is complete
);
INSERT INTO change_counter (id, seq, loaded) VALUES (1, 0, 0);
CREATE TABLE article (
  id TEXT PRIMARY KEY,
  short_id TEXT NOT NULL, -- end of the own page's path
  state TEXT NOT NULL,
  published INTEGER NOT NULL, -- ms
  hash TEXT NOT NULL, -- of json
  seq INTEGER NOT NULL, -- of the last change of content
  due_at INTEGER, -- ms; when time alone changes the state next (embargo end, expiry, end of a notice)
  topics TEXT NOT NULL, -- JSON: ids of the topics that matched
  json TEXT NOT NULL -- the Article
);
CREATE INDEX article_short_id ON article (short_id);
CREATE INDEX article_due_at ON article (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX article_seq ON article (seq, id);
CREATE INDEX article_published ON article (published, id);
CREATE TABLE selector (
  key TEXT PRIMARY KEY, -- main, topic:<id>, topic:<id>:<language>, section:<slug> …
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  language TEXT NOT NULL, -- empty unless a topic in one language
  label TEXT NOT NULL,
  seq INTEGER NOT NULL, -- of the last change that touched a member
  changed_at INTEGER NOT NULL, -- ms; by the clock, never goes back
  digest TEXT NOT NULL, -- of the ordered (id, hash) pairs of the live document …
  digest_seq INTEGER NOT NULL -- … as they were at this seq; equal to seq: the digest holds
);
CREATE TABLE membership (
  selector TEXT NOT NULL,
  article_id TEXT NOT NULL,
  published INTEGER NOT NULL, -- ms; order of the document
  changed_at INTEGER NOT NULL, -- ms; when it entered or last changed, for the window
  hash TEXT NOT NULL, -- of the article
  entered_seq INTEGER NOT NULL,
  changed_seq INTEGER NOT NULL,
  left_seq INTEGER NOT NULL, -- 0: a member
  PRIMARY KEY (selector, article_id)
);
CREATE INDEX membership_article ON membership (article_id, selector);
CREATE INDEX membership_order ON membership (selector, left_seq, published, article_id, hash);
CREATE INDEX membership_window ON membership (selector, left_seq, changed_at, article_id);
CREATE INDEX membership_entered ON membership (selector, entered_seq);
CREATE TABLE media (
  path TEXT NOT NULL, -- below /media/, as in the URL
  article_id TEXT NOT NULL,
  PRIMARY KEY (path, article_id)
);
CREATE INDEX media_article ON media (article_id);
CREATE TABLE file (
  path TEXT PRIMARY KEY, -- relative to the folder
  article_id TEXT NOT NULL, -- empty when the file could not be used
  size INTEGER NOT NULL, -- bytes, of the file and its sidecar
  modified INTEGER NOT NULL, -- ms
  hash TEXT NOT NULL, -- of the bytes
  sidecar INTEGER NOT NULL, -- 1 when it was read with a sidecar
  problems TEXT NOT NULL -- JSON
);
CREATE INDEX file_article ON file (article_id);
CREATE INDEX file_hash ON file (hash);
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  value TEXT NOT NULL, -- JSON
  changed_at INTEGER NOT NULL -- ms; bounds Last-Modified from below
);
`;
