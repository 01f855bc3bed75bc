import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import { installSite } from '../../src/publish/site-state.ts';
import { buildArticle, buildPublication, buildSite, buildTopic } from '../helpers/build.ts';
import { openNewsroom, START } from '../helpers/newsroom.ts';
import { elementNames } from '../render/parse-xml.ts';

const FILES = ['rss.xml', 'atom.xml', 'feed.json'] as const;
const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);

const envoys = buildArticle({
  id: 'urn:uuid:1',
  tags: ['diplomacy'],
  section: 'Politics',
  source: { name: '共同通信' },
  bodyHtml: `<p>${'Envoys met again. '.repeat(60)}</p>`,
  standfirst: 'In short',
});
const arms = buildArticle({
  id: 'urn:uuid:2',
  headline: 'Arms talks',
  tags: ['weapons'],
  bodyHtml: '<p>Stocks shrink.</p>',
});
const both = buildArticle({
  id: 'urn:uuid:3',
  headline: '首脳会談',
  language: 'ja',
  tags: ['diplomacy', 'weapons'],
  bodyHtml: '<p>両首脳は会談を行い、共同声明を発表した。</p>',
});
const other = buildArticle({
  id: 'urn:uuid:4',
  headline: 'Sport',
  section: 'Sport',
  bodyHtml: '<p>Nobody won.</p>',
});
const stories = [envoys, arms, both, other];
const UNION = 'topic=diplomacy&topic=weapons';

interface JsonFeed {
  readonly title: string;
  readonly feed_url: string;
  readonly next_url?: string;
  readonly items: readonly { readonly id: string; readonly content_html?: string }[];
}

async function json(response: Response): Promise<JsonFeed> {
  return (await response.json()) as JsonFeed;
}

const numbersOf = (feed: JsonFeed): string => feed.items.map(({ id }) => id.slice(-1)).join('');
const selfOf = (response: Response) =>
  /<https:\/\/news\.example([^>]*)>; rel="self"/.exec(response.headers.get('link') ?? '')?.[1];

describe('combined feeds', () => {
  test.each([
    [UNION, '321'],
    ['topic=diplomacy&all=weapons', '3'],
    ['all=diplomacy&all=weapons', '3'],
    ['topic=diplomacy&not=weapons', '1'],
    ['not=weapons', '41'],
    ['not=weapons&not=diplomacy', '4'],
    ['section=politics&section=sport', '41'],
    ['section=politics&lang=en', '1'],
    ['source=kyodo&lang=ja', ''],
    ['lang=ja&lang=en', '4321'],
    ['lang=ja&lang=ko', '3'],
    ['topic=diplomacy&lang=ja&q=会談', '3'],
    ['q=talks', '2'],
    ['q="envoys met"', '1'],
    ['q="met envoys"', ''],
    ['q=共同声明', '3'],
    ['q=talks&not=weapons', ''],
  ])('of ?%s hold stories %j in three formats', async (query, expected) => {
    const room = await openNewsroom(stories);
    for (const file of FILES) {
      const response = await room.get(`/feeds/${file}?${query}`);
      expect(response.status).toBe(200);
      const text = await response.text();
      const ids = [...text.matchAll(/urn:uuid:(\d)</g), ...text.matchAll(/"urn:uuid:(\d)"/g)];
      expect(ids.map(([, id]) => id).join('')).toBe(expected);
      if (file !== 'feed.json') expect(elementNames(text, '/*')).toHaveLength(1);
    }
  });

  test('are one document for every spelling, which calls itself by the canonical address', async () => {
    const room = await openNewsroom(stories);
    const canonical = await room.get(`/feeds/atom.xml?${UNION}`);
    const text = await canonical.text();
    expect(selfOf(canonical)).toBe(`/feeds/atom.xml?${UNION}`);
    for (const query of [
      'topic=weapons&topic=diplomacy',
      'topic=weapons&_=123&topic=diplomacy&topic=weapons&utm_source=x',
      `${UNION}&full=1`,
      `%74opic=diplomacy&topic=we%61pons&`,
      `${UNION}&a=%zz`,
    ]) {
      const response = await room.get(`/feeds/atom.xml?${query}`);
      expect(response.status, query).toBe(200);
      expect(selfOf(response), query).toBe(selfOf(canonical));
      expect(response.headers.get('etag'), query).toBe(canonical.headers.get('etag'));
      expect(await response.text(), query).toBe(text);
    }
    expect(room.cache.queries.size().documents).toBe(1);
  });

  test('with words stand below /search, wherever they were asked for', async () => {
    const room = await openNewsroom(stories);
    const asked = await room.get('/feeds/rss.xml?q=TALKS++arms&lang=en');
    const canonical = await room.get('/search/rss.xml?lang=en&q=arms%20talks');
    expect(selfOf(asked)).toBe('/search/rss.xml?lang=en&q=arms%20talks');
    expect(asked.headers.get('etag')).toBe(canonical.headers.get('etag'));
    expect(await asked.text()).toBe(await canonical.text());
  });

  test.each([
    ['', '/'],
    ['_=1&page=MTU3MjYwOTYwMDAwMC51cm4', '/'],
    ['full=1', '/'],
    ['topic=diplomacy', '/topics/diplomacy/'],
    ['all=diplomacy&full=1', '/topics/diplomacy/'],
    ['topic=diplomacy&lang=ja', '/topics/diplomacy/ja/'],
    ['lang=JA', '/languages/ja/'],
    ['source=kyodo', '/sources/kyodo/'],
    ['section=politics', '/sections/politics/'],
    ['topic=brief&full=0', '/topics/brief/'],
  ])('of ?%s are a stored feed: 301 to %s', async (query, folder) => {
    const topics = [...buildSite().topics, buildTopic('brief', { text: 'summary' })];
    const room = await openNewsroom(stories, { site: buildSite({ topics }) });
    for (const file of FILES) {
      const response = await room.get(`/feeds/${file}?${query}`);
      expect(response.status).toBe(301);
      const location = response.headers.get('location') ?? '';
      expect(location).toBe(`https://news.example${folder}${file}`);
      expect((await room.get(new URL(location).pathname)).status).toBe(200);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  test.each([
    ['full=0', 'News Example', '4321'],
    ['topic=diplomacy&full=0', 'News Example: diplomacy', '31'],
    ['topic=brief&full=1', 'News Example: brief', ''],
    ['lang=ko', 'News Example: 한국어', ''],
    ['topic=diplomacy&lang=ko', 'News Example: diplomacy + 한국어', ''],
  ])('of ?%s are none that is stored', async (query, title, expected) => {
    const topics = [...buildSite().topics, buildTopic('brief', { text: 'summary' })];
    const room = await openNewsroom(stories, { site: buildSite({ topics }) });
    const response = await room.get(`/feeds/feed.json?${query}`);
    expect(response.status).toBe(200);
    const feed = await json(response);
    expect([feed.title, numbersOf(feed)]).toEqual([title, expected]);
  });

  test('have whole texts or summaries as they are asked for', async () => {
    const room = await openNewsroom(stories, {
      site: buildSite({ publication: buildPublication({ text: 'summary' }) }),
    });
    const texts = async (full: string) =>
      (await json(await room.get(`/feeds/feed.json?${UNION}${full}`))).items.map(
        ({ content_html }) => content_html?.slice(0, 10),
      );
    expect((await texts('&full=1')).at(-1)).toBe('<p>Envoys ');
    expect(await texts('')).toEqual(await texts('&full=0'));
    expect((await texts('')).filter((text) => text !== undefined)).toEqual([]);
    expect(selfOf(await room.get(`/feeds/rss.xml?${UNION}&full=0`))).toBe(
      `/feeds/rss.xml?${UNION}`,
    );
  });

  test('escape what stands in names and queries', async () => {
    const topics = [
      buildTopic('one', { names: { en: 'A & <b>B</b>' } }),
      buildTopic('two', { names: { en: ']]> "C"' } }),
    ];
    const section = `<script>alert('&amp;')</script>`;
    const room = await openNewsroom([{ ...envoys, section, tags: ['one'] }], {
      site: buildSite({ topics }),
    });
    const slug = (await room.store.listSelectors()).find(
      ({ selector }) => selector.kind === 'section',
    )?.selector.value;
    const query = `topic=one&topic=two&section=${slug}&q=${encodeURIComponent('"again. <envoys>&\' met')}`;
    for (const file of FILES) {
      const response = await room.get(`/feeds/${file}?${query}`);
      const text = await response.text();
      expect(response.status, text).toBe(200);
      if (file === 'feed.json') continue;
      expect(text).not.toMatch(/<b>|<script|<envoys>/);
      expect(elementNames(text, '/*')).toHaveLength(1);
    }
    // JSON Feed titles are plain text.
    const { title } = await json(await room.get(`/feeds/feed.json?${query}`));
    expect(title).toBe(
      `News Example: A & <b>B</b> / ]]> "C" + ${section}, “<envoys>&'”, “again.”, “met”`,
    );
  });
});

describe('pages', () => {
  const many: readonly Article[] = Array.from({ length: 120 }, (_, index) =>
    buildArticle({
      id: `tag:x,2019:${index % 2 ? '会談 &' : 'a'}-${String(index).padStart(3, '0')}`,
      tags: [index % 2 ? 'diplomacy' : 'weapons'],
      publishedAt: later(-3600 * Math.floor(index / 7)),
      updatedAt: later(-3600 * Math.floor(index / 7)),
    }),
  );

  test.each([
    ['feed.json', /"next_url":"([^"]*)"/, /"id":"(tag:x[^"]*)"/g],
    ['atom.xml', /<link rel="next"[^>]* href="([^"]*)"/, /<id>(tag:x[^<]*)<\/id>/g],
    ['rss.xml', /<atom:link href="([^"]*)" rel="next"/, /<guid[^>]*>(tag:x[^<]*)<\/guid>/g],
  ] as const)('of %s lead by absolute links to every story, each once', async (file, next, ids) => {
    const room = await openNewsroom(many);
    for (const query of [UNION, 'q=envoys']) {
      const seen: string[] = [];
      const sizes: number[] = [];
      const first = `/feeds/${file}?${query}`;
      let path: string | undefined = first;
      while (path !== undefined) {
        const response: Response = await room.get(path);
        expect(response.status).toBe(200);
        const text = await response.text();
        const found = [...text.matchAll(ids)].map(([, id = '']) => id);
        sizes.push(found.length);
        seen.push(...found);
        const url: string | undefined = next.exec(text)?.[1]?.replaceAll('&amp;', '&');
        path = url?.replace('https://news.example', '');
        if (path !== undefined) {
          expect(url).toMatch(/^https:\/\/news\.example\/[\x21-\x7E]+&page=[\w-]+$/);
          expect(selfOf(await room.get(path))).toBe(path);
        }
      }
      expect(sizes).toEqual([50, 50, 20]);
      expect(new Set(seen).size).toBe(120);
    }
  });

  test('say where the feed begins, and keep its id and address', async () => {
    const room = await openNewsroom(many);
    const first = await json(await room.get(`/feeds/feed.json?${UNION}`));
    const second = new URL(first.next_url ?? '');
    const page = await json(await room.get(second.pathname + second.search));
    expect(page.feed_url).toBe(`https://news.example/feeds/feed.json?${UNION}`);
    const atom = await (
      await room.get(second.pathname.replace('feed.json', 'atom.xml') + second.search)
    ).text();
    expect(atom).toContain(
      '<id>tag:news.example,2019:wire/feeds?topic=diplomacy&amp;topic=weapons</id>',
    );
    expect(atom).toContain(
      '<link rel="first" type="application/atom+xml" href="https://news.example/feeds/atom.xml?topic=diplomacy&amp;topic=weapons"/>',
    );
  });

  test('get another tag when a story comes behind them', async () => {
    const exactly = many.slice(0, 50);
    const room = await openNewsroom(exactly);
    const before = await room.get(`/feeds/feed.json?${UNION}`);
    expect((await json(before)).next_url).toBeUndefined();
    await room.save({ ...arms, publishedAt: new Date(0), updatedAt: new Date(0) });
    const after = await room.get(`/feeds/feed.json?${UNION}`);
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    expect((await json(after)).next_url).toBeDefined();
  });

  test('after the last are empty', async () => {
    const room = await openNewsroom(many);
    const page = 'LTg2NDAwMDAwMDAwMDAwLmE';
    const response = await room.get(`/feeds/feed.json?${UNION}&page=${page}`);
    expect(response.status).toBe(200);
    expect((await json(response)).items).toEqual([]);
  });
});

describe('validators', () => {
  const path = `/feeds/rss.xml?${UNION}`;

  test('answer 304 from one read, in any spelling, and to HEAD', async () => {
    const room = await openNewsroom(stories);
    const full = await room.get(path);
    const tag = full.headers.get('etag') ?? '';
    const spelled = '/feeds/rss.xml?topic=weapons&topic=diplomacy&_=7';
    for (const one of [path, spelled]) {
      const before = room.database.reads;
      const unchanged = await room.get(one, { 'if-none-match': tag });
      expect(unchanged.status).toBe(304);
      expect(room.database.reads - before).toBe(1);
      for (const name of ['etag', 'last-modified', 'cache-control', 'vary', 'link']) {
        expect(unchanged.headers.get(name), name).toBe(full.headers.get(name));
        expect(unchanged.headers.get(name), name).not.toBeNull();
      }
      const head = await room.app.request(one, { method: 'HEAD' });
      expect([...head.headers]).toEqual([...full.headers]);
      expect(await head.text()).toBe('');
    }
    const date = full.headers.get('last-modified') ?? '';
    expect((await room.get(path, { 'if-modified-since': date })).status).toBe(304);
  });

  test('are known to all formats and text policies once one has been looked at', async () => {
    const room = await openNewsroom(stories);
    await room.get(path);
    const before = room.database.reads;
    await room.app.request(`/feeds/atom.xml?${UNION}&full=0`, { method: 'HEAD' });
    // The state for the head, then the list for the rendering that HEAD drops.
    expect(room.database.reads - before).toBe(2);
  });

  test('move with a story that enters, changes or leaves, and with no other', async () => {
    const room = await openNewsroom(stories);
    const tags = async () =>
      Promise.all(
        [UNION, 'topic=diplomacy&not=weapons', 'q=zyzzyva', 'section=sport&lang=en'].map(
          async (query) => (await room.get(`/feeds/rss.xml?${query}`)).headers.get('etag'),
        ),
      );
    const moved: boolean[][] = [];
    let known = await tags();
    const note = async () => {
      const now = await tags();
      moved.push(now.map((tag, index) => tag !== known[index]));
      known = now;
    };
    await room.save({ ...envoys, headline: 'Zyzzyva' });
    await note();
    await room.save({ ...arms, headline: 'Other arms' });
    await note();
    await room.save({ ...envoys, headline: 'Zyzzyva', tags: ['diplomacy', 'weapons'] });
    await note();
    await room.save({ ...other, headline: 'Games' });
    await note();
    expect(moved).toEqual([
      [true, true, true, false],
      [true, false, false, false],
      [true, true, true, false],
      [false, false, false, true],
    ]);
  });

  test('give 200 by date after every change, also within a second', async () => {
    const room = await openNewsroom(stories);
    for (const headline of ['One', 'Two', 'Three']) {
      const date = (await room.get(path)).headers.get('last-modified') ?? '';
      await room.save({ ...arms, headline });
      expect((await room.get(path, { 'if-modified-since': date })).status).toBe(200);
    }
  });

  test('do not change with the clock, or another store with the same articles', async () => {
    const first = await openNewsroom(stories);
    const second = await openNewsroom(stories.toReversed(), { now: later(86_400) });
    for (const query of [UNION, 'not=weapons', 'q=talks']) {
      const a = await first.get(`/feeds/rss.xml?${query}`);
      const b = await second.get(`/feeds/rss.xml?${query}`);
      expect(b.headers.get('etag')).toBe(a.headers.get('etag'));
      expect(await b.text()).toBe(await a.text());
    }
  });

  test('change with the name of a topic', async () => {
    const room = await openNewsroom(stories);
    const tag = (await room.get(path)).headers.get('etag');
    const renamed = buildSite({
      topics: [buildTopic('diplomacy', { names: { en: 'Talks' } }), buildTopic('weapons')],
    });
    room.state = await installSite(room.store, renamed, later(5));
    const named = await room.get(path);
    expect(named.headers.get('etag')).not.toBe(tag);
    expect(await named.text()).toContain('<title>News Example: Talks / weapons</title>');
  });

  test('hold for compressed bytes too', async () => {
    const room = await openNewsroom(stories);
    const plain = await room.get(path);
    const packed = await room.get(path, { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('etag')).toBe(plain.headers.get('etag'));
    const bytes = new Uint8Array(await packed.arrayBuffer());
    expect(gunzipSync(bytes).toString()).toBe(await plain.text());
  });
});

describe('a request that cannot be answered', () => {
  test.each<[string, number, string]>([
    ['/feeds/rss.xml?topic=none', 404, '`topic`: there is no topic “none”'],
    ['/feeds/rss.xml?topic=diplomacy&all=no-such', 404, '`all`: there is no topic “no-such”'],
    ['/feeds/rss.xml?not=Diplomacy', 404, '`not`: there is no topic “Diplomacy”'],
    ['/feeds/rss.xml?section=none', 404, '`section`: there is no section “none”'],
    ['/feeds/rss.xml?author=a&lang=ja', 404, '`author`: there is no author “a”'],
    ['/feeds/rss.xml?source=a&source=kyodo', 404, '`source`: there is no source “a”'],
    ['/feeds/rss.xml?place=%3Cb%3E', 404, '`place`: there is no place “<b>”'],
    ['/feeds/rss.xml?topic=none&section=gone', 404, '“none”'],
    ['/feeds/rss.xml?topic=%zz', 404, '“%zz”'],
    ['/feeds/rss.xml?topic=%00%ED%A0%80', 404, 'there is no topic'],
    ['/feeds/rss.xml?lang=ja-JP', 400, '`lang` cannot be “ja-jp”'],
    ['/search/rss.xml', 400, '`q` has nothing to look for'],
    ['/search/rss.xml?q=', 400, '`q` has nothing to look for'],
    ['/search/rss.xml?q=%20%F0%9F%98%80%20!?', 400, '`q` has nothing to look for'],
    ['/search/rss.xml?q=%00', 400, '`q` has nothing to look for'],
    [`/search/rss.xml?q=${'a'.repeat(201)}`, 400, '`q` is longer than 200 characters'],
    [`/search/rss.xml?q=${'a'.repeat(10_000)}`, 400, 'longer than 2000 characters'],
    ['/search/rss.xml?q=a+b+c+d+e+f+g+h+i+j+k', 400, '`q` has more than 10 words'],
    ['/search/rss.xml?q=a+b+c+d+e+f+g+h+i+j&lang=ja', 400, 'more than 10 values and words'],
    ['/feeds/rss.xml?page=1', 400, '`page` is no mark of a page'],
    [`/feeds/rss.xml?topic=${'x'.repeat(2_000)}`, 400, 'longer than 2000 characters'],
    [`/feeds/rss.xml?topic=nowhere&_=${'x'.repeat(3_000)}`, 404, 'nowhere'],
  ])('%s is refused: %i %s', async (path, status, text) => {
    const room = await openNewsroom(stories);
    const response = await room.get(path);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('tells every fault at once, each on a line with what to do', async () => {
    const room = await openNewsroom(stories);
    const response = await room.get('/search/rss.xml?topic=a&lang=x1&full=yes&page=!&q=!');
    expect((await response.text()).split('\n')).toEqual([
      '`topic`: there is no topic “a”; all feeds are listed at /',
      '`lang` cannot be “x1”; give a language without script or country, such as ja',
      '`q` has nothing to look for; give a word, or several in quotes for a phrase; signs and emoji are not searched',
      '`full` cannot be “yes”; give 1 for whole texts, 0 for summaries',
      '`page` is no mark of a page; follow the `next` link of a page as it is, or leave the parameter out',
      '',
    ]);
  });

  test.each([
    '/feeds',
    '/feeds/',
    '/search',
    '/feeds/atom',
    '/search/rss.xml/',
    '/feeds/x/rss.xml',
  ])('%s is nothing', async (path) => {
    const room = await openNewsroom(stories);
    expect((await room.get(`${path}?q=talks`)).status).toBe(404);
  });

  test.each([
    'envoys AND talks',
    'envoys OR talks',
    'NOT envoys',
    'NEAR(envoys met, 2)',
    'envo*',
    '^envoys',
    '-envoys',
    'tokens:envoys',
    '{tokens} : envoys',
    '"envoys',
    'envoys"',
    '"" "',
    'envoys + "met" *',
    "'; DROP TABLE article; --",
    'envoys\0met',
    '\uD800 envoys \uDC00',
    '😀 envoys 👩‍👩‍👧',
    'qxqbreakqxq envoys',
    '%',
    '% _ ? $1 :a @b',
    '\u0301\u0302',
    '\\',
  ])('is no search for %j: it looks for the words alone', async (query) => {
    const room = await openNewsroom(stories);
    const encoded = encodeURIComponent(query.toWellFormed());
    const raw = query.replace(/[^ -~]/g, '').replaceAll('#', '');
    for (const written of [encoded, raw]) {
      const response = await room.get(`/search/feed.json?q=${written}`);
      expect([200, 400], written).toContain(response.status);
      if (response.status === 400) continue;
      expect(['', '1']).toContain(numbersOf(await json(response)));
      const self = selfOf(response) ?? '';
      expect(selfOf(await room.get(self))).toBe(self);
    }
    expect((await room.get('/rss.xml')).status).toBe(200);
  });
});
