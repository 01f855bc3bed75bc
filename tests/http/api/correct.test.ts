import { describe, expect, test } from 'vitest';
import { feedItems, pass, pathOf, placesOf, shown } from '../../helpers/api-client.ts';
import { type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const PATH = pathOf(ID);
const STORY = {
  headline: 'Envoys meet',
  bodyHtml: '<p>STOCKHOLM, Oct. 5 (Kyodo) -- Seven of them met.</p>',
  publishedAt: '2019-10-05T09:00:00Z',
  tags: ['diplomacy'],
};

async function newsroom(story: object = STORY): Promise<Newsroom> {
  const room = await openNewsroom();
  expect((await room.call('PUT', PATH, story)).status).toBe(201);
  pass(room, 3_600);
  return room;
}

const correct = (room: Newsroom, note: string, changes?: object): Promise<Response> =>
  room.call('POST', `${PATH}/correct`, { note, ...(changes && { changes }) });

const text = async (room: Newsroom, path: string): Promise<string> => (await room.get(path)).text();

describe('a correction', () => {
  test('stands at the head of the text in every format, under the same id and date', async () => {
    const room = await newsroom();
    const [before] = await feedItems(room);
    const response = await correct(room, 'There were six, not <seven>.', {
      bodyHtml: '<p>STOCKHOLM, Oct. 5 (Kyodo) -- Six of them met.</p>',
    });
    expect(response.status).toBe(200);
    const [item] = await feedItems(room);
    expect(item).toMatchObject({
      id: ID,
      date_published: before?.date_published,
      date_modified: '2019-11-01T13:00:00Z',
      content_html: expect.stringMatching(
        /^<p><strong>Correction \(2019-11-01\):<\/strong> There were six, not &lt;seven&gt;\.<\/p><p>STOCKHOLM, Oct\. 5 \(Kyodo\) -- Six of them met\.<\/p>/,
      ),
    });
    const atom = await text(room, '/atom.xml');
    const rss = await text(room, '/rss.xml');
    for (const xml of [atom, rss]) {
      expect(xml).toContain('Correction (2019-11-01)');
      expect(xml).not.toContain('Seven of them');
    }
    expect(atom).toContain('<updated>2019-11-01T13:00:00Z</updated>');
    expect(atom).toContain('<published>2019-10-05T09:00:00Z</published>');
    expect(rss).toContain('<atom:updated>2019-11-01T13:00:00Z</atom:updated>');
    expect(rss).toContain('Sat, 05 Oct 2019 09:00:00 GMT');
  });

  test('keeps the one before, the newest first for readers', async () => {
    const room = await newsroom();
    await correct(room, 'The first.');
    pass(room, 60);
    await correct(room, 'The second.');
    const { corrections } = (await shown(room, ID)) as unknown as { corrections: object[] };
    expect(corrections).toEqual([
      { at: '2019-11-01T13:00:00.000Z', note: 'The first.' },
      { at: '2019-11-01T13:01:00.000Z', note: 'The second.' },
    ]);
    const [item] = await feedItems(room);
    expect(item?.content_html).toMatch(/The second\..*The first\./);
  });

  test('twice within one second gives two dates', async () => {
    const room = await newsroom();
    const dates = [];
    for (const note of ['The first.', 'The second.']) {
      await correct(room, note);
      dates.push((await feedItems(room))[0]?.date_modified);
    }
    expect(new Set(dates).size).toBe(2);
  });

  test('keeps the dateline when the new text has none, as the API shows it', async () => {
    const room = await newsroom();
    const { bodyHtml, dateline } = await shown(room, ID);
    expect(bodyHtml).toBe('<p>Seven of them met.</p>');
    await correct(room, 'Six.', { bodyHtml: bodyHtml.replace('Seven', 'Six') });
    expect(await shown(room, ID)).toMatchObject({ bodyHtml: '<p>Six of them met.</p>', dateline });
    await correct(room, 'Oslo.', { bodyHtml: '<p>OSLO (AP) -- Six of them met.</p>' });
    expect(await shown(room, ID)).toMatchObject({ dateline: { places: ['OSLO'] } });
  });

  test('reads its links where the story is published', async () => {
    const room = await newsroom({ ...STORY, url: 'https://paper.example/world/1.html' });
    await correct(room, 'A link.', {
      bodyHtml: '<p><a href="2.html">two</a><img src="3.jpg"></p>',
    });
    const { bodyHtml } = await shown(room, ID);
    expect(bodyHtml).toContain('href="https://paper.example/world/2.html"');
    expect(bodyHtml).toContain('src="https://paper.example/world/3.jpg"');
  });

  test('of the pictures keeps the one that the text shows', async () => {
    const bodyHtml = '<p><img src="/media/inline.jpg"></p>';
    const room = await newsroom({ ...STORY, bodyHtml, media: ['/media/a.jpg'] });
    await correct(room, 'A picture.', { media: ['/media/b.jpg'] });
    const got = await room.call('GET', PATH);
    const media = (await got.clone().json()) as { media: { url: string }[] };
    expect(media.media.map(({ url }) => url)).toEqual([
      'https://news.example/media/b.jpg',
      'https://news.example/media/inline.jpg',
    ]);
    const again = await room.call('PUT', PATH, (await got.json()) as object);
    expect(again.headers.get('etag')).toBe(got.headers.get('etag'));
  });

  test('changes what it names and nothing else', async () => {
    const room = await newsroom({ ...STORY, section: 'Politics', media: ['/media/a.jpg'] });
    const { meta: _old, ...before } = await shown(room, ID);
    await correct(room, 'A name.', { headline: 'Envoys part', tags: ['weapons'] });
    const { meta, ...after } = await shown(room, ID);
    expect(after).toEqual({
      ...before,
      headline: 'Envoys part',
      tags: ['weapons'],
      updatedAt: '2019-11-01T13:00:00.000Z',
      corrections: [{ at: '2019-11-01T13:00:00.000Z', note: 'A name.' }],
    });
    expect(meta).toMatchObject({ topics: ['weapons'] });
  });

  test.each([
    [{ publishedAt: '2019-01-01' }, '/changes/publishedAt field-unknown'],
    [{ updatedAt: '2019-01-01' }, '/changes/updatedAt field-unknown'],
    [{ id: 'x' }, '/changes/id field-unknown'],
    [{ slug: 'x' }, '/changes/slug field-unknown'],
    [{ url: 'https://x.example/' }, '/changes/url field-unknown'],
    [{ language: 'ja' }, '/changes/language field-unknown'],
    [{ state: 'withheld' }, '/changes/state field-unknown'],
    [{ embargoedUntil: '2020-01-01' }, '/changes/embargoedUntil field-unknown'],
    [{ corrections: [] }, '/changes/corrections field-unknown'],
    [{ meta: {} }, '/changes/meta field-unknown'],
    [{ headline: '' }, '/changes/headline field-invalid'],
    [{ source: { name: 'x', url: 'nowhere' } }, '/changes/source/url url-unusable'],
    [{ media: ['file:///x.jpg'] }, '/changes/media/0/url url-unusable'],
  ])('of %j is refused with its place', async (changes, place) => {
    const room = await newsroom();
    const before = await room.store.readArticle(ID);
    const response = await correct(room, 'x', changes);
    expect(response.status).toBe(422);
    expect(await placesOf(response)).toEqual([place]);
    expect(await room.store.readArticle(ID)).toEqual(before);
  });

  test('tells every fault at once', async () => {
    const room = await newsroom();
    const response = await room.call('POST', `${PATH}/correct`, {
      changes: { publishedAt: 'x', licenceUrl: 'nowhere', authors: [{ name: '' }] },
      more: 1,
    });
    expect([...(await placesOf(response))].sort()).toEqual([
      '/changes/authors/0/name field-invalid',
      '/changes/licenceUrl url-unusable',
      '/changes/publishedAt field-unknown',
      '/more field-unknown',
      '/note field-invalid',
    ]);
  });

  test.each([
    [
      'an embargoed',
      409,
      (room: Newsroom) => room.call('PUT', PATH, { ...STORY, state: 'embargoed' }),
    ],
    [
      'a withheld',
      409,
      (room: Newsroom) => room.call('PUT', PATH, { ...STORY, state: 'withheld' }),
    ],
    ['a withdrawn', 410, (room: Newsroom) => room.call('POST', `${PATH}/withdraw`)],
    ['a removed', 410, (room: Newsroom) => room.call('DELETE', PATH)],
    [
      'an expired',
      410,
      (room: Newsroom) => room.call('PUT', PATH, { ...STORY, expiresAt: '2019-11-01' }),
    ],
    ['an erased', 410, (room: Newsroom) => room.call('POST', `${PATH}/erase`)],
  ])('of %s story is refused with %i', async (_what, status, change) => {
    const room = await newsroom();
    await change(room);
    const before = await room.store.readArticle(ID);
    expect((await correct(room, 'x')).status).toBe(status);
    expect(await room.store.readArticle(ID)).toEqual(before);
  });

  test('of no story is 404', async () => {
    const room = await openNewsroom();
    expect((await correct(room, 'x')).status).toBe(404);
  });
});
