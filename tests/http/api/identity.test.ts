import { describe, expect, test } from 'vitest';
import { feedItems, feedTags, pathOf, placesOf, publicText } from '../../helpers/api-client.ts';
import { openNewsroom } from '../../helpers/newsroom.ts';

const STORY = { headline: 'Envoys meet', bodyHtml: '<p>They met.</p>', tags: ['diplomacy'] };

const IDS = [
  'urn:uuid:0190d3c0-0000-7000-8000-0000000000aa',
  'tag:news.example,2019:wire/1',
  'https://news.example/world/story?a=b&c=d#part',
  'an id with spaces',
  '100%25 of 50% is %2F',
  'a/b//c',
  '記事/2019-11-01/第1号',
  '🚀 launch',
  'it\'s (quoted) "here" <b>&amp;</b> ]]>',
  'e\u0301 is not \u00e9',
  'new',
  `x${'y'.repeat(999)}`,
];

describe('an id in the address', () => {
  test.each(IDS)('%s comes out of every format as it went in', async (id) => {
    const room = await openNewsroom();
    const created = await room.call('PUT', pathOf(id), STORY);
    expect(created.status).toBe(201);
    expect(await created.json()).toMatchObject({ id });
    const location = created.headers.get('location') ?? '';
    const { pathname } = new URL(location);
    expect(await (await room.call('GET', pathname)).json()).toMatchObject({ id });
    expect((await feedItems(room)).map((item) => item.id)).toEqual([id]);
    const guid = xmlText(await (await room.get('/rss.xml')).text(), 'guid');
    expect(guid).toBe(id);
    const changes = await (await room.get('/api/changes')).json();
    expect(changes).toMatchObject({ changes: [{ id }] });
  });

  test.each(IDS.filter((id) => /^(?:urn|tag|https):/.test(id)))(
    '%s is the Atom id and the reference of its tombstone',
    async (id) => {
      const room = await openNewsroom();
      await room.call('PUT', pathOf(id), STORY);
      expect(xmlText(entryOf(await (await room.get('/atom.xml')).text()), 'id')).toBe(id);
      await room.call('DELETE', pathOf(id));
      const tombstones = await (await room.get('/tombstones/atom.xml')).text();
      expect(unescaped(/ ref="([^"]*)"/.exec(tombstones)?.[1] ?? '')).toBe(id);
      expect((await room.get(pathOf(id))).status).toBe(410);
    },
  );

  test.each([
    ['a control character', 'a%00b'],
    ['a line break', 'a%0Ab'],
    ['a surrogate half', 'a%ED%A0%80'],
    ['a byte that is no UTF-8', 'a%FF'],
    ['half an escape', 'a%2'],
    ['a noncharacter', 'a%EF%B7%90'],
    ['white space at its ends', '%20a'],
    ['doubled white space, which XML readers fold', 'a%20%20b'],
    ['a line separator', 'a%E2%80%A8b'],
    ['more than 1,000 characters', 'x'.repeat(1_001)],
  ])('with %s is refused, and nobody finds one', async (_what, segment) => {
    const room = await openNewsroom();
    const put = await room.call('PUT', `/api/articles/${segment}`, STORY);
    expect(put.status).toBe(422);
    expect(await placesOf(put)).toEqual(['id id-unusable']);
    expect((await room.call('GET', `/api/articles/${segment}`)).status).toBe(404);
    expect((await room.call('POST', `/api/articles/${segment}/withdraw`)).status).toBe(404);
    expect((await room.call('DELETE', `/api/articles/${segment}`)).status).toBe(404);
    expect(await (await room.call('GET', '/api/articles?state=any')).json()).toEqual({
      articles: [],
    });
  });

  test.each(['a\u0000b', '\ud800', ' a', 'a ', 'x'.repeat(1_001), '\ufdd0', '.', '..'])(
    'in a body that is posted is refused as well: %j',
    async (id) => {
      const room = await openNewsroom();
      const one = await room.call('POST', '/api/articles', { ...STORY, id });
      expect(one.status).toBe(422);
      expect((await placesOf(one)).map((place) => place.split(' ')[0])).toEqual(['/id']);
      const lines = await room.call('POST', '/api/articles', JSON.stringify({ ...STORY, id }));
      expect(lines.status).toBe(422);
    },
  );

  test('differs from the one in the body: refused, with every other fault', async () => {
    const room = await openNewsroom();
    const response = await room.call('PUT', pathOf('tag:x,2019:1'), {
      ...STORY,
      id: 'tag:x,2019:2',
      headlin: 'x',
      updatedAt: 'soon',
      urgency: 10,
    });
    expect(response.status).toBe(422);
    expect([...(await placesOf(response))].sort()).toEqual([
      '/headlin field-unknown',
      '/id id-changed',
      '/updatedAt date-unreadable',
      '/urgency field-invalid',
    ]);
    expect((await room.call('GET', pathOf('tag:x,2019:1'))).status).toBe(404);
  });
});

describe('PUT', () => {
  test('creates with 201 and replaces with 200 under the same id', async () => {
    const room = await openNewsroom();
    const created = await room.call('PUT', pathOf('tag:x,2019:1'), STORY);
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(
      'https://news.example/api/articles/tag%3Ax%2C2019%3A1',
    );
    const tag = created.headers.get('etag');
    expect(tag).toMatch(/^"[0-9a-f]+"$/);
    expect((await room.get(pathOf('tag:x,2019:1'))).headers.get('etag')).toBe(tag);
    const replaced = await room.call('PUT', pathOf('tag:x,2019:1'), {
      ...STORY,
      headline: 'Envoys part',
    });
    expect(replaced.status).toBe(200);
    expect(replaced.headers.get('location')).toBeNull();
    expect(replaced.headers.get('etag')).not.toBe(tag);
    expect((await feedItems(room)).map(({ title }) => title)).toEqual(['Envoys part']);
  });

  test.each([
    ['a plain story', {}],
    ['one under embargo', { embargoedUntil: '2019-12-24T10:00:00Z' }],
    ['one held back', { state: 'withheld' }],
    ['one with a picture', { media: ['/media/a.jpg'] }],
    ['one with dates', { publishedAt: '2019-10-01', updatedAt: '2019-10-02T09:00:00+09:00' }],
  ])('of %s again, an hour later, changes nothing', async (_what, more) => {
    const room = await openNewsroom();
    const first = await room.call('PUT', pathOf('tag:x,2019:1'), { ...STORY, ...more });
    const tags = await feedTags(room);
    const changes = await publicText(room);
    room.now = new Date(room.now.getTime() + 3_600_000);
    const second = await room.call('PUT', pathOf('tag:x,2019:1'), { ...STORY, ...more });
    expect(second.status).toBe(200);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await feedTags(room)).toEqual(tags);
    expect(await publicText(room)).toBe(changes);
  });
});

function entryOf(atom: string): string {
  return atom.slice(atom.indexOf('<entry'));
}

function xmlText(xml: string, name: string): string {
  return unescaped(new RegExp(`<${name}[^>]*>([\\s\\S]*?)</${name}>`).exec(xml)?.[1] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_all, hex, decimal, name) =>
    name === undefined
      ? String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
      : name === 'apos'
        ? "'"
        : (ENTITIES[name] ?? ''),
  );
}
