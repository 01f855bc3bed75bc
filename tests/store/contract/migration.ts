/** The way from an older schema, with what stands in it. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Article } from '../../../src/model/article.ts';
import { encodeArticle, hashArticle } from '../../../src/store/article-json.ts';
import { definitionFor } from '../../../src/store/dialect.ts';
import type { SqlDriver } from '../../../src/store/driver.ts';
import { assertMigrated } from '../../../src/store/migrate.ts';
import { MIGRATIONS } from '../../../src/store/migrations/index.ts';
import { createStore } from '../../../src/store/sql-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { listPairs, listTombstones, selectorState } from '../../helpers/feed-reads.ts';
import {
  AT,
  article,
  based,
  change,
  idsOf,
  type OpenEmpty,
  second,
  WINDOW,
  write,
} from './room.ts';

export function migrationContract(open: OpenEmpty): void {
  let driver: SqlDriver;
  let store: Store;
  beforeEach(async () => {
    driver = await open();
    store = createStore(driver);
  });
  afterEach(() => store.close());

  test('brings an empty database up to date once, and again without harm', async () => {
    await expect(assertMigrated(driver)).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await store.migrate()).toBe(MIGRATIONS.length);
    await store.commit(change({ writes: [write(article('a'), ['x'])] }));
    expect(await store.migrate()).toBe(0);
    await assertMigrated(driver);
    expect(await store.readArticle('a')).toMatchObject({ id: 'a', seq: 1 });
  });

  test('refuses a database of a newer version', async () => {
    await store.migrate();
    await driver.batch([{ sql: 'INSERT INTO migration (number) VALUES (?)', params: [999] }]);
    await expect(assertMigrated(driver)).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  test('keeps and completes what the first schema holds', async () => {
    await defineFirst(driver);
    const withdrawal = { at: second(-60), note: 'Filed twice' };
    const notice = article('b', { state: 'withdrawn', withdrawal });
    await insertOld(driver, article('a', { headline: '会談 "one"' }), {
      seq: 4,
      sections: ['x', 'y'],
    });
    await insertOld(driver, notice, { seq: 7, sections: ['x'] });
    await insertOld(driver, article('c', { state: 'embargoed' }), { seq: 9, sections: [] });
    await driver.exec("UPDATE membership SET left_seq = 5 WHERE selector = 'section:y'");
    await driver.exec('UPDATE change_counter SET seq = 9, loaded = 1');
    await driver.exec(
      "INSERT INTO setting (key, fingerprint, value, changed_at) VALUES ('rules', 'r', '', 1000)",
    );

    expect(await store.migrate()).toBe(MIGRATIONS.length - 1);

    expect(await store.readArticle('a')).toEqual({
      id: 'a',
      hash: hashArticle(article('a', { headline: '会談 "one"' })),
      article: article('a', { headline: '会談 "one"' }),
      topicIds: [],
      seq: 4,
      version: 4,
      isHeld: false,
      isErased: false,
      kept: undefined,
    });
    expect(await store.signal()).toEqual({ seq: 9, settingsSeq: 0, freeze: undefined });
    expect(await store.isLoaded()).toBe(true);
    // Other rules than any: whoever leads next writes every article anew.
    expect((await store.readSettings()).settings).toMatchObject([
      { key: 'rules', fingerprint: '' },
    ]);
    expect((await store.listSelectors()).map(({ label, members }) => [label, members])).toEqual([
      ['X', 2],
    ]);
    expect((await selectorState(store, 'section:x'))?.digest).toBeUndefined();
    expect(idsOf(await listPairs(store, 'section:x', WINDOW)).toSorted()).toEqual(['a', 'b']);
    expect(idsOf(await store.findArticles({}, { limit: 10 })).toSorted()).toEqual(['a', 'b', 'c']);

    // A withdrawal of the old kind is told like one of the new kind.
    expect(await listTombstones(store, 'section:x', 10)).toEqual([
      { id: 'b', goneAt: second(-60), language: 'en', isWithdrawn: true },
    ]);
    expect((await selectorState(store, 'section:x'))?.goneAt).toEqual(second(-60));
    expect(idsOf(await store.listChanges(0, { limit: 10, publicOnly: true }))).toEqual(['a', 'b']);

    const edit = write(article('a', { headline: 'Two' }), ['x', 'y']);
    await store.commit(change({ at: AT, writes: await based(store, [edit]) }));
    expect(await store.readArticle('a')).toMatchObject({ seq: 10, version: 10 });
    expect((await store.listSelectors()).map(({ label, members }) => [label, members])).toEqual([
      ['X', 2],
      ['Y', 1],
    ]);
    expect(await store.findArticles({ phrases: ['two'] }, { limit: 10 })).toHaveLength(1);
  });
}

async function defineFirst(driver: SqlDriver): Promise<void> {
  const [first] = MIGRATIONS;
  const texts = [
    'CREATE TABLE migration (number INTEGER PRIMARY KEY)',
    ...(first?.common ?? '').replace(/ --.*$/gm, '').split(/;\s*$/m),
    'INSERT INTO migration (number) VALUES (1)',
  ];
  for (const text of texts) {
    if (text.trim() !== '') await driver.exec(definitionFor(driver.dialect, text));
  }
}

/** As the first version wrote them. */
async function insertOld(
  driver: SqlDriver,
  old: Article,
  { seq, sections }: { seq: number; sections: readonly string[] },
): Promise<void> {
  const published = old.publishedAt.getTime();
  const hash = hashArticle(old);
  await driver.batch([
    {
      sql: "INSERT INTO article (id, short_id, state, published, hash, seq, topics, json) VALUES (?, ?, ?, ?, ?, ?, '[]', ?)",
      params: [old.id, old.id, old.state, published, hash, seq, encodeArticle(old)],
    },
    ...sections.flatMap((name) => [
      {
        sql: "INSERT INTO selector (key, kind, value, language, label, seq, changed_at, digest, digest_seq) VALUES (?, 'section', ?, '', ?, ?, 0, 'old', ?) ON CONFLICT (key) DO UPDATE SET seq = excluded.seq",
        params: [`section:${name}`, name, name.toUpperCase(), seq, seq],
      },
      {
        sql: 'INSERT INTO membership (selector, article_id, published, changed_at, hash, entered_seq, changed_seq, left_seq) VALUES (?, ?, ?, ?, ?, ?, ?, 0)',
        params: [`section:${name}`, old.id, published, published, hash, seq, seq],
      },
    ]),
  ]);
}
