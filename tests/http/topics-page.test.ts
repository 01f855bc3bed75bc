/** The directory of topics for people, the front page and a topic's own page: the same figures as in `/feeds.json`. */

import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import type { Topic } from '../../src/model/topic.ts';
import { installSite } from '../../src/publish/site-state.ts';
import { buildArticle, buildSite, buildTopic } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const DAY = 86_400;
const HOST = 'https://news.example';

const story = (id: string, more: Partial<Article> = {}): Article =>
  buildArticle({
    id,
    slug: id,
    headline: `Story ${id}`,
    publishedAt: START,
    updatedAt: START,
    ...more,
  });

const topic = (id: string, more: Partial<Topic> & { below?: string } = {}): Topic => {
  const { below, ...rest } = more;
  const implies = below === undefined ? [] : [{ id: below, line: 1, column: 1 }];
  return buildTopic(id, { implies, ...rest });
};

const TOPICS = [
  topic('asia', { names: { en: 'Asia', ja: 'アジア' } }),
  topic('korea', { below: 'asia' }),
  topic('talks', { below: 'korea' }),
  topic('empty'),
];

const STORIES = [
  story('old', { tags: ['asia'], publishedAt: later(-40 * DAY) }),
  story('a', { tags: ['talks'], publishedAt: later(-2 * DAY) }),
  story('b', {
    tags: ['talks'],
    publishedAt: later(-DAY),
    language: 'ko',
    headline: '회담 <재개>',
  }),
];

const open = (stories = STORIES, topics: readonly Topic[] = TOPICS): Promise<Newsroom> =>
  openNewsroom(stories, { site: buildSite({ topics }) });

async function page(room: Newsroom, path: string) {
  const response = await room.get(path);
  expect(response.status, path).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  return parseHTML(await response.text()).document;
}

const pathOf = (href: string | null | undefined): string => (href ?? '').replace(HOST, '');

/** What the items of a list tell of each feed, by the path of its page. */
function figuresIn(document: Document) {
  const items = [...document.querySelectorAll('.list li')].filter((item) =>
    item.querySelector(':scope > strong > a'),
  );
  const told = items.map((item) => {
    const [pace, members] = [...item.querySelectorAll(':scope > .pace data')];
    const newest = item.querySelector(':scope > .newest');
    const path = pathOf(item.querySelector(':scope > strong > a')?.getAttribute('href'));
    return [
      path,
      {
        storiesPerDay: Number(pace?.getAttribute('value') ?? 0),
        members: Number(members?.getAttribute('value') ?? 0),
        title: newest?.querySelector('a')?.textContent,
        url: newest?.querySelector('a')?.getAttribute('href') ?? undefined,
        language: newest?.querySelector('a')?.getAttribute('lang') ?? undefined,
        published: newest?.querySelector('time')?.getAttribute('datetime') ?? undefined,
      },
    ] as const;
  });
  return Object.fromEntries(told);
}

async function figuresInJson(room: Newsroom) {
  const { feeds } = (await (await room.get('/feeds.json')).json()) as {
    feeds: {
      page: string;
      storiesPerDay: number;
      members: number;
      latestStory?: { title: string; url: string; language: string; published: string };
    }[];
  };
  const told = feeds.map(({ page: href, storiesPerDay, members, latestStory: latest }) => [
    pathOf(href),
    {
      storiesPerDay,
      members,
      title: latest?.title,
      url: latest?.url,
      language: latest?.language,
      published: latest?.published,
    },
  ]);
  return Object.fromEntries(told) as Record<string, unknown>;
}

/** `asia > korea` for each item of the list, in its order. */
function order(document: Document): readonly string[] {
  return [...document.querySelectorAll('.list li > strong')].map((name) => {
    const path: string[] = [];
    for (let item = name.parentElement; item; item = item.parentElement?.closest('li') ?? null) {
      path.unshift(item.querySelector(':scope > strong')?.textContent ?? '');
    }
    return path.join(' > ');
  });
}

describe('the directory of topics', () => {
  test('nests narrower topics, by name, each once', async () => {
    expect(order(await page(await open(), '/topics'))).toEqual([
      'Asia',
      'Asia > korea',
      'Asia > korea > talks',
      'empty',
    ]);
  });

  test('tells of each topic what /feeds.json does', async () => {
    const room = await open();
    const figures = figuresIn(await page(room, '/topics'));
    const json = await figuresInJson(room);
    expect(Object.keys(figures)).toEqual([
      '/topics/asia',
      '/topics/korea',
      '/topics/talks',
      '/topics/empty',
    ]);
    for (const [path, told] of Object.entries(figures)) expect(told, path).toEqual(json[path]);
    expect(figures['/topics/talks']).toMatchObject({
      storiesPerDay: 0.07,
      members: 2,
      title: '회담 <재개>',
      language: 'ko',
      published: '2019-10-31T12:00:00Z',
    });
    expect(figures['/topics/asia']).toMatchObject({ storiesPerDay: 0.07, members: 3 });
  });

  test('says of a topic without a story that it has none', async () => {
    const document = await page(await open(), '/topics');
    const last = [...document.querySelectorAll('.list > li')].at(-1);
    expect(last?.querySelector('.pace')?.textContent).toBe('No story yet.');
    expect(last?.querySelector('.newest')).toBeNull();
    expect(last?.querySelectorAll('.formats a')).toHaveLength(3);
  });

  test('links formats, and languages that a topic has a name or a story in', async () => {
    const document = await page(await open(), '/topics');
    const links = (path: string): readonly string[] => {
      const item = document.querySelector(`a[href="${HOST}${path}"]`)?.closest('li');
      return [...(item?.querySelectorAll(':scope > .formats a') ?? [])].map((link) =>
        pathOf(link.getAttribute('href')),
      );
    };
    expect(links('/topics/talks')).toEqual([
      '/topics/talks/rss.xml',
      '/topics/talks/atom.xml',
      '/topics/talks/feed.json',
      '/topics/talks/en',
      '/topics/talks/ko',
    ]);
    expect(links('/topics/asia').slice(3)).toEqual([
      '/topics/asia/en',
      '/topics/asia/ja',
      '/topics/asia/ko',
    ]);
  });

  test('is discovered by readers as the main feed, and is linked by none of its own', async () => {
    const document = await page(await open(), '/topics');
    const found = [...document.querySelectorAll('link[rel="alternate"]')];
    expect(found.map((link) => pathOf(link.getAttribute('href')))).toEqual([
      '/rss.xml',
      '/atom.xml',
      '/feed.json',
    ]);
    expect(document.querySelector('link[rel="canonical"]')?.getAttribute('href')).toBe(
      `${HOST}/topics`,
    );
  });
});

describe.each(['/', '/topics', '/topics/talks', '/feeds.json'])('%s', (path) => {
  const textOf = async (room: Newsroom): Promise<string> => (await room.get(path)).text();

  test('names no story that was withdrawn, removed, or is held back', async () => {
    for (const state of ['withdrawn', 'removed', 'withheld'] as const) {
      const room = await open();
      expect(await textOf(room)).toContain('회담');
      room.now = later(60);
      const [, , newest = story('none')] = STORIES;
      const withdrawal = state === 'withdrawn' ? { withdrawal: { at: room.now } } : {};
      await room.save({ ...newest, state, ...withdrawal });
      const text = await textOf(room);
      expect(text).not.toContain('회담');
      expect(text).toContain('Story a');
    }
  });

  test('names a story under embargo once the embargo has ended', async () => {
    const room = await open();
    const embargoedUntil = later(3_600);
    await room.save(
      story('secret', { tags: ['talks'], state: 'embargoed', embargoedUntil, headline: 'Secret' }),
    );
    expect(await textOf(room)).not.toContain('Secret');
    room.now = later(3_601);
    await room.tick();
    expect(await textOf(room)).toContain('Secret');
  });

  test('serves nothing of the store while it fails', async () => {
    const room = await open();
    await textOf(room);
    room.database.fails = true;
    const answer = await room.get(path);
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('Story');
  });
});

describe('a topic that came to an end', () => {
  const retired = [topic('asia', { retired: '2019-11-01' }), topic('korea', { below: 'asia' })];
  const LISTS = [
    '/',
    '/topics',
    '/topics/korea',
    '/feeds.json',
    '/opml.xml',
    '/sitemaps/pages.xml',
  ];

  test('is named with its last day, then gone from every list', async () => {
    const room = await open([story('a', { tags: ['asia', 'korea'] })], retired);
    room.now = later(59 * DAY);
    for (const path of LISTS)
      expect(await (await room.get(path)).text(), path).toContain('topics/asia');
    const document = await page(room, '/topics');
    expect(document.querySelector('.pace')?.textContent).toContain('Ended on 2019-11-01');
    room.now = later(60 * DAY);
    for (const path of LISTS) {
      expect(await (await room.get(path)).text(), path).not.toContain('topics/asia');
    }
    expect(order(await page(room, '/topics'))).toEqual(['korea']);
  });

  test('is not there once it was merged, and its stories count where it leads', async () => {
    const room = await open(STORIES);
    const merged = TOPICS.filter(({ id }) => id !== 'korea');
    const site = { ...buildSite({ topics: merged }), moved: { korea: ['talks'] } };
    room.state = await installSite(room.store, site, room.now);
    expect(order(await page(room, '/topics'))).toEqual(['Asia', 'empty', 'talks']);
    expect((await room.get('/topics/korea')).headers.get('location')).toBe(`${HOST}/topics/talks`);
  });
});

describe('the page of a topic', () => {
  test('tells pace, newest story, addresses, languages and what is akin', async () => {
    const room = await open();
    const document = await page(room, '/topics/korea');
    const json = await figuresInJson(room);
    const value = document.querySelector('.pace data')?.getAttribute('value');
    expect(json['/topics/korea']).toMatchObject({ storiesPerDay: Number(value) });
    expect(document.querySelector('.newest time')?.getAttribute('datetime')).toBe(
      '2019-10-31T12:00:00Z',
    );
    expect([...document.querySelectorAll('.addresses a')].map((link) => link.textContent)).toEqual([
      `${HOST}/topics/korea/rss.xml`,
      `${HOST}/topics/korea/atom.xml`,
      `${HOST}/topics/korea/feed.json`,
    ]);
    const akin = (heading: string) =>
      [...document.querySelectorAll(`nav[aria-labelledby="${heading}"] a`)].map((link) =>
        pathOf(link.getAttribute('href')),
      );
    expect([akin('broader'), akin('narrower')]).toEqual([['/topics/asia'], ['/topics/talks']]);
    const languages = [...document.querySelectorAll('ul.formats a')].map((link) =>
      link.getAttribute('hreflang'),
    );
    expect(languages).toEqual(['en', 'ko']);
  });

  test('in one language has the figures of that language', async () => {
    const document = await page(await open(), '/topics/talks/ko');
    const [, members] = [...document.querySelectorAll('.pace data')];
    expect(members?.textContent).toBe('1');
    expect(document.querySelector('.newest a')?.textContent).toBe('회담 <재개>');
  });
});

describe('the front page', () => {
  test('has the same figures as the directory, of every kind of feed', async () => {
    const room = await open([story('a', { section: 'World', tags: ['talks'] })]);
    const json = await figuresInJson(room);
    const figures = figuresIn(await page(room, '/'));
    expect(Object.keys(figures)).toEqual([
      '/topics/asia',
      '/topics/korea',
      '/topics/talks',
      '/topics/empty',
      '/sections/world',
      '/languages/en',
    ]);
    for (const [path, told] of Object.entries(figures)) expect(told, path).toEqual(json[path]);
  });

  test('lists a hundred of a kind, and leads to the rest', async () => {
    const topics = Array.from({ length: 101 }, (_, index) => topic(`t${index + 1_000}`));
    const authors = Array.from({ length: 101 }, (_, index) => ({ name: `Author ${index}` }));
    const room = await open([story('a', { authors })], topics);
    const document = await page(room, '/');
    const paths = Object.keys(figuresIn(document));
    expect(paths.filter((path) => path.startsWith('/topics/'))).toHaveLength(100);
    expect(paths.filter((path) => path.startsWith('/authors/'))).toHaveLength(100);
    expect(document.querySelector('a[href="/topics"]')?.textContent).toBe('All 101 topics');
    expect(document.querySelector('a[href="/feeds.json?kind=author"]')).not.toBeNull();
  });

  test('is made once for a state and an hour', async () => {
    const room = await open();
    const tag = (await room.get('/')).headers.get('etag') ?? '';
    const before = room.database.reads;
    expect((await room.get('/', { 'if-none-match': tag })).status).toBe(304);
    expect(room.database.reads - before).toBe(1);
  });
});

describe('the pages of the directory', () => {
  const many = [
    ...Array.from({ length: 99 }, (_, index) => topic(`a${String(index).padStart(2, '0')}`)),
    topic('b'),
    topic('c', { below: 'b' }),
    topic('d', { below: 'b' }),
    topic('e'),
  ];

  test('hold a hundred topics each, a broader one named again above those of the next page', async () => {
    const room = await open([], many);
    expect(order(await page(room, '/topics'))).toHaveLength(100);
    const second = await page(room, '/topics?page=2');
    expect(order(second)).toEqual(['b', 'b > c', 'b > d', 'e']);
    expect(second.querySelector('main > .list > li:first-child > .pace')).toBeNull();
    const links = [...second.querySelectorAll('nav[aria-labelledby="pages"] a')];
    expect(links.map((link) => [link.textContent, pathOf(link.getAttribute('href'))])).toEqual([
      ['a00', '/topics'],
      ['c', '/topics?page=2'],
    ]);
    expect(links[1]?.getAttribute('aria-current')).toBe('page');
  });

  test.each(['0', '01', '3', '-1', 'x', '', '9999999'])('has no page "%s"', async (number) => {
    const room = await open([], many);
    expect((await room.get(`/topics?page=${number}`)).status).toBe(404);
  });

  test('has a first page when there is no topic', async () => {
    const document = await page(await open([], []), '/topics');
    expect(document.querySelector('main')?.textContent).toContain('There is no topic.');
  });
});
