import { describe, expect, test } from 'vitest';
import {
  feedItems,
  feedTags,
  memoryFolder,
  pass,
  pathOf,
  placesOf,
  tokenHeaders,
} from '../../helpers/api-client.ts';
import { markdown } from '../../helpers/folder.ts';
import { type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const PATH = pathOf(ID);
const STORY = { headline: 'Envoys meet', bodyHtml: '<p>Text.</p>', tags: ['diplomacy'] };
const HELD = pathOf('tag:x,2019:held');
const EMBARGOED = pathOf('tag:x,2019:embargoed');
const WITHDRAWN = pathOf('tag:x,2019:withdrawn');

/** A newsroom with a story in every state, stopped. */
async function frozen(): Promise<Newsroom> {
  const room = await openNewsroom();
  await room.call('PUT', PATH, { ...STORY, expiresAt: '2019-11-03' });
  await room.call('PUT', HELD, { ...STORY, state: 'withheld' });
  await room.call('PUT', EMBARGOED, { ...STORY, embargoedUntil: '2019-11-02' });
  await room.call('PUT', WITHDRAWN, STORY);
  await room.call('POST', `${WITHDRAWN}/withdraw`);
  pass(room, 60);
  const set = await room.call('PUT', '/api/freeze', { note: 'A break-in.' });
  expect(set.status).toBe(200);
  return room;
}

/** What brings something out. */
const STOPPED: readonly (readonly [
  method: string,
  path: string,
  body: object | string | undefined,
])[] = [
  ['PUT', pathOf('tag:x,2019:new'), STORY],
  ['POST', '/api/articles', STORY],
  ['POST', '/api/articles', '{"headline":"a"}\n{"headline":"b","state":"withheld"}'],
  ['PUT', PATH, { ...STORY, headline: 'Envoys part' }],
  ['PUT', HELD, STORY],
  ['PUT', WITHDRAWN, STORY],
  ['PUT', `${PATH}?repairPublished=true`, { ...STORY, publishedAt: '2019-01-01' }],
  ['POST', `${PATH}/correct`, { note: 'x' }],
  ['POST', `${HELD}/release`, undefined],
  ['POST', `${EMBARGOED}/release`, undefined],
  ['POST', `${WITHDRAWN}/restore`, undefined],
];

/** What takes something back, or stays unseen. */
const THROUGH: readonly (readonly [method: string, path: string, body: object | undefined])[] = [
  ['POST', `${PATH}/withdraw`, { note: 'False.' }],
  ['POST', `${WITHDRAWN}/withdraw`, { note: 'Another note.' }],
  ['DELETE', PATH, undefined],
  ['POST', `${PATH}/erase`, undefined],
  ['PUT', PATH, { ...STORY, state: 'withheld' }],
  ['PUT', HELD, { ...STORY, headline: 'A draft', state: 'withheld' }],
  ['PUT', pathOf('tag:x,2019:new'), { ...STORY, embargoedUntil: '2020-01-01' }],
];

describe('the emergency stop', () => {
  test.each(STOPPED)(
    'refuses %s %s %j with 409, and no feed changes',
    async (method, path, body) => {
      const room = await frozen();
      const tags = await feedTags(room);
      const articles = await room.store.findArticles({}, { limit: 100 });
      const response = await room.call(method, path, body, { 'idempotency-key': 'k' });
      expect(response.status).toBe(409);
      expect(await response.clone().json()).toMatchObject({ code: 'frozen' });
      expect((await placesOf(response)).every((place) => place.endsWith('frozen'))).toBe(true);
      expect(await feedTags(room)).toEqual(tags);
      expect(await room.store.findArticles({}, { limit: 100 })).toEqual(articles);
      await room.call('DELETE', '/api/freeze');
      const after = await room.call(method, path, body, { 'idempotency-key': 'k' });
      expect(after.status).toBeLessThan(300);
    },
  );

  test.each(THROUGH)('lets %s %s through', async (method, path, body) => {
    const room = await frozen();
    expect((await room.call(method, path, body)).status).toBeLessThan(300);
  });

  test('keeps what an embargo would let out, and lets expire what is due', async () => {
    const room = await frozen();
    room.now = new Date('2019-11-04T00:00:00Z');
    await room.tick();
    expect((await feedItems(room)).map(({ id }) => id)).toEqual(['tag:x,2019:withdrawn']);
    expect((await room.get(EMBARGOED)).status).toBe(404);
    expect((await room.get(PATH)).status).toBe(410);
    expect((await room.call('DELETE', '/api/freeze')).status).toBe(200);
    expect((await room.get(EMBARGOED)).status).toBe(404);
    await room.tick();
    expect((await feedItems(room)).map(({ id }) => id)).toContain('tag:x,2019:embargoed');
  });

  test('keeps files of the folder waiting, and takes them in afterwards', async () => {
    const room = await openNewsroom();
    const folder = memoryFolder(room);
    folder.files.set('a.md', markdown('A story'));
    folder.files.set('b.md', markdown('Another'));
    await folder.sync();
    pass(room, 60);
    await room.call('PUT', '/api/freeze');
    folder.files.set('a.md', markdown('A story again'));
    folder.files.set('c.md', markdown('A third'));
    folder.files.delete('b.md');
    for (let time = 0; time < 2; time += 1) {
      const { problems } = await folder.sync();
      expect(problems.map(({ file, code }) => [file, code])).toEqual([
        ['a.md', 'publication-frozen'],
        ['c.md', 'publication-frozen'],
      ]);
    }
    expect((await feedItems(room)).map(({ title }) => title)).toEqual(['A story']);
    await room.call('DELETE', '/api/freeze');
    expect((await folder.sync()).problems).toEqual([]);
    expect((await feedItems(room)).map(({ title }) => title).sort()).toEqual([
      'A story again',
      'A third',
    ]);
  });

  test('that is set while requests are under way stops them', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, STORY);
    const [set, ...puts] = await Promise.all([
      room.call('PUT', '/api/freeze'),
      ...['a', 'b', 'c'].map((headline) => room.call('PUT', PATH, { headline })),
    ]);
    expect(set?.status).toBe(200);
    const out = puts.filter(({ status }) => status === 200).length;
    expect(puts.every(({ status }) => status === 200 || status === 409)).toBe(true);
    const records = await room.store.listAudit({ limit: 100 });
    const stop = records.find(({ action }) => action === 'freeze')?.number ?? 0;
    expect(records.filter(({ number }) => number > stop)).toEqual([]);
    expect(records.filter(({ action }) => action === 'update')).toHaveLength(out);
  });

  test('tells since when, by whom and why, and outlives a restart', async () => {
    const room = await frozen();
    const told = {
      frozen: true,
      at: '2019-11-01T12:01:00.000Z',
      actor: 'token:environment',
      note: 'A break-in.',
    };
    const reader = await tokenHeaders(room, 'read');
    expect(await (await room.get('/api/freeze', reader)).json()).toEqual(told);
    expect((await room.store.signal()).freeze).toMatchObject({ note: 'A break-in.' });
    await room.call('DELETE', '/api/freeze');
    expect(await (await room.get('/api/freeze', reader)).json()).toEqual({ frozen: false });
    expect((await room.call('DELETE', '/api/freeze')).status).toBe(200);
  });
});
