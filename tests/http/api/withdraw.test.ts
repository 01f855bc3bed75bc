import { describe, expect, test } from 'vitest';
import { articlePath } from '../../../src/feeds/urls.ts';
import { feedItems, pass, pathOf, placesOf, publicText, shown } from '../../helpers/api-client.ts';
import { buildPublication, buildSite } from '../../helpers/build.ts';
import { type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const PATH = pathOf(ID);
const STORY = {
  headline: 'Zyzzyva talks',
  standfirst: 'Zyzzyva in short.',
  bodyHtml: '<p>Zyzzyva text. <img src="/media/zyzzyva.jpg" alt="Zyzzyva"></p>',
  section: 'Politics',
  byline: 'A. Writer',
  tags: ['diplomacy', 'zyzzyva'],
  publishedAt: '2019-10-05T09:00:00Z',
  updatedAt: '2019-10-06T09:00:00Z',
};
const DAY = 86_400;

async function newsroom(more: object = {}, noticeDays = 14): Promise<Newsroom> {
  const site = buildSite({ publication: buildPublication({ noticeDays }) });
  const room = await openNewsroom([], { site });
  await room.call('PUT', pathOf('tag:x,2019:other'), { headline: 'Another', section: 'Politics' });
  expect((await room.call('PUT', PATH, { ...STORY, ...more })).status).toBe(201);
  pass(room, 60);
  return room;
}

const withdraw = (room: Newsroom, body?: object): Promise<Response> =>
  room.call('POST', `${PATH}/withdraw`, body);

async function pageOf(room: Newsroom): Promise<string> {
  const stored = await room.store.readArticle(ID);
  return articlePath({ id: ID, slug: stored?.article.slug ?? '' });
}

describe('a withdrawal', () => {
  test('takes the story out of everything that readers are told', async () => {
    const room = await newsroom();
    const page = await pageOf(room);
    const probes = [
      '/api/articles?q=zyzzyva',
      PATH,
      page,
      '/media/zyzzyva.jpg',
      '/sections/politics',
    ];
    expect(await publicText(room, probes)).toMatch(/zyzzyva/i);
    await withdraw(room);
    // The address of its page is all that is left of it.
    const text = (await publicText(room, probes)).replaceAll(page, '');
    expect(text).not.toMatch(/zyzzyva/i);
    expect(await (await room.get('/api/articles?q=zyzzyva')).json()).toEqual({ articles: [] });
    expect((await room.get(page)).status).toBe(410);
    expect((await room.get('/media/zyzzyva.jpg')).status).toBe(410);
    expect(await (await room.get('/opml.xml')).text()).not.toMatch(/zyzzyva/i);
  });

  test.each([
    ['en', 'Story withdrawn'],
    ['ja', '記事の取り消し'],
    ['ko-KR', '기사 취소'],
    ['fr', 'Story withdrawn'],
  ])('tells readers of %s under the same id, as a newer version', async (language, title) => {
    const room = await newsroom({ language });
    await withdraw(room, { note: 'The <source> was false.' });
    for (const item of await feedItems(room)) {
      if (item.id !== ID) continue;
      expect(item).toMatchObject({
        title,
        date_published: '2019-10-05T09:00:00Z',
        date_modified: '2019-11-01T12:01:00Z',
        content_html: expect.stringContaining('<p>The &lt;source&gt; was false.</p>'),
      });
    }
    expect((await feedItems(room)).map(({ id }) => id)).toContain(ID);
    const rss = await (await room.get('/topics/diplomacy/rss.xml')).text();
    expect(rss).toContain(title);
    expect(rss).toContain('<atom:updated>2019-11-01T12:01:00Z</atom:updated>');
    const told = await (await room.get(PATH)).json();
    expect(told).toMatchObject({ state: 'withdrawn', note: 'The <source> was false.' });
  });

  test.each([3, 14])('is told for %i days, then a tombstone is left', async (noticeDays) => {
    const room = await newsroom({}, noticeDays);
    await withdraw(room);
    const end = new Date(room.now.getTime() + noticeDays * DAY * 1_000);
    expect(await (await room.get(PATH)).json()).toMatchObject({ noticeUntil: end.toISOString() });
    const before = (await room.get('/atom.xml')).headers.get('etag');
    room.now = new Date(end.getTime() - 1);
    await room.tick();
    expect((await room.get('/atom.xml')).headers.get('etag')).toBe(before);
    room.now = end;
    await room.tick();
    expect((await room.get('/atom.xml')).headers.get('etag')).not.toBe(before);
    expect((await feedItems(room)).map(({ id }) => id)).not.toContain(ID);
    expect(await (await room.get('/tombstones/atom.xml')).text()).toContain(` ref="${ID}"`);
    expect((await room.get(PATH)).status).toBe(410);
    const [record] = await room.store.listAudit({ articleId: ID, limit: 1 });
    expect(record).toMatchObject({ actor: 'clock', detail: { from: 'withdrawn', to: 'removed' } });
  });

  test('keeps the end of its notice when the setting changes', async () => {
    const room = await newsroom({}, 3);
    await withdraw(room);
    const { noticeUntil } = (await (await room.get(PATH)).json()) as { noticeUntil: string };
    const site = buildSite({ publication: buildPublication({ noticeDays: 30 }) });
    room.state = { ...room.state, site };
    pass(room, DAY);
    await withdraw(room, { note: 'Another note.' });
    expect(await (await room.get(PATH)).json()).toMatchObject({ noticeUntil });
  });

  test('twice changes the note, not the date', async () => {
    const room = await newsroom();
    await withdraw(room, { note: 'First.' });
    const first = (await (await room.get(PATH)).json()) as { goneAt: string };
    pass(room, 3_600);
    expect((await withdraw(room, { note: 'Second.' })).status).toBe(200);
    expect(await (await room.get(PATH)).json()).toMatchObject({
      note: 'Second.',
      goneAt: first.goneAt,
    });
    const tags = (await room.get('/atom.xml')).headers.get('etag');
    pass(room, 3_600);
    expect((await withdraw(room, { note: 'Second.' })).status).toBe(200);
    expect((await room.get('/atom.xml')).headers.get('etag')).toBe(tags);
  });

  test('of what is gone already is 410, of nothing 404', async () => {
    const room = await newsroom();
    expect((await room.call('POST', `${pathOf('tag:none')}/withdraw`)).status).toBe(404);
    await room.call('DELETE', PATH);
    expect((await withdraw(room)).status).toBe(410);
  });

  test('refuses what it does not know', async () => {
    const room = await newsroom();
    const response = await withdraw(room, { note: '', noticeDays: 0 });
    expect([...(await placesOf(response))].sort()).toEqual([
      '/note field-invalid',
      '/noticeDays field-unknown',
    ]);
    expect((await room.get(PATH)).status).toBe(200);
  });

  test('followed by a PUT brings a newer version without notice or tombstone', async () => {
    const room = await newsroom();
    await withdraw(room, { note: 'False.' });
    pass(room, 10);
    expect((await room.call('PUT', PATH, STORY)).status).toBe(200);
    const item = (await feedItems(room)).find(({ id }) => id === ID);
    expect(item).toMatchObject({
      title: 'Zyzzyva talks',
      date_published: '2019-10-05T09:00:00Z',
      date_modified: '2019-11-01T12:01:10Z',
    });
    expect(await shown(room, ID)).not.toHaveProperty('withdrawal');
    expect(await (await room.get('/tombstones/atom.xml')).text()).not.toContain(` ref="${ID}"`);
  });
});

describe('a restored story', () => {
  const restore = (room: Newsroom): Promise<Response> => room.call('POST', `${PATH}/restore`);

  test.each([
    ['a full story', {}],
    ['a headline alone', { bodyHtml: '', standfirst: 'x' }],
    ['one with corrections', { corrections: [{ at: '2019-10-07', note: 'A name.' }] }],
  ])('of %s is as it was, byte for byte, and newer than its notice', async (_what, more) => {
    const room = await newsroom(more);
    const { meta: _old, updatedAt: _before, ...before } = await shown(room, ID);
    await withdraw(room, { note: 'False.' });
    pass(room, 60);
    const response = await restore(room);
    expect(response.status).toBe(200);
    const { meta: _new, updatedAt, ...after } = await shown(room, ID);
    expect(after).toEqual(before);
    expect(updatedAt).toBe('2019-11-01T12:02:00.000Z');
    expect(await (await room.get('/api/articles?q=talks')).json()).toMatchObject({
      articles: [{ id: ID }],
    });
    const tombstones = await (await room.get('/topics/diplomacy/tombstones/atom.xml')).text();
    expect(tombstones).not.toContain(` ref="${ID}"`);
    expect((await room.get(await pageOf(room))).status).toBe(200);
  });

  test('within the second of its withdrawal is still newer', async () => {
    const room = await newsroom();
    await withdraw(room);
    const notice = (await feedItems(room)).find(({ id }) => id === ID);
    await restore(room);
    const story = (await feedItems(room)).find(({ id }) => id === ID);
    expect(Date.parse(story?.date_modified ?? '')).toBeGreaterThan(
      Date.parse(notice?.date_modified ?? ''),
    );
  });

  test('comes back only while the notice stands, whether or not the clock was looked at', async () => {
    for (const isTicked of [true, false]) {
      const room = await newsroom({}, 3);
      await withdraw(room);
      pass(room, 3 * DAY);
      if (isTicked) await room.tick();
      expect((await restore(room)).status).toBe(410);
      expect(await publicText(room)).not.toMatch(/zyzzyva text/i);
    }
  });

  test('leaves no copy of its text behind when the notice ends', async () => {
    const room = await newsroom({}, 3);
    await withdraw(room);
    expect((await room.store.readArticle(ID))?.kept).toBeDefined();
    pass(room, 3 * DAY);
    await room.tick();
    expect(JSON.stringify(await room.store.readArticle(ID))).not.toMatch(/zyzzyva text/i);
  });

  test('that was not withdrawn is 409, one that is gone 410, none 404', async () => {
    const room = await newsroom();
    expect((await restore(room)).status).toBe(409);
    expect((await room.call('POST', `${pathOf('tag:none')}/restore`)).status).toBe(404);
    await room.call('DELETE', PATH);
    expect((await restore(room)).status).toBe(410);
  });

  test('that expired meanwhile does not come out again', async () => {
    const room = await newsroom({ expiresAt: '2019-11-01T13:00:00Z' });
    await withdraw(room);
    pass(room, 7_200);
    await restore(room);
    expect((await room.get(PATH)).status).toBe(410);
    expect((await feedItems(room)).map(({ id }) => id)).not.toContain(ID);
  });
});
