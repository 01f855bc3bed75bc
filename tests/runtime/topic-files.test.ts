/** Topics on a running server: what an editor's saves, slips and lost folders do to their addresses. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/model/result.ts';
import { createPublication, type SharedPublication } from '../../src/runtime/publication.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

const HOST = 'https://news.example';
const FILE = 'topics/diplomacy.yaml';

let folder: EditorFolder;
let store: Store;
let now: Date;
let server: SharedPublication;

const topic = (id: string, more = ''): string =>
  `id: ${id}\n${more}name: {en: ${id}}\nmatch:\n  - {tag: ${id}}\n`;

async function open(): Promise<SharedPublication> {
  const opened = createPublication({
    folder: folder.path,
    store,
    baseUrl: HOST,
    fallbackUrl: '',
    now: () => now,
    log: () => {},
  });
  await opened.lead();
  await opened.sync();
  return opened;
}

/** A pass, a second later unless told otherwise. */
async function pass(ms = 1000): Promise<readonly Problem[]> {
  now = new Date(now.getTime() + ms);
  return (await server.sync()).problems;
}

const codesOf = (problems: readonly Problem[]) =>
  problems.map(({ file, code, line, column }) => `${file} ${code} ${line ?? ''}:${column ?? ''}`);

async function answer(slug: string): Promise<string> {
  const response = await server.app.request(`/topics/${slug}/rss.xml`);
  const to = response.headers.get('location');
  return to === null ? String(response.status) : `${response.status} ${to.replace(HOST, '')}`;
}

const idsOf = (): readonly (string | undefined)[] =>
  server.state()?.site.topics.map(({ id }) => id) ?? [];

beforeEach(async () => {
  folder = createFolder();
  folder.write('a.md', markdown('Envoys meet', 'tags: [diplomacy]'));
  now = new Date('2026-11-24T12:00:00Z');
  store = createStore(await openSqlite(':memory:'));
  await store.migrate();
  server = await open();
});
afterEach(async () => {
  await store.close();
  folder.destroy();
});

describe('an address', () => {
  test('is not taken from the topic that has it', async () => {
    folder.write(FILE, topic('diplomacy', 'slug: weapons\n'));
    expect(codesOf(await pass())).toEqual([`${FILE} topic-taken 2:7`]);
    expect([await answer('diplomacy'), await answer('weapons')]).toEqual(['200', '200']);
  });

  test('is not taken by a copy of the file, also over a restart', async () => {
    folder.write('topics/a-copy.yaml', topic('weapons', 'slug: arms\n'));
    expect(codesOf(await pass())).toEqual(['topics/a-copy.yaml topic-taken 1:5']);
    server = await open();
    expect([await answer('weapons'), await answer('arms')]).toEqual(['200', '404']);
  });

  test('that was taken over and given back leads to who had it before', async () => {
    folder.write(FILE, topic('diplomacy', 'slug: talks\n'));
    await pass();
    expect(await answer('diplomacy')).toBe('301 /topics/talks/rss.xml');
    folder.write('topics/other.yaml', topic('other', 'slug: diplomacy\n'));
    await pass();
    expect(await answer('diplomacy')).toBe('200');
    folder.write('topics/other.yaml', topic('other'));
    await pass();
    expect(await answer('diplomacy')).toBe('301 /topics/talks/rss.xml');
  });

  test('of a topic that was removed leads on again when the topic is back', async () => {
    folder.write(FILE, topic('diplomacy', 'slug: talks\n'));
    await pass();
    folder.remove(FILE);
    await pass();
    await pass();
    expect([await answer('diplomacy'), await answer('talks')]).toEqual(['404', '404']);
    server = await open();
    folder.write(FILE, topic('diplomacy', 'slug: negotiations\n'));
    await pass();
    expect(await answer('diplomacy')).toBe('301 /topics/negotiations/rss.xml');
    expect(await answer('talks')).toBe('301 /topics/negotiations/rss.xml');
  });

  test('of a merged topic leads on when its file is gone, and back when the merger is undone', async () => {
    folder.write(FILE, topic('diplomacy', 'slug: talks\n'));
    await pass();
    folder.write(FILE, topic('diplomacy', 'slug: talks\nmergedInto: weapons\n'));
    await pass();
    folder.remove(FILE);
    await pass();
    for (const slug of ['diplomacy', 'talks'])
      expect(await answer(slug)).toBe('301 /topics/weapons/rss.xml');
    folder.write(FILE, topic('diplomacy'));
    await pass();
    expect([await answer('diplomacy'), await answer('talks')]).toEqual([
      '200',
      '301 /topics/diplomacy/rss.xml',
    ]);
  });
});

describe('a topic file that is gone', () => {
  test('for a moment removes no topic', async () => {
    folder.remove(FILE);
    await pass(10);
    expect(await answer('diplomacy')).toBe('200');
    folder.write(FILE, topic('diplomacy'));
    await pass();
    expect(await answer('diplomacy')).toBe('200');
  });

  test('for good removes it in a pass that asks for itself', async () => {
    folder.remove(FILE);
    now = new Date(now.getTime() + 1000);
    expect((await server.sync()).isUnsettled).toBe(true);
    now = new Date(now.getTime() + 520);
    expect((await server.sync()).isUnsettled).toBe(false);
    expect(idsOf()).toEqual(['weapons']);
  });

  test('is removed while another file is broken', async () => {
    folder.write('topics/weapons.yaml', 'name: [');
    folder.remove(FILE);
    await pass();
    await pass();
    expect(idsOf()).toEqual(['weapons']);
  });

  test('with most others removes nothing', async () => {
    const more = ['c', 'd', 'e', 'f'];
    for (const id of more) folder.write(`topics/${id}.yaml`, topic(id));
    await pass();
    for (const id of more) folder.remove(`topics/${id}.yaml`);
    await pass();
    expect(codesOf(await pass())).toEqual(['topics mass-removal :']);
    expect(idsOf()).toHaveLength(6);
  });
});

describe('the folder of topics', () => {
  const topics = (): string => join(folder.path, 'topics');
  const away = (): string => join(folder.path, '.topics');

  test('that is moved away and back takes no topic and no address with it', async () => {
    folder.write(FILE, topic('diplomacy', 'slug: talks\n'));
    await pass();
    renameSync(topics(), away());
    await pass();
    expect(codesOf(await pass())).toEqual(['topics mass-removal :']);
    server = await open();
    expect(await answer('talks')).toBe('200');
    renameSync(away(), topics());
    await pass();
    expect(await answer('diplomacy')).toBe('301 /topics/talks/rss.xml');
  });

  test('that is a file is told, and articles go on', async () => {
    rmSync(topics(), { recursive: true });
    folder.write('topics', 'no folder');
    folder.write('b.md', markdown('Envoys leave', 'tags: [diplomacy]'));
    expect(codesOf(await pass())).toEqual(['topics folder-unreadable :']);
    const feed = await (await server.app.request('/topics/diplomacy/feed.json')).text();
    expect(feed).toContain('Envoys leave');
  });
});

describe('what is no text file', () => {
  test('is told and not opened; the topic stays, articles go on', async () => {
    const link = (to: string, name: string) => symlinkSync(to, join(folder.path, 'topics', name));
    folder.remove(FILE);
    execFileSync('mkfifo', [join(folder.path, FILE)]);
    link('/dev/zero', 'zero.yaml');
    link('nowhere', 'dangling.yaml');
    mkdirSync(join(folder.path, 'topics/folder.yaml'));
    folder.write('b.md', markdown('Envoys leave', 'tags: [diplomacy]'));
    expect(codesOf(await pass())).toEqual([
      'topics/dangling.yaml file-unreadable :',
      'topics/diplomacy.yaml file-unreadable :',
      'topics/folder.yaml file-unreadable :',
      'topics/zero.yaml file-unreadable :',
    ]);
    const feed = await (await server.app.request('/topics/diplomacy/feed.json')).text();
    expect(feed).toContain('Envoys leave');
  });

  test.each([
    ['Shift_JIS', Buffer.from([0x8a, 0x4f, 0x8c, 0xf0])],
    ['Latin-1', Buffer.from('Affaires étrangères', 'latin1')],
    ['UTF-16', Buffer.from('\uFEFFid: diplomacy', 'utf16le')],
  ])('is refused in %s, and the last good form stays', async (_what, bytes) => {
    const text = topic('diplomacy').replace('{en: diplomacy}', '');
    const [before = '', after = ''] = text.split('name: ');
    folder.write(FILE, Buffer.concat([Buffer.from(`${before}name: `), bytes, Buffer.from(after)]));
    folder.write('publication.yaml', Buffer.concat([Buffer.from('title: '), bytes]));
    expect(codesOf(await pass())).toEqual(['publication.yaml encoding-not-utf8 :']);
    folder.write('publication.yaml', '\uFEFFid: tag:news.example,2019:wire\ntitle: With a mark\n');
    expect(codesOf(await pass())).toEqual([`${FILE} encoding-not-utf8 :`]);
    const { site } = server.state() ?? {};
    expect(site?.publication.title).toBe('With a mark');
    expect(site?.topics[0]?.names).toEqual({ en: 'diplomacy' });
  });
});

test('a store that remembers no files keeps its topics while a file is broken, and their addresses', async () => {
  const settings = (await store.readSettings()).settings.map(({ key, fingerprint, value }) => {
    if (value === '') return { key, fingerprint, value };
    const { file: _file, ...known } = JSON.parse(value) as { readonly file?: string };
    const stored = key === 'publication' ? { ...known, moved: { talks: 'diplomacy' } } : known;
    return { key, fingerprint, value: JSON.stringify(stored) };
  });
  await store.saveSettings(settings, now);
  folder.write(FILE, 'name: [');
  server = await open();
  expect(idsOf()).toEqual(['diplomacy', 'weapons']);
  expect(await answer('talks')).toBe('301 /topics/diplomacy/rss.xml');
});

test('a topic file may end in capitals', async () => {
  folder.write('topics/floods.YAML', topic('floods'));
  folder.write('topics/rain.Yml', topic('rain'));
  expect(await pass()).toEqual([]);
  expect(idsOf()).toEqual(['diplomacy', 'floods', 'rain', 'weapons']);
});
