import { expect, test } from 'vitest';
import { topicSchema } from '../../src/classify/topic-schema.ts';
import { openNewsroom } from '../helpers/newsroom.ts';

test('the schema of topic files is served to editors, and costs no read of the store', async () => {
  const room = await openNewsroom();
  const before = room.database.reads;
  const answer = await room.get('/topics/schema.json');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/schema+json');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(await answer.json()).toEqual(topicSchema());
  const tag = answer.headers.get('etag') ?? '';
  expect((await room.get('/topics/schema.json', { 'if-none-match': tag })).status).toBe(304);
  expect(room.database.reads).toBe(before);
});
