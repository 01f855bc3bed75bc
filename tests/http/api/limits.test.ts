import { describe, expect, test } from 'vitest';
import { pathOf, placesOf } from '../../helpers/api-client.ts';
import { ADMIN_TOKEN, type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const ID = 'tag:x,2019:1';
const MIB = 1024 * 1024;

interface Stream {
  readonly body: ReadableStream<Uint8Array>;
  /** Bytes that were asked for so far. */
  pulled(): number;
}

/** `bytes` of white space in pieces of 64 KiB; endless clients are like it. */
function stream(bytes: number): Stream {
  const piece = new Uint8Array(64 * 1024).fill(0x20);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (sent >= bytes) return controller.close();
        sent += piece.byteLength;
        controller.enqueue(piece);
      },
    },
    { highWaterMark: 0 },
  );
  return { body, pulled: () => sent };
}

async function send(
  room: Newsroom,
  target: readonly [method: string, path: string],
  body: ReadableStream<Uint8Array>,
  headers: Record<string, string>,
): Promise<Response> {
  const [method, path] = target;
  const request = new Request(`https://news.example${path}`, {
    method,
    body,
    headers: { 'content-type': 'application/json', ...headers },
    duplex: 'half',
  } as RequestInit);
  return room.app.request(request);
}

const ROUTES: readonly (readonly [method: string, path: string, type: string, limit: number])[] = [
  ['PUT', pathOf(ID), 'application/json', 4 * MIB],
  ['POST', '/api/articles', 'application/json', 4 * MIB],
  ['POST', '/api/articles', 'application/x-ndjson', 8 * MIB],
  ['POST', `${pathOf(ID)}/correct`, 'application/json', 4 * MIB],
  ['POST', `${pathOf(ID)}/erase`, 'application/json', 4 * MIB],
  ['DELETE', pathOf(ID), 'application/json', 4 * MIB],
  ['PUT', '/api/freeze', 'application/json', 4 * MIB],
];
const authorization = `Bearer ${ADMIN_TOKEN}`;

describe.each(ROUTES)('%s %s of %s', (method, path, type, limit) => {
  test('over the limit by its declared length is 413 before a byte is read', async () => {
    const room = await openNewsroom();
    const { body, pulled } = stream(200 * MIB);
    const response = await send(room, [method, path], body, {
      authorization,
      'content-type': type,
      'content-length': String(limit + 1),
    });
    expect(response.status).toBe(413);
    expect(response.headers.get('connection')).toBe('close');
    expect(pulled()).toBe(0);
  });

  test('over the limit without a length is 413 as soon as that is known', async () => {
    const room = await openNewsroom();
    const { body, pulled } = stream(200 * MIB);
    const response = await send(room, [method, path], body, {
      authorization,
      'content-type': type,
    });
    expect(response.status).toBe(413);
    expect(pulled()).toBeGreaterThan(limit);
    expect(pulled()).toBeLessThan(limit + MIB);
  });
});

describe('a large body', () => {
  test('that declares less than it sends is still measured', async () => {
    const room = await openNewsroom();
    const { body, pulled } = stream(200 * MIB);
    const response = await send(room, ['PUT', pathOf(ID)], body, {
      authorization,
      'content-length': '10',
    });
    expect(response.status).toBe(413);
    expect(pulled()).toBeLessThan(5 * MIB);
  });

  test.each([
    ['without a token', {}],
    ['with a wrong token', { authorization: 'Bearer nobody-has-this' }],
  ])('%s is refused unread', async (_what, headers) => {
    const room = await openNewsroom();
    const { body, pulled } = stream(200 * MIB);
    const response = await send(room, ['PUT', pathOf(ID)], body, headers);
    expect(response.status).toBe(401);
    expect(pulled()).toBe(0);
  });

  test('of a type that is not read is refused unread', async () => {
    const room = await openNewsroom();
    const { body, pulled } = stream(200 * MIB);
    const response = await send(room, ['PUT', pathOf(ID)], body, {
      authorization,
      'content-type': 'text/plain',
    });
    expect(response.status).toBe(415);
    expect(pulled()).toBe(0);
  });

  test('within the limit is read to its end', async () => {
    const room = await openNewsroom();
    const { body } = stream(4 * MIB);
    const response = await send(room, ['PUT', pathOf(ID)], body, { authorization });
    expect(response.status).toBe(400);
    expect(await placesOf(response)).toEqual([' json-invalid']);
  });

  test('with more text than feeds carry is refused, not cut', async () => {
    const room = await openNewsroom();
    const bodyHtml = `<p>${'word '.repeat(60_000)}</p>`;
    const response = await room.call('PUT', pathOf(ID), { headline: 'x', bodyHtml });
    expect(response.status).toBe(422);
    expect(await placesOf(response)).toEqual(['/bodyHtml body-too-long']);
  });
});

describe('a verb', () => {
  test.each(['withdraw', 'release', 'restore', 'erase'])(
    '%s takes no body, an empty one or {}',
    async (verb) => {
      for (const body of [undefined, {}, 'empty'] as const) {
        const room = await openNewsroom();
        const response =
          body === 'empty'
            ? await room.call('POST', `${pathOf(ID)}/${verb}`, '', {
                'content-type': 'application/json',
              })
            : await room.call('POST', `${pathOf(ID)}/${verb}`, body);
        expect(response.status).toBe(404);
      }
    },
  );

  test.each(['restore', 'erase'])('%s takes nothing else', async (verb) => {
    const room = await openNewsroom();
    const response = await room.call('POST', `${pathOf(ID)}/${verb}`, { force: true });
    expect(response.status).toBe(422);
    expect(await placesOf(response)).toEqual(['/force field-unknown']);
    const dry = await room.call('POST', `${pathOf(ID)}/${verb}?dryRun=true`);
    expect(dry.status).toBe(400);
    expect(await placesOf(dry)).toEqual(['dryRun parameter-invalid']);
  });

  test('that there is not is no route, and a wrong method names the right ones', async () => {
    const room = await openNewsroom();
    expect((await room.call('POST', `${pathOf(ID)}/publish`)).status).toBe(404);
    const patched = await room.call('PATCH', pathOf(ID), {});
    expect(patched.status).toBe(405);
    expect(patched.headers.get('allow')).toBe('GET, HEAD, PUT, DELETE');
  });
});
