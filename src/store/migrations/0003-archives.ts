/** What a feed needs so that nobody misses a story: its order of arrival, and the states of it that readers were given. */

import type { Migration } from './index.ts';

// An earlier store numbers what it holds as a first load does: by publication.
export const archives: Migration = {
  common: `
ALTER TABLE selector ADD COLUMN places INTEGER NOT NULL DEFAULT 0; -- the last number given to a member
ALTER TABLE membership ADD COLUMN place INTEGER NOT NULL DEFAULT 0; -- number in the order of arrival, from 1; 0 while a first load runs
ALTER TABLE membership ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0; -- 1: back catalogue, which is no news
ALTER TABLE membership ADD COLUMN size INTEGER NOT NULL DEFAULT 0; -- bytes of the article's text
UPDATE membership SET size = (SELECT length(a.json) FROM article a WHERE a.id = membership.article_id), quiet = (SELECT CASE WHEN a.json LIKE '%"backCatalogue":true%' THEN 1 ELSE 0 END FROM article a WHERE a.id = membership.article_id);
UPDATE membership SET place = n.place FROM (SELECT selector AS key, article_id AS id, row_number() OVER (PARTITION BY selector ORDER BY published, article_id) AS place FROM membership WHERE left_seq = 0) AS n WHERE membership.selector = n.key AND membership.article_id = n.id AND (SELECT loaded FROM change_counter WHERE id = 1) = 1;
UPDATE selector SET digest_seq = -1, places = (SELECT coalesce(max(m.place), 0) FROM membership m WHERE m.selector = selector.key);
DROP INDEX membership_entered;
CREATE INDEX membership_place ON membership (selector, left_seq, place);
CREATE INDEX membership_unnumbered ON membership (selector, published, article_id) WHERE place = 0 AND left_seq = 0;
CREATE TABLE delta (
  selector TEXT NOT NULL,
  content TEXT NOT NULL, -- first part of the ETags of that state
  entries TEXT NOT NULL, -- hashes of its entries, 12 characters each
  at INTEGER NOT NULL, -- ms
  PRIMARY KEY (selector, content)
);
CREATE INDEX delta_at ON delta (selector, at);
`,
};
