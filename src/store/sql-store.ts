/** The store over any SQL driver. One instance per database. */

import type { ArticleState } from '../model/article.ts';
import type { SelectorKind } from '../model/feed.ts';
import type { Window } from '../model/publication.ts';
import type { Problem } from '../model/result.ts';
import { decodeArticle, encodeArticle } from './article-json.ts';
import type { Row, SqlDriver, SqlValue, Statement } from './driver.ts';
import { MIGRATIONS } from './migrations/index.ts';
import * as sql from './sql.ts';
import type {
  Change,
  FileRecord,
  Pair,
  SelectorState,
  SelectorSummary,
  Setting,
  Store,
  StoredArticle,
} from './store.ts';
import { cutWindow } from './window.ts';

export function createStore(driver: SqlDriver): Store {
  const list = async (text: string, params: readonly SqlValue[]): Promise<StoredArticle[]> =>
    (await driver.all(text, params)).map(toStoredArticle);
  return {
    migrate: () => migrate(driver),
    commit: (change) => driver.batch(commitStatements(change)),
    selectorState: async (key) => {
      const [row] = await driver.all(sql.SELECTOR_STATE, [key]);
      return row && toSelectorState(row);
    },
    listPairs: async (key, window) => {
      const rows = await driver.all(sql.WINDOW_PAIRS, windowParams(key, window));
      return cutWindow(rows.map(toWindowPair), window).map(({ id, hash }): Pair => ({ id, hash }));
    },
    listWindow: async (key, window) => {
      const rows = await driver.all(sql.WINDOW_ARTICLES, windowParams(key, window));
      const candidates = rows.map((row) => ({ ...toWindowPair(row), row }));
      return cutWindow(candidates, window).map(({ row }) => toStoredArticle(row));
    },
    saveDigest: (key, seq, digest) =>
      driver.batch([{ sql: sql.SAVE_DIGEST, params: [digest, seq, key, seq] }]),
    listSelectors: async () => (await driver.all(sql.LIST_SELECTORS, [])).map(toSelectorSummary),
    readArticle: async (id) => (await list(sql.READ_ARTICLES, [JSON.stringify([id])]))[0],
    readArticles: (ids) => list(sql.READ_ARTICLES, [JSON.stringify(ids)]),
    readByShortId: (shortId) => list(sql.READ_BY_SHORT_ID, [shortId]),
    listArticles: (afterId, limit) => list(sql.LIST_ARTICLES, [afterId, limit]),
    listDue: (now, limit) => list(sql.LIST_DUE, [now.getTime(), limit]),
    listMediaStates: async (path) =>
      (await driver.all(sql.LIST_MEDIA_STATES, [path])).map((row) => row['state'] as ArticleState),
    isLoaded: async () => Number((await driver.all(sql.IS_LOADED, []))[0]?.['loaded']) === 1,
    markLoaded: () => driver.batch([{ sql: sql.MARK_LOADED, params: [] }]),
    listFiles: async () => (await driver.all(sql.LIST_FILES, [])).map(toFileRecord),
    listSettings: async () => (await driver.all(sql.LIST_SETTINGS, [])).map(toSetting),
    saveSettings: (settings, now) => saveSettings(driver, settings, now),
    close: () => driver.close(),
  };
}

async function migrate(driver: SqlDriver): Promise<void> {
  await driver.exec('CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY);');
  const [row] = await driver.all('SELECT max(number) AS last FROM migration', []);
  const last = Number(row?.['last'] ?? 0);
  for (const [index, ddl] of MIGRATIONS.entries()) {
    const number = index + 1;
    if (number <= last) continue;
    const statements = splitDdl(ddl).map((text): Statement => ({ sql: text, params: [] }));
    await driver.batch([
      ...statements,
      { sql: 'INSERT INTO migration (number) VALUES (?)', params: [number] },
    ]);
  }
}

/** Statements of a migration: each ends with `;` at a line's end. One batch applies all or none. */
function splitDdl(ddl: string): readonly string[] {
  return ddl
    .replace(/ --.*$/gm, '')
    .split(/;\s*$/m)
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function commitStatements(change: Change): readonly Statement[] {
  const { at, writes, files, forgottenFiles } = change;
  const count = writes.length;
  const ids = JSON.stringify(writes.map(({ article }) => article.id));
  const smallEdits = JSON.stringify(
    writes.filter(({ isSmallEdit }) => isSmallEdit).map(({ article }) => article.id),
  );
  const members = JSON.stringify(writes.flatMap(membershipRows));
  const media = writes.flatMap(({ article, mediaPaths = [] }) =>
    mediaPaths.map((path) => [path, article.id]),
  );
  const newMedia = JSON.stringify(
    writes.filter(({ mediaPaths }) => mediaPaths).map(({ article }) => article.id),
  );
  const second = wholeSecond(at);
  const articles: readonly Statement[] = [
    { sql: sql.RAISE_COUNTER, params: [count] },
    { sql: sql.UPSERT_ARTICLES, params: [count, JSON.stringify(writes.map(articleRow))] },
    { sql: sql.UPSERT_SELECTORS, params: [JSON.stringify(selectorRows(change))] },
    { sql: sql.LEAVE_SELECTORS, params: [ids, members] },
    { sql: sql.ENTER_SELECTORS, params: [count, count, members, smallEdits] },
    { sql: sql.TOUCH_SELECTORS, params: [second, second, second, second, ids, count, count] },
    { sql: sql.FORGET_MEDIA, params: [newMedia] },
    { sql: sql.SAVE_MEDIA, params: [JSON.stringify(media)] },
  ];
  return [
    ...(count > 0 ? articles : []),
    ...(files.length > 0
      ? [{ sql: sql.SAVE_FILES, params: [JSON.stringify(files.map(fileRow))] }]
      : []),
    ...(forgottenFiles.length > 0
      ? [{ sql: sql.FORGET_FILES, params: [JSON.stringify(forgottenFiles)] }]
      : []),
  ];
}

function wholeSecond(at: Date): number {
  return Math.floor(at.getTime() / 1000) * 1000;
}

function articleRow(write: Change['writes'][number], index: number): readonly SqlValue[] {
  const { article, hash, shortId, dueAt, topicIds } = write;
  return [
    index,
    article.id,
    shortId,
    article.state,
    article.publishedAt.getTime(),
    hash,
    dueAt?.getTime() ?? null,
    JSON.stringify(topicIds),
    encodeArticle(article),
  ];
}

function membershipRows(write: Change['writes'][number], index: number): readonly SqlValue[][] {
  const { article, hash, changedAt, memberships } = write;
  return memberships.map(({ key }) => [
    index,
    key,
    article.id,
    article.publishedAt.getTime(),
    changedAt.getTime(),
    hash,
  ]);
}

function selectorRows(change: Change): readonly SqlValue[][] {
  const rows = new Map<string, SqlValue[]>();
  for (const { memberships } of change.writes) {
    for (const { key, selector, label } of memberships) {
      const known = rows.get(key);
      if (known && String(known[4]) <= label) continue;
      rows.set(key, [key, selector.kind, selector.value, selector.language ?? '', label]);
    }
  }
  return [...rows.values()];
}

function fileRow(file: FileRecord): readonly SqlValue[] {
  const { path, articleId, size, modifiedAt, hash, hasSidecar, problems } = file;
  const sidecar = hasSidecar ? 1 : 0;
  return [path, articleId, size, modifiedAt.getTime(), hash, sidecar, JSON.stringify(problems)];
}

function windowParams(key: string, window: Window): readonly SqlValue[] {
  return [key, window.atMost, key, window.atLeast];
}

function toWindowPair(row: Row) {
  return {
    id: String(row['article_id']),
    hash: String(row['hash']),
    published: Number(row['published']),
    changedAt: Number(row['changed_at']),
  };
}

function toSelectorState(row: Row): SelectorState {
  const seq = Number(row['seq']);
  return {
    seq,
    label: String(row['label']),
    changedAt: new Date(Number(row['changed_at'])),
    digest: Number(row['digest_seq']) === seq ? String(row['digest']) : undefined,
    nextDueAt: toDate(row['next_due']),
    nextExpiryAt: toDate(row['next_expiry']),
  };
}

function toDate(value: unknown): Date | undefined {
  return value === null || value === undefined ? undefined : new Date(Number(value));
}

function toSelectorSummary(row: Row): SelectorSummary {
  const language = String(row['language']);
  return {
    selector: {
      kind: row['kind'] as SelectorKind,
      value: String(row['value']),
      ...(language !== '' && { language }),
    },
    label: String(row['label']),
    members: Number(row['members']),
  };
}

function toStoredArticle(row: Row): StoredArticle {
  return {
    id: String(row['id']),
    hash: String(row['hash']),
    seq: Number(row['seq']),
    topicIds: JSON.parse(String(row['topics'])) as string[],
    article: decodeArticle(String(row['json'])),
  };
}

function toFileRecord(row: Row): FileRecord {
  return {
    path: String(row['path']),
    articleId: String(row['article_id']),
    size: Number(row['size']),
    modifiedAt: new Date(Number(row['modified'])),
    hash: String(row['hash']),
    hasSidecar: Number(row['sidecar']) === 1,
    problems: JSON.parse(String(row['problems'])) as Problem[],
  };
}

function toSetting(row: Row): Setting {
  return {
    key: String(row['key']),
    fingerprint: String(row['fingerprint']),
    value: String(row['value']),
    changedAt: new Date(Number(row['changed_at'])),
  };
}

async function saveSettings(
  driver: SqlDriver,
  settings: readonly Omit<Setting, 'changedAt'>[],
  now: Date,
): Promise<void> {
  const known = new Map(
    (await driver.all(sql.LIST_SETTINGS, [])).map(toSetting).map((one) => [one.key, one]),
  );
  const same =
    known.size === settings.length &&
    settings.every(({ key, fingerprint }) => known.get(key)?.fingerprint === fingerprint);
  if (same) return;
  // A changed setting is dated to the next second: see TOUCH_SELECTORS.
  const changedAt = wholeSecond(now) + (known.size > 0 ? 1000 : 0);
  await driver.batch([
    { sql: sql.KEEP_SETTINGS, params: [JSON.stringify(settings.map(({ key }) => key))] },
    ...settings.map(({ key, fingerprint, value }) => ({
      sql: sql.SAVE_SETTING,
      params: [key, fingerprint, value, changedAt],
    })),
    { sql: sql.FORGET_DIGESTS, params: [] },
  ]);
}
