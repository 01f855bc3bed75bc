import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { articlePath } from '../../../src/feeds/urls.ts';
import { openSqlite } from '../../../src/store/sqlite.ts';
import { pass, pathOf, publicText } from '../../helpers/api-client.ts';
import { createFolder, type EditorFolder } from '../../helpers/folder.ts';
import { type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const PATH = pathOf(ID);

/** The word in every field of an article. */
const STORY = {
  headline: 'Zyzzyva talks',
  standfirst: 'Zyzzyva in short.',
  bodyHtml: '<p>OSLO (Kyodo) -- Zyzzyva text. <img src="/media/zyzzyva.jpg" alt="Zyzzyva"></p>',
  byline: 'Zyzzyva Writer',
  authors: [
    { name: 'Zyzzyva Author', url: 'https://zyzzyva.example/', email: 'z@zyzzyva.example' },
  ],
  section: 'Zyzzyva desk',
  source: { name: 'Zyzzyva Agency', url: 'https://zyzzyva.example/s' },
  dateline: { raw: 'ZYZZYVA --', places: ['Zyzzyva'], date: 'zyzzyva', agency: 'Zyzzyva Wire' },
  tags: ['diplomacy', 'zyzzyva'],
  subjects: [{ uri: 'urn:zyzzyva:1', label: 'Zyzzyva' }],
  media: [{ url: '/media/zyzzyva-lead.jpg', caption: 'Zyzzyva' }],
  rights: 'Zyzzyva',
  slugline: 'ZYZZYVA',
  provider: { id: 'zyzzyva/1' },
  translations: [{ language: 'ja', id: 'tag:zyzzyva' }],
  corrections: [{ at: '2019-10-01', note: 'Zyzzyva note.' }],
};
const WORD = /zyzzyva/i;

/** Lives through which a story may have gone before it is erased. */
const LIVES: readonly (readonly [what: string, live: (room: Newsroom) => Promise<unknown>])[] = [
  ['a public story', async () => {}],
  ['a corrected one', (room) => room.call('POST', `${PATH}/correct`, { note: 'Zyzzyva again.' })],
  ['one that was withdrawn', (room) => room.call('POST', `${PATH}/withdraw`, { note: 'Zyzzyva.' })],
  ['a removed one', (room) => room.call('DELETE', PATH)],
  ['one held back', (room) => room.call('PUT', PATH, { ...STORY, state: 'withheld' })],
  [
    'one that expired',
    async (room) => {
      await room.call('PUT', PATH, { ...STORY, expiresAt: '2019-11-02' });
      room.now = new Date('2019-11-02T00:00:00Z');
      await room.tick();
    },
  ],
];

let folder: EditorFolder | undefined;

afterEach(() => {
  folder?.destroy();
  folder = undefined;
});

/** A newsroom over a file, with a second connection to look at it from outside. */
async function newsroom() {
  folder = createFolder();
  const file = join(folder.path, 'store.sqlite');
  const room = await openNewsroom([], { driver: await openSqlite(file) });
  await room.call('PUT', pathOf('tag:x,2019:2'), {
    headline: 'Another',
    section: 'Politics',
    tags: ['diplomacy'],
    authors: ['B. Writer'],
  });
  await room.call('PUT', PATH, STORY, { 'idempotency-key': 'put' });
  const bytes = (): string =>
    ['', '-wal', '-journal']
      .map((end) => file + end)
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, 'latin1'))
      .join('\n');
  return { room, bytes };
}

async function rowsOf(): Promise<string> {
  if (folder === undefined) throw new TypeError('no store is open');
  const driver = await openSqlite(join(folder.path, 'store.sqlite'));
  const tables = await driver.all(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%'",
    [],
  );
  const rows = await Promise.all(
    [...tables.map(({ name }) => String(name)), 'search_text'].map((name) =>
      driver.all(`SELECT * FROM "${name}"`, []),
    ),
  );
  await driver.close();
  return JSON.stringify(rows);
}

describe.each(LIVES)('an erased story: %s', (_what, live) => {
  test('is nowhere in the database, nor in the bytes of its file', async () => {
    const { room, bytes } = await newsroom();
    await live(room);
    expect(await rowsOf()).toMatch(WORD);
    expect(bytes()).toMatch(WORD);
    expect((await room.call('POST', `${PATH}/erase`)).status).toBe(200);
    expect(await rowsOf()).not.toMatch(WORD);
    expect(bytes()).not.toMatch(WORD);
    await room.store.close();
    expect(bytes()).not.toMatch(WORD);
  });

  test('is nowhere in what anybody is told', async () => {
    const { room } = await newsroom();
    await live(room);
    const before = await room.store.readArticle(ID);
    const page = articlePath({ id: ID, slug: before?.article.slug ?? '' });
    // Documents are in the cache by now.
    await publicText(room);
    const erased = await room.call('POST', `${PATH}/erase`);
    expect(await erased.text()).not.toMatch(WORD);
    const probes = [PATH, '/sections/zyzzyva-desk/atom.xml', '/authors/zyzzyva-author/'];
    const text = await publicText(room, [...probes, '/api/articles?q=zyzzyva', page]);
    expect(text).not.toMatch(WORD);
    for (const path of [PATH, '/api/articles?state=any', '/api/changes', '/api/audit']) {
      expect(await (await room.call('GET', path)).text()).not.toMatch(WORD);
    }
    expect((await room.get(page)).status).not.toBe(200);
    expect((await room.get('/media/zyzzyva.jpg')).status).not.toBe(200);
  });

  test('never comes back under its id', async () => {
    const { room } = await newsroom();
    await live(room);
    await room.call('POST', `${PATH}/erase`);
    pass(room, 60);
    for (const [method, path, body] of [
      ['PUT', PATH, STORY],
      ['POST', '/api/articles', { ...STORY, id: ID }],
      ['POST', '/api/articles', JSON.stringify({ ...STORY, id: ID })],
      ['POST', `${PATH}/correct`, { note: 'x', changes: { headline: 'Zyzzyva' } }],
      ['POST', `${PATH}/withdraw`, { note: 'Zyzzyva' }],
      ['POST', `${PATH}/release`, undefined],
      ['POST', `${PATH}/restore`, undefined],
      ['POST', `${PATH}/erase`, undefined],
      ['DELETE', PATH, undefined],
      ['PUT', `${PATH}?repairPublished=true`, STORY],
    ] as const) {
      const response = await room.call(method, path, body, { 'if-none-match': '*' });
      expect([method, path, response.status]).toEqual([method, path, 410]);
    }
    await room.tick();
    expect(await rowsOf()).not.toMatch(WORD);
  });
});

describe('an erasure', () => {
  test('tells readers by a tombstone, and leaves other stories and their feeds alone', async () => {
    const { room } = await newsroom();
    const before = await (await room.get('/authors/b-writer/feed.json')).text();
    await room.call('POST', `${PATH}/erase`);
    const tombstones = await (await room.get('/topics/diplomacy/tombstones/atom.xml')).text();
    expect(tombstones).toContain(` ref="${ID}"`);
    expect(await (await room.get('/authors/b-writer/feed.json')).text()).toBe(before);
    expect((await room.get('/sections/zyzzyva-desk/atom.xml')).status).toBe(404);
    expect((await room.get('/sections/politics/atom.xml')).status).toBe(200);
  });

  test('keeps the feed of a section that another story stood in', async () => {
    const { room } = await newsroom();
    await room.call('PUT', pathOf('tag:x,2019:3'), { headline: 'Third', section: 'Zyzzyva desk' });
    await room.call('POST', `${PATH}/erase`);
    const feed = await (await room.get('/sections/zyzzyva-desk/feed.json')).json();
    expect(feed).toMatchObject({ items: [{ id: 'tag:x,2019:3' }] });
    const tombstones = await room.get('/sections/zyzzyva-desk/tombstones/atom.xml');
    expect(await tombstones.text()).toContain(` ref="${ID}"`);
  });

  test('leaves who and when in the audit record, and nothing else', async () => {
    const { room } = await newsroom();
    await room.call('POST', `${PATH}/erase`);
    const records = await room.store.listAudit({ articleId: ID, limit: 10 });
    expect(records.map(({ action, actor, detail }) => [action, actor, detail])).toEqual([
      ['erase', 'token:environment', {}],
      ['publish', 'token:environment', {}],
    ]);
  });
});
