import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { listenOnNode } from '../../src/runtime/listen-node.ts';

test('the short way is told of a header that came twice as the long way is: as one list', async () => {
  const name = 'if-modified-since';
  const told: (string | null)[] = [];
  const listener = await listenOnNode(
    { host: '127.0.0.1', port: 0 },
    {
      answerAtOnce: ({ headers }) => {
        told.push(headers.get(name));
        return undefined;
      },
      handle: (request) => {
        told.push(request.headers.get(name));
        return new Response('done');
      },
    },
  );
  const socket = connect(listener.port, '127.0.0.1');
  const lines = ['GET / HTTP/1.1', 'Host: x', 'If-Modified-Since: a', 'If-Modified-Since: b'];
  socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  await once(socket.resume(), 'close');
  await listener.close();
  expect(told).toEqual(['a, b', 'a, b']);
});
