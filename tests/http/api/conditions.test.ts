import { describe, expect, test } from 'vitest';
import { pathOf, shown } from '../../helpers/api-client.ts';
import { openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const PATH = pathOf(ID);
const STORY = { headline: 'Envoys meet' };
const OTHER = { headline: 'Envoys part' };

/** Every way to change a story. */
const WRITES: readonly (readonly [method: string, path: string, body: object | undefined])[] = [
  ['PUT', PATH, OTHER],
  ['POST', '/api/articles', { ...OTHER, id: ID }],
  ['POST', `${PATH}/correct`, { note: 'x', changes: OTHER }],
  ['POST', `${PATH}/withdraw`, undefined],
  ['POST', `${PATH}/erase`, undefined],
  ['DELETE', PATH, undefined],
];

describe.each(WRITES)('If-Match on %s %s', (method, path, body) => {
  test('with another tag, a weak one or none is 412 and stores nothing', async () => {
    const room = await openNewsroom();
    const created = await room.call('PUT', PATH, STORY);
    const etag = created.headers.get('etag') ?? '';
    const before = await room.store.readArticle(ID);
    for (const tags of ['"stale"', `W/${etag}`, etag.slice(1, -1), '', `"${etag}"`]) {
      const response = await room.call(method, path, body, { 'if-match': tags });
      expect([tags, response.status]).toEqual([tags, 412]);
    }
    expect(await room.store.readArticle(ID)).toEqual(before);
    expect(await room.store.listAudit({ limit: 10 })).toHaveLength(1);
  });

  test.each(['its tag', 'a list with it', '*'])('with %s goes through', async (form) => {
    const room = await openNewsroom();
    const created = await room.call('PUT', PATH, STORY);
    const etag = created.headers.get('etag') ?? '';
    const tags = form === '*' ? '*' : form === 'its tag' ? etag : `"a,b", W/"c", ${etag}`;
    expect((await room.call(method, path, body, { 'if-match': tags })).status).toBe(200);
  });

  test('with * where there is no article is 412', async () => {
    const room = await openNewsroom();
    expect((await room.call(method, path, body, { 'if-match': '*' })).status).toBe(412);
    expect(await room.store.readArticle(ID)).toBeUndefined();
  });
});

describe('If-None-Match', () => {
  test('* creates once', async () => {
    const room = await openNewsroom();
    const headers = { 'if-none-match': '*' };
    expect((await room.call('PUT', PATH, STORY, headers)).status).toBe(201);
    expect((await room.call('PUT', PATH, OTHER, headers)).status).toBe(412);
    expect((await shown(room, ID)).headline).toBe('Envoys meet');
  });

  test('* of two at once lets one in', async () => {
    const room = await openNewsroom();
    const both = await Promise.all(
      [STORY, OTHER].map((body) => room.call('PUT', PATH, body, { 'if-none-match': '*' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
  });

  test('with the tag, weak or strong, is 412 (RFC 9110 13.1.2)', async () => {
    const room = await openNewsroom();
    const etag = (await room.call('PUT', PATH, STORY)).headers.get('etag') ?? '';
    for (const tags of [etag, `W/${etag}`]) {
      expect((await room.call('PUT', PATH, OTHER, { 'if-none-match': tags })).status).toBe(412);
    }
    expect((await room.call('PUT', PATH, OTHER, { 'if-none-match': '"x"' })).status).toBe(200);
  });
});

describe('two clients that edit the same version', () => {
  test('one after the other: the second is told', async () => {
    const room = await openNewsroom();
    const etag = (await room.call('PUT', PATH, STORY)).headers.get('etag') ?? '';
    const first = await room.call('PUT', PATH, OTHER, { 'if-match': etag });
    const second = await room.call('PUT', PATH, { headline: 'Late' }, { 'if-match': etag });
    expect([first.status, second.status]).toEqual([200, 412]);
    expect((await shown(room, ID)).headline).toBe('Envoys part');
  });

  test('at once: one wins, however they interleave', async () => {
    const room = await openNewsroom();
    const etag = (await room.call('PUT', PATH, STORY)).headers.get('etag') ?? '';
    const all = await Promise.all(
      ['a', 'b', 'c', 'd'].map((headline) =>
        room.call('PUT', PATH, { headline }, { 'if-match': etag }),
      ),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });

  test('at once without a condition: both are stored, one after the other', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, STORY);
    const notes = ['one', 'two', 'three', 'four'];
    const all = await Promise.all(
      notes.map((note) => room.call('POST', `${PATH}/correct`, { note })),
    );
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { corrections } = (await shown(room, ID)) as unknown as {
      corrections: { note: string }[];
    };
    expect(corrections.map(({ note }) => note).sort()).toEqual([...notes].sort());
  });
});
