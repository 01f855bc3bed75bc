import { describe, expect, test } from 'vitest';
import { pass, pathOf, placesOf, tokenHeaders } from '../../helpers/api-client.ts';
import { type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const PATH = pathOf(ID);
const STORY = { headline: 'Zyzzyva talks', bodyHtml: '<p>Zyzzyva.</p>', tags: ['zyzzyva'] };
const PUBLISH = ['PUT', PATH, STORY] as const;
const WITHHOLD = ['PUT', PATH, { ...STORY, state: 'withheld' }] as const;
const WITHDRAW = ['POST', `${PATH}/withdraw`, { note: 'Zyzzyva.' }] as const;

type Call = readonly [method: string, path: string, body?: object | undefined];
type Row = readonly [action: string, from: string | undefined, to: string, ...calls: Call[]];

/** The last of the calls leaves the entry. */
const VERBS: readonly Row[] = [
  ['publish', undefined, 'public', PUBLISH],
  ['publish', undefined, 'withheld', WITHHOLD],
  ['update', 'public', 'public', PUBLISH, ['PUT', PATH, { headline: 'Zyzzyva again' }]],
  ['update', 'public', 'withheld', PUBLISH, WITHHOLD],
  ['correct', 'public', 'public', PUBLISH, ['POST', `${PATH}/correct`, { note: 'Zyzzyva.' }]],
  ['withdraw', 'public', 'withdrawn', PUBLISH, WITHDRAW],
  ['remove', 'withheld', 'removed', WITHHOLD, WITHDRAW],
  ['restore', 'withdrawn', 'public', PUBLISH, WITHDRAW, ['POST', `${PATH}/restore`]],
  ['release', 'withheld', 'public', WITHHOLD, ['POST', `${PATH}/release`]],
  ['remove', 'public', 'removed', PUBLISH, ['DELETE', PATH]],
  ['repair', 'public', 'public', PUBLISH, ['PUT', `${PATH}?repairPublished=true`, STORY]],
];

async function run(room: Newsroom, calls: readonly Call[]): Promise<void> {
  for (const [method, path, body] of calls) {
    const response = await room.call(method, path, body);
    expect([method, path, response.status < 300]).toEqual([method, path, true]);
    pass(room, 60);
  }
}

describe('the audit record', () => {
  test.each(VERBS.map(([action, from, to, ...calls]) => ({ action, from, to, calls })))(
    'has one entry for $action from $from to $to, without text',
    async ({ action, from, to, calls }) => {
      const room = await openNewsroom();
      await run(room, calls.slice(0, -1));
      const before = (await room.store.listAudit({ limit: 100 })).length;
      const at = room.now;
      await run(room, calls.slice(-1));
      const records = await room.store.listAudit({ limit: 100 });
      expect(records).toHaveLength(before + 1);
      expect(records[0]).toMatchObject({ actor: 'token:environment', action, articleId: ID, at });
      expect(records[0]?.detail).toMatchObject({ to, ...(from && { from }) });
      expect(JSON.stringify(records)).not.toMatch(/zyzzyva/i);
    },
  );

  test('has one for erasing, for the stop and its end', async () => {
    const room = await openNewsroom();
    await run(room, [
      PUBLISH,
      ['POST', `${PATH}/erase`],
      ['PUT', '/api/freeze', { note: 'A break-in.' }],
      ['DELETE', '/api/freeze'],
    ]);
    const records = await room.store.listAudit({ limit: 100 });
    expect(records.map(({ action }) => action)).toEqual(['thaw', 'freeze', 'erase', 'publish']);
  });

  test('names the token and what the clock did', async () => {
    const room = await openNewsroom();
    const headers = await tokenHeaders(room, 'write', { secret: 'desk' });
    const story = { ...STORY, embargoedUntil: '2019-11-02', expiresAt: '2019-11-03' };
    await room.call('PUT', PATH, story, headers);
    for (const day of ['2019-11-02', '2019-11-03']) {
      room.now = new Date(day);
      await room.tick();
    }
    const records = await room.store.listAudit({ articleId: ID, limit: 10 });
    expect(records.map(({ actor, action, detail }) => [actor, action, detail['to']])).toEqual([
      ['clock', 'expire', 'expired'],
      ['clock', 'release', 'public'],
      ['token:id-of-desk', 'publish', 'embargoed'],
    ]);
  });

  test('has none for what changes nothing or is refused', async () => {
    const room = await openNewsroom();
    await run(room, [PUBLISH, PUBLISH]);
    await room.call('PUT', PATH, { headline: '' });
    await room.call('PUT', PATH, STORY, { 'if-match': '"x"' });
    await room.call('POST', `${PATH}/restore`);
    expect(await room.store.listAudit({ limit: 10 })).toHaveLength(1);
  });

  test('is read by pages, newest first, of everything or of one story', async () => {
    const room = await openNewsroom();
    for (const number of [1, 2, 3]) await room.call('PUT', pathOf(`tag:x,2019:${number}`), STORY);
    await room.call('DELETE', PATH);
    const read = async (query: string) => {
      const response = await room.call('GET', `/api/audit?${query}`);
      return ((await response.json()) as { records: { number: number; articleId: string }[] })
        .records;
    };
    const first = await read('limit=3');
    expect(first.map(({ articleId }) => articleId)).toEqual([ID, 'tag:x,2019:3', 'tag:x,2019:2']);
    const rest = await read(`before=${first[2]?.number}`);
    expect(rest.map(({ articleId }) => articleId)).toEqual([ID]);
    expect(await read(`article=${encodeURIComponent(ID)}`)).toHaveLength(2);
  });

  test('refuses what it cannot read, all at once', async () => {
    const room = await openNewsroom();
    const response = await room.call('GET', '/api/audit?limit=0&before=x&actor=me');
    expect(response.status).toBe(400);
    expect([...(await placesOf(response))].sort()).toEqual([
      'actor parameter-invalid',
      'before parameter-invalid',
      'limit parameter-invalid',
    ]);
  });
});
