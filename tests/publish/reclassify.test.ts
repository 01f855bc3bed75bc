import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reclassify } from '../../src/publish/reclassify.ts';
import { installSite } from '../../src/publish/site-state.ts';
import { openPublication, type RunningPublication } from '../../src/runtime/publication.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { buildArticle, buildSite, buildTopic } from '../helpers/build.ts';
import { listPlaced, selectorState } from '../helpers/feed-reads.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

const FLOODS = 'id: floods\nname: {en: Floods}\nmatch:\n  - {tag: floods}\n';

let folder: EditorFolder;
let store: Store;
let isFailing: boolean;

beforeEach(async () => {
  folder = createFolder();
  folder.write('a.md', markdown('Rivers rise', 'tags: [floods]'));
  isFailing = false;
  const opened = createStore(await openSqlite(':memory:'));
  store = {
    ...opened,
    listArticles: async (afterId, limit) => {
      if (isFailing) throw new Error('the database is gone');
      return opened.listArticles(afterId, limit);
    },
  };
});

afterEach(async () => {
  await store.close();
  folder.destroy();
});

async function open(): Promise<RunningPublication> {
  const opened = await openPublication({
    folder: folder.path,
    store,
    baseUrl: 'https://news.example',
    fallbackUrl: '',
    now: () => new Date(),
    log: () => {},
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  await opened.value.sync();
  return opened.value;
}

async function members(publication: RunningPublication): Promise<number> {
  const response = await publication.app.request('/topics/floods/feed.json');
  return ((await response.json()) as { items: unknown[] }).items.length;
}

test('a walk that was cut short is done again by the next pass', async () => {
  const publication = await open();
  folder.write('topics/floods.yaml', FLOODS);
  isFailing = true;
  await expect(publication.sync()).rejects.toThrow('gone');
  isFailing = false;
  await publication.sync();
  expect(await members(publication)).toBe(1);
});

test('a walk that was cut short is done again by the next start', async () => {
  const publication = await open();
  folder.write('topics/floods.yaml', FLOODS);
  isFailing = true;
  await expect(publication.sync()).rejects.toThrow('gone');
  isFailing = false;
  expect(await members(await open())).toBe(1);
});

describe('a walk by changed rules', () => {
  const stories = Array.from({ length: 180 }, (_, index) =>
    buildArticle({
      id: `urn:example:${String(index).padStart(3, '0')}`,
      tags: index % 3 === 0 ? ['floods'] : ['rain'],
      section: index % 2 === 0 ? 'Even' : 'Odd',
    }),
  );
  const withTopics = (...tags: readonly string[]) =>
    buildSite({ topics: tags.map((tag) => buildTopic(tag)) });
  const open = async () => {
    const room = await openNewsroom(stories, { site: withTopics('rain') });
    const install = async (...tags: readonly string[]): Promise<void> => {
      room.state = await installSite(room.store, withTopics(...tags), room.now);
    };
    return { room, install, limits: { now: () => room.now } };
  };
  const seqs = async (room: Newsroom, keys: readonly string[]) =>
    Promise.all(keys.map(async (key) => (await selectorState(room.store, key))?.seq ?? 0));

  test('touches the feeds whose members change, and no other', async () => {
    const { room, install, limits } = await open();
    const others = ['main', 'section:even', 'section:odd', 'language:en', 'topic:rain'];
    const before = await seqs(room, others);
    room.now = new Date(room.now.getTime() + 60_000);
    await install('rain', 'floods');
    const progress = await reclassify(room.store, room.state, limits);
    expect(progress).toMatchObject({ done: 180, total: 180, changed: 60, isComplete: true });
    expect(await seqs(room, others)).toEqual(before);
    const feed = (await (await room.get('/topics/floods/feed.json')).json()) as { items: [] };
    expect(feed.items.length).toBeGreaterThanOrEqual(10);
    expect(
      (await room.store.listSelectors()).find(({ label }) => label === 'floods')?.members,
    ).toBe(60);
  });

  test('lets old stories into a feed by their own dates, in order of publication', async () => {
    const day = (index: number): Date => new Date(START.getTime() - (200 - index) * 86_400_000);
    const dated = stories.map((one, index) => ({
      ...one,
      // Ids run against time.
      publishedAt: day(180 - index),
      updatedAt: day(180 - index),
      tags: ['floods'],
    }));
    const room = await openNewsroom(dated, { site: withTopics('rain') });
    room.now = new Date(room.now.getTime() + 60_000);
    room.state = await installSite(room.store, withTopics('rain', 'floods'), room.now);
    await reclassify(room.store, room.state, { now: () => room.now });
    const oldest = await listPlaced(room.store, 'topic:floods', 1, 1);
    expect(oldest.map(({ id }) => id)).toEqual(['urn:example:179']);
    const feed = (await (await room.get('/topics/floods/feed.json')).json()) as {
      readonly items: readonly { readonly id: string }[];
      readonly next_url?: string;
    };
    // What no archive holds, the newest 30; nothing older has become news.
    expect(feed.items.map(({ id }) => id)).toEqual(
      Array.from({ length: 30 }, (_, index) => `urn:example:${String(index).padStart(3, '0')}`),
    );
    expect(feed.next_url).toBe('https://news.example/topics/floods/archive/3/feed.json');
  });

  test('goes on where it was interrupted, and is complete once', async () => {
    const { room, install, limits } = await open();
    await install('rain', 'floods');
    const first = await reclassify(room.store, room.state, { ...limits, maxArticles: 70 });
    expect(first).toMatchObject({ done: 70, total: 180, isComplete: false });
    const steps: number[] = [];
    const stopped = await reclassify(room.store, room.state, {
      ...limits,
      isStopping: () => steps.length === 1,
      onProgress: ({ done }) => void steps.push(done),
    });
    expect(stopped).toMatchObject({ done: 120, isComplete: false });
    expect((await installSite(room.store, room.state.site, room.now)).rulesChanged).toBe(true);
    expect(await reclassify(room.store, room.state, limits)).toMatchObject({
      done: 180,
      changed: 60,
      isComplete: true,
    });
    expect((await installSite(room.store, room.state.site, room.now)).rulesChanged).toBe(false);
    expect(await room.store.readWalk()).toBeUndefined();
  });

  test('begins anew when the rules change again on the way', async () => {
    const { room, install, limits } = await open();
    await install('rain', 'floods');
    await reclassify(room.store, room.state, { ...limits, maxArticles: 100 });
    await install('floods');
    expect(await reclassify(room.store, room.state, limits)).toMatchObject({
      done: 180,
      isComplete: true,
    });
    const members = (await room.store.listSelectors()).map(({ label, members: count }) => [
      label,
      count,
    ]);
    expect(members).toContainEqual(['floods', 60]);
    expect(members.map(([label]) => label)).not.toContain('rain');
  });

  test('takes what others write meanwhile as it is then', async () => {
    const { room, install, limits } = await open();
    await install('rain', 'floods');
    let isRaced = false;
    const racing: Store = {
      ...room.store,
      commit: async (change) => {
        const [write] = change.writes;
        if (!isRaced && write) {
          isRaced = true;
          await room.save({ ...write.article, headline: 'Written meanwhile', tags: [] });
        }
        return room.store.commit(change);
      },
    };
    const { changed } = await reclassify(racing, room.state, limits);
    expect([isRaced, changed]).toEqual([true, 59]);
    const raced = await room.store.readArticle('urn:example:000');
    expect([raced?.article.headline, raced?.topicIds]).toEqual(['Written meanwhile', []]);
  });
});

test('a large publication follows its rules second by second while it is served', async () => {
  for (let index = 0; index < 1_200; index += 1)
    folder.write(`many/${index}.md`, markdown(`Rain ${index}`, 'tags: [rain]'));
  const publication = await open();
  folder.write('topics/rain.yaml', FLOODS.replaceAll('floods', 'rain').replace('Floods', 'Rain'));
  await publication.sync();
  const health = async () =>
    (await (await publication.app.request('/healthz')).json()) as Record<string, unknown>;
  expect((await health())['reclassifying']).toEqual({ done: 1_000, total: 1_201 });
  await publication.tick();
  expect(await health()).not.toHaveProperty('reclassifying');
  const [rain] = (await store.listSelectors()).filter(({ label }) => label === 'rain');
  expect(rain?.members).toBe(1_200);
});
