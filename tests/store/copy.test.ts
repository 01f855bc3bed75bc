import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import { BASE_MARK } from '../../src/model/article.ts';
import { articleWrite } from '../../src/publish/write.ts';
import { copyStore } from '../../src/store/copy.ts';
import type { Dialect, SqlDriver } from '../../src/store/driver.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { TABLES } from '../../src/store/tables.ts';
import { searchTokens } from '../../src/text/search.ts';
import { buildArticle } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';
import { createDatabase } from '../helpers/postgres-server.ts';

const postgres = inject('postgres');
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';

const later = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
const ignore = (): void => {};
const openFile = (): Promise<SqlDriver> => openSqlite(':memory:');
const openServer = async (): Promise<SqlDriver> =>
  (await openPostgres(await createDatabase('url' in postgres ? postgres.url : ''))).driver;

/** Text that a careless way through JSON, SQL or a locale would change. */
const HARD_TEXT = `"it's" \\u0041 ? $1 {x,y} %s \t ${BASE_MARK} 北朝鮮 한국 Å é 𝒳 \u{10ffff}`;

/** More than two pages of every kind of article. */
const ARTICLES: readonly Article[] = Array.from({ length: 450 }, (_, index) =>
  buildArticle({
    id: index % 2 === 0 ? `urn:uuid:${index}` : `tag:desk.example,2019:Ä/${index}`,
    slug: `story-${index}`,
    headline: `Envoys meet ${index} ${HARD_TEXT}`,
    language: ['en', 'ja', 'ko'][index % 3] ?? 'en',
    section: `Section ${index % 7}`,
    tags: index % 2 === 0 ? ['diplomacy'] : ['weapons'],
    byline: HARD_TEXT,
    publishedAt: later(-index),
    updatedAt: later(-index),
    ...(index === 5 && { state: 'embargoed', embargoedUntil: later(60) }),
    ...(index === 6 && { expiresAt: later(120) }),
  }),
);

const FEEDS = [
  '/',
  '/topics/diplomacy/',
  '/topics/weapons/ja/',
  '/sections/section-3/',
  '/languages/ko/',
].flatMap((path) => ['rss.xml', 'atom.xml', 'feed.json'].map((file) => path + file));

/** A store with a row of every table, and of every column more than its default. */
async function fill(driver: SqlDriver): Promise<Newsroom> {
  const room = await openNewsroom(ARTICLES, { driver });
  const { store } = room;
  const audit = {
    actor: 'cli',
    action: 'freeze',
    articleId: '',
    detail: { why: HARD_TEXT },
  } as const;
  await store.markLoaded(new Date(0));
  await store.saveWalk({ target: 'f00d', afterId: 'urn:x', done: 2, total: 9, changed: 1 });
  const { seq = 0 } = (await store.readFeed('main')).stored ?? {};
  const digests = { live: 'l', gone: 'g', content: 'c0ffee', entries: 'e1e2' };
  await store.saveDigests([{ key: 'main', seq: seq, digests: digests }]);
  room.now = later(1);
  const [first, second] = ARTICLES;
  if (!first || !second) throw new Error('no articles');
  await room.save({
    ...first,
    state: 'withdrawn',
    withdrawal: { at: room.now, note: HARD_TEXT },
    headline: '',
    bodyHtml: '',
  });
  const [stored] = await store.readArticles([second.id]);
  const held = articleWrite(
    { ...second, headline: `Corrected ${HARD_TEXT}` },
    { state: room.state, now: room.now, stored, isFirstLoad: false },
  );
  await store.commit({
    at: room.now,
    writes: [
      { ...held, isHeld: true, isErased: true, kept: second, mediaPaths: ['a ?.png', 'é/b.jpg'] },
    ],
    files: [
      {
        path: `a ${HARD_TEXT}.md`,
        articleId: first.id,
        size: 2 ** 40,
        modifiedAt: START,
        hash: 'h',
        hasSidecar: true,
        problems: [{ code: 'date-unreadable', message: HARD_TEXT, severity: 'warning' }],
      },
    ],
    forgottenFiles: [],
    audit: [audit],
    reply: {
      token: 't1',
      key: HARD_TEXT,
      request: 'r',
      status: 201,
      headers: { location: '/x' },
      body: HARD_TEXT,
      articleId: first.id,
    },
  });
  const token = {
    id: 't1',
    name: HARD_TEXT,
    scope: 'write',
    createdAt: START,
    hash: 'aa',
  } as const;
  await store.saveToken(token, audit);
  await store.saveToken({ ...token, id: 't2', hash: 'bb', expiresAt: later(9) }, audit);
  await store.revokeToken('t2', audit, later(2));
  await store.saveFreeze({ at: START, actor: 'cli', note: HARD_TEXT }, audit, START);
  return room;
}

async function rowsOf(driver: SqlDriver): Promise<Record<string, readonly unknown[]>> {
  const tables: Record<string, readonly unknown[]> = {};
  for (const { name, columns, key } of TABLES) {
    const list = `SELECT ${Object.keys(columns).join(', ')} FROM ${name} ORDER BY ${key.join(', ')}`;
    tables[name] = (await driver.all(list, [])).map((row) => ({ ...row }));
  }
  return tables;
}

/** Every feed's validators and bytes. */
async function documentsOf({ get }: Newsroom): Promise<readonly unknown[]> {
  const documents: unknown[] = [];
  for (const path of FEEDS) {
    const response = await get(path);
    const { headers } = response;
    const body = await response.text();
    documents.push([
      path,
      response.status,
      headers.get('etag'),
      headers.get('last-modified'),
      body,
    ]);
  }
  return documents;
}

function copyContract(name: string, open: readonly (() => Promise<SqlDriver>)[]): void {
  describe(`a copy ${name}`, () => {
    const drivers: SqlDriver[] = [];
    const rooms: Newsroom[] = [];
    beforeAll(async () => {
      for (const make of open) {
        const driver = await make();
        const from = drivers.at(-1);
        if (from) await copyStore(from, driver, ignore);
        else {
          // With digests, as a store that was read from has them.
          await documentsOf(await fill(driver));
        }
        drivers.push(driver);
      }
      // Opened last, so that nothing writes to a store before it is copied.
      for (const driver of drivers) rooms.push(await openNewsroom([], { driver, now: later(3) }));
    });
    afterAll(() => Promise.all(drivers.map((driver) => driver.close())));

    test('has every row with every value', async () => {
      const [first, ...copies] = await Promise.all(drivers.map(rowsOf));
      for (const rows of Object.values(first ?? {})) expect(rows).not.toHaveLength(0);
      for (const copy of copies) expect(copy).toEqual(first);
    });

    test('serves the same feeds with the same validators', async () => {
      const [first, ...copies] = await Promise.all(rooms.map(documentsOf));
      expect(first?.map((document) => (document as unknown[])[1])).toEqual(FEEDS.map(() => 200));
      for (const copy of copies) expect(copy).toEqual(first);
    });

    test('finds the same stories', async () => {
      const page = { limit: 500 };
      const found = rooms.map(async ({ store }) => [
        ...(await store.findArticles({ phrases: searchTokens(['corrected']).split(' ') }, page)),
        ...(await store.findArticles({ phrases: searchTokens(['北朝鮮']).split(' ') }, page)),
      ]);
      const [first, ...copies] = await Promise.all(found);
      expect(first?.length).toBeGreaterThan(400);
      for (const copy of copies) expect(copy).toEqual(first);
    });

    test('goes on counting where its source stood', async () => {
      for (const { store } of rooms) {
        const before = (await store.listAudit({ limit: 1 }))[0]?.number ?? 0;
        const audit = { actor: 'cli', action: 'thaw', articleId: '', detail: {} } as const;
        await store.saveFreeze(undefined, audit, later(4));
        expect(await store.listAudit({ limit: 1 })).toMatchObject([{ number: before + 1 }]);
      }
      const story = buildArticle({ id: 'urn:uuid:new', headline: 'Umbrella' });
      for (const room of rooms) await room.save(story);
      const seqs = rooms.map(async ({ store }) => (await store.readArticle(story.id))?.seq);
      expect(new Set(await Promise.all(seqs)).size).toBe(1);
      for (const { store } of rooms) {
        const found = await store.findArticles({ phrases: ['umbrella'] }, { limit: 9 });
        expect(found.map(({ id }) => id)).toEqual([story.id]);
      }
    });
  });
}

copyContract('of a SQLite store', [openFile, openFile]);
describe.skipIf(missing !== '')(`with a PostgreSQL${missing}`, () => {
  copyContract('from SQLite to PostgreSQL to SQLite', [openFile, openServer, openFile]);
});

describe('copying', () => {
  let from: SqlDriver;
  let to: SqlDriver;
  beforeAll(async () => {
    from = await openFile();
    await fill(from);
  });

  const read = async (sql: string): Promise<unknown> =>
    Object.values((await to.all(sql, []))[0] ?? {});

  test('reports rows and progress', async () => {
    to = await openFile();
    const steps: (readonly [number, number])[] = [];
    const { tables } = await copyStore(from, to, (done, total) => steps.push([done, total]));
    const total = tables.reduce((sum, { rows }) => sum + rows, 0);
    expect(tables).toContainEqual({ name: 'article', rows: 450 });
    expect(steps.at(-1)).toEqual([total, total]);
  });

  test('into a store with rows is refused, and they stay', async () => {
    to = await openFile();
    await openNewsroom([], { driver: to });
    const before = await rowsOf(to);
    await expect(copyStore(from, to, ignore)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('empty database'),
    });
    expect(await rowsOf(to)).toEqual(before);
  });

  test('from an older schema is refused', async () => {
    to = await openFile();
    const old = await openFile();
    await expect(copyStore(old, to, ignore)).rejects.toThrow('run `wireroom migrate`');
  });

  test.each([
    ['a story', async (room: Newsroom) => room.save(buildArticle({ headline: 'Late' }))],
    [
      'a revoked token',
      async ({ store }: Newsroom) => {
        const audit = { actor: 'cli', action: 'token-revoke', articleId: '', detail: {} } as const;
        await store.revokeToken('t1', audit, START);
      },
    ],
    [
      'an emergency stop that was lifted',
      async ({ store }: Newsroom) => {
        const audit = { actor: 'cli', action: 'thaw', articleId: '', detail: {} } as const;
        await store.saveFreeze(undefined, audit, START);
      },
    ],
  ])('fails when %s comes in between, and leaves the target empty', async (_what, write) => {
    to = await openFile();
    const moving = await openFile();
    const room = await fill(moving);
    let pending: Promise<void> | undefined;
    const copying = copyStore(moving, to, (done, total) => {
      if (done > total / 2) pending ??= write(room);
    });
    await expect(copying).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('written to while it was copied'),
    });
    await pending;
    const empty = await openFile();
    await migrate(empty);
    expect(await rowsOf(to)).toEqual(await rowsOf(empty));
    expect(await read('SELECT count(*) AS n FROM search_docsize')).toEqual([0]);
    await copyStore(moving, to, ignore);
    expect(await rowsOf(to)).toEqual(await rowsOf(moving));
  });

  test('that was cut off leaves a target that nobody can write to', async () => {
    to = await openFile();
    let isCut = false;
    const cut: SqlDriver = {
      ...to,
      batch: async (statements) => {
        if (isCut) throw new Error('the connection is gone');
        await to.batch(statements);
      },
    };
    const copying = copyStore(from, cut, (done, total) => {
      isCut = done > total / 2;
    });
    await expect(copying).rejects.toThrow('the connection is gone');
    await expect(openNewsroom([buildArticle()], { driver: to })).rejects.toThrow('NOT NULL');
    await expect(copyStore(from, to, ignore)).rejects.toThrow('holds rows already');
  });
});

/** What a database derives from the rest. */
const DERIVED: Readonly<
  Record<Dialect, { tables: readonly string[]; columns: readonly string[] }>
> = {
  sqlite: {
    tables: ['migration', 'search', 'search_config', 'search_data', 'search_docsize', 'search_idx'],
    columns: ['search_text.number'],
  },
  postgres: { tables: ['migration'], columns: ['search_text.vector'] },
};

/** `table.column` of the real schema, with the kind that a copy must give it. */
const SCHEMA: Readonly<Record<Dialect, string>> = {
  sqlite: `SELECT t.name AS table_name, c.name AS column_name, lower(c.type) AS kind
    FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'`,
  postgres: `SELECT table_name, column_name, CASE data_type WHEN 'bigint' THEN 'integer' ELSE data_type END AS kind
    FROM information_schema.columns WHERE table_schema = current_schema()`,
};

function schemaTest(dialect: Dialect, open: () => Promise<SqlDriver>): void {
  test(`names every table and column of ${dialect}`, async () => {
    const driver = await open();
    await migrate(driver);
    const { tables, columns } = DERIVED[dialect];
    const real = (await driver.all(SCHEMA[dialect], []))
      .filter((row) => !tables.includes(String(row['table_name'])))
      .map((row) => [`${row['table_name']}.${row['column_name']}`, row['kind']] as const)
      .filter(([name]) => !columns.includes(name));
    const listed = TABLES.flatMap((table) =>
      Object.entries(table.columns).map(
        ([column, kind]) => [`${table.name}.${column}`, kind] as const,
      ),
    );
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(real));
    await driver.close();
  });
}

describe('the list of tables', () => {
  schemaTest('sqlite', openFile);
  describe.skipIf(missing !== '')(`with a PostgreSQL${missing}`, () => {
    schemaTest('postgres', openServer);
  });

  test('reads each table by a unique key', async () => {
    const driver = await openFile();
    await migrate(driver);
    for (const { name, key } of TABLES) {
      const unique = await driver.all(
        `SELECT group_concat(c.name, ',') AS key FROM pragma_index_list('${name}') i, pragma_index_info(i.name) c
         WHERE i."unique" = 1 GROUP BY i.name UNION ALL
         SELECT name FROM pragma_table_info('${name}') WHERE pk = 1 AND type = 'INTEGER'`,
        [],
      );
      expect(unique.map((row) => row['key'])).toContain(key.join(','));
    }
    await driver.close();
  });
});
