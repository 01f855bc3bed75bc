/** The order of arrival that archives are cut from: by publication at a first load, then as stories come. */

import { expect, test } from 'vitest';
import { openPublication } from '../../src/runtime/publication.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { listPlaced } from '../helpers/feed-reads.ts';
import { createFolder } from '../helpers/folder.ts';

const story = (headline: string, day: number): string =>
  `---\nheadline: ${headline}\npublishedAt: 2019-10-${String(day).padStart(2, '0')}T09:00:00Z\n---\n${headline}.\n`;

test('a first load numbers by publication whatever the names of files, what comes later as it comes', async () => {
  const folder = createFolder();
  const store = createStore(await openSqlite(':memory:'));
  try {
    folder.write('a.md', story('Third', 9));
    folder.write('b.md', story('First', 1));
    folder.write('c.md', story('Second', 5));
    const opened = await openPublication({
      folder: folder.path,
      store,
      baseUrl: 'https://news.example',
      fallbackUrl: '',
      now: () => new Date('2019-11-01T12:00:00Z'),
      log: () => {},
    });
    if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
    await opened.value.sync();
    folder.write('d.md', story('Late', 2));
    await opened.value.sync();
    // A new text waits for its sidecar.
    await opened.value.sync();
    const arrived: string[] = [];
    for (const place of [1, 2, 3, 4]) {
      for (const { article } of await listPlaced(store, 'main', place, place))
        arrived.push(article.headline);
    }
    expect(arrived).toEqual(['First', 'Second', 'Third', 'Late']);
  } finally {
    await store.close();
    folder.destroy();
  }
});
