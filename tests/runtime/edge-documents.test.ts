/** Rendered documents in the cache of the edge: what is whole and of the tag that was asked for, or nothing. */

import { describe, expect, test } from 'vitest';
import type { RenderedDocument } from '../../src/publish/document-cache.ts';
import type { SharedDocuments } from '../../src/publish/documents.ts';
import { createEdgeDocuments, type EdgeCache } from '../../src/runtime/edge-documents.ts';

const later = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const DOCUMENT: RenderedDocument = {
  path: '/feeds/atom.xml?topic=a&not=b',
  etag: 'W/"0123-abcd"',
  changedAt: later(0),
  articleIds: new Set(['urn:a', 'urn:b\n']),
  nextDueAt: later(60),
  goodUntil: later(120),
  contentType: 'application/atom+xml; charset=utf-8',
  bytes: bytesOf('<feed>\n한국어\n</feed>'),
  encoded: new Map(),
  ready: new Map(),
};
const HEAD = {
  path: DOCUMENT.path,
  etag: DOCUMENT.etag,
  changedAt: later(30),
  nextDueAt: later(90),
};

interface FakeCache {
  readonly documents: SharedDocuments;
  /** Bodies by key, which tests may spoil. */
  readonly entries: Map<string, Response>;
  fails: boolean;
}

function openFake(baseUrl = 'https://news.example/wire'): FakeCache {
  const entries = new Map<string, Response>();
  const cache: EdgeCache = {
    match: async (url) => {
      if (fake.fails) throw new Error('the cache is gone');
      return entries.get(url)?.clone();
    },
    put: async (url, response) => {
      if (fake.fails) throw new Error('the cache is full');
      entries.set(url, response);
    },
  };
  const documents = createEdgeDocuments({ open: async () => cache, baseUrl: () => baseUrl });
  const fake: FakeCache = { documents, entries, fails: false };
  return fake;
}

/** The one entry, with another body. */
async function spoil(fake: FakeCache, change: (body: string) => string): Promise<void> {
  const [[key, response] = ['', new Response()]] = fake.entries;
  fake.entries.set(key, new Response(change(await response.text()), { headers: response.headers }));
}

const relabelled = (label: unknown) => (body: string) =>
  `${JSON.stringify(label)}\n${body.split('\n').slice(1).join('\n')}`;
const edited = (change: object) => (body: string) =>
  relabelled({ ...JSON.parse(body.split('\n')[0] ?? ''), ...change })(body);

test('a document comes back as it was, due when the store says', async () => {
  const { documents } = openFake();
  await documents.write(DOCUMENT);
  expect(await documents.read(HEAD)).toEqual({ ...DOCUMENT, nextDueAt: HEAD.nextDueAt });
});

test('one that is good for ever, and holds nothing, comes back too', async () => {
  const { documents } = openFake();
  const empty = { ...DOCUMENT, goodUntil: undefined, articleIds: new Set<string>() };
  await documents.write({ ...empty, bytes: bytesOf('') });
  const found = await documents.read(HEAD);
  expect([found?.goodUntil, found?.articleIds.size, found?.bytes.byteLength]).toEqual([
    undefined,
    0,
    0,
  ]);
});

test('another tag, or another address, is another document', async () => {
  const { documents } = openFake();
  await documents.write(DOCUMENT);
  expect(await documents.read({ ...HEAD, etag: 'W/"4567-abcd"' })).toBeUndefined();
  expect(await documents.read({ ...HEAD, path: '/feeds/atom.xml?topic=a' })).toBeUndefined();
  // What stands in the query of an address is no tag.
  expect(await documents.read({ ...HEAD, path: `${HEAD.path}&etag=x`, etag: '' })).toBeUndefined();
});

test('keys are on the host of the publication, below no path that it has', async () => {
  const { documents, entries } = openFake();
  await documents.write(DOCUMENT);
  const url = new URL([...entries.keys()].join());
  expect([url.origin, url.pathname]).toEqual(['https://news.example', '/.documents']);
});

test('an entry may be kept by the cache, says no tag, and is no feed to anybody else', async () => {
  const { documents, entries } = openFake();
  await documents.write(DOCUMENT);
  const headers = [...entries.values()][0]?.headers;
  expect(headers?.get('cache-control')).toBe('public, max-age=86400');
  expect(headers?.get('content-type')).toBe('application/octet-stream');
  for (const name of ['etag', 'last-modified', 'vary']) expect(headers?.get(name)).toBeNull();
});

describe('nothing is read', () => {
  test.each<[string, (body: string) => string]>([
    ['an empty entry', () => ''],
    ['a label cut short', (body) => body.slice(0, 20)],
    ['a label alone, without its end', (body) => body.split('\n')[0] ?? ''],
    ['a document cut short', (body) => body.slice(0, -1)],
    ['a document with more behind it', (body) => `${body} `],
    ['a document without a label', () => '<feed>\n</feed>'],
    ['JSON that is no label', relabelled(null)],
    ['a list', relabelled([])],
    ['an empty label', relabelled({})],
    ['a text', relabelled('label')],
    ['a label without articles', edited({ articleIds: undefined })],
    ['articles that are no ids', edited({ articleIds: [1] })],
    ['a date that is none', edited({ changedAt: 'yesterday' })],
    ['an end that is none', edited({ goodUntil: null })],
    ['the document of another address', edited({ path: '/rss.xml' })],
    ['the document of another state', edited({ etag: 'W/"4567-abcd"' })],
    ['a document without a type', edited({ contentType: undefined })],
  ])('of %s', async (_name, change) => {
    const fake = openFake();
    await fake.documents.write(DOCUMENT);
    await spoil(fake, change);
    expect(await fake.documents.read(HEAD)).toBeUndefined();
  });

  test('of a cache that fails, or that cannot be opened', async () => {
    const fake = openFake();
    await fake.documents.write(DOCUMENT);
    fake.fails = true;
    await fake.documents.write(DOCUMENT);
    expect(await fake.documents.read(HEAD)).toBeUndefined();
    const closed = createEdgeDocuments({
      open: async () => Promise.reject(new TypeError('no caches here')),
      baseUrl: () => 'https://news.example',
    });
    await closed.write(DOCUMENT);
    expect(await closed.read(HEAD)).toBeUndefined();
  });
});

test('what is longer than any document is not written', async () => {
  const { documents, entries } = openFake();
  const limit = 8 * 1024 * 1024;
  await documents.write({ ...DOCUMENT, bytes: new Uint8Array(limit + 1) });
  expect(entries.size).toBe(0);
  await documents.write({ ...DOCUMENT, bytes: new Uint8Array(limit) });
  expect((await documents.read(HEAD))?.bytes.byteLength).toBe(limit);
});
