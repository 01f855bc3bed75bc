/** The store over any SQL driver. One instance per database. */

import type { AuditEntry } from '../model/audit.ts';
import { activityReads } from './activity-reads.ts';
import { auditRow, commitStatements, wholeSecond } from './commit.ts';
import type { Row, SqlDriver, SqlValue, Statement } from './driver.ts';
import { toFeedRows } from './feed-rows.ts';
import { findArticles, findAsked, findLed } from './find-articles.ts';
import { listAsked, listLed, listMembers, selectorStates } from './list-members.ts';
import { migrate } from './migrate.ts';
import * as rows from './rows.ts';
import { runSearch } from './search-list.ts';
import { createSql, type Sql } from './sql.ts';
import { createFeedQuery } from './sql-feed.ts';
import { isStorable, withStorableReads } from './storable.ts';
import type { MemberPage, MemberQuery, Setting, Store, StoredArticle } from './store.ts';

export function createStore(driver: SqlDriver): Store {
  const sql = createSql(driver.dialect);
  const safe = withStorableReads(driver);
  return {
    migrate: () => migrate(driver),
    commit: async (change) => {
      await driver.batch(commitStatements(sql, change));
      if (change.writes.some(({ isErased }) => isErased)) await driver.forget?.();
    },
    ...feedReads(safe, sql),
    ...activityReads(safe, sql),
    ...archiveRows(safe, sql),
    ...memberReads(safe),
    ...articleReads(safe, sql),
    ...folderRows(safe, sql),
    ...apiRows(safe, sql),
    version: () => driver.version?.(),
    close: () => driver.close(),
  };
}

type FeedReads = 'readFeed' | 'saveDigest' | 'nextDueAt';

function feedReads(driver: SqlDriver, sql: Sql): Pick<Store, FeedReads> {
  const feedQuery = createFeedQuery(driver.dialect);
  return {
    readFeed: async (key, parts = {}) => {
      // No selector has an empty key: what cannot be stored names none, and is told when something is due.
      const { sql: text, params } = feedQuery(isStorable(key) ? key : '', parts);
      return toFeedRows(await driver.all(text, params), parts);
    },
    saveDigest: (key, seq, { live, gone = '', content, entries }) =>
      driver.batch(
        [{ sql: sql.saveDigest, params: [live, gone, gone, content, entries, seq, key, seq] }],
        { isQuiet: true },
      ),
    nextDueAt: async () => rows.toDate((await driver.all(sql.nextDue, []))[0]?.['next_due']),
  };
}

type ArchiveRows = 'forgetKnownStates' | 'countArticles' | 'readWalk' | 'saveWalk';

function archiveRows(driver: SqlDriver, sql: Sql): Pick<Store, ArchiveRows> {
  return {
    forgetKnownStates: (before, most) =>
      driver.batch([
        { sql: sql.forgetDeltas, params: [before.getTime()] },
        { sql: sql.thinDeltas, params: [most] },
      ]),
    countArticles: async () => Number((await driver.all(sql.countArticles, []))[0]?.['total']),
    readWalk: async () => {
      const [row] = await driver.all(sql.readWalk, []);
      return row && rows.toWalk(row);
    },
    saveWalk: (walk) =>
      driver.batch([
        { sql: sql.endWalk, params: [] },
        ...(walk === undefined
          ? []
          : [
              {
                sql: sql.saveWalk,
                params: [walk.target, walk.afterId, walk.done, walk.total, walk.changed],
              },
            ]),
      ]),
  };
}

function memberReads(driver: SqlDriver): Pick<Store, 'selectorStates' | 'listMembers'> {
  const { dialect } = driver;
  const states = selectorStates(dialect);
  const list = async (query: MemberQuery, page: MemberPage): Promise<readonly Row[]> => {
    const { phrases = [] } = query;
    if (phrases.length > 0) {
      const led = () => listLed(dialect, query, page);
      const asked = () => listAsked(dialect, query, page);
      return runSearch(driver, { phrases, limit: page.limit, led, asked });
    }
    const { sql, params } = listMembers(query, page);
    return driver.all(sql, params);
  };
  return {
    selectorStates: async (keys) =>
      rows.toSelectorStates(
        await driver.all(states, [JSON.stringify([...new Set(keys)].filter(isStorable))]),
      ),
    listMembers: async (query, page) => (await list(query, page)).map(rows.toMember),
  };
}

type ArticleReads =
  | 'readArticle'
  | 'readArticles'
  | 'readByShortId'
  | 'listArticles'
  | 'findArticles'
  | 'listChanges'
  | 'listDue'
  | 'listMediaStates';

function articleReads(driver: SqlDriver, sql: Sql): Pick<Store, ArticleReads> {
  const list = async (text: string, params: readonly SqlValue[]): Promise<StoredArticle[]> =>
    (await driver.all(text, params)).map(rows.toStoredArticle);
  const byIds = (ids: readonly string[]): Promise<readonly StoredArticle[]> =>
    list(sql.readArticles, [JSON.stringify(ids.filter(isStorable))]);
  return {
    readArticle: async (id) => (await byIds([id]))[0],
    readArticles: byIds,
    readByShortId: (shortId) => list(sql.readByShortId, [shortId]),
    listArticles: (afterId, limit) => list(sql.listArticles, [afterId, limit]),
    findArticles: async (filter, page) => {
      const { phrases = [] } = filter;
      const { dialect } = driver;
      if (phrases.length > 0) {
        const led = () => findLed(dialect, filter, page);
        const asked = () => findAsked(dialect, filter, page);
        const found = await runSearch(driver, { phrases, limit: page.limit, led, asked });
        return found.map(rows.toStoredArticle);
      }
      const { sql: text, params } = findArticles(filter, page);
      return list(text, params);
    },
    listChanges: (since, { limit, publicOnly }) =>
      list(publicOnly ? sql.listPublicChanges : sql.listChanges, [since, limit]),
    listDue: (now, limit, mayLift) => list(sql.listDue, [now.getTime(), mayLift ? 1 : 0, limit]),
    listMediaStates: async (path) =>
      (await driver.all(sql.listMediaStates, [path])).map(rows.toState),
  };
}

type FolderRows =
  | 'isLoaded'
  | 'numberMembers'
  | 'markLoaded'
  | 'listFiles'
  | 'filesOf'
  | 'readSettings'
  | 'saveBeat'
  | 'saveSettings'
  | 'signal'
  | 'saveFreeze';

function folderRows(driver: SqlDriver, sql: Sql): Pick<Store, FolderRows> {
  return {
    isLoaded: async () => Number((await driver.all(sql.isLoaded, []))[0]?.['loaded']) === 1,
    numberMembers: async (limit, at) => {
      const [row] = await driver.all(sql.countUnnumbered, [limit]);
      const count = Number(row?.['total']);
      if (count > 0) await driver.batch(numberStatements(sql, limit, at));
      return count;
    },
    markLoaded: async (at) => {
      const second = wholeSecond(at);
      await driver.batch([
        // First: whoever holds the counter is alone, so that nothing enters without a place.
        { sql: sql.raiseCounter, params: [0] },
        ...numberStatements(sql, Number.MAX_SAFE_INTEGER, at),
        { sql: sql.openArchives, params: [second, second] },
        { sql: sql.markLoaded, params: [] },
      ]);
      // Until its own turn comes, minutes later, PostgreSQL would plan for empty tables.
      if (driver.dialect === 'postgres') await driver.exec(sql.analyze);
    },
    listFiles: async (afterPath, limit) =>
      (await driver.all(sql.listFiles, [afterPath, limit])).map(rows.toFileRecord),
    filesOf: async (articleId) =>
      (await driver.all(sql.filesOf, [articleId])).map(rows.toFileRecord),
    readSettings: async () => rows.toSettings(await driver.all(sql.readSettings, [])),
    saveSettings: (settings, now) => saveSettings(driver, sql, { settings, now }),
    signal: async () => rows.toSignal((await driver.all(sql.signal, []))[0]),
    saveBeat: (at) => driver.batch([{ sql: sql.saveBeat, params: [at.getTime()] }]),
    saveFreeze: (freeze, audit, at) =>
      driver.batch([
        { sql: sql.saveFrozen, params: [rows.encodeFreeze(freeze)] },
        auditStatement(sql, audit, at),
      ]),
  };
}

function numberStatements(sql: Sql, limit: number, at: Date): readonly Statement[] {
  return [
    { sql: sql.numberNext, params: [limit] },
    { sql: sql.keepUncounted, params: [at.getTime()] },
    { sql: sql.countPlaces, params: [] },
  ];
}

async function saveSettings(
  driver: SqlDriver,
  sql: Sql,
  wanted: { settings: readonly Omit<Setting, 'changedAt'>[]; now: Date },
): Promise<void> {
  const { settings, now } = wanted;
  const stored = rows.toSettings(await driver.all(sql.readSettings, []));
  const known = new Map(stored.settings.map((one) => [one.key, one]));
  const isSame = (part: 'fingerprint' | 'value'): boolean =>
    known.size === settings.length &&
    settings.every((one) => known.get(one.key)?.[part] === one[part]);
  if (isSame('fingerprint') && isSame('value')) return;
  // A changed setting is dated to the next second: see touchSelectors. The first ones are dated to the
  // last, so that a store filled within a second of its making dates no full feed like an empty one.
  const changedAt = wholeSecond(now) + (known.size > 0 ? 1000 : -1000);
  const wantedRows = settings.map(({ key, fingerprint, value }) => [
    key,
    fingerprint,
    value,
    changedAt,
  ]);
  await driver.batch([
    // First: whoever holds the counter is alone.
    { sql: sql.raiseSettings, params: [] },
    { sql: sql.keepSettings, params: [JSON.stringify(settings.map(({ key }) => key))] },
    { sql: sql.saveSettings, params: [JSON.stringify(wantedRows)] },
    ...(isSame('fingerprint') ? [] : [{ sql: sql.forgetDigests, params: [] }]),
  ]);
}

type ApiRows =
  | 'listAudit'
  | 'saveToken'
  | 'findToken'
  | 'listTokens'
  | 'revokeToken'
  | 'readReply'
  | 'forgetReplies';

function apiRows(driver: SqlDriver, sql: Sql): Pick<Store, ApiRows> {
  return {
    listAudit: async ({ articleId, before = Number.MAX_SAFE_INTEGER, limit }) => {
      const found =
        articleId === undefined
          ? await driver.all(sql.listAudit, [before, limit])
          : await driver.all(sql.auditOf, [articleId, before, limit]);
      return found.map(rows.toAuditRecord);
    },
    saveToken: ({ id, name, hash, scope, createdAt, expiresAt }, audit) =>
      driver.batch([
        {
          sql: sql.saveToken,
          params: [id, name, hash, scope, createdAt.getTime(), expiresAt?.getTime() ?? null],
        },
        auditStatement(sql, audit, createdAt),
      ]),
    findToken: async (hash) => {
      const [row] = await driver.all(sql.findToken, [hash]);
      return row && rows.toToken(row);
    },
    listTokens: async () => (await driver.all(sql.listTokens, [])).map(rows.toToken),
    revokeToken: (id, audit, at) =>
      driver.batch([
        { sql: sql.revokeToken, params: [at.getTime(), id] },
        auditStatement(sql, audit, at),
      ]),
    readReply: async (token, key) => {
      const [row] = await driver.all(sql.readReply, [token, key]);
      return row && { token, key, ...rows.toReply(row) };
    },
    forgetReplies: (before) =>
      driver.batch([{ sql: sql.forgetReplies, params: [before.getTime()] }]),
  };
}

function auditStatement(sql: Sql, entry: AuditEntry, at: Date): Statement {
  return { sql: sql.saveAudit, params: [JSON.stringify([auditRow(entry, at)])] };
}
