import { describe, expect, test } from 'vitest';
import { articlePath } from '../../../src/feeds/urls.ts';
import { apiPath } from '../../../src/http/api/article-view.ts';
import { pass, pathOf, placesOf, publicText, tokenHeaders } from '../../helpers/api-client.ts';
import { buildArticle } from '../../helpers/build.ts';
import { type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const SECRET = {
  headline: 'Zyzzyva secret talks',
  bodyHtml: '<p>Zyzzyva. <img src="/media/zyzzyva.jpg"></p>',
  section: 'Zyzzyva desk',
  byline: 'Zyzzyva Writer',
  tags: ['diplomacy', 'zyzzyva'],
};
const PUBLIC = { headline: 'Envoys meet', tags: ['diplomacy'], section: 'Politics' };

/** Ways in which a story is there and nobody may know. */
const HIDDEN: readonly (readonly [what: string, hide: (room: Newsroom) => Promise<unknown>])[] = [
  [
    'embargoed',
    (room) =>
      room.call('PUT', pathOf('tag:zyzzyva,2019:1'), { ...SECRET, embargoedUntil: '2020-01-01' }),
  ],
  [
    'withheld',
    (room) => room.call('PUT', pathOf('tag:zyzzyva,2019:1'), { ...SECRET, state: 'withheld' }),
  ],
  [
    'removed before it was out',
    async (room) => {
      await room.call('PUT', pathOf('tag:zyzzyva,2019:1'), { ...SECRET, state: 'withheld' });
      await room.call('DELETE', pathOf('tag:zyzzyva,2019:1'));
    },
  ],
  [
    'withdrawn before it was out',
    async (room) => {
      const embargoed = { ...SECRET, embargoedUntil: '2020-01-01' };
      await room.call('PUT', pathOf('tag:zyzzyva,2019:1'), embargoed);
      await room.call('POST', `${pathOf('tag:zyzzyva,2019:1')}/withdraw`, { note: 'Zyzzyva.' });
    },
  ],
  [
    'erased before it was out',
    async (room) => {
      await room.call('PUT', pathOf('tag:zyzzyva,2019:1'), { ...SECRET, state: 'withheld' });
      await room.call('POST', `${pathOf('tag:zyzzyva,2019:1')}/erase`);
    },
  ],
];

/** Requests by which somebody might hear of it, other than by its id. */
const PROBES = [
  '/api/articles?q=zyzzyva',
  '/api/articles?section=zyzzyva-desk',
  '/api/articles?author=zyzzyva-writer',
  '/api/articles?topic=diplomacy',
  '/api/articles?publishedFrom=2019-11-01',
  '/sections/zyzzyva-desk/atom.xml',
  '/sections/zyzzyva-desk',
  '/authors/zyzzyva-writer/feed.json',
  '/media/zyzzyva.jpg',
  '/healthz',
];

describe.each(HIDDEN)('a story that is %s', (_what, hide) => {
  test('leaves no trace in what readers are told, whatever they ask', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf('tag:x,2019:1'), PUBLIC);
    const probe = async (): Promise<string> => {
      const answers = await Promise.all(
        PROBES.map(async (path) => {
          const response = await room.get(path);
          return `${path} ${response.status} ${await response.text()}`;
        }),
      );
      return `${await publicText(room)}\n${answers.join('\n')}`;
    };
    const before = await probe();
    await hide(room);
    expect(await probe()).toBe(before);
  });

  test('answers under its id and its page as if there were none', async () => {
    const room = await openNewsroom();
    await hide(room);
    const id = 'tag:zyzzyva,2019:1';
    const stored = await room.store.readArticle(id);
    const told = await room.get(pathOf(id));
    const untold = await room.get(pathOf('tag:never,2019:1'));
    expect(told.status).toBe(404);
    expect([...told.headers]).toEqual([...untold.headers]);
    expect(await told.text()).toBe(await untold.text());
    const page = articlePath({ id, slug: stored?.article.slug ?? '' });
    expect((await room.get(page)).status).toBe(404);
    const conditional = await room.get(pathOf(id), { 'if-none-match': '*' });
    expect(conditional.status).toBe(404);
  });

  test('is known to whoever has a token', async () => {
    const room = await openNewsroom();
    await hide(room);
    const headers = await tokenHeaders(room, 'read');
    const found = await room.get('/api/articles?state=any', headers);
    expect(await found.text()).toContain('tag:zyzzyva,2019:1');
    const changes = await room.get('/api/changes', headers);
    expect(await changes.text()).toContain('tag:zyzzyva,2019:1');
    expect([200, 410]).toContain((await room.get(pathOf('tag:zyzzyva,2019:1'), headers)).status);
  });
});

describe('a story that is held back again', () => {
  test('is gone for readers, who hear nothing of its drafts', async () => {
    const room = await openNewsroom();
    const id = 'tag:x,2019:1';
    await room.call('PUT', pathOf(id), PUBLIC);
    pass(room, 10);
    await room.call('PUT', pathOf(id), { ...SECRET, state: 'withheld' });
    const text = await publicText(room, [pathOf(id), '/api/articles?q=zyzzyva']);
    expect(text).not.toMatch(/zyzzyva/i);
    const told = (await (await room.get('/api/changes')).json()) as { changes: object[] };
    expect(told.changes).toEqual([
      {
        seq: expect.anything(),
        id,
        state: 'removed',
        updatedAt: '2019-11-01T12:00:10.000Z',
        apiUrl: expect.anything(),
      },
    ]);
  });
});

describe('GET without a token', () => {
  test('shows a public story without what only the desk uses', async () => {
    const room = await openNewsroom();
    const id = 'tag:x,2019:1';
    const desk = { slugline: 'ENVOYS', urgency: 2, provider: { id: 'abc' } };
    await room.call('PUT', pathOf(id), { ...PUBLIC, ...desk });
    const open = (await (await room.get(pathOf(id))).json()) as object;
    expect(open).toMatchObject({ id, headline: 'Envoys meet', meta: { topics: ['diplomacy'] } });
    for (const name of Object.keys(desk)) expect(open).not.toHaveProperty(name);
    expect(open).not.toHaveProperty('meta.held');
    const list = await (await room.get('/api/articles')).text();
    expect(list).not.toMatch(/ENVOYS|urgency|abc/);
    const trusted = await room.get(pathOf(id), await tokenHeaders(room, 'read'));
    expect(await trusted.json()).toMatchObject({ ...desk, meta: { held: true } });
  });

  test.each([
    ['withdrawn', (room: Newsroom) => room.call('POST', `${pathOf('tag:x,2019:1')}/withdraw`)],
    ['removed', (room: Newsroom) => room.call('DELETE', pathOf('tag:x,2019:1'))],
    ['erased', (room: Newsroom) => room.call('POST', `${pathOf('tag:x,2019:1')}/erase`)],
  ])('of a %s story is 410 without a word of it', async (_what, take) => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf('tag:x,2019:1'), SECRET);
    await take(room);
    const response = await room.get(pathOf('tag:x,2019:1'));
    expect(response.status).toBe(410);
    expect(response.headers.get('etag')).toBeNull();
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      code: 'gone',
      id: 'tag:x,2019:1',
      goneAt: expect.any(String),
    });
    expect(text).not.toMatch(/zyzzyva/i);
  });

  test('answers HEAD as GET without a body, and 304 to its own tag', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf('tag:x,2019:1'), PUBLIC);
    const got = await room.get(pathOf('tag:x,2019:1'));
    const head = await room.app.request(pathOf('tag:x,2019:1'), { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect([...head.headers]).toEqual([...got.headers]);
    expect(await head.text()).toBe('');
    const etag = got.headers.get('etag') ?? '';
    for (const tags of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const same = await room.get(pathOf('tag:x,2019:1'), { 'if-none-match': tags });
      expect(same.status).toBe(304);
      expect(same.headers.get('etag')).toBe(etag);
      expect(await same.text()).toBe('');
    }
    const other = await room.get(pathOf('tag:x,2019:1'), { 'if-none-match': '"x"' });
    expect(other.status).toBe(200);
    expect(got.headers.get('vary')).toContain('Authorization');
  });
});

interface Page {
  readonly articles: readonly { readonly id: string }[];
  readonly next?: string;
}

async function walk(room: Newsroom, path: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const { pathname, search } = new URL(next, 'https://news.example');
    const page = (await (await room.get(pathname + search)).json()) as Page;
    ids.push(...page.articles.map(({ id }) => id));
    next = page.next;
  }
  return ids;
}

describe('the list', () => {
  test.each(['', '&topic=diplomacy', '&q=envoys', '&topic=diplomacy&language=en'])(
    'is walked by `next` to its end, each once, also where dates tie%s',
    async (filter) => {
      const at = (day: number): Date => new Date(Date.UTC(2019, 9, day));
      const articles = Array.from({ length: 11 }, (_, index) =>
        buildArticle({
          id: ['tag:x,2019:', 'https://x.example/?a=b&c=', '記事 %25 '][index % 3] + String(index),
          tags: ['diplomacy'],
          publishedAt: at(1 + Math.floor(index / 6)),
          updatedAt: at(9),
        }),
      );
      const room = await openNewsroom(articles);
      const wanted = articles
        .map(({ id, publishedAt }) => ({ id, time: publishedAt.getTime() }))
        .sort((a, b) => b.time - a.time || Buffer.compare(Buffer.from(b.id), Buffer.from(a.id)))
        .map(({ id }) => id);
      for (const limit of [1, 3, 10, 11]) {
        expect(await walk(room, `/api/articles?limit=${limit}${filter}`)).toEqual(wanted);
      }
    },
  );

  test('is not upset by a story that comes or goes between two pages', async () => {
    const room = await openNewsroom();
    for (let day = 1; day <= 4; day += 1) {
      await room.call('PUT', pathOf(`tag:x,2019:${day}`), {
        ...PUBLIC,
        publishedAt: `2019-10-0${day}`,
      });
    }
    const first = (await (await room.get('/api/articles?limit=2')).json()) as Page;
    await room.call('DELETE', pathOf('tag:x,2019:3'));
    await room.call('PUT', pathOf('tag:x,2019:5'), { ...PUBLIC, publishedAt: '2019-10-05' });
    expect(await walk(room, first.next ?? '')).toEqual(['tag:x,2019:2', 'tag:x,2019:1']);
  });

  test('refuses parameters that it does not know or cannot read, all at once', async () => {
    const room = await openNewsroom();
    const response = await room.get(
      '/api/articles?sate=public&limit=0&after=x&q=&topic=unknown&publishedFrom=2026-02-30&publishedBefore=soon&state=secret',
    );
    expect(response.status).toBe(400);
    expect([...(await placesOf(response))].sort()).toEqual(
      ['after', 'limit', 'publishedBefore', 'publishedFrom', 'q', 'sate', 'state', 'topic'].map(
        (name) => `${name} parameter-invalid`,
      ),
    );
  });

  test.each([
    '"',
    '"envoys',
    'envoys" OR "zyzzyva',
    'NEAR(envoys zyzzyva)',
    'tokens:envoys',
    '-envoys',
    'envo*',
    "'; DROP TABLE article; --",
    'qxqbreakqxq',
    '\u0000envoys',
    '\ud800',
    '%',
  ])('looks for the words of %j and for nothing else', async (query) => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf('tag:x,2019:1'), { headline: 'Zyzzyva. Talks go on.' });
    const response = await room.get(`/api/articles?q=${encodeURIComponent(query.toWellFormed())}`);
    expect([200, 400]).toContain(response.status);
    if (response.status === 200) expect(await response.json()).toEqual({ articles: [] });
  });

  test.each([
    'limit=101',
    'limit=-1',
    'limit=1.5',
    'limit=1e2',
    'limit=',
    'after=1.%25E3',
    'after=9999999999999999.x',
  ])('refuses %s', async (query) => {
    const room = await openNewsroom();
    expect((await room.get(`/api/articles?${query}`)).status).toBe(400);
  });
});

describe('the list of changes', () => {
  test('tells each story once with its newest state, and goes on where it ended', async () => {
    const room = await openNewsroom();
    for (const number of [1, 2, 3]) await room.call('PUT', pathOf(`tag:x,2019:${number}`), PUBLIC);
    const first = (await (await room.get('/api/changes?limit=2')).json()) as Changes;
    expect(first).toMatchObject({
      hasMore: true,
      changes: [{ id: 'tag:x,2019:1' }, { id: 'tag:x,2019:2' }],
    });
    await room.call('POST', `${pathOf('tag:x,2019:1')}/withdraw`);
    const second = (await (await room.get(`/api/changes?since=${first.next}`)).json()) as Changes;
    expect(second.changes.map(({ id, state }) => [id, state])).toEqual([
      ['tag:x,2019:3', 'public'],
      ['tag:x,2019:1', 'withdrawn'],
    ]);
    expect(second.hasMore).toBe(false);
    expect(await (await room.get(`/api/changes?since=${second.next}`)).json()).toEqual({
      changes: [],
      next: second.next,
      hasMore: false,
    });
    expect(second.changes[0]?.apiUrl).toBe(`https://news.example${apiPath('tag:x,2019:3')}`);
  });

  test('does not count for readers what they may not see', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf('tag:x,2019:1'), PUBLIC);
    const before = (await (await room.get('/api/changes')).json()) as Changes;
    await room.call('PUT', pathOf('tag:x,2019:2'), { ...SECRET, state: 'withheld' });
    expect(await (await room.get(`/api/changes?since=${before.next}`)).json()).toEqual({
      changes: [],
      next: before.next,
      hasMore: false,
    });
    const trusted = await room.call('GET', `/api/changes?since=${before.next}`);
    expect(await trusted.json()).toMatchObject({ changes: [{ id: 'tag:x,2019:2' }] });
  });

  test.each(['since=-1', 'since=x', 'limit=0', 'limit=1001', 'from=3'])(
    'refuses %s',
    async (query) => {
      const room = await openNewsroom();
      const response = await room.get(`/api/changes?${query}`);
      expect(response.status).toBe(400);
      expect(await placesOf(response)).toEqual([`${query.split('=')[0]} parameter-invalid`]);
    },
  );
});

interface Changes {
  readonly changes: readonly {
    readonly id: string;
    readonly state: string;
    readonly apiUrl: string;
  }[];
  readonly next: number;
  readonly hasMore: boolean;
}
