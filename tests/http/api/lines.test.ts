import { describe, expect, test } from 'vitest';
import { feedItems, placesOf } from '../../helpers/api-client.ts';
import { type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const line = (id: string | undefined, more: object = {}): string =>
  JSON.stringify({ ...(id && { id }), headline: `Story ${id}`, ...more });

const post = (room: Newsroom, ...lines: readonly string[]): Promise<Response> =>
  room.call('POST', '/api/articles', lines.join('\n'));

async function expectNothingStored(room: Newsroom): Promise<void> {
  expect(await (await room.call('GET', '/api/articles?state=any')).json()).toEqual({
    articles: [],
  });
  expect(await (await room.call('GET', '/api/audit')).json()).toEqual({ records: [] });
}

describe('lines of JSON', () => {
  test('become articles, in one change each counted', async () => {
    const room = await openNewsroom();
    const response = await post(room, line('tag:x,2019:1'), '', line(undefined), '');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      created: 2,
      updated: 0,
      articles: [{ id: 'tag:x,2019:1' }, { id: 'urn:uuid:0190d3c0-0000-7000-9000-000000000001' }],
    });
    const again = await post(room, line('tag:x,2019:1'), line('tag:x,2019:2'));
    expect(await again.json()).toMatchObject({ created: 1, updated: 1 });
    expect(await feedItems(room)).toHaveLength(3);
  });

  test('may end in CR LF', async () => {
    const room = await openNewsroom();
    const response = await room.call(
      'POST',
      '/api/articles',
      `${line('tag:x,2019:1')}\r\n${line('tag:x,2019:2')}\r\n`,
    );
    expect(await response.json()).toMatchObject({ created: 2 });
  });

  test('with faults are refused as a whole, every fault with its line', async () => {
    const room = await openNewsroom();
    const response = await post(
      room,
      line('tag:x,2019:1'),
      '{"headline": broken}',
      '',
      line('tag:x,2019:2', { publishedAt: '2026-02-30', headlin: 1 }),
      line('tag:x,2019:3', { source: { name: 'x', more: 1 }, url: 'nowhere' }),
      line('tag:x,2019:1', { updatedAt: 'soon' }),
      '[]',
      line('tag:x,2019:4', { a: 1 }),
      line('tag:x,2019:4', { expiresAt: 'then' }),
    );
    expect(response.status).toBe(400);
    expect(await placesOf(response)).toEqual([
      '2  json-invalid',
      '4 /headlin field-unknown',
      '4 /publishedAt date-unreadable',
      '5 /source/more field-unknown',
      '5 /url url-unusable',
      '6 /id id-taken',
      '6 /updatedAt date-unreadable',
      '7  field-invalid',
      '8 /a field-unknown',
      '9 /id id-taken',
      '9 /expiresAt embargo-unreadable',
    ]);
    await expectNothingStored(room);
  });

  test('whose dates alone are wrong are told with their lines', async () => {
    const room = await openNewsroom();
    const response = await post(
      room,
      line('tag:x,2019:1'),
      line('tag:x,2019:2', { publishedAt: '2019-02-29' }),
      line(undefined, { expiresAt: 'never' }),
    );
    expect(response.status).toBe(422);
    expect(await placesOf(response)).toEqual([
      '2 /publishedAt date-unreadable',
      '3 /expiresAt embargo-unreadable',
    ]);
    await expectNothingStored(room);
  });

  test('of which one is erased for good change nothing', async () => {
    const room = await openNewsroom();
    await post(room, line('tag:x,2019:1'));
    await room.call('POST', '/api/articles/tag%3Ax%2C2019%3A1/erase');
    const response = await post(room, line('tag:x,2019:2'), line('tag:x,2019:1'));
    expect(response.status).toBe(410);
    expect(await placesOf(response)).toEqual(['2 gone']);
    expect(await feedItems(room)).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['empty lines', '\n\r\n \n'],
  ])('that are %s are refused', async (_what, body) => {
    const room = await openNewsroom();
    expect((await room.call('POST', '/api/articles', body)).status).toBe(422);
  });

  test('are at most 1,000; one more stores none of them', async () => {
    const room = await openNewsroom();
    const lines = Array.from({ length: 1_001 }, (_, index) => line(`tag:x,2019:${index}`));
    const response = await post(room, ...lines);
    expect(response.status).toBe(400);
    expect(await placesOf(response)).toEqual(['1001  too-many-lines']);
    await expectNothingStored(room);
    const all = await post(room, ...lines.slice(1));
    expect(await all.json()).toMatchObject({ created: 1_000 });
  });

  test('of the back catalogue enter by their own dates', async () => {
    const room = await openNewsroom();
    const old = line('tag:x,2019:1', { publishedAt: '1999-05-01' });
    const response = await room.call('POST', '/api/articles?backCatalogue=true', old);
    expect(response.status).toBe(200);
    expect(await (await room.get('/api/articles/tag%3Ax%2C2019%3A1')).json()).toMatchObject({
      publishedAt: '1999-05-01T00:00:00.000Z',
    });
  });

  test.each(['backcatalogue=true', 'backCatalogue=1', 'repairPublished=true'])(
    'with the parameter %s, which means nothing here, are refused',
    async (query) => {
      const room = await openNewsroom();
      const response = await room.call('POST', `/api/articles?${query}`, line('tag:x,2019:1'));
      expect(response.status).toBe(400);
      expect(await placesOf(response)).toEqual([`${query.split('=')[0]} parameter-invalid`]);
      await expectNothingStored(room);
    },
  );
});
