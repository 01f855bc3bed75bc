import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPublication, type SharedPublication } from '../../src/runtime/publication.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

const TOKEN = 'a-token-for-tests-only';

let folder: EditorFolder;
let store: Store;
let now: Date;

beforeEach(async () => {
  folder = createFolder();
  now = new Date('2026-11-24T12:00:00Z');
  store = createStore(await openSqlite(':memory:'));
  await store.migrate();
});
afterEach(async () => {
  await store.close();
  folder.destroy();
});

const open = (path = folder.path): SharedPublication =>
  createPublication({
    folder: path,
    store,
    baseUrl: 'https://news.example',
    fallbackUrl: '',
    now: () => now,
    log: () => {},
    apiToken: TOKEN,
  });

const call = (publication: SharedPublication, method: string, path: string, body: object = {}) =>
  publication.app.request(path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const titlesOf = async (publication: SharedPublication, path: string): Promise<string[]> => {
  const feed = (await (await publication.app.request(path)).json()) as {
    items: { title: string }[];
  };
  return feed.items.map(({ title }) => title);
};

test('an API article is classified by the rules in force, whoever changed them last', async () => {
  const [leader, follower] = [open(), open()];
  await leader.lead();
  await leader.sync();
  expect(await follower.follow()).toBe(true);
  folder.write('topics/floods.yaml', 'id: floods\nname: {en: Floods}\nmatch:\n  - {tag: floods}\n');
  await leader.sync();
  const sent = { headline: 'Rivers rise', tags: ['floods'] };
  expect((await call(follower, 'PUT', '/api/articles/urn:x:1', sent)).status).toBe(201);
  expect(await titlesOf(leader, '/topics/floods/feed.json')).toEqual(['Rivers rise']);
});

test('a release to the file tells whoever follows the folder to read it', async () => {
  folder.write('a.md', markdown('By the file', 'id: urn:x:a'));
  const [leader, follower] = [open(), open()];
  await leader.lead();
  await leader.sync();
  await follower.follow();
  await leader.notice();
  await call(follower, 'PUT', '/api/articles/urn:x:a', { headline: 'By the API' });
  expect((await leader.notice()).isSettings).toBe(false);
  await call(follower, 'POST', '/api/articles/urn:x:a/release', { to: 'file' });
  expect((await leader.notice()).isSettings).toBe(true);
  await leader.sync();
  expect(await titlesOf(leader, '/feed.json')).toEqual(['By the file']);
});

test('a broken publication.yaml is followed by the configuration in the store', async () => {
  folder.write('a.md', markdown('Envoys meet'));
  const first = open();
  await first.lead();
  await first.sync();
  folder.write('publication.yaml', 'id: [');
  const second = open();
  const led = await second.lead();
  expect(led.ok).toBe(true);
  expect(led.problems.map(({ code }) => code)).toContain('yaml-unreadable');
  folder.write('a.md', markdown('Envoys meet', 'state: withdrawn'));
  await second.sync();
  expect(await titlesOf(second, '/feed.json')).toEqual(['Story withdrawn']);
});

test('a folder of another publication is refused, at a start and while serving', async () => {
  const other = createFolder();
  other.write('publication.yaml', 'id: tag:other.example,2020:n\ntitle: Other\n');
  folder.write('a.md', markdown('Envoys meet'));
  const publication = open();
  await publication.lead();
  await publication.sync();
  const stranger = await open(other.path).lead();
  expect(stranger.problems.map(({ code }) => code)).toEqual(['publication-other']);
  folder.write('publication.yaml', 'id: tag:other.example,2020:n\ntitle: Other\n');
  const report = await publication.sync();
  expect(report.problems.map(({ code }) => code)).toContain('publication-other');
  expect(publication.state()?.site.publication.title).toBe('News Example');
  expect(await titlesOf(publication, '/feed.json')).toEqual(['Envoys meet']);
  other.destroy();
});

test('a changed configuration waits for the end of the emergency stop', async () => {
  folder.write('a.md', markdown('Rivers rise', 'tags: [floods]'));
  const publication = open();
  await publication.lead();
  await publication.sync();
  await call(publication, 'PUT', '/api/freeze');
  folder.write('topics/floods.yaml', 'id: floods\nname: {en: Floods}\nmatch:\n  - {tag: floods}\n');
  await publication.sync();
  expect((await publication.app.request('/topics/floods/feed.json')).status).toBe(404);
  await call(publication, 'DELETE', '/api/freeze');
  await publication.sync();
  expect(await titlesOf(publication, '/topics/floods/feed.json')).toEqual(['Rivers rise']);
});

test('nothing is acknowledged that goes into a removed SQLite file', async () => {
  const file = join(folder.path, 'store.sqlite');
  const driver = await openSqlite(file);
  const kept = createStore(driver);
  await kept.migrate();
  rmSync(file);
  expect(existsSync(file)).toBe(false);
  await expect(kept.markLoaded(new Date(0))).rejects.toMatchObject({ code: 'store-unavailable' });
  await kept.close();
});
