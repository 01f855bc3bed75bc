import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { buildArticle, buildPublication, buildSite } from '../helpers/build.ts';
import { openNewsroom, START } from '../helpers/newsroom.ts';

const FILES = ['rss.xml', 'atom.xml', 'feed.json'] as const;
const TYPES = {
  'rss.xml': 'application/rss+xml; charset=utf-8',
  'atom.xml': 'application/atom+xml; charset=utf-8',
  'feed.json': 'application/feed+json',
} as const;

const body = `<p>${'Envoys met again. '.repeat(100)}</p>`;
const story = buildArticle({
  id: 'urn:uuid:1',
  tags: ['diplomacy'],
  section: 'Politics',
  bodyHtml: body,
  byline: 'Wireroom sample desk',
  source: { name: '共同通信' },
  dateline: { raw: 'STOCKHOLM (Kyodo) --', places: ['STOCKHOLM'], agency: 'Kyodo' },
});

const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);

describe('feed documents', () => {
  test.each([
    '/',
    '/topics/diplomacy/',
    '/topics/diplomacy/en/',
    '/sections/politics/',
    '/authors/wireroom-sample-desk/',
    '/sources/kyodo/',
    '/places/stockholm/',
    '/languages/en/',
  ])('of %s exist in three formats with their media types', async (folder) => {
    const { get } = await openNewsroom([story]);
    for (const file of FILES) {
      const response = await get(folder + file);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe(TYPES[file]);
      expect(await response.text()).toContain('urn:uuid:1');
    }
  });

  test.each([
    '/topics/unknown/rss.xml',
    '/sections/unknown/rss.xml',
    '/rss.xml/',
    '/topics/rss.xml',
    '/topics/diplomacy/atom',
    '/nonsense/politics/rss.xml',
    '/sections/politics/en/rss.xml',
    `/sections/${'x'.repeat(5_000)}/rss.xml`,
    '/topics/diplomacy/EN/rss.xml',
    '/sections/%00/rss.xml',
  ])('of %s do not exist', async (path) => {
    const { get } = await openNewsroom([story]);
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('of a topic without stories are empty and well', async () => {
    const { get } = await openNewsroom([story]);
    const response = await get('/topics/weapons/feed.json');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ items: [] });
    expect(response.headers.get('etag')).toMatch(/^W\/"[0-9a-f]{24}-[0-9a-f]{16}"$/);
  });

  test('ignore unknown query parameters in content, validator and self link', async () => {
    const { get } = await openNewsroom([story]);
    const plain = await get('/atom.xml');
    const busted = await get('/atom.xml?utm_source=x&_=123');
    expect(busted.headers.get('etag')).toBe(plain.headers.get('etag'));
    expect(busted.headers.get('link')).toBe('<https://news.example/atom.xml>; rel="self"');
    expect(await busted.text()).toBe(await plain.text());
  });

  test('name the hubs in the Link header', async () => {
    const publication = buildPublication({ hubUrls: ['https://hub.example/'] });
    const { get } = await openNewsroom([story], { site: buildSite({ publication }) });
    const response = await get('/rss.xml');
    expect(response.headers.get('link')).toBe(
      '<https://news.example/rss.xml>; rel="self", <https://hub.example/>; rel="hub"',
    );
  });

  test('say in ttl what max-age says', async () => {
    const publication = buildPublication({ maxAgeSeconds: 1_800 });
    const { get } = await openNewsroom([story], { site: buildSite({ publication }) });
    const response = await get('/rss.xml');
    expect(response.headers.get('cache-control')).toContain('max-age=1800');
    expect(await response.text()).toContain('<ttl>30</ttl>');
  });

  test('set no cookie', async () => {
    const { get } = await openNewsroom([story]);
    expect((await get('/rss.xml')).headers.get('set-cookie')).toBeNull();
  });
});

describe('validators', () => {
  test.each(['gzip', 'br', 'identity'])(
    'are the same for %s, and a 304 repeats the headers of the 200',
    async (coding) => {
      const { get } = await openNewsroom([story]);
      const full = await get('/rss.xml', { 'accept-encoding': coding });
      const tag = full.headers.get('etag') ?? '';
      const unchanged = await get('/rss.xml', { 'accept-encoding': coding, 'if-none-match': tag });
      expect(unchanged.status).toBe(304);
      expect(await unchanged.text()).toBe('');
      for (const name of [
        'etag',
        'last-modified',
        'cache-control',
        'vary',
        'link',
        'access-control-allow-origin',
        'access-control-expose-headers',
      ]) {
        expect(unchanged.headers.get(name), name).toBe(full.headers.get(name));
        expect(unchanged.headers.get(name), name).not.toBeNull();
      }
      expect(unchanged.headers.get('content-encoding')).toBeNull();
    },
  );

  test('answer HEAD like GET, without a body', async () => {
    const { app, get } = await openNewsroom([story]);
    const full = await get('/atom.xml');
    const head = await app.request('/atom.xml', { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect([...head.headers]).toEqual([...full.headers]);
    expect(await head.text()).toBe('');
    const tag = full.headers.get('etag') ?? '';
    const unchanged = await app.request('/atom.xml', {
      method: 'HEAD',
      headers: { 'if-none-match': tag },
    });
    expect(unchanged.status).toBe(304);
  });

  test('give 304 for the date that was sent, and 200 after the next change', async () => {
    const room = await openNewsroom([story]);
    const date = (await room.get('/rss.xml')).headers.get('last-modified') ?? '';
    expect((await room.get('/rss.xml', { 'if-modified-since': date })).status).toBe(304);
    await room.save({ ...story, headline: 'A new headline' });
    expect((await room.get('/rss.xml', { 'if-modified-since': date })).status).toBe(200);
  });

  test('tell apart two changes within one second by date alone', async () => {
    const room = await openNewsroom([story]);
    for (const headline of ['One', 'Two', 'Three']) {
      const date = (await room.get('/rss.xml')).headers.get('last-modified') ?? '';
      await room.save({ ...story, headline });
      expect((await room.get('/rss.xml', { 'if-modified-since': date })).status).toBe(200);
    }
  });

  test('do not change with the clock, a second rendering, or another store with the same articles', async () => {
    const first = await openNewsroom([story, buildArticle({ id: 'urn:uuid:2', slug: 'b' })]);
    const second = await openNewsroom([buildArticle({ id: 'urn:uuid:2', slug: 'b' }), story], {
      now: later(86_400),
    });
    for (const path of ['/rss.xml', '/atom.xml', '/topics/diplomacy/feed.json']) {
      const a = await first.get(path);
      const b = await second.get(path);
      expect(b.headers.get('etag')).toBe(a.headers.get('etag'));
      expect(await b.text()).toBe(await a.text());
    }
  });

  test('change only in the feeds that an article enters, changes in or leaves', async () => {
    const room = await openNewsroom([
      story,
      buildArticle({ id: 'urn:uuid:2', tags: ['weapons'], section: 'Weapons' }),
    ]);
    const paths = [
      '/rss.xml',
      '/topics/diplomacy/rss.xml',
      '/topics/weapons/rss.xml',
      '/sections/politics/rss.xml',
      '/sections/weapons/rss.xml',
    ];
    const tags = async () =>
      Promise.all(paths.map(async (path) => (await room.get(path)).headers.get('etag')));
    const before = await tags();
    await room.save({ ...story, headline: 'A new headline' });
    const changed = await tags();
    expect(changed.map((tag, index) => tag !== before[index])).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    await room.save({ ...story, headline: 'A new headline', tags: ['weapons'] });
    const moved = await tags();
    expect(moved.map((tag, index) => tag !== changed[index])).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(await (await room.get('/topics/diplomacy/rss.xml')).text()).not.toContain('urn:uuid:1');
  });

  test('cost one read for a 304', async () => {
    const room = await openNewsroom([story]);
    const tag = (await room.get('/rss.xml')).headers.get('etag') ?? '';
    const before = room.database.reads;
    expect((await room.get('/rss.xml', { 'if-none-match': tag })).status).toBe(304);
    expect(room.database.reads - before).toBe(1);
  });
});

describe('compression', () => {
  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const)(
    '%s gives the identity bytes back, with Vary and a true length',
    async (coding, decode) => {
      const { get } = await openNewsroom([story]);
      const plain = await get('/rss.xml');
      const packed = await get('/rss.xml', { 'accept-encoding': coding });
      const bytes = new Uint8Array(await packed.arrayBuffer());
      expect(packed.headers.get('content-encoding')).toBe(coding);
      expect(packed.headers.get('vary')).toBe('Accept-Encoding, A-IM');
      expect(packed.headers.get('content-length')).toBe(String(bytes.byteLength));
      expect(decode(bytes).toString()).toBe(await plain.text());
    },
  );
});

test('a compression that fails once is identity once', async () => {
  let calls = 0;
  const encode = async (): Promise<Uint8Array<ArrayBuffer>> => {
    calls += 1;
    if (calls === 1) throw new Error('out of memory');
    return new Uint8Array([1, 2, 3]);
  };
  const { get } = await openNewsroom([story], {
    deps: { compress: { codings: ['gzip'], encode } },
  });
  const first = await get('/rss.xml', { 'accept-encoding': 'gzip' });
  expect([first.status, first.headers.get('content-encoding')]).toEqual([200, null]);
  const second = await get('/rss.xml', { 'accept-encoding': 'gzip' });
  expect(second.headers.get('content-encoding')).toBe('gzip');
});

test('the contact answers for the feed', async () => {
  const contact = { name: 'City desk', email: 'desk@news.example' };
  const { get } = await openNewsroom([story], {
    site: buildSite({ publication: buildPublication({ contact }) }),
  });
  expect(await (await get('/rss.xml')).text()).toContain(
    '<managingEditor>desk@news.example (City desk)</managingEditor>',
  );
});

test('200 and 304 name the same Last-Modified after a change outside the window', async () => {
  const publication = buildPublication({ window: { hours: 1, atLeast: 1, atMost: 10 } });
  const old = buildArticle({
    id: 'urn:uuid:old',
    publishedAt: new Date(0),
    updatedAt: new Date(0),
  });
  const room = await openNewsroom([story, old], { site: buildSite({ publication }) });
  await room.get('/rss.xml');
  room.now = later(60);
  await room.save({ ...old, headline: 'Typo mended' });
  const full = await room.get('/rss.xml');
  const date = full.headers.get('last-modified') ?? '';
  const tag = full.headers.get('etag') ?? '';
  const unchanged = await room.get('/rss.xml', { 'if-none-match': tag });
  expect(unchanged.headers.get('last-modified')).toBe(date);
  expect((await room.get('/rss.xml', { 'if-modified-since': date })).status).toBe(304);
});

describe('methods', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is answered 405 with Allow', async (method) => {
    const { app } = await openNewsroom([story]);
    const response = await app.request('/rss.xml', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('OPTIONS is answered 204 with what a browser may send', async () => {
    const { app } = await openNewsroom([story]);
    const response = await app.request('/rss.xml', { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('If-None-Match');
    expect(response.headers.get('access-control-max-age')).toBe('86400');
  });
});

describe('a store that fails', () => {
  test('leads to the last good copy, still conditional', async () => {
    const room = await openNewsroom([story]);
    const good = await room.get('/rss.xml');
    const tag = good.headers.get('etag') ?? '';
    room.database.fails = true;
    const copy = await room.get('/rss.xml');
    expect(copy.status).toBe(200);
    expect(await copy.text()).toBe(await good.text());
    expect((await room.get('/rss.xml', { 'if-none-match': tag })).status).toBe(304);
    expect(room.log.some(({ event }) => event === 'served the last good copy')).toBe(true);
  });

  test('leads to 503 with Retry-After where there is no copy', async () => {
    const room = await openNewsroom([story]);
    room.database.fails = true;
    for (const path of [
      '/atom.xml',
      '/topics/unknown-yet/../diplomacy/rss.xml',
      '/',
      '/opml.xml',
      '/healthz',
    ]) {
      const response = await room.get(path);
      expect(response.status, path).toBe(503);
      expect(response.headers.get('retry-after')).toBe('30');
    }
  });

  test('brings back no copy from before a withdrawal', async () => {
    const room = await openNewsroom([story]);
    await room.get('/rss.xml');
    await room.save({ ...story, state: 'withdrawn', withdrawal: { at: room.now } });
    room.database.fails = true;
    expect((await room.get('/rss.xml')).status).toBe(503);
  });
});

describe('time', () => {
  const secret = buildArticle({
    id: 'urn:uuid:secret',
    headline: 'Not before noon',
    state: 'embargoed',
    embargoedUntil: later(600),
    publishedAt: later(600),
    updatedAt: later(600),
    tags: ['diplomacy'],
  });

  test('lifts an embargo as a change of its own, never early', async () => {
    const room = await openNewsroom([story, secret]);
    const before = await room.get('/rss.xml');
    expect(await before.text()).not.toContain('Not before noon');
    room.now = later(599);
    await room.tick();
    expect((await room.get('/rss.xml')).headers.get('etag')).toBe(before.headers.get('etag'));
    room.now = later(601);
    await room.tick();
    const after = await room.get('/rss.xml');
    expect(await after.text()).toContain('Not before noon');
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
  });

  test('keeps max-age and stale periods within the next release', async () => {
    const room = await openNewsroom([story, secret]);
    room.now = later(480);
    expect((await room.get('/rss.xml')).headers.get('cache-control')).toBe('public, max-age=120');
  });

  test('lets no cache keep a story whose expiry is overdue', async () => {
    const room = await openNewsroom([{ ...story, expiresAt: later(60) }]);
    room.now = later(61);
    expect((await room.get('/rss.xml')).headers.get('cache-control')).toBe('public, max-age=0');
    room.database.fails = true;
    expect((await room.get('/rss.xml')).status).toBe(503);
    room.database.fails = false;
    await room.tick();
    expect(await (await room.get('/rss.xml')).text()).not.toContain('urn:uuid:1');
  });

  test('ends the notice of a withdrawn story after fourteen days', async () => {
    const room = await openNewsroom([story]);
    await room.save({
      ...story,
      state: 'withdrawn',
      withdrawal: { at: room.now, note: 'It was wrong.' },
    });
    const notice = await (await room.get('/topics/diplomacy/rss.xml')).text();
    expect(notice).toContain('urn:uuid:1');
    expect(notice).toContain('It was wrong.');
    expect(notice).not.toContain('Envoys met again');
    room.now = later(15 * 86_400);
    await room.tick();
    expect(await (await room.get('/topics/diplomacy/rss.xml')).text()).not.toContain('urn:uuid:1');
  });
});

describe('pages', () => {
  test('lead from an old slug to the current path, and are gone after a withdrawal', async () => {
    const room = await openNewsroom([story]);
    const url = new URL((await (await room.get('/feed.json')).json()).items[0].url);
    expect((await room.get(url.pathname)).status).toBe(200);
    const short = url.pathname.slice(-12);
    const moved = await room.get(`/articles/an-older-slug-${short}`);
    expect(moved.status).toBe(301);
    expect(moved.headers.get('location')).toBe(url.href);
    await room.save({ ...story, state: 'withdrawn', withdrawal: { at: room.now } });
    const gone = await room.get(url.pathname);
    expect(gone.status).toBe(410);
    expect(await gone.text()).not.toContain('Stockholm');
  });

  test('show a correction note and the dateline once, feeds the note in the text', async () => {
    const at = later(-60);
    const corrected = {
      ...story,
      updatedAt: at,
      corrections: [{ at, note: 'The day was wrong.' }],
    };
    const room = await openNewsroom([corrected]);
    const { items } = await (await room.get('/feed.json')).json();
    expect(items[0].content_html).toMatch(
      /^<p><strong>Correction \(2019-11-01\):<\/strong> The day was wrong\.<\/p><p>STOCKHOLM /,
    );
    const rss = await (await room.get('/rss.xml')).text();
    expect(rss).toContain('<atom:updated>2019-11-01T11:59:00Z</atom:updated>');
    const page = await (await room.get(new URL(items[0].url).pathname)).text();
    const shown = page.slice(page.indexOf('<body'));
    expect(shown.split('The day was wrong.')).toHaveLength(2);
    expect(shown.split('STOCKHOLM (Kyodo) --')).toHaveLength(2);
  });

  test('list every feed, and OPML lists them too', async () => {
    const { get } = await openNewsroom([story]);
    const index = await (await get('/')).text();
    const opml = await (await get('/opml.xml')).text();
    for (const path of ['/rss.xml', '/topics/weapons/rss.xml', '/places/stockholm/rss.xml']) {
      expect(index).toContain(`https://news.example${path}`);
      expect(opml).toContain(`https://news.example${path}`);
    }
    expect(index).toContain('rel="alternate" type="application/rss+xml"');
  });

  test('of an embargoed story do not exist', async () => {
    const { get } = await openNewsroom([
      buildArticle({ state: 'embargoed', embargoedUntil: later(600) }),
    ]);
    const { items } = await (await get('/feed.json')).json();
    expect(items).toEqual([]);
  });

  test('of a former system redirect for good, with their query', async () => {
    const publication = buildPublication({ redirects: { '/feed/': '/rss.xml' } });
    const { get } = await openNewsroom([], { site: buildSite({ publication }) });
    const response = await get('/feed/?x=1');
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe('https://news.example/rss.xml?x=1');
  });
});

test('each request leaves one line in the access log', async () => {
  const room = await openNewsroom([story]);
  await room.get('/rss.xml', { 'user-agent': 'newsboat/2.37', 'if-none-match': '"x"' });
  expect(room.log).toHaveLength(1);
  expect(room.log[0]?.fields).toMatchObject({
    method: 'GET',
    path: '/rss.xml',
    status: 200,
    conditional: 'etag',
    userAgent: 'newsboat/2.37',
  });
});
