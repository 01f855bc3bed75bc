/** What readers and other people meet when a topic is renamed, merged, retired, or has names in several languages. */

import { describe, expect, test } from 'vitest';
import { articlePath } from '../../src/feeds/urls.ts';
import type { Topic } from '../../src/model/topic.ts';
import { installSite } from '../../src/publish/site-state.ts';
import { buildArticle, buildSite, buildTopic } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';
import { readXml } from '../render/parse-xml.ts';

const HOST = 'https://news.example';
const story = buildArticle({ tags: ['diplomacy', 'weapons'] });
const days = (count: number): Date => new Date(START.getTime() + count * 86_400_000);

async function configure(
  room: Newsroom,
  topics: readonly Topic[],
  mergers?: Readonly<Record<string, string>>,
): Promise<void> {
  room.now = new Date(room.now.getTime() + 60_000);
  const site = { ...buildSite({ topics }), ...(mergers && { mergers }) };
  room.state = await installSite(room.store, site, room.now);
}

async function locationOf(room: Newsroom, path: string): Promise<readonly unknown[]> {
  const answer = await room.get(path);
  return [answer.status, answer.headers.get('location')?.replace(HOST, '')];
}

describe('a renamed topic', () => {
  test('leads from every address that it had, for good', async () => {
    const room = await openNewsroom([story], {
      site: buildSite({ topics: [buildTopic('diplomacy')] }),
    });
    await configure(room, [buildTopic('diplomacy', { slug: 'talks' })]);
    for (const rest of [
      '',
      '/en',
      '/rss.xml',
      '/en/feed.json',
      '/archive/1/atom.xml',
      '/archive/1-abcdef/atom.xml',
      '/tombstones/atom.xml',
      '/rss.xml?utm_source=x',
    ]) {
      expect(await locationOf(room, `/topics/diplomacy${rest}`)).toEqual([
        301,
        `/topics/talks${rest}`,
      ]);
    }
    await configure(room, [buildTopic('diplomacy', { slug: 'negotiations' })]);
    expect(await locationOf(room, '/topics/diplomacy/rss.xml')).toEqual([
      301,
      '/topics/negotiations/rss.xml',
    ]);
    expect(await locationOf(room, '/topics/talks/rss.xml')).toEqual([
      301,
      '/topics/negotiations/rss.xml',
    ]);
    expect((await room.get('/topics/negotiations/rss.xml')).status).toBe(200);
  });

  test('keeps the id of its feeds, and its stories', async () => {
    const room = await openNewsroom([story], {
      site: buildSite({ topics: [buildTopic('diplomacy')] }),
    });
    const idOf = async (path: string): Promise<unknown> =>
      readXml(await (await room.get(path)).text(), (query) => query('//atom:id'));
    const before = await idOf('/topics/diplomacy/atom.xml');
    await configure(room, [buildTopic('diplomacy', { slug: 'talks' })]);
    expect(await idOf('/topics/talks/atom.xml')).toEqual(before);
  });

  test('gives its slug up to a topic that takes it', async () => {
    const room = await openNewsroom([story], {
      site: buildSite({ topics: [buildTopic('diplomacy')] }),
    });
    await configure(room, [
      buildTopic('diplomacy', { slug: 'talks' }),
      buildTopic('other', { slug: 'diplomacy' }),
    ]);
    expect((await room.get('/topics/diplomacy/rss.xml')).status).toBe(200);
  });

  test('is found in a combination, which is sent to its address of today', async () => {
    const topics = [buildTopic('diplomacy'), buildTopic('weapons')];
    const room = await openNewsroom([story], { site: buildSite({ topics }) });
    await configure(room, [buildTopic('diplomacy', { slug: 'talks' }), buildTopic('weapons')]);
    expect(await locationOf(room, '/feeds/rss.xml?topic=diplomacy&all=weapons')).toEqual([
      301,
      '/feeds/rss.xml?topic=talks&all=weapons',
    ]);
    expect(await locationOf(room, '/feeds/rss.xml?topic=diplomacy')).toEqual([
      301,
      '/topics/talks/rss.xml',
    ]);
  });
});

test('a merged topic leads to the other, also when that one is renamed or merged later', async () => {
  const [old, target] = [buildTopic('diplomacy'), buildTopic('weapons')];
  const room = await openNewsroom([story], { site: buildSite({ topics: [old, target] }) });
  await configure(room, [target], { diplomacy: 'weapons' });
  expect(await locationOf(room, '/topics/diplomacy/en/atom.xml')).toEqual([
    301,
    '/topics/weapons/en/atom.xml',
  ]);
  await configure(room, [{ ...target, slug: 'arms' }], { diplomacy: 'weapons' });
  expect(await locationOf(room, '/topics/diplomacy/rss.xml')).toEqual([
    301,
    '/topics/arms/rss.xml',
  ]);
  const third = buildTopic('security');
  await configure(room, [third], { weapons: 'security' });
  expect(await locationOf(room, '/topics/arms/rss.xml')).toEqual([301, '/topics/security/rss.xml']);
  expect(await locationOf(room, '/topics/weapons/rss.xml')).toEqual([
    301,
    '/topics/security/rss.xml',
  ]);
});

describe('a retired topic', () => {
  const retired = buildTopic('diplomacy', { retired: '2019-11-01' });

  test('tells JSON readers that it has ended, keeps its stories and takes no new ones', async () => {
    const room = await openNewsroom([story], {
      site: buildSite({ topics: [buildTopic('diplomacy')] }),
    });
    await configure(room, [retired]);
    await room.save(
      buildArticle({ id: 'urn:uuid:new', tags: ['diplomacy'], publishedAt: room.now }),
    );
    const feed = (await (await room.get('/topics/diplomacy/feed.json')).json()) as {
      readonly expired?: boolean;
      readonly items: readonly { readonly id: string }[];
    };
    expect(feed.expired).toBe(true);
    expect(feed.items.map(({ id }) => id)).toEqual([story.id]);
    expect(await (await room.get('/feed.json')).json()).not.toHaveProperty('expired');
  });

  test('is gone after sixty days, page and all', async () => {
    const room = await openNewsroom([story], { site: buildSite({ topics: [retired] }) });
    room.now = days(59);
    expect((await room.get('/topics/diplomacy/rss.xml')).status).toBe(200);
    room.now = days(60);
    for (const path of ['', '/rss.xml', '/en/atom.xml', '/archive/1/rss.xml'])
      expect((await room.get(`/topics/diplomacy${path}`)).status, path).toBe(410);
  });
});

test('a topic that is over is told to nobody: no list, no sitemap, no page names it', async () => {
  const stories = [1, 2, 3].map((number) =>
    buildArticle({
      id: `urn:uuid:${number}`,
      slug: `s${number}`,
      tags: ['diplomacy', 'weapons'],
      publishedAt: new Date(`2019-10-0${number}T00:00:00Z`),
    }),
  );
  const retired = buildTopic('diplomacy', { retired: '2019-11-01' });
  const topics = [retired, buildTopic('weapons')];
  const room = await openNewsroom(stories, { site: buildSite({ topics }) });
  const [first] = stories;
  const lists = [
    '/',
    '/opml.xml',
    '/opml.xml?kind=topic',
    '/feeds.json',
    '/feeds.json?kind=topic',
    '/sitemaps/pages.xml',
    '/topics/weapons',
    first === undefined ? '' : articlePath(first),
  ];
  const naming = async (): Promise<readonly string[]> => {
    const texts = await Promise.all(lists.map(async (path) => (await room.get(path)).text()));
    return lists.filter((_, index) => texts[index]?.includes('/topics/diplomacy'));
  };
  room.now = days(59);
  expect(await naming()).toEqual(lists);
  room.now = days(60);
  expect(await naming()).toEqual([]);
  expect((await room.get('/opml.xml?topic=diplomacy')).status).toBe(404);
});

describe('a topic with names in several languages', () => {
  const topic = buildTopic('diplomacy', { names: { en: 'Diplomacy', ja: '外交', ko: '외교' } });

  test('has a feed in each, before the first story too, and they name each other', async () => {
    const room = await openNewsroom([story], { site: buildSite({ topics: [topic] }) });
    const variants = (xml: string, path: string): readonly string[] =>
      readXml(xml, (query) => query(`${path}[@rel="alternate"][@hreflang]/@href`));
    const atom = await (await room.get('/topics/diplomacy/ja/atom.xml')).text();
    expect(variants(atom, '/atom:feed/atom:link')).toEqual([
      `${HOST}/topics/diplomacy/en/atom.xml`,
      `${HOST}/topics/diplomacy/ko/atom.xml`,
    ]);
    const rss = await (await room.get('/topics/diplomacy/rss.xml')).text();
    expect(variants(rss, '/rss/channel/atom:link')).toHaveLength(3);
    for (const language of ['en', 'ja', 'ko'])
      expect((await room.get(`/topics/diplomacy/${language}/feed.json`)).status).toBe(200);
    expect((await room.get('/topics/diplomacy/fr/feed.json')).status).toBe(404);
  });

  test('links its pages in other languages', async () => {
    const room = await openNewsroom([story], { site: buildSite({ topics: [topic] }) });
    const page = await (await room.get('/topics/diplomacy/en')).text();
    expect(page).toContain(
      `<link rel="alternate" hreflang="ja" href="${HOST}/topics/diplomacy/ja">`,
    );
    expect(page).toContain(`<a href="${HOST}/topics/diplomacy/ko" hreflang="ko" lang="ko">`);
  });
});

test('a topic with a picture of its own has it in its feeds', async () => {
  const imageUrl = 'https://news.example/media/diplomacy.png';
  const room = await openNewsroom([story], {
    site: buildSite({ topics: [buildTopic('diplomacy', { imageUrl })] }),
  });
  for (const file of ['rss.xml', 'atom.xml', 'feed.json'])
    expect(await (await room.get(`/topics/diplomacy/${file}`)).text()).toContain(imageUrl);
  expect(await (await room.get('/rss.xml')).text()).not.toContain(imageUrl);
});
