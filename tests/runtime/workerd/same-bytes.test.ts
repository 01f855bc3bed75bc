import { env, exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { createD1, type D1Binding } from '../../../src/store/d1.ts';
import { hashText } from '../../../src/text/hash.ts';
import { replaySeed } from '../../helpers/replay-seed.ts';

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

beforeAll(() => replaySeed(createD1((env as unknown as Bindings).DB), sample.seed));

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
