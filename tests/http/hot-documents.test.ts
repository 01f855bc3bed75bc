/** The short way to a document: the same answer as the long way, or none; never one of a state that is gone. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHotDocuments, type HotDocuments } from '../../src/http/hot-documents.ts';
import type { Article } from '../../src/model/article.ts';
import { createCompression } from '../../src/runtime/compress.ts';
import { buildArticle } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

const PATHS = [
  '/rss.xml',
  '/atom.xml',
  '/feed.json',
  '/sections/world/atom.xml',
  '/sections/sport/rss.xml',
];
const HOUR = 3_600_000;

const story = (id: string, more: Partial<Article> = {}): Article =>
  buildArticle({
    id,
    section: 'World',
    bodyHtml: `<p>${'Envoys of both countries met. '.repeat(40)}</p>`,
    publishedAt: new Date(START.getTime() - HOUR),
    updatedAt: new Date(START.getTime() - HOUR),
    ...more,
  });

interface Room {
  readonly room: Newsroom;
  readonly hot: HotDocuments;
}

async function open(articles: readonly Article[] = [story('a'), story('b')]): Promise<Room> {
  let hot: HotDocuments | undefined;
  const lazy: HotDocuments = {
    moment: () => hot?.moment(),
    keep: (document) => hot?.keep(document),
    outlive: (touched) => hot?.outlive(touched),
    answer: (request) => hot?.answer(request),
  };
  const room = await openNewsroom(articles, { deps: { hot: lazy }, onTouched: lazy.outlive });
  hot = createHotDocuments({
    version: room.store.version,
    state: () => room.state,
    now: () => room.now,
    cache: room.cache,
    codings: createCompression().codings,
  });
  return { room, hot };
}

const ask = (hot: HotDocuments, path: string, headers: Record<string, string>, method = 'GET') =>
  hot.answer({ method, url: path, headers: new Headers(headers) });

/** The short answer in the form of the long one. */
function shown(answer: ReturnType<typeof ask>, method: string) {
  if (answer === undefined) return undefined;
  const { status, headers, body } = answer;
  const pairs = headers.flatMap((name, index) => (index % 2 ? [] : [[name, headers[index + 1]]]));
  const sent = method === 'HEAD' || body === undefined ? '' : Buffer.from(body).toString('base64');
  return { status, headers: Object.fromEntries(pairs), body: sent };
}

async function long(room: Newsroom, path: string, headers: Record<string, string>, method: string) {
  const response = await room.app.request(path, { method, headers });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  };
}

describe('the short way', () => {
  test('has no answer before the long one was asked, then the same', async () => {
    const { room, hot } = await open();
    for (const path of PATHS.filter((one) => !one.includes('sport'))) {
      expect(ask(hot, path, {})).toBeUndefined();
      const response = await room.get(path);
      const etag = response.headers.get('etag') ?? '';
      expect(shown(ask(hot, path, {}), 'GET')).toEqual(await long(room, path, {}, 'GET'));
      const headers = { 'if-none-match': etag };
      expect(ask(hot, path, headers)?.status).toBe(304);
      expect(shown(ask(hot, path, headers), 'GET')).toEqual(await long(room, path, headers, 'GET'));
    }
  });

  test('answers 304 where nothing was rendered since the start', async () => {
    const { room, hot } = await open();
    const etag = (await room.get('/rss.xml')).headers.get('etag') ?? '';
    room.cache.clear();
    expect((await room.get('/rss.xml', { 'if-none-match': etag })).status).toBe(304);
    expect(ask(hot, '/rss.xml', { 'if-none-match': etag })?.status).toBe(304);
    expect(ask(hot, '/rss.xml', {})).toBeUndefined();
  });

  test.each([
    ['a story that comes', (room: Newsroom) => room.save(story('c'))],
    [
      'one that is withdrawn',
      (room: Newsroom) =>
        room.save(story('a', { state: 'withdrawn', withdrawal: { at: START }, bodyHtml: '' })),
    ],
    [
      'another configuration',
      async (room: Newsroom) => {
        room.state = { ...room.state };
      },
    ],
  ])('is over with %s', async (_what, change) => {
    const { room, hot } = await open();
    await room.get('/rss.xml');
    expect(ask(hot, '/rss.xml', {})).toBeDefined();
    await change(room);
    expect(ask(hot, '/rss.xml', {})).toBeUndefined();
  });

  test('goes on for the feeds that a change did not touch', async () => {
    const { room, hot } = await open([story('a'), story('b', { section: 'Sport' })]);
    const [main, world, sport] = ['/rss.xml', '/sections/world/rss.xml', '/sections/sport/rss.xml'];
    for (const path of [main, world, sport]) await room.get(path);
    await room.save(story('c', { section: 'Sport' }));
    expect(ask(hot, main, {})).toBeUndefined();
    expect(ask(hot, sport, {})).toBeUndefined();
    expect(shown(ask(hot, world, {}), 'GET')).toEqual(await long(room, world, {}, 'GET'));
    // A story that moves touches the section that it leaves.
    for (const path of [main, world, sport]) await room.get(path);
    await room.save(story('a', { section: 'Sport' }));
    expect(ask(hot, world, {})).toBeUndefined();
  });

  test('is over for all feeds when every answer has another freshness', async () => {
    const { room, hot } = await open([story('a'), story('b', { section: 'Sport' })]);
    const world = '/sections/world/rss.xml';
    await room.get(world);
    const expiresAt = new Date(START.getTime() + 60_000);
    await room.save(story('c', { section: 'Sport', expiresAt }));
    expect(ask(hot, world, {})).toBeUndefined();
    const soon = await long(room, world, {}, 'GET');
    expect(soon.headers['cache-control']).toContain('max-age=60');
    expect(shown(ask(hot, world, {}), 'GET')).toEqual(soon);
    await room.save(story('c', { section: 'Sport' }));
    expect(ask(hot, world, {})).toBeUndefined();
  });

  test('keeps nothing that a change overtook while it was read', async () => {
    const { room, hot } = await open();
    const moment = hot.moment();
    await room.save(story('c'));
    const replyAt = () => ({
      etag: '"old"',
      changedAt: START,
      contentType: 'text/plain',
      caching: { 'Cache-Control': 'no-store' },
      links: [],
    });
    hot.keep({ path: '/rss.xml', key: 'main', moment, nextDueAt: undefined, replyAt });
    expect(ask(hot, '/rss.xml', {})).toBeUndefined();
  });

  test('is over with what is no change of articles', async () => {
    const { room, hot } = await open();
    await room.get('/sections/world/atom.xml');
    await room.store.saveBeat(START);
    expect(ask(hot, '/sections/world/atom.xml', {})).toBeUndefined();
  });

  test('is no way while nobody can tell whether the store has changed', async () => {
    const { room } = await open();
    let version: number | undefined = 1;
    const hot = createHotDocuments({
      version: () => version,
      state: () => room.state,
      now: () => room.now,
      cache: room.cache,
      codings: [],
    });
    hot.keep({
      path: '/rss.xml',
      key: 'main',
      moment: hot.moment(),
      nextDueAt: undefined,
      replyAt: () => ({
        etag: '"x"',
        changedAt: START,
        contentType: 'text/plain',
        caching: { 'Cache-Control': 'no-store' },
        links: [],
      }),
    });
    expect(ask(hot, '/rss.xml', { 'if-none-match': '"x"' })?.status).toBe(304);
    version = undefined;
    expect(hot.moment()).toBeUndefined();
    expect(ask(hot, '/rss.xml', { 'if-none-match': '"x"' })).toBeUndefined();
  });

  test('is not taken for what else a request may want', async () => {
    const { room, hot } = await open();
    const etag = (await room.get('/atom.xml')).headers.get('etag') ?? '';
    const tags = { 'if-none-match': `"x", ${etag}` };
    expect(ask(hot, '/atom.xml', tags)?.status).toBe(304);
    expect(ask(hot, '/atom.xml', { ...tags, 'a-im': 'feed' })).toBeUndefined();
    expect(ask(hot, '/atom.xml?x=1', {})).toBeUndefined();
    for (const method of ['POST', 'OPTIONS', 'PUT'])
      expect(ask(hot, '/atom.xml', {}, method)).toBeUndefined();
  });

  test('waits for a coding that is not ready', async () => {
    const { room, hot } = await open();
    await room.get('/rss.xml');
    expect(ask(hot, '/rss.xml', { 'accept-encoding': 'gzip' })).toBeUndefined();
    await room.get('/rss.xml', { 'accept-encoding': 'gzip' });
    expect(ask(hot, '/rss.xml', { 'accept-encoding': 'gzip' })?.coding).toBe('gzip');
    expect(ask(hot, '/rss.xml', { 'accept-encoding': 'br' })).toBeUndefined();
  });

  test('goes on to better bytes of a coding, with their length', async () => {
    const { room, hot } = await open();
    const gzip = { 'accept-encoding': 'gzip' };
    await room.get('/rss.xml', gzip);
    expect(ask(hot, '/rss.xml', gzip)?.body?.byteLength).toBeGreaterThan(3);
    room.cache.get('/rss.xml')?.ready.set('gzip', new Uint8Array(3));
    const { headers } = shown(ask(hot, '/rss.xml', gzip), 'GET') ?? {};
    expect(headers?.['content-length']).toBe('3');
  });

  test('tells a freshness that ends before a story does', async () => {
    const expiresAt = new Date(START.getTime() + 100_000);
    const { room, hot } = await open([story('a', { expiresAt }), story('b')]);
    await room.get('/rss.xml');
    for (const seconds of [0, 30, 99, 100, 101]) {
      room.now = new Date(START.getTime() + seconds * 1000);
      const quick = shown(ask(hot, '/rss.xml', {}), 'GET');
      expect(quick?.headers['cache-control']).toBeDefined();
      expect(quick).toEqual(await long(room, '/rss.xml', {}, 'GET'));
    }
  });

  test('runs no statement', async () => {
    const { room, hot } = await open();
    const etag = (await room.get('/rss.xml')).headers.get('etag') ?? '';
    const before = { ...room.database };
    const rendered = room.cache.pieces.rendered();
    for (let index = 0; index < 100; index += 1) {
      ask(hot, '/rss.xml', {});
      ask(hot, '/rss.xml', { 'if-none-match': etag });
    }
    expect(room.database).toEqual(before);
    expect(room.cache.pieces.rendered()).toBe(rendered);
  });
});

type Step =
  | { readonly kind: 'ask'; readonly path: string; readonly method: string; readonly tag: string }
  | { readonly kind: 'save'; readonly id: string; readonly section: string; readonly ends: boolean }
  | { readonly kind: 'erase'; readonly id: string }
  | { readonly kind: 'withdraw'; readonly id: string }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'tick' };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      path: fc.constantFrom(...PATHS),
      method: fc.constantFrom('GET', 'HEAD'),
      tag: fc.constantFrom('none', 'last', 'first', 'star', 'date', 'junk'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('save' as const),
      id: fc.constantFrom('a', 'b', 'c'),
      section: fc.constantFrom('World', 'Sport'),
      ends: fc.boolean(),
    }),
  },
  fc.record({ kind: fc.constant('erase' as const), id: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ kind: fc.constant('withdraw' as const), id: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 900 }) }),
  fc.record({ kind: fc.constant('tick' as const) }),
);

test('whatever happens between, a short answer is the long one', async () => {
  let answers = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(steps, { minLength: 5, maxLength: 40 }),
      fc.constantFrom('', 'gzip', 'br;q=0.5, gzip', 'identity'),
      async (list, coding) => {
        const { room, hot } = await open([
          story('a', { expiresAt: new Date(START.getTime() + 1_000_000) }),
          story('b'),
        ]);
        const tags = new Map<string, string[]>();
        let edition = 0;
        for (const step of list) {
          if (step.kind === 'wait') room.now = new Date(room.now.getTime() + step.seconds * 1000);
          else if (step.kind === 'tick') await room.tick();
          else if (step.kind === 'save') {
            edition += 1;
            const { section, ends } = step;
            const expiresAt = new Date(room.now.getTime() + 600_000);
            const more = { headline: `Edition ${edition}`, section, ...(ends && { expiresAt }) };
            await room.save(story(step.id, more));
          } else if (step.kind === 'erase') {
            await room.call('POST', `/api/articles/${step.id}/erase`);
          } else if (step.kind === 'withdraw') {
            const withdrawal = { at: room.now };
            await room.save(story(step.id, { state: 'withdrawn', withdrawal, bodyHtml: '' }));
          } else {
            const known = tags.get(step.path) ?? [];
            const headers = {
              ...(coding !== '' && { 'accept-encoding': coding }),
              ...conditionOf(step.tag, known, room.now),
            };
            const quick = shown(ask(hot, step.path, headers, step.method), step.method);
            const slow = await long(room, step.path, headers, step.method);
            if (quick !== undefined) {
              answers += 1;
              expect(quick).toEqual(slow);
            }
            tags.set(step.path, [...known, slow.headers['etag'] ?? '']);
          }
        }
        await room.store.close();
      },
    ),
    { numRuns: 60 },
  );
  expect(answers).toBeGreaterThan(40);
});

function conditionOf(tag: string, known: readonly string[], now: Date): Record<string, string> {
  switch (tag) {
    case 'last':
      return { 'if-none-match': known.at(-1) ?? '"x"' };
    case 'first':
      return { 'if-none-match': `"y", ${known[0] ?? '"x"'}` };
    case 'star':
      return { 'if-none-match': '*' };
    case 'date':
      return { 'if-modified-since': now.toUTCString() };
    case 'junk':
      return { 'if-none-match': 'W/"' };
    default:
      return {};
  }
}
