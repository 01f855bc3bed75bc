import { expect, test } from 'vitest';
import { problem } from '../../../src/http/api/problem-schema.ts';
import { tokenHeaders } from '../../helpers/api-client.ts';
import { buildArticle } from '../../helpers/build.ts';
import { openNewsroom } from '../../helpers/newsroom.ts';

const PATH = '/api/topics/preview';
const TOPIC = 'id: diplomacy\nname: Envoys\nmatch:\n  - {any: [envoy], in: title}\n';

test('a reader tries a topic, and nothing changes', async () => {
  const room = await openNewsroom([buildArticle()]);
  const before = await room.store.signal();
  const headers = await tokenHeaders(room, 'read');
  const answer = await room.call('POST', PATH, { topic: TOPIC }, headers);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toMatchObject({
    topic: 'diplomacy',
    isKnown: true,
    matching: 1,
    entering: { count: 1 },
    samples: [{ publishedAt: '2019-10-05T09:00:00.000Z', matched: [{ text: 'Envoys' }] }],
    warnings: [],
  });
  expect(await room.store.signal()).toEqual(before);
});

test('every fault of the file is told with its line and column', async () => {
  const room = await openNewsroom();
  const answer = await room.call('POST', PATH, { topic: 'name: A\nmatch:\n  - {anny: [x]}\n' });
  expect(answer.status).toBe(422);
  const body = await answer.json();
  expect(problem.safeParse(body).error).toBeUndefined();
  expect(body.errors).toContainEqual(
    expect.objectContaining({ pointer: '/topic', line: 3, column: 6, code: 'key-unknown' }),
  );
});

test.each(['', '{', '- a\n- b', '&a [*a]', 'a: b: c', '\u0000', `${'['.repeat(5_000)}`])(
  'what is no topic file is refused, whatever it is: %j',
  async (topic) => {
    const room = await openNewsroom();
    const answer = await room.call('POST', PATH, { topic });
    expect(answer.status).toBe(422);
    expect(problem.safeParse(await answer.json()).error).toBeUndefined();
  },
);

test.each([
  [{ topic: TOPIC, last: 0 }],
  [{ topic: TOPIC, last: 5_001 }],
  [{ topic: TOPIC, lasts: 5 }],
  [{ last: 5 }],
  [{ topic: 5 }],
])('%j is refused', async (body) => {
  const room = await openNewsroom();
  expect((await room.call('POST', PATH, body)).status).toBe(422);
});
