/** Looks into a SQLite store after a crash: what must agree with what, row by row. */

import { membershipsOf } from '../src/feeds/membership.ts';
import { loadSite } from '../src/publish/site-state.ts';
import { articleWrite } from '../src/publish/write.ts';
import type { SqlDriver } from '../src/store/driver.ts';
import { createStore } from '../src/store/sql-store.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import type { Store, StoredArticle } from '../src/store/store.ts';

const BATCH = 500;

/** Opens the file as a server that starts would; calls `fault` for everything that disagrees. */
export async function inspectStore(file: string, fault: (what: string) => void): Promise<void> {
  const driver = await openSqlite(file);
  try {
    await inspectDatabase(driver, fault);
    await inspectSelectors(driver, fault);
    await inspectArticles(driver, fault);
  } finally {
    await driver.close();
  }
}

async function inspectDatabase(driver: SqlDriver, fault: (what: string) => void): Promise<void> {
  const [row] = await driver.all('PRAGMA integrity_check', []);
  if (row?.['integrity_check'] !== 'ok') fault(`the database is damaged: ${JSON.stringify(row)}`);
  // Throws when the search index disagrees with the text it indexes.
  await driver.exec("INSERT INTO search(search) VALUES ('integrity-check')");
}

/** Every figure of a selector's row follows from its members. */
async function inspectSelectors(driver: SqlDriver, fault: (what: string) => void): Promise<void> {
  const wrong = await driver.all(
    `SELECT s.key, s.members, s.seq, m.members AS counted, m.last FROM selector s JOIN (
       SELECT selector, sum(left_seq = 0) AS members, max(max(changed_seq, left_seq)) AS last
       FROM membership GROUP BY selector) m ON m.selector = s.key
     WHERE s.members <> m.members OR s.seq < m.last`,
    [],
  );
  for (const row of wrong) fault(`a selector disagrees with its members: ${JSON.stringify(row)}`);
  const lost = await driver.all(
    'SELECT DISTINCT selector FROM membership WHERE selector NOT IN (SELECT key FROM selector)',
    [],
  );
  for (const row of lost) fault(`members of a selector that is not there: ${JSON.stringify(row)}`);
  const misplaced = await driver.all(
    `SELECT m.selector, m.place, count(*) AS members, s.places FROM membership m
     JOIN selector s ON s.key = m.selector
     WHERE m.left_seq = 0 AND (SELECT loaded FROM change_counter) = 1
     GROUP BY m.selector, m.place
     HAVING count(*) > 1 OR m.place < 1 OR m.place > s.places`,
    [],
  );
  for (const row of misplaced) fault(`a place in the order of arrival: ${JSON.stringify(row)}`);
  const [counter] = await driver.all('SELECT seq FROM change_counter', []);
  const [last] = await driver.all('SELECT max(version) AS version FROM article', []);
  if (Number(last?.['version']) > Number(counter?.['seq']))
    fault('an article is newer than the store');
}

/** Every article is a member of what it would be a member of, were it written now. */
async function inspectArticles(driver: SqlDriver, fault: (what: string) => void): Promise<void> {
  const store = createStore(driver);
  const state = await loadSite(store);
  if (state === undefined) return;
  const members = await membersByArticle(driver);
  for await (const stored of everyArticle(store)) {
    const { article, topicIds } = stored;
    // A notice stands wherever its story ever stood.
    if (article.state === 'withdrawn') continue;
    const now = new Date();
    const write = articleWrite(article, { state, now, stored, isFirstLoad: false });
    const wanted = membershipsOf(article, topicIds, state.site.topics)
      .map(({ key }) => `${key} ${write.shownHash}`)
      .sort();
    const found = [...(members.get(stored.id) ?? [])].sort();
    if (JSON.stringify(found) !== JSON.stringify(wanted)) {
      fault(`${stored.id} is a member of ${found.join()}, not of ${wanted.join()}`);
    }
    if (write.hash !== stored.hash) fault(`${stored.id} is not what its hash says`);
  }
}

async function membersByArticle(driver: SqlDriver): Promise<ReadonlyMap<string, string[]>> {
  const rows = await driver.all(
    'SELECT selector, article_id, hash FROM membership WHERE left_seq = 0',
    [],
  );
  const members = new Map<string, string[]>();
  for (const row of rows) {
    const id = String(row['article_id']);
    const line = `${String(row['selector'])} ${String(row['hash'])}`;
    members.set(id, [...(members.get(id) ?? []), line]);
  }
  return members;
}

async function* everyArticle(store: Store): AsyncGenerator<StoredArticle> {
  for (let afterId = ''; ; ) {
    const articles = await store.listArticles(afterId, BATCH);
    yield* articles;
    const last = articles.at(-1);
    if (last === undefined) return;
    afterId = last.id;
  }
}
