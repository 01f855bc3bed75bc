import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { mountApi } from '../../../src/http/api/routes.ts';
import { hashSecret } from '../../../src/text/hash.ts';
import { feedItems, pass, pathOf, placesOf, tokenHeaders } from '../../helpers/api-client.ts';
import { ADMIN_TOKEN, type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const PATH = pathOf('tag:x,2019:1');
const STORY = { headline: 'Envoys meet', bodyHtml: '<p>Zyzzyva.</p>' };
const keyed = (key: string): Record<string, string> => ({ 'idempotency-key': key });

async function whole(response: Response) {
  const headers = Object.fromEntries(response.headers);
  const { 'idempotency-replayed': replayed, ...rest } = headers;
  return {
    replayed,
    answer: { status: response.status, headers: rest, body: await response.text() },
  };
}

/** Every request that may be repeated. */
const REQUESTS: readonly (readonly [
  method: string,
  path: string,
  body: object | string | undefined,
])[] = [
  ['PUT', pathOf('tag:x,2019:new'), STORY],
  ['POST', '/api/articles', STORY],
  ['POST', '/api/articles', '{"headline":"a"}\n{"headline":"b"}'],
  ['POST', `${PATH}/correct`, { note: 'A name.' }],
  ['POST', `${PATH}/withdraw`, undefined],
  ['POST', `${PATH}/erase`, undefined],
  ['DELETE', PATH, undefined],
];

describe.each(REQUESTS)('%s %s under a key', (method, path, body) => {
  test('is carried out once; the answer is given again, also after a restart', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, STORY);
    const first = await whole(await room.call(method, path, body, keyed('k1')));
    expect(first.answer.status).toBeLessThan(300);
    expect(first.replayed).toBeUndefined();
    const stored = await room.store.findArticles({}, { limit: 10 });
    const audit = await room.store.listAudit({ limit: 100 });
    pass(room, 3_600);
    const second = await whole(await room.call(method, path, body, keyed('k1')));
    expect(second).toEqual({ replayed: 'true', answer: first.answer });
    const third = await whole(await restarted(room, [method, path, body], keyed('"k1"')));
    expect(third.answer.body).toBe(first.answer.body);
    expect(await room.store.findArticles({}, { limit: 10 })).toEqual(stored);
    expect(await room.store.listAudit({ limit: 100 })).toEqual(audit);
  });

  test('at once many times is one change', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, STORY);
    const before = (await room.store.listAudit({ limit: 100 })).length;
    const all = await Promise.all(
      Array.from({ length: 5 }, () => room.call(method, path, body, keyed('k1'))),
    );
    const answers = await Promise.all(all.map(whole));
    for (const { answer } of answers) expect(answer).toEqual(answers[0]?.answer);
    expect(answers.filter(({ replayed }) => replayed === undefined)).toHaveLength(1);
    const after = (await room.store.listAudit({ limit: 100 })).length;
    expect(after - before).toBe(typeof body === 'string' ? 2 : 1);
  });
});

/** The request to another app over the same store. */
async function restarted(
  room: Newsroom,
  [method, path, body]: (typeof REQUESTS)[number],
  headers: Record<string, string>,
): Promise<Response> {
  const app = new Hono();
  mountApi(app, {
    store: room.store,
    state: () => room.state,
    now: () => room.now,
    log: () => {},
    mintId: () => 'urn:uuid:another',
    environmentTokenHash: hashSecret(ADMIN_TOKEN),
  });
  const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json';
  return app.request(path, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(body !== undefined && { 'content-type': type }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

describe('a key', () => {
  test('that was used for another method, address, query or body is 422', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, STORY, keyed('k1'));
    for (const [method, path, body] of [
      ['PUT', PATH, { ...STORY, headline: 'Another' }],
      ['PUT', pathOf('tag:x,2019:2'), STORY],
      ['PUT', `${PATH}?repairPublished=true`, STORY],
      ['POST', '/api/articles', STORY],
      ['DELETE', PATH, undefined],
      ['POST', `${PATH}/withdraw`, undefined],
    ] as const) {
      const response = await room.call(method, path, body, keyed('k1'));
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: 'key-reused' });
    }
    expect((await feedItems(room)).map(({ title }) => title)).toEqual(['Envoys meet']);
  });

  test('belongs to the token that used it', async () => {
    const room = await openNewsroom();
    const [one, two] = [
      await tokenHeaders(room, 'write', { secret: 'one' }),
      await tokenHeaders(room, 'write', { secret: 'two' }),
    ];
    const first = await room.call('POST', '/api/articles', STORY, { ...one, ...keyed('k1') });
    const second = await room.call('POST', '/api/articles', STORY, { ...two, ...keyed('k1') });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await feedItems(room)).toHaveLength(2);
  });

  test.each(['', '""', 'x'.repeat(256), 'k\u00e9y', 'a\tb', '   '])('%j is none', async (key) => {
    const room = await openNewsroom();
    const response = await room.call('PUT', PATH, STORY, keyed(key));
    expect(response.status).toBe(400);
    expect(await placesOf(response)).toEqual(['Idempotency-Key key-invalid']);
    expect(await feedItems(room)).toEqual([]);
  });

  test('of a refused request is free again', async () => {
    const room = await openNewsroom();
    const refused = await room.call('PUT', PATH, { headline: '' }, keyed('k1'));
    expect(refused.status).toBe(422);
    expect((await room.call('POST', `${PATH}/correct`, { note: 'x' }, keyed('k1'))).status).toBe(
      404,
    );
    const stale = await room.call('PUT', PATH, STORY, { ...keyed('k1'), 'if-match': '"x"' });
    expect(stale.status).toBe(412);
    expect((await room.call('PUT', PATH, STORY, keyed('k1'))).status).toBe(201);
  });

  test('does not bring an erased story back', async () => {
    const room = await openNewsroom();
    await room.call('PUT', PATH, STORY, keyed('put'));
    const lines = `${JSON.stringify({ ...STORY, id: 'tag:x,2019:1' })}\n{"headline":"b"}`;
    await room.call('POST', '/api/articles', lines, keyed('lines'));
    await room.call('POST', `${PATH}/erase`, undefined, keyed('erase'));
    for (const response of [
      await room.call('PUT', PATH, STORY, keyed('put')),
      await room.call('POST', '/api/articles', lines, keyed('lines')),
    ]) {
      expect(response.status).toBe(410);
      expect(await response.text()).not.toMatch(/zyzzyva|envoys/i);
    }
    const erased = await room.call('POST', `${PATH}/erase`, undefined, keyed('erase'));
    expect(erased.status).toBe(200);
    expect(await erased.text()).not.toMatch(/zyzzyva|envoys/i);
  });

  test('is forgotten after a day', async () => {
    const room = await openNewsroom();
    const first = await room.call('POST', '/api/articles', STORY, keyed('k1'));
    pass(room, 24 * 3_600 + 1);
    await room.store.forgetReplies(new Date(room.now.getTime() - 24 * 3_600_000));
    const second = await room.call('POST', '/api/articles', STORY, keyed('k1'));
    expect([first.status, second.status]).toEqual([201, 201]);
  });
});
