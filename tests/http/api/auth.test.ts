import { describe, expect, test } from 'vitest';
import { pathOf, tokenHeaders } from '../../helpers/api-client.ts';
import { ADMIN_TOKEN, type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const STORY = { headline: 'Envoys meet' };
const at = (verb: string): string => `${pathOf(ID)}/${verb}`;

/** Every request that a token is needed for, with the least scope. */
type Row = readonly [method: string, path: string, scope: string, body: object | undefined];
const REQUESTS = (
  [
    ['GET', '/api/articles?state=any', 'read'],
    ['GET', '/api/articles?state=embargoed', 'read'],
    ['GET', '/api/freeze', 'read'],
    ['POST', '/api/topics/preview', 'read', { topic: '' }],
    ['PUT', pathOf(ID), 'write', STORY],
    ['POST', '/api/articles', 'write', STORY],
    ['POST', at('correct'), 'write', { note: 'x' }],
    ['POST', at('withdraw'), 'write'],
    ['POST', at('restore'), 'write'],
    ['POST', at('release'), 'write'],
    ['DELETE', pathOf(ID), 'write'],
    ['PUT', `${pathOf(ID)}?repairPublished=true`, 'admin', STORY],
    ['POST', at('erase'), 'admin'],
    ['PUT', '/api/freeze', 'admin'],
    ['DELETE', '/api/freeze', 'admin'],
    ['GET', '/api/audit', 'admin'],
  ] as const
).map(([method, path, scope, body]): Row => [method, path, scope, body]);

const BELOW: Readonly<Record<string, readonly ('read' | 'write')[]>> = {
  read: [],
  write: ['read'],
  admin: ['read', 'write'],
};

async function expectUntouched(room: Newsroom): Promise<void> {
  const list = await (await room.call('GET', '/api/articles?state=any')).json();
  expect(list).toEqual({ articles: [] });
  expect(await (await room.call('GET', '/api/freeze')).json()).toEqual({ frozen: false });
}

describe.each(REQUESTS)('%s %s', (method, path, scope, body) => {
  test('without a token is 401 and says how to ask', async () => {
    const room = await openNewsroom();
    const response = await room.app.request(path, {
      method,
      ...(body && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="wireroom"');
    await expectUntouched(room);
  });

  test(`with less than the scope ${scope} is 403`, async () => {
    const room = await openNewsroom();
    for (const less of BELOW[scope] ?? []) {
      const response = await room.call(method, path, body, await tokenHeaders(room, less));
      expect(response.status).toBe(403);
      expect(response.headers.get('www-authenticate')).toContain(`scope="${scope}"`);
    }
    await expectUntouched(room);
  });
});

describe('a token', () => {
  const wrong: readonly (readonly [what: string, authorization: string])[] = [
    ['that is wrong', 'Bearer nobody-has-this'],
    ['of the scheme Basic', `Basic ${btoa(`admin:${ADMIN_TOKEN}`)}`],
    ['without a scheme', ADMIN_TOKEN],
    ['that is empty', 'Bearer '],
    ['in two parts', `Bearer ${ADMIN_TOKEN} more`],
    ['in a list', `Bearer ${ADMIN_TOKEN}, Bearer ${ADMIN_TOKEN}`],
    ['of another case', `Bearer ${ADMIN_TOKEN.toUpperCase()}`],
    ['that is endless', `Bearer ${'x'.repeat(10_000)}`],
    ['given by its hash', 'Bearer 4a5f'],
  ];

  test.each(wrong)('%s is 401, also for what needs none', async (_what, authorization) => {
    const room = await openNewsroom();
    for (const [method, path] of [
      ['GET', '/api/articles'],
      ['GET', pathOf(ID)],
      ['GET', '/api/changes'],
      ['PUT', pathOf(ID)],
    ] as const) {
      const response = await room.call(method, path, method === 'PUT' ? STORY : undefined, {
        authorization,
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  test('that is over or revoked is 401 from that instant', async () => {
    const room = await openNewsroom();
    const expiresAt = new Date(room.now.getTime() + 1_000);
    const headers = await tokenHeaders(room, 'write', { expiresAt });
    expect((await room.call('PUT', pathOf(ID), STORY, headers)).status).toBe(201);
    room.now = expiresAt;
    expect((await room.call('PUT', pathOf(ID), STORY, headers)).status).toBe(401);
    const other = await tokenHeaders(room, 'admin');
    expect((await room.call('GET', '/api/audit', undefined, other)).status).toBe(200);
    await room.store.revokeToken(
      'id-of-secret-of-admin',
      { actor: 'cli', action: 'token-revoke', articleId: '', detail: {} },
      room.now,
    );
    expect((await room.call('GET', '/api/audit', undefined, other)).status).toBe(401);
  });

  test.each([`bearer ${ADMIN_TOKEN}`, `BEARER   ${ADMIN_TOKEN}  `])(
    'is taken as it may be written: %s',
    async (authorization) => {
      const room = await openNewsroom();
      expect((await room.call('PUT', pathOf(ID), STORY, { authorization })).status).toBe(201);
    },
  );

  test.each(['access_token', 'token', 'api_key', 'key'])(
    'in the query as %s opens nothing',
    async (name) => {
      const room = await openNewsroom();
      const query = `${name}=${ADMIN_TOKEN}`;
      const put = await room.app.request(`${pathOf(ID)}?${query}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(STORY),
      });
      expect(put.status).toBe(401);
      expect([400, 401]).toContain((await room.get(`/api/articles?state=any&${query}`)).status);
      expect((await room.get(`/api/audit?${query}`)).status).toBe(401);
    },
  );

  test('stands in no log line, whatever becomes of the request', async () => {
    const room = await openNewsroom();
    const headers = await tokenHeaders(room, 'write', { secret: 'a-secret-of-the-desk' });
    await room.call('PUT', pathOf(ID), STORY, headers);
    await room.call('POST', at('erase'), undefined, headers);
    await room.call('GET', '/api/articles?token=a-secret-of-the-desk', undefined, headers);
    await room.get('/api/articles?token=a-secret-of-the-desk', {
      authorization: 'Bearer a-secret-of-the-desk-misspelt',
    });
    room.database.fails = true;
    expect((await room.call('PUT', pathOf(ID), STORY, headers)).status).toBe(503);
    room.database.fails = false;
    expect(room.log.length).toBeGreaterThan(4);
    expect(JSON.stringify(room.log)).not.toContain('a-secret-of-the-desk');
    expect(JSON.stringify(await room.store.listAudit({ limit: 100 }))).not.toContain(
      '"a-secret-of-the-desk"',
    );
  });
});
