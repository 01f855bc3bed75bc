/** Topics that share stories, on a topic's page. */

import { expect, test } from 'vitest';
import { buildArticle, buildSite, buildTopic } from '../helpers/build.ts';
import { type Newsroom, openNewsroom } from '../helpers/newsroom.ts';

const TOPICS = ['floods', 'rain', 'rivers', 'dams'];
const story = (id: string, ...tags: readonly string[]) =>
  buildArticle({ id: `urn:example:${id}`, slug: id, tags });

const STORIES = [
  story('a', 'floods', 'rain', 'rivers'),
  story('b', 'floods', 'rain', 'rivers'),
  story('c', 'floods', 'rain', 'rivers', 'dams'),
  story('d', 'floods', 'rain', 'dams'),
];

const open = (): Promise<Newsroom> =>
  openNewsroom(STORIES, { site: buildSite({ topics: TOPICS.map((id) => buildTopic(id)) }) });

async function related(room: Newsroom, path: string): Promise<readonly string[]> {
  const page = await (await room.get(path)).text();
  const [, list = ''] = /Related topics<\/h2>([\s\S]*?)<\/nav>/.exec(page) ?? [];
  return [...list.matchAll(/href="https:\/\/news\.example([^"]+)"/g)].map(([, href = '']) => href);
}

test('a page links topics that share three stories or more, those that share most first', async () => {
  const room = await open();
  expect(await related(room, '/topics/floods')).toEqual(['/topics/rain', '/topics/rivers']);
  expect(await related(room, '/topics/floods/en')).toEqual(['/topics/rain', '/topics/rivers']);
  expect(await related(room, '/topics/dams')).toEqual([]);
});

test('the front page and other kinds of feeds have none', async () => {
  const room = await open();
  expect(await related(room, '/')).toEqual([]);
  expect(await related(room, '/languages/en')).toEqual([]);
});

test('a page follows the stories at once', async () => {
  const room = await open();
  await related(room, '/topics/floods');
  await room.save(story('e', 'floods', 'dams'));
  expect(await related(room, '/topics/floods')).toEqual([
    '/topics/rain',
    '/topics/dams',
    '/topics/rivers',
  ]);
});
