/** The worker as esbuild makes it, run over a database that stands in for D1. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUILDS, type BuildName, bundleQuickly, faultsOf } from '../../bench/edge-bundle.ts';
import { seedStore } from '../../src/runtime/seed.ts';
import type { D1Binding } from '../../src/store/d1.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { d1Over } from '../helpers/d1-over.ts';

interface Worker {
  fetch(request: Request, bindings: object, context: object): Promise<Response>;
}

let folder: string;
let bundles: Record<BuildName, Awaited<ReturnType<typeof bundleQuickly>>>;
let binding: D1Binding;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireroom-bundle-'));
  bundles = { serveOnly: await bundleQuickly('serveOnly'), full: await bundleQuickly('full') };
  const driver = await openSqlite(':memory:');
  const seeded = await seedStore({
    folder: 'articles',
    store: createStore(driver),
    baseUrl: 'https://news.example',
    fallbackUrl: '',
    now: () => new Date(),
  });
  expect(seeded.ok).toBe(true);
  binding = d1Over(() => driver);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the worker that only serves is small, and neither imports anything of Node', () => {
  expect(faultsOf(bundles)).toEqual([]);
});

test('no schema, commit, reader of articles or rule of topics is in the worker that only serves', () => {
  const text = new TextDecoder().decode(bundles.serveOnly.code);
  for (const word of ['CREATE TABLE', 'INSERT INTO article', 'DELETE FROM']) {
    expect(text.includes(word), word).toBe(false);
  }
  const folders = bundles.serveOnly.packages.map(({ name }) => name);
  for (const name of ['src/ingest', 'src/classify', 'zod', 'yaml', 'parse5', 'linkedom']) {
    expect(folders).not.toContain(name);
  }
});

describe.each(BUILDS)('the build %s', (name) => {
  const load = async (): Promise<Worker> => {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, bundles[name].code);
    return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default: Worker })
      .default;
  };

  test.each([
    ['/rss.xml', '<rss version="2.0"'],
    ['/atom.xml', '<feed xmlns="http://www.w3.org/2005/Atom"'],
    ['/feed.json', '"version":"https://jsonfeed.org/version/1.1"'],
    ['/', '<!doctype html>'],
    ['/opml.xml', '<opml'],
  ])('serves %s', async (path, beginning) => {
    const worker = await load();
    const request = new Request(`https://news.example${path}`);
    const response = await worker.fetch(request, { DB: binding }, { waitUntil: () => {} });
    expect(response.status).toBe(200);
    expect((await response.text()).slice(0, 1_000)).toContain(beginning);
  });

  test('has the API, or says that there is none', async () => {
    const worker = await load();
    const request = new Request('https://news.example/api/openapi.json');
    const response = await worker.fetch(request, { DB: binding }, { waitUntil: () => {} });
    expect(response.status).toBe(name === 'full' ? 200 : 404);
  });
});
