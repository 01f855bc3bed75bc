/** The part of a store that serves documents. A worker that only serves holds no other queries. */

import type { ActivityStore } from './activity.ts';
import { activityReads } from './activity-reads.ts';
import type { Row, SqlDriver, SqlValue } from './driver.ts';
import { toFeedRows } from './feed-rows.ts';
import { findArticles, findAsked, findLed } from './find-articles.ts';
import { listAsked, listLed, listMembers, selectorStates } from './list-members.ts';
import * as rows from './rows.ts';
import { runSearch } from './search-list.ts';
import { createFeedQuery } from './sql-feed.ts';
import { createServingSql, type ServingSql } from './sql-serving.ts';
import { isStorable, withStorableReads } from './storable.ts';
import type { MemberPage, MemberQuery, Store, StoredArticle } from './store.ts';

/** Its one write remembers what a document was found to be. */
export type ServingStore = ActivityStore &
  Pick<Store, FeedReads | MemberReads | ArticleReads | StateReads>;

export function createServingStore(driver: SqlDriver): ServingStore {
  const sql = createServingSql(driver.dialect);
  const safe = withStorableReads(driver);
  return {
    ...feedReads(safe, sql),
    ...activityReads(safe, sql),
    ...memberReads(safe),
    ...articleReads(safe, sql),
    ...stateReads(safe, sql),
  };
}

type FeedReads = 'readFeed' | 'saveDigests' | 'nextDueAt';

function feedReads(driver: SqlDriver, sql: ServingSql): Pick<Store, FeedReads> {
  const feedQuery = createFeedQuery(driver.dialect);
  return {
    readFeed: async (key, parts = {}) => {
      // No selector has an empty key: what cannot be stored names none, and is told when something is due.
      const { sql: text, params } = feedQuery(isStorable(key) ? key : '', parts);
      return toFeedRows(await driver.all(text, params), parts);
    },
    saveDigests: (saves) =>
      driver.batch(
        saves.map(({ key, seq, digests: { live, gone = '', content, entries } }) => ({
          sql: sql.saveDigest,
          params: [live, gone, gone, content, entries, seq, key, seq],
        })),
        { isQuiet: true },
      ),
    nextDueAt: async () => rows.toDate((await driver.all(sql.nextDue, []))[0]?.['next_due']),
  };
}

type MemberReads = 'selectorStates' | 'listMembers';

function memberReads(driver: SqlDriver): Pick<Store, MemberReads> {
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
  | 'findArticles'
  | 'listMediaStates';

function articleReads(driver: SqlDriver, sql: ServingSql): Pick<Store, ArticleReads> {
  const list = async (text: string, params: readonly SqlValue[]): Promise<StoredArticle[]> =>
    (await driver.all(text, params)).map(rows.toStoredArticle);
  const byIds = (ids: readonly string[]): Promise<readonly StoredArticle[]> =>
    list(sql.readArticles, [JSON.stringify(ids.filter(isStorable))]);
  return {
    readArticle: async (id) => (await byIds([id]))[0],
    readArticles: byIds,
    readByShortId: (shortId) => list(sql.readByShortId, [shortId]),
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
    listMediaStates: async (path) =>
      (await driver.all(sql.listMediaStates, [path])).map(rows.toState),
  };
}

type StateReads = 'isLoaded' | 'readSettings' | 'signal' | 'version';

function stateReads(driver: SqlDriver, sql: ServingSql): Pick<Store, StateReads> {
  return {
    isLoaded: async () => Number((await driver.all(sql.isLoaded, []))[0]?.['loaded']) === 1,
    readSettings: async () => rows.toSettings(await driver.all(sql.readSettings, [])),
    signal: async () => rows.toSignal((await driver.all(sql.signal, []))[0]),
    version: () => driver.version?.(),
  };
}
