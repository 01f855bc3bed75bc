/** The store over any SQL driver. One instance per database. */

import type { AuditEntry } from '../model/audit.ts';
import { auditRow, commitStatements, wholeSecond } from './commit.ts';
import type { SqlDriver, SqlValue, Statement } from './driver.ts';
import { migrate } from './migrate.ts';
import * as rows from './rows.ts';
import { createServingStore } from './serving-store.ts';
import { createSql, type Sql } from './sql.ts';
import { withStorableReads } from './storable.ts';
import type { Setting, Store, StoredArticle } from './store.ts';

export function createStore(driver: SqlDriver): Store {
  const sql = createSql(driver.dialect);
  const safe = withStorableReads(driver);
  return {
    migrate: () => migrate(driver),
    commit: async (change) => {
      await driver.batch(commitStatements(sql, change));
      if (change.writes.some(({ isErased }) => isErased)) await driver.forget?.();
    },
    ...createServingStore(driver),
    ...archiveRows(safe, sql),
    ...articleReads(safe, sql),
    ...folderRows(safe, sql),
    ...apiRows(safe, sql),
    close: () => driver.close(),
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

type ArticleReads = 'listArticles' | 'listChanges' | 'listDue' | 'everIn';

function articleReads(driver: SqlDriver, sql: Sql): Pick<Store, ArticleReads> {
  const list = async (text: string, params: readonly SqlValue[]): Promise<StoredArticle[]> =>
    (await driver.all(text, params)).map(rows.toStoredArticle);
  return {
    listArticles: (afterId, limit) => list(sql.listArticles, [afterId, limit]),
    listChanges: (since, { limit, publicOnly }) =>
      list(publicOnly ? sql.listPublicChanges : sql.listChanges, [since, limit]),
    everIn: async (ids) =>
      (await driver.all(sql.everIn, [JSON.stringify(ids)])).map((row) => String(row['selector'])),
    listDue: (now, limit, mayLift) => list(sql.listDue, [now.getTime(), mayLift ? 1 : 0, limit]),
  };
}

type FolderRows =
  | 'numberMembers'
  | 'markLoaded'
  | 'listFiles'
  | 'filesOf'
  | 'saveBeat'
  | 'saveSettings'
  | 'saveFreeze';

function folderRows(driver: SqlDriver, sql: Sql): Pick<Store, FolderRows> {
  return {
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
    saveSettings: (settings, now) => saveSettings(driver, sql, { settings, now }),
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
