/** The reads behind lists of feeds, over any SQL driver. */

import type { Article } from '../model/article.ts';
import type { ActivityStore } from './activity.ts';
import type { SqlDriver } from './driver.ts';
import * as rows from './rows.ts';
import type { ServingSql } from './sql-serving.ts';
import { isStorable } from './storable.ts';

export function activityReads(driver: SqlDriver, sql: ServingSql): ActivityStore {
  return {
    listSelectors: async () =>
      (await driver.all(sql.listSelectors, [])).map(rows.toSelectorSummary),
    listActivity: async ({ since, kinds, after, limit }) => {
      const from = since?.getTime() ?? Number.MAX_SAFE_INTEGER;
      const params = [from, after, JSON.stringify(kinds), limit];
      return (await driver.all(sql.listActivity, params)).map(rows.toSelectorActivity);
    },
    readActivity: async (keys, since) => {
      const list = JSON.stringify(keys.filter(isStorable));
      const params = [since.getTime(), list, list];
      return (await driver.all(sql.readActivity, params)).map(rows.toSelectorActivity);
    },
    readNewest: (keys) => readNewest(keys, driver, sql),
    listRelatedTopics: async (key, { stories, leastShared, limit }) => {
      const params = [key, stories, key, leastShared, limit];
      return (await driver.all(sql.listRelatedTopics, params)).map(rows.toRelatedTopic);
    },
  };
}

/** In two steps: a story that leads twenty feeds is read once. */
async function readNewest(
  keys: readonly string[],
  driver: SqlDriver,
  sql: ServingSql,
): Promise<ReadonlyMap<string, Article>> {
  const leads = await driver.all(sql.newestIds, [JSON.stringify(keys.filter(isStorable))]);
  const ids = [...new Set(leads.flatMap(({ id }) => (id === null ? [] : String(id))))];
  const stored = await driver.all(sql.readArticles, [JSON.stringify(ids)]);
  const articles = new Map(
    stored
      .map((row) => rows.toStoredArticle(row).article)
      // What was taken back between the two steps.
      .filter(({ state }) => state === 'public')
      .map((article) => [article.id, article]),
  );
  const newest = leads.flatMap((row): [string, Article][] => {
    const article = articles.get(String(row['id']));
    return article === undefined ? [] : [[String(row['key']), article]];
  });
  return new Map(newest);
}
