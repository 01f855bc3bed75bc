/**
 * A stock ten times as large by SQL alone: each article nine times more, longer ago, in the main feed and in
 * one topic, without text for searches. Writing a million articles one by one would take a quarter of an
 * hour; the feeds that a hot answer stands for are as full this way as that way.
 */

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlDriver } from '../src/store/driver.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import { foldersOf, type Stock } from './content.ts';

const COPIES = 9;
const SELECTORS = "('main', 'topic:topic-1')";
const STEP_MS = 60_000;

/** Copies `from` to `root`. */
export async function multiplied(from: Stock, root: string): Promise<Stock> {
  cpSync(from.root, root, { recursive: true });
  const { folder, data } = foldersOf(root);
  const driver = await openSqlite(join(data, 'wireroom.sqlite'));
  await driver.exec('PRAGMA synchronous = OFF');
  await multiply(driver, from.articles);
  await driver.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  await driver.close();
  return { ...from, root, folder, data, articles: from.articles * (COPIES + 1) };
}

/** A copy has the number of its article after all others, and its place before all others. */
async function multiply(driver: SqlDriver, articles: number): Promise<void> {
  const copies = `(SELECT value AS k FROM json_each('[1,2,3,4,5,6,7,8,9]'))`;
  const idOf = (column: string): string =>
    `substr(${column}, 1, length(${column}) - 12) || printf('%012d', CAST(substr(${column}, -12) AS INTEGER) + k * ${articles})`;
  const agoMs = articles * STEP_MS;
  await driver.exec(`INSERT INTO article
    (id, short_id, state, published, hash, seq, topics, json, version)
    SELECT ${idOf('id')}, short_id || k, state, published - k * ${agoMs}, hash, seq, topics,
      replace(json, id, ${idOf('id')}), version
    FROM article, ${copies} ORDER BY k, id`);
  await driver.exec(`INSERT INTO membership
    (selector, article_id, published, changed_at, hash, entered_seq, changed_seq, left_seq, place, size)
    SELECT m.selector, ${idOf('m.article_id')}, m.published - k * ${agoMs},
      m.changed_at - k * ${agoMs}, m.hash, m.entered_seq, m.changed_seq, m.left_seq,
      m.place - k * s.places, m.size
    FROM membership m JOIN selector s ON s.key = m.selector, ${copies}
    WHERE m.selector IN ${SELECTORS} ORDER BY k, m.selector, m.article_id`);
  // Places begin at 1.
  await driver.exec(`UPDATE membership SET place = place + ${COPIES} *
    (SELECT places FROM selector s WHERE s.key = membership.selector) WHERE selector IN ${SELECTORS}`);
  await driver.exec(`UPDATE selector SET members = members * ${COPIES + 1},
    places = places * ${COPIES + 1}, digest_seq = -1 WHERE key IN ${SELECTORS}`);
}
