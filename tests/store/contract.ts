/** What every database must do alike. Each driver's test runs this suite over its own empty store. */

import { describe } from 'vitest';
import { activityContract } from './contract/activity.ts';
import { archiveContract } from './contract/archives.ts';
import { articleContract } from './contract/articles.ts';
import { bulkContract } from './contract/bulk.ts';
import { changeContract } from './contract/changes.ts';
import { combinedContract } from './contract/combined.ts';
import { conflictContract } from './contract/conflicts.ts';
import { erasingContract } from './contract/erasing.ts';
import { findContract } from './contract/find.ts';
import { memberContract } from './contract/members.ts';
import { migrationContract } from './contract/migration.ts';
import { recordContract } from './contract/records.ts';
import { relatedContract } from './contract/related.ts';
import { type OpenEmpty, useRoom } from './contract/room.ts';
import { searchContract } from './contract/search.ts';
import { selectorContract } from './contract/selectors.ts';
import { settingContract } from './contract/settings.ts';
import { tombstoneContract } from './contract/tombstones.ts';

const PARTS = {
  articles: articleContract,
  conflicts: conflictContract,
  selectors: selectorContract,
  members: memberContract,
  archives: archiveContract,
  activity: activityContract,
  'related topics': relatedContract,
  tombstones: tombstoneContract,
  changes: changeContract,
  lists: findContract,
  'combined selectors': combinedContract,
  search: searchContract,
  records: recordContract,
  settings: settingContract,
  erasing: erasingContract,
  'large changes': bulkContract,
};

export function storeContract(name: string, open: OpenEmpty): void {
  describe(`the store on ${name}`, () => {
    for (const [subject, contract] of Object.entries(PARTS)) {
      describe(subject, () => contract(useRoom(open)));
    }
    describe('migration', () => migrationContract(open));
  });
}
