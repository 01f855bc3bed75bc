/** What hot answers ask of the store and of the renderers: counted, over a store of a given size. */

import { join } from 'node:path';
import { createApp } from '../src/http/app.ts';
import { createHotDocuments } from '../src/http/hot-documents.ts';
import { createDocumentCache } from '../src/publish/document-cache.ts';
import { loadSite } from '../src/publish/site-state.ts';
import { createCompression } from '../src/runtime/compress.ts';
import type { SqlDriver } from '../src/store/driver.ts';
import { createStore } from '../src/store/sql-store.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import type { Stock } from './content.ts';
import type { CountsResult } from './results.ts';

const CACHE_BYTES = 64 * 1024 * 1024;
const PATHS = ['/rss.xml', '/topics/topic-1/rss.xml'];
const EACH = 250;

/** Throws when an answer is not the hot one. */
export async function countHotAnswers(stock: Stock): Promise<CountsResult> {
  const plain = await openSqlite(join(stock.data, 'wireroom.sqlite'));
  let statements = 0;
  const driver: SqlDriver = {
    ...plain,
    all: (sql, params) => {
      statements += 1;
      return plain.all(sql, params);
    },
    batch: (all, options) => {
      statements += all.length;
      return plain.batch(all, options);
    },
  };
  const store = createStore(driver);
  const state = await loadSite(store);
  if (state === undefined) throw new Error('the store holds no configuration');
  const cache = createDocumentCache(CACHE_BYTES);
  const compress = createCompression();
  const common = { state: () => state, now: () => new Date(), cache };
  const version = (): number | undefined => store.version();
  const hot = createHotDocuments({ ...common, version, codings: compress.codings });
  const app = createApp({ ...common, store, hot, compress, log: () => {} });
  const asked = await warm(app, PATHS);
  statements = 0;
  const before = cache.pieces.rendered();
  for (const request of asked) {
    for (let turn = 0; turn < EACH; turn += 1) {
      const answer = hot.answer(request);
      if (answer?.status !== request.status) throw new Error(`${request.url} is not hot`);
    }
  }
  const renderings = cache.pieces.rendered() - before;
  const result = { statements, renderings };
  await store.close();
  return { articles: stock.articles, answers: asked.length * EACH, ...result };
}

/** A 304 and a whole answer of each path, after the long way has made them. */
async function warm(app: ReturnType<typeof createApp>, paths: readonly string[]) {
  const requests = [];
  for (const url of paths) {
    const headers = { 'accept-encoding': 'gzip' };
    await app.request(url, { headers });
    const answer = await app.request(url, { headers });
    const etag = answer.headers.get('etag') ?? '';
    await answer.arrayBuffer();
    const base = { method: 'GET', url };
    requests.push({ ...base, status: 200, headers: new Headers(headers) });
    const conditional = new Headers({ ...headers, 'if-none-match': etag });
    requests.push({ ...base, status: 304, headers: conditional });
  }
  return requests;
}
