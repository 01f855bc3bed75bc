/** The state of a live document stands with its selector; a change that overtakes it moves it among the older ones. */

import type { Migration } from './index.ts';

export const states: Migration = {
  common: `
ALTER TABLE selector ADD COLUMN content TEXT NOT NULL DEFAULT ''; -- first part of the ETags of what digest stands for
ALTER TABLE selector ADD COLUMN entries TEXT NOT NULL DEFAULT ''; -- hashes of its entries, 12 characters each
UPDATE selector SET digest_seq = -1;
`,
};
