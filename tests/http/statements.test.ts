/** How many statements the database is asked for a request: D1 bills and bounds their number. */

import { describe, expect, test } from 'vitest';
import { FEED_FILES } from '../../src/feeds/urls.ts';
import type { Article } from '../../src/model/article.ts';
import { buildArticle } from '../helpers/build.ts';
import { type Newsroom, openNewsroom, START } from '../helpers/newsroom.ts';

const MOST = 3;

/** Enough for an archive in every feed. */
const stories: readonly Article[] = Array.from({ length: 60 }, (_, index) =>
  buildArticle({
    id: `urn:story:${index}`,
    headline: `Envoys meet ${index}`,
    section: 'World',
    publishedAt: new Date(START.getTime() - index * 3_600_000),
    updatedAt: new Date(START.getTime() - index * 3_600_000),
  }),
);

async function cost(
  room: Newsroom,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ readonly statements: number; readonly response: Response }> {
  const { reads, writes } = room.database;
  const response = await room.get(path, headers);
  await response.arrayBuffer();
  const statements = room.database.reads - reads + (room.database.writes - writes);
  return { statements, response };
}

const archive = async (room: Newsroom, file: string): Promise<string> => {
  const found = await room.get(`/sections/world/archive/1/${file}`);
  return new URL(found.headers.get('location') ?? '').pathname;
};

const paths: readonly [string, (room: Newsroom) => Promise<string>][] = [
  ...FEED_FILES.flatMap((file): [string, (room: Newsroom) => Promise<string>][] => [
    [`/${file}`, async () => `/${file}`],
    [`/sections/world/${file}`, async () => `/sections/world/${file}`],
    [`an archive as ${file}`, async (room) => archive(room, file)],
    [`a search as ${file}`, async () => `/search/${file}?q=envoys`],
    [`combined ${file}`, async () => `/feeds/${file}?section=world&author=none&author=some`],
  ]),
  ['/tombstones/atom.xml', async () => '/tombstones/atom.xml'],
];

describe.each(paths)('%s', (_name, pathIn) => {
  const open = async (): Promise<{ room: Newsroom; path: string }> => {
    const authors = ['some', 'none'].map((name) => ({ name }));
    const room = await openNewsroom(stories.map((story) => ({ ...story, authors })));
    return { room, path: await pathIn(room) };
  };

  test(`takes at most ${MOST} statements after a change, and one more document of it at most 2`, async () => {
    const { room, path } = await open();
    const first = await cost(room, path);
    expect(first.response.status).toBe(200);
    expect(first.statements).toBeLessThanOrEqual(MOST);
    room.cache.clear();
    expect((await cost(room, path)).statements).toBeLessThanOrEqual(MOST);
    expect((await cost(room, path)).statements).toBe(1);
  });

  test('takes one statement for a 304', async () => {
    const { room, path } = await open();
    const { response } = await cost(room, path);
    const again = await cost(room, path, { 'if-none-match': response.headers.get('etag') ?? '' });
    expect([again.response.status, again.statements]).toEqual([304, 1]);
  });
});

test('a delta after a change takes at most 3 statements', async () => {
  const room = await openNewsroom(stories);
  const { response } = await cost(room, '/atom.xml');
  await room.save(buildArticle({ id: 'urn:new', headline: 'News' }));
  const headers = { 'if-none-match': response.headers.get('etag') ?? '', 'a-im': 'feed' };
  const delta = await cost(room, '/atom.xml', headers);
  expect(delta.response.status).toBe(226);
  expect(delta.statements).toBeLessThanOrEqual(MOST);
});
