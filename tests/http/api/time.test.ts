import { describe, expect, test } from 'vitest';
import { articlePath } from '../../../src/feeds/urls.ts';
import { feedItems, pass, pathOf, publicText, shown } from '../../helpers/api-client.ts';
import { openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const PATH = pathOf(ID);
const STORY = { headline: 'Zyzzyva talks', bodyHtml: '<p>Text.</p>', tags: ['diplomacy'] };
const AT = '2019-11-01T13:00:00Z';

describe('an expiry', () => {
  test('takes the story out at its instant: a tombstone, no notice, 410', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, { ...STORY, expiresAt: AT });
    const page = articlePath({ id: ID, slug: (await shown(room, ID))['slug'] as string });
    room.now = new Date(Date.parse(AT) - 1);
    await room.tick();
    expect((await feedItems(room)).map(({ id }) => id)).toEqual([ID]);
    room.now = new Date(AT);
    await room.tick();
    expect(await feedItems(room)).toEqual([]);
    expect(await publicText(room)).not.toMatch(/zyzzyva|withdrawn/i);
    expect(await (await room.get('/tombstones/atom.xml')).text()).toContain(` ref="${ID}"`);
    const gone = await room.get(PATH);
    expect(gone.status).toBe(410);
    expect(await gone.json()).toMatchObject({
      state: 'expired',
      goneAt: '2019-11-01T13:00:00.000Z',
    });
    expect((await room.get(page)).status).toBe(410);
    expect((await room.call('GET', '/api/articles?state=expired')).status).toBe(200);
  });

  test('that a PUT moves ahead brings the story back, newer than its tombstone', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, { ...STORY, expiresAt: AT });
    room.now = new Date(AT);
    await room.tick();
    pass(room, 60);
    await room.call('PUT', PATH, { ...STORY, expiresAt: '2020-01-01' });
    expect(await shown(room, ID)).toMatchObject({
      publishedAt: '2019-11-01T12:00:00.000Z',
      updatedAt: '2019-11-01T13:01:00.000Z',
    });
    expect(await (await room.get('/tombstones/atom.xml')).text()).not.toContain(` ref="${ID}"`);
  });

  test('that lies in the past of a new story shows it to nobody', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, { ...STORY, expiresAt: '2019-10-01' });
    expect(await feedItems(room)).toEqual([]);
    expect(await publicText(room)).not.toMatch(/zyzzyva/i);
  });
});

describe('an embargo', () => {
  test('ends at its instant, never before', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, { ...STORY, embargoedUntil: AT });
    room.now = new Date(Date.parse(AT) - 1);
    await room.tick();
    expect(await feedItems(room)).toEqual([]);
    room.now = new Date(AT);
    await room.tick();
    expect(await feedItems(room)).toMatchObject([{ id: ID, date_published: AT }]);
  });

  test('that only a half readable date gives is refused, and what stood stays', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, { ...STORY, embargoedUntil: AT });
    const response = await room.call('PUT', PATH, { ...STORY, embargoedUntil: '1 Nov, noon' });
    expect(response.status).toBe(422);
    expect(await shown(room, ID)).toMatchObject({ state: 'embargoed' });
  });
});

describe('a release', () => {
  test.each([
    ['embargoed', { embargoedUntil: '2020-01-01' }],
    ['withheld', { state: 'withheld' }],
    ['embargoed without an end', { state: 'embargoed' }],
  ])('of a story that is %s publishes it now, for good', async (_what, more) => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, { ...STORY, publishedAt: '2019-10-01', ...more });
    pass(room, 90);
    const released = await room.call('POST', `${PATH}/release`);
    expect(released.status).toBe(200);
    const now = '2019-11-01T12:01:30.000Z';
    expect(await shown(room, ID)).toMatchObject({
      state: 'public',
      publishedAt: now,
      updatedAt: now,
    });
    expect(await shown(room, ID)).not.toHaveProperty('embargoedUntil');
    pass(room, 90 * 86_400);
    await room.tick();
    expect(await shown(room, ID)).toMatchObject({ state: 'public', publishedAt: now });
  });

  test('of one that readers had keeps its first publication', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, { ...STORY, publishedAt: '2019-10-01' });
    pass(room, 60);
    await room.call('PUT', PATH, { ...STORY, state: 'withheld' });
    pass(room, 60);
    await room.call('POST', `${PATH}/release`, { to: 'public' });
    expect(await shown(room, ID)).toMatchObject({
      publishedAt: '2019-10-01T00:00:00.000Z',
      updatedAt: '2019-11-01T12:02:00.000Z',
    });
  });

  test('of one that is out, or that no file holds, is 409; of none 404', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, STORY);
    expect((await room.call('POST', `${PATH}/release`)).status).toBe(409);
    expect((await room.call('POST', `${PATH}/release`, { to: 'public' })).status).toBe(409);
    expect((await room.call('POST', `${PATH}/release`, { to: 'file' })).status).toBe(409);
    expect((await room.call('POST', `${PATH}/release`, { to: 'everybody' })).status).toBe(422);
    expect((await room.call('POST', `${pathOf('tag:none')}/release`)).status).toBe(404);
  });

  test('of one that is gone is no way back', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, STORY);
    await room.call('DELETE', PATH);
    expect([409, 410]).toContain((await room.call('POST', `${PATH}/release`)).status);
    expect(await feedItems(room)).toEqual([]);
  });
});
