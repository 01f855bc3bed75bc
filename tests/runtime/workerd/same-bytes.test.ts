import { env, exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { Site } from '../../../src/model/site.ts';
import { installSite } from '../../../src/publish/site-state.ts';
import { articleWrite } from '../../../src/publish/write.ts';
import { decodeArticle } from '../../../src/store/article-json.ts';
import { createD1, type D1Binding } from '../../../src/store/d1.ts';
import { createStore } from '../../../src/store/sql-store.ts';
import { hashText } from '../../../src/text/hash.ts';

interface Bindings {
  readonly DB: D1Binding;
}

interface WorkerExports {
  readonly default: { fetch(url: string, init?: RequestInit): Promise<Response> };
}

const sample = inject('samplePublication');
const worker = exports as unknown as WorkerExports;
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  worker.default.fetch(`https://news.example${path}`, { headers });

beforeAll(async () => {
  const store = createStore(createD1((env as unknown as Bindings).DB));
  await store.migrate();
  const now = new Date();
  const state = await installSite(store, JSON.parse(sample.site) as Site, now);
  const writes = sample.articles.map((json) =>
    articleWrite(decodeArticle(json), { state, now, stored: undefined, isFirstLoad: true }),
  );
  await store.commit({ at: now, writes, files: [], forgottenFiles: [] });
});

describe('the worker over D1', () => {
  test('knows every feed that Node knows', () => {
    expect(sample.feeds.length).toBeGreaterThan(60);
  });

  test('serves every feed with the bytes and the ETag of Node', async () => {
    const answers = [];
    for (const { path } of sample.feeds) {
      const response = await get(path);
      const hash = hashText(await response.text());
      answers.push({ path, etag: response.headers.get('etag'), hash });
    }
    expect(answers).toEqual(sample.feeds);
  });

  test('answers 304 without a body for the ETag it gave', async () => {
    const [feed] = sample.feeds;
    const response = await get(feed?.path ?? '', { 'if-none-match': feed?.etag ?? '' });
    expect(response.status).toBe(304);
    expect(await response.text()).toBe('');
  });

  test('answers 404 for an unknown topic', async () => {
    expect((await get('/topics/no-such-topic/rss.xml')).status).toBe(404);
  });
});
