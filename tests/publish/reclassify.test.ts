import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPublication, type RunningPublication } from '../../src/runtime/publication.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

const FLOODS = 'id: floods\nname: {en: Floods}\nmatch:\n  - {tag: floods}\n';

let folder: EditorFolder;
let store: Store;
let isFailing: boolean;

beforeEach(async () => {
  folder = createFolder();
  folder.write('a.md', markdown('Rivers rise', 'tags: [floods]'));
  isFailing = false;
  const opened = createStore(await openSqlite(':memory:'));
  store = {
    ...opened,
    listArticles: async (afterId, limit) => {
      if (isFailing) throw new Error('the database is gone');
      return opened.listArticles(afterId, limit);
    },
  };
});

afterEach(async () => {
  await store.close();
  folder.destroy();
});

async function open(): Promise<RunningPublication> {
  const opened = await openPublication({
    folder: folder.path,
    store,
    baseUrl: 'https://news.example',
    fallbackUrl: '',
    now: () => new Date(),
    log: () => {},
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  await opened.value.sync();
  return opened.value;
}

async function members(publication: RunningPublication): Promise<number> {
  const response = await publication.app.request('/topics/floods/feed.json');
  return ((await response.json()) as { items: unknown[] }).items.length;
}

test('a walk that was cut short is done again by the next pass', async () => {
  const publication = await open();
  folder.write('topics/floods.yaml', FLOODS);
  isFailing = true;
  await expect(publication.sync()).rejects.toThrow('gone');
  isFailing = false;
  await publication.sync();
  expect(await members(publication)).toBe(1);
});

test('a walk that was cut short is done again by the next start', async () => {
  const publication = await open();
  folder.write('topics/floods.yaml', FLOODS);
  isFailing = true;
  await expect(publication.sync()).rejects.toThrow('gone');
  isFailing = false;
  expect(await members(await open())).toBe(1);
});
