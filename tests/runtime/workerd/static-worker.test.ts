/** The worker of an export in its own runtime, over assets that the test hands out. */

import { expect, inject, test } from 'vitest';
import { MANIFEST_FILE, type StaticManifest } from '../../../src/http/static-manifest.ts';
import worker from '../../../src/runtime/static-worker.ts';
import { hashBytes } from '../../../src/text/hash.ts';

const { files, answers } = inject('sampleExport');

const ASSETS = {
  fetch: async (url: string): Promise<Response> => {
    const text = files[decodeURIComponent(new URL(url).pathname).slice(1)];
    if (text === undefined) return new Response(null, { status: 404 });
    return new Response(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  },
};
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  worker.fetch(new Request(`https://news.example${path}`, { headers }), { ASSETS });

test('answers with the bytes and the headers of the app on Node', async () => {
  for (const { path, headers, hash } of answers) {
    const response = await get(path);
    expect([path, [...response.headers].sort()]).toEqual([path, headers]);
    expect(hashBytes(new Uint8Array(await response.arrayBuffer()))).toBe(hash);
  }
});

test('answers 304 for the tag of every document, without an asset', async () => {
  const manifest = JSON.parse(files[MANIFEST_FILE] ?? '') as StaticManifest;
  const documents = Object.entries(manifest.documents);
  expect(documents.length).toBeGreaterThan(500);
  for (const [path, { etag }] of documents) {
    expect([path, (await get(path, { 'if-none-match': etag })).status]).toEqual([path, 304]);
  }
});

test('answers 404 with a page for people', async () => {
  const response = await get('/topics/none');
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
});
