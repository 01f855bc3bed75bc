/** When the clock was last looked at, so that who reads a copy of the store sees how old the copy is. */

import type { Migration } from './index.ts';

export const beat: Migration = {
  common: `
ALTER TABLE change_counter ADD COLUMN beat INTEGER NOT NULL DEFAULT 0; -- ms; 0: never
`,
};
