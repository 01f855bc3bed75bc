import { describe, expect, test } from 'vitest';
import {
  feedItems,
  feedTags,
  pass,
  pathOf,
  placesOf,
  shown,
  tokenHeaders,
} from '../../helpers/api-client.ts';
import { openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const STORY = { headline: 'Envoys meet', bodyHtml: '<p>They met.</p>', tags: ['diplomacy'] };

async function warningsOf(response: Response): Promise<readonly string[]> {
  const { warnings } = (await response.json()) as {
    warnings: { pointer: string; code: string }[];
  };
  return warnings.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('the first publication', () => {
  test.each([
    ['earlier', '2019-01-01'],
    ['later', '2019-10-31T10:00:00Z'],
    ['ahead', '2020-01-01'],
  ])('stays when a PUT names one %s, and the answer warns', async (what, publishedAt) => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), { ...STORY, publishedAt: '2019-10-01' });
    pass(room, 3_600);
    const response = await room.call('PUT', pathOf(ID), { ...STORY, publishedAt });
    expect(response.status).toBe(200);
    const stays = what === 'ahead' ? 'date-in-future' : 'published-frozen';
    expect(await warningsOf(response)).toContain(`/publishedAt ${stays}`);
    const { meta: _meta, ...stored } = await shown(room, ID);
    expect(stored.publishedAt).toBe('2019-10-01T00:00:00.000Z');
  });

  test('is the moment of the first PUT without one', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), STORY);
    const first = (await shown(room, ID)).publishedAt;
    expect(first).toBe(room.now.toISOString());
    pass(room, 3_600);
    await room.call('PUT', pathOf(ID), { ...STORY, headline: 'Envoys part' });
    expect((await shown(room, ID)).publishedAt).toBe(first);
  });

  test('is the end of the embargo, and moves with it until then', async () => {
    const room = await openNewsroom();
    const embargoed = { ...STORY, publishedAt: '2019-10-01' };
    await room.call('PUT', pathOf(ID), { ...embargoed, embargoedUntil: '2019-11-02' });
    await room.call('PUT', pathOf(ID), { ...embargoed, embargoedUntil: '2019-11-03' });
    expect((await shown(room, ID)).publishedAt).toBe('2019-11-03T00:00:00.000Z');
    room.now = new Date('2019-11-03T00:00:00Z');
    await room.tick();
    await room.call('PUT', pathOf(ID), { ...embargoed, embargoedUntil: '2019-11-02' });
    expect(await shown(room, ID)).toMatchObject({
      state: 'public',
      publishedAt: '2019-11-03T00:00:00.000Z',
    });
  });

  test('is mended by an administrator, on the record; not by anybody else', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), { ...STORY, publishedAt: '2019-10-01' });
    const path = `${pathOf(ID)}?repairPublished=true`;
    const mended = { ...STORY, publishedAt: '2018-10-01' };
    const writer = await tokenHeaders(room, 'write');
    expect((await room.call('PUT', path, mended, writer)).status).toBe(403);
    expect((await shown(room, ID)).publishedAt).toBe('2019-10-01T00:00:00.000Z');
    expect((await room.call('PUT', path, mended)).status).toBe(200);
    expect((await shown(room, ID)).publishedAt).toBe('2018-10-01T00:00:00.000Z');
    const [record] = await room.store.listAudit({ articleId: ID, limit: 1 });
    expect(record).toMatchObject({
      actor: 'token:environment',
      action: 'repair',
      detail: { from: 'public', to: 'public', fields: expect.arrayContaining(['publishedAt']) },
    });
  });

  test('is mended without a trace left behind of corrections or of a loss', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), { ...STORY, publishedAt: '2019-10-01' });
    await room.call('POST', `${pathOf(ID)}/correct`, { note: 'The date was wrong.' });
    const { updatedAt } = await shown(room, ID);
    const path = `${pathOf(ID)}?repairPublished=true`;
    await room.call('PUT', path, { ...STORY, publishedAt: '2018-10-01' });
    expect(await shown(room, ID)).toMatchObject({
      updatedAt,
      corrections: [{ note: 'The date was wrong.' }],
    });
  });
});

describe('a repair', () => {
  const path = `${pathOf(ID)}?repairPublished=true`;

  test('does not take updatedAt back', async () => {
    const room = await openNewsroom();
    const updatedAt = '2019-10-20T00:00:00.000Z';
    await room.call('PUT', pathOf(ID), { ...STORY, publishedAt: '2019-10-01', updatedAt });
    await room.call('PUT', path, { ...STORY, publishedAt: '2018-10-01' });
    expect(await shown(room, ID)).toMatchObject({
      publishedAt: '2018-10-01T00:00:00.000Z',
      updatedAt,
    });
  });

  test('of a story that was taken back brings it out newer than its tombstone', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), { ...STORY, publishedAt: '2019-10-01' });
    await room.call('DELETE', pathOf(ID));
    pass(room, 60);
    await room.call('PUT', path, { ...STORY, publishedAt: '2018-10-01' });
    expect(await shown(room, ID)).toMatchObject({
      publishedAt: '2018-10-01T00:00:00.000Z',
      updatedAt: room.now.toISOString(),
    });
  });

  test('of no story is a first publication', async () => {
    const room = await openNewsroom();
    expect((await room.call('PUT', path, STORY)).status).toBe(201);
    expect(await room.store.listAudit({ limit: 1 })).toMatchObject([{ action: 'publish' }]);
  });
});

describe('updatedAt', () => {
  test('does not go back while readers have the story, whatever a PUT says', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), { ...STORY, publishedAt: '2019-10-01' });
    await room.call('PUT', pathOf(ID), { ...STORY, updatedAt: '2019-10-20' });
    await room.call('PUT', pathOf(ID), { ...STORY, headline: 'Envoys part' });
    expect((await shown(room, ID)).updatedAt).toBe('2019-10-20T00:00:00.000Z');
    await room.call('PUT', pathOf(ID), { ...STORY, updatedAt: '2019-10-10' });
    expect((await shown(room, ID)).updatedAt).toBe('2019-10-20T00:00:00.000Z');
  });

  test('far ahead does not push other stories out of the feed', async () => {
    const room = await openNewsroom();
    for (let number = 1; number <= 25; number += 1) {
      await room.call('PUT', pathOf(`tag:x,2019:${number}`), STORY);
    }
    expect(await feedItems(room)).toHaveLength(25);
    await room.call('PUT', pathOf('tag:x,2019:1'), { ...STORY, updatedAt: '2041-01-01' });
    expect(await feedItems(room)).toHaveLength(25);
    expect((await room.get('/feed.json')).headers.get('last-modified')).not.toMatch(/2041/);
  });

  test('is never before the first publication', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), {
      ...STORY,
      publishedAt: '2019-10-01',
      updatedAt: '2018-01-01',
    });
    expect((await shown(room, ID)).updatedAt).toBe('2019-10-01T00:00:00.000Z');
  });
});

describe('a PUT that leaves something out', () => {
  test('keeps the corrections, and drops every other field', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), { ...STORY, section: 'Politics', standfirst: 'In short.' });
    await room.call('POST', `${pathOf(ID)}/correct`, { note: 'First note.' });
    pass(room, 60);
    await room.call('POST', `${pathOf(ID)}/correct`, { note: 'Second note.' });
    const before = await shown(room, ID);
    pass(room, 60);
    await room.call('PUT', pathOf(ID), { headline: 'Envoys part' });
    const after = await shown(room, ID);
    expect(after['corrections']).toEqual(before['corrections']);
    expect(after.updatedAt).toBe(before.updatedAt);
    expect(after).not.toHaveProperty('section');
    expect(after).not.toHaveProperty('standfirst');
    expect(after.bodyHtml).toBe('');
  });

  test('drops them when it says so', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), STORY);
    await room.call('POST', `${pathOf(ID)}/correct`, { note: 'First note.' });
    await room.call('PUT', pathOf(ID), { ...STORY, corrections: [] });
    expect((await shown(room, ID))['corrections']).toEqual([]);
  });
});

const RICH = {
  headline: 'Envoys “meet” & part <at last>',
  standfirst: 'Two lines.\n\nOf a summary.',
  bodyHtml:
    '<p>STOCKHOLM, Oct. 5 (Kyodo) -- They met. <a href="/about?a=b&amp;c">About</a> <a href="https://other.example/">other</a></p><figure><img src="/media/2019/a b.jpg" alt="Hall"><figcaption>The hall</figcaption></figure><p><img src="https://img.example/x.png"></p>',
  byline: 'By A. Writer',
  authors: ['A. Writer', { name: 'B', url: 'https://b.example/', email: 'b@b.example' }],
  source: { name: '共同通信', url: 'https://kyodo.example/1', feedUrl: 'https://kyodo.example/f' },
  section: 'Politics',
  tags: ['diplomacy', 'Nordic'],
  subjects: ['medtop:16000000', { uri: 'urn:x:1', label: 'X' }],
  media: [
    { url: '/media/lead.jpg', width: 640, height: 480, caption: 'A\nB', credit: 'C', bytes: 7 },
    'https://cdn.example/sound.mp3',
  ],
  rights: '© 2019 Example',
  licenceUrl: 'https://licence.example/by',
  slugline: 'ENVOYS',
  urgency: 3,
  provider: { id: 'abc/1', version: '7' },
  translations: [{ language: 'ja', id: 'tag:x,2019:ja', url: 'https://ja.example/1' }],
  publishedAt: '2019-10-05T09:00:00.123Z',
  updatedAt: '2019-10-06T09:00:00+09:00',
  corrections: [{ at: '2019-10-05T12:00:00Z', note: 'A name.' }],
  language: 'en-GB',
};

const FORMS: readonly (readonly [what: string, input: object])[] = [
  ['a rich article', RICH],
  ['one with its own address', { ...RICH, url: 'https://paper.example/world/1.html?x=1' }],
  ['one on another page of our host', { ...RICH, url: 'https://news.example/world/1.html' }],
  ['a headline alone', { headline: 'Flash' }],
  ['plain text', { headline: 'x', bodyText: 'TOKYO (AP) -- One.\n\nTwo < three & four.' }],
  ['one under embargo', { ...RICH, embargoedUntil: '2020-01-01T00:00:00+09:00' }],
  ['one held back', { ...RICH, state: 'withheld' }],
  ['one held back without an end', { ...RICH, state: 'embargoed' }],
  ['one dated ahead', { ...RICH, publishedAt: '2020-05-05', updatedAt: '2020-05-06' }],
  ['one that will expire', { ...RICH, expiresAt: '2020-01-01' }],
  ['Japanese', { headline: '特使が会談', bodyText: '【ストックホルム共同】特使が会談した。' }],
  ['Korean', { headline: '특사 회담', bodyHtml: '<p>(서울=연합뉴스) 회담했다.</p>' }],
  [
    'a declared dateline',
    { ...RICH, dateline: { places: ['OSLO'], date: 'Oct. 7', agency: 'AP' } },
  ],
  ['a printed dateline', { ...RICH, dateline: 'OSLO, Oct. 7 (AP)' }],
  ['an old one', { headline: 'x', publishedAt: '1000-01-01', backCatalogue: true }],
  ['a late one', { headline: 'x', embargoedUntil: '9999-12-31T00:00:00Z' }],
];

describe('what GET gives', () => {
  test.each(FORMS)('of %s changes nothing when it is PUT back', async (_what, input) => {
    const room = await openNewsroom();
    const created = await room.call('PUT', pathOf(ID), input);
    expect(await placesOf(created.clone())).toEqual([]);
    expect(created.status).toBe(201);
    const tags = await feedTags(room);
    pass(room, 90);
    const got = await room.call('GET', pathOf(ID));
    const { meta, ...article } = (await got.json()) as Record<string, unknown>;
    const again = await room.call('PUT', pathOf(ID), { meta, ...article });
    expect(await placesOf(again.clone())).toEqual([]);
    expect(again.headers.get('etag')).toBe(created.headers.get('etag'));
    const { meta: _new, ...after } = await shown(room, ID);
    expect(after).toEqual(article);
    expect(await feedTags(room)).toEqual(tags);
  });

  test('after a correction and a release changes nothing either', async () => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), { ...RICH, state: 'withheld' });
    await room.call('POST', `${pathOf(ID)}/release`);
    await room.call('POST', `${pathOf(ID)}/correct`, {
      note: 'A place.',
      changes: { tags: ['x'] },
    });
    pass(room, 5);
    const got = await room.call('GET', pathOf(ID));
    const again = await room.call('PUT', pathOf(ID), (await got.json()) as object);
    expect(again.headers.get('etag')).toBe(got.headers.get('etag'));
  });
});
