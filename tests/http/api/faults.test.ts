import { describe, expect, test } from 'vitest';
import { faultsOf, pathOf, placesOf, shown } from '../../helpers/api-client.ts';
import { type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const STORY = { headline: 'Envoys meet', bodyHtml: '<p>They met.</p>' };

async function countOf(room: Newsroom): Promise<number> {
  const list = await (await room.call('GET', '/api/articles?state=any')).json();
  return (list as { articles: unknown[] }).articles.length;
}

/** A field with its faulty value, and every place that is told. */
type Row = readonly [field: Record<string, unknown>, ...places: string[]];
const FAULTS: readonly Row[] = [
  [{ headline: 7 }, '/headline field-invalid'],
  [{ headline: '' }, '/headline field-invalid'],
  [{ headline: null }, '/headline field-invalid'],
  [{ headline: 'x'.repeat(1_001) }, '/headline field-invalid'],
  [{ headline: ' \u0000\n' }, '/headline field-invalid'],
  [{ tags: 'one, two' }, '/tags field-invalid'],
  [
    { tags: ['a', 7, '', {}] },
    '/tags/1 field-invalid',
    '/tags/2 field-invalid',
    '/tags/3 field-invalid',
  ],
  [{ tags: ['a', '\u0000'] }, '/tags/1 field-invalid'],
  [{ urgency: '3' }, '/urgency field-invalid'],
  [{ urgency: 0 }, '/urgency field-invalid'],
  [{ urgency: 1.5 }, '/urgency field-invalid'],
  [{ backCatalogue: 'true' }, '/backCatalogue field-invalid'],
  [{ state: 'draft' }, '/state field-invalid'],
  [{ url: 'ftp://x.example/' }, '/url url-unusable'],
  [{ url: '/world/1' }, '/url url-unusable'],
  [{ url: 'javascript:alert(1)' }, '/url url-unusable'],
  [{ licenceUrl: 'licence.txt' }, '/licenceUrl url-unusable'],
  [
    { source: { name: 'Kyodo', url: 'x', feedUrl: 'y' } },
    '/source/url url-unusable',
    '/source/feedUrl url-unusable',
  ],
  [{ source: { url: 'https://a.example/' } }, '/source/name field-invalid'],
  [{ source: { name: 'Kyodo', uri: 'x' } }, '/source/uri field-unknown'],
  [{ authors: ['A', { name: 'B', url: 'nowhere' }] }, '/authors/1/url url-unusable'],
  [{ authors: [{ name: 'B', mail: 'x' }] }, '/authors/0/mail field-unknown'],
  [{ authors: [{ name: 'B', email: 'not an address' }] }, '/authors/0/email field-invalid'],
  [{ authors: Array.from({ length: 201 }, (_, index) => `A${index}`) }, '/authors field-invalid'],
  [{ language: 'Klingonish!' }, '/language language-unknown'],
  [{ slug: 'Not A Slug' }, '/slug slug-repaired'],
  [{ subjects: ['war'] }, '/subjects/0 subject-unusable'],
  [{ subjects: [{ uri: 'medtop:16000000', lable: 'x' }] }, '/subjects/0/lable field-unknown'],
  [{ media: ['https://a.example/x.unknowable'] }, '/media/0 media-type-unknown'],
  [{ media: ['file:///etc/passwd'] }, '/media/0/url url-unusable'],
  [
    { media: [{ url: '/media/a.jpg', width: -1, height: '2' }] },
    '/media/0/width field-invalid',
    '/media/0/height field-invalid',
  ],
  [{ translations: [{ language: 'ja' }] }, '/translations/0 translation-unusable'],
  [{ dateline: { raw: 'BEIJING --', place: 'x' } }, '/dateline/place field-unknown'],
  [{ corrections: [{ at: 'yesterday', note: 'x' }] }, '/corrections/0/at date-unreadable'],
  [{ corrections: [{ at: '2019-10-01' }] }, '/corrections/0/note field-invalid'],
  [{ withdrawal: { at: '2019-13-01' }, state: 'withdrawn' }, '/withdrawal/at date-unreadable'],
  [{ provider: { version: '1' } }, '/provider/id field-invalid'],
  [{ publishedAt: '2026-02-30' }, '/publishedAt date-unreadable'],
  [{ publishedAt: '2019-02-29T10:00:00Z' }, '/publishedAt date-unreadable'],
  [{ publishedAt: '01/02/2019' }, '/publishedAt date-unreadable'],
  [{ publishedAt: '3 May 2019' }, '/publishedAt date-unreadable'],
  [{ publishedAt: '0000-01-01' }, '/publishedAt date-unreadable'],
  [{ publishedAt: '10000-01-01' }, '/publishedAt date-unreadable'],
  [{ publishedAt: '+010000-01-01T00:00:00Z' }, '/publishedAt date-unreadable'],
  [{ publishedAt: '2019-10-01T25:00:00Z' }, '/publishedAt date-unreadable'],
  [{ publishedAt: '2019-10-01T10:00:00 PST' }, '/publishedAt date-unreadable'],
  [{ publishedAt: 1_572_609_600 }, '/publishedAt field-invalid'],
  [{ updatedAt: '' }, '/updatedAt field-invalid'],
  [{ embargoedUntil: 'noon' }, '/embargoedUntil embargo-unreadable'],
  [{ embargoedUntil: null }, '/embargoedUntil field-invalid'],
  [{ expiresAt: '2019-11-31' }, '/expiresAt embargo-unreadable'],
  [{ title: 'x' }, '/title field-unknown'],
  [{ 'a/b~c': 1, '': 2 }, '/a~1b~0c field-unknown', '/ field-unknown'],
  [
    { constructor: 1, hasOwnProperty: 2 },
    '/constructor field-unknown',
    '/hasOwnProperty field-unknown',
  ],
];

describe('a faulty field', () => {
  test.each(FAULTS.map(([field, ...places]) => ({ field, places })))(
    '$field is told with its place, and nothing is stored',
    async ({ field, places }) => {
      const room = await openNewsroom();
      const response = await room.call('PUT', pathOf(ID), { ...STORY, ...field });
      expect(response.status).toBe(422);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect([...(await placesOf(response))].sort()).toEqual([...places].sort());
      expect(await countOf(room)).toBe(0);
    },
  );

  test('is told at once with every other one', async () => {
    const room = await openNewsroom();
    // What belongs together is one fault of one field in the table.
    const apart = FAULTS.filter(([field]) => Object.keys(field).length === 1);
    const byName = new Map(apart.map((row) => [Object.keys(row[0])[0], row]));
    const input = Object.assign({}, ...[...byName.values()].map(([field]) => field));
    const response = await room.call('PUT', pathOf(ID), input);
    const wanted = [...byName.values()].flatMap(([, ...places]) => places);
    expect([...(await placesOf(response))].sort()).toEqual(wanted.sort());
  });

  test('is explained without a word of how files are mended', async () => {
    const room = await openNewsroom();
    const input = Object.assign({}, ...FAULTS.map(([field]) => field));
    for (const { detail, hint } of await faultsOf(await room.call('PUT', pathOf(ID), input))) {
      expect(detail).not.toMatch(/left out|is used|withheld|the file/);
      expect(hint ?? '').not.toMatch(/the file|sidecar|folder/);
    }
  });

  test('may be a key called __proto__', async () => {
    const room = await openNewsroom();
    const body = `{"headline":"x","__proto__":{"state":"withheld"},"source":{"name":"a","__proto__":1}}`;
    const response = await room.call('PUT', pathOf(ID), body, {
      'content-type': 'application/json',
    });
    expect([...(await placesOf(response))].sort()).toEqual([
      '/__proto__ field-unknown',
      '/source/__proto__ field-unknown',
    ]);
  });
});

describe('a body', () => {
  const deep = (open: string, close: string): string =>
    open.repeat(100_000) + close.repeat(100_000);

  test.each([
    ['empty', '', 400, /end/],
    ['broken', '{"headline": "x", }', 400, /position 18|line 1/],
    ['cut off', '{"headline": "x', 400, /position|end/],
    ['no JSON', 'headline: x', 400, /"?headline/],
    ['two values', '{}{}', 400, /position 2/],
    ['not a number', '{"urgency": NaN}', 400, /N/],
    ['a brackets storm', deep('[', ''), 400, /./],
  ])('that is %s is refused with the place', async (_what, body, status, place) => {
    const room = await openNewsroom();
    const response = await room.call('PUT', pathOf(ID), body, {
      'content-type': 'application/json',
    });
    expect(response.status).toBe(status);
    const [fault] = await faultsOf(response);
    expect(fault).toMatchObject({ code: 'json-invalid', detail: expect.stringMatching(place) });
    expect(fault?.detail.length).toBeLessThan(400);
  });

  test.each([
    ['null', 'null'],
    ['an empty list', '[]'],
    ['a number', '7'],
    ['a text', '"x"'],
    ['a list of articles', '[{"headline":"x"}]'],
    ['100,000 lists in lists', deep('[', ']')],
  ])('that is %s is refused', async (_what, body) => {
    const room = await openNewsroom();
    for (const [method, path] of [
      ['PUT', pathOf(ID)],
      ['POST', '/api/articles'],
      ['POST', `${pathOf(ID)}/correct`],
      ['POST', `${pathOf(ID)}/withdraw`],
      ['PUT', '/api/freeze'],
    ] as const) {
      const response = await room.call(method, path, body, {
        'content-type': 'application/json',
      });
      expect([path, response.status]).toEqual([path, 422]);
      expect(await placesOf(response)).toEqual([' field-invalid']);
    }
  });

  test.each([
    ['a list', `{"headline":"x","tags":${deep('[', ']')}}`, '/tags/0 field-invalid'],
    [
      'an unknown field',
      `{"headline":"x","more":${deep('{"a":', '}').replace('{"a":}', '{}')}}`,
      '/more field-unknown',
    ],
    ['a name', `{"headline":"x","source":${deep('[', ']')}}`, '/source field-invalid'],
  ])('with 100,000 brackets in %s is refused, not run into', async (_what, body, place) => {
    const room = await openNewsroom();
    const response = await room.call('PUT', pathOf(ID), body, {
      'content-type': 'application/json',
    });
    expect(await placesOf(response)).toEqual([place]);
  });

  test('may hold anything under `meta`, which is ours', async () => {
    const room = await openNewsroom();
    const body = `{"headline":"x","meta":${deep('[', ']')}}`;
    const headers = { 'content-type': 'application/json' };
    expect((await room.call('PUT', pathOf(ID), body, headers)).status).toBe(201);
  });

  test('may begin with a byte order mark', async () => {
    const room = await openNewsroom();
    const body = `\ufeff${JSON.stringify(STORY)}`;
    const headers = { 'content-type': 'application/json' };
    expect((await room.call('PUT', pathOf(ID), body, headers)).status).toBe(201);
    expect((await room.call('POST', '/api/articles', body)).status).toBe(200);
  });

  test('that is not UTF-8 is refused', async () => {
    const room = await openNewsroom();
    const { authorization } = { authorization: 'Bearer a-token-for-tests-only' };
    const bytes = new Uint8Array([...new TextEncoder().encode('{"headline":"'), 0xff, 0x22, 0x7d]);
    for (const type of ['application/json', 'application/x-ndjson']) {
      const response = await room.app.request('/api/articles', {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        body: bytes,
      });
      expect(response.status).toBe(400);
      expect(await placesOf(response)).toEqual([' encoding-not-utf8']);
    }
  });

  test.each(['text/plain', 'application/xml', 'application/x-ndjson', 'multipart/form-data', ''])(
    'of the type %j is refused with 415 and the types that are read',
    async (type) => {
      const room = await openNewsroom();
      const response = await room.call('PUT', pathOf(ID), STORY, { 'content-type': type });
      expect(response.status).toBe(415);
      expect(response.headers.get('accept')).toBe('application/json');
    },
  );

  test('with a key twice says so, since nobody knows which is meant', async () => {
    const room = await openNewsroom();
    const body =
      '{"headline":"x","embargoedUntil":"2019-12-01","authors":[{"name":"a","name":"b"}],"embargoedUntil":"2019-11-01"}';
    const response = await room.call('PUT', pathOf(ID), body, {
      'content-type': 'application/json',
    });
    expect(response.status).toBe(400);
    expect(await placesOf(response)).toEqual([
      '/authors/0/name key-twice',
      '/embargoedUntil key-twice',
    ]);
    expect(await countOf(room)).toBe(0);
  });

  test('full of unknown fields is refused soon and briefly', async () => {
    const room = await openNewsroom();
    const many = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, index) => [`headlin${index}`, 0]),
    );
    const response = await room.call('PUT', pathOf(ID), { ...STORY, ...many });
    expect(response.status).toBe(422);
    const faults = await faultsOf(response);
    expect(faults).toHaveLength(100);
    expect(faults[0]).toMatchObject({ hint: 'did you mean headline?' });
  });
});

describe('text with characters that no feed can carry', () => {
  const foul = 'a\u0000b\ufdd0/evil\ud800\ufffec';

  test('is cleaned in every field, and forges no address of ours', async () => {
    const room = await openNewsroom();
    const response = await room.call('PUT', pathOf(ID), {
      headline: foul,
      standfirst: foul,
      bodyHtml: `<p title="${foul}">${foul} <a href="\ufdd0/x">x</a></p>`,
      byline: foul,
      authors: [foul, { name: foul }],
      source: { name: foul },
      section: foul,
      tags: [foul],
      subjects: [{ uri: 'medtop:16000000', label: foul }],
      media: [{ url: '/media/a.jpg', alt: foul, caption: foul, credit: foul }],
      rights: foul,
      slugline: foul,
      dateline: { raw: foul, places: [foul], agency: foul, date: foul },
      provider: { id: foul, version: foul },
      corrections: [{ at: '2019-10-01', note: foul }],
      translations: [{ language: 'ja', id: foul }],
    });
    expect(response.status).toBe(201);
    await room.call('POST', `${pathOf(ID)}/correct`, { note: foul, changes: { tags: [foul] } });
    const text = JSON.stringify(await shown(room, ID));
    expect(text).not.toMatch(/\\u0000|\\ud800|\\ufffe|\ufdd0|\ufffe/i);
    expect(text).not.toContain('bhttps://news.example/evil');
    await room.call('POST', `${pathOf(ID)}/withdraw`, { note: foul });
    const gone = await (await room.get(pathOf(ID))).text();
    expect(gone).not.toMatch(/\\u0000|\\ud800|\\ufffe|\ufdd0|https:\/\/news.example\/evil/);
    for (const file of ['rss.xml', 'atom.xml', 'feed.json']) {
      expect(await (await room.get(`/${file}`)).text()).not.toMatch(
        /[\u0000\ufdd0\ufffe]|example\/evil/,
      );
    }
  });

  test.each(['correct', 'withdraw'])('alone is no note of /%s', async (verb) => {
    const room = await openNewsroom();
    await room.call('PUT', pathOf(ID), STORY);
    const response = await room.call('POST', `${pathOf(ID)}/${verb}`, { note: ' \u0000\n ' });
    expect(response.status).toBe(422);
    expect(await placesOf(response)).toEqual(['/note field-invalid']);
  });
});
