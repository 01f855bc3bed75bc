/** Where a walk over all articles by changed topic rules has got to, so that it can be interrupted. */

import type { Migration } from './index.ts';

export const walk: Migration = {
  common: `
CREATE TABLE walk (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  target TEXT NOT NULL, -- fingerprint of the rules that it applies
  after_id TEXT NOT NULL, -- the last article that was looked at
  done INTEGER NOT NULL, -- articles looked at
  total INTEGER NOT NULL, -- articles there were when it began
  changed INTEGER NOT NULL -- articles whose topics changed
);
`,
};
