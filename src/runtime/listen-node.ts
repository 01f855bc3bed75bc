/** The HTTP server of Node. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { HotAnswer } from '../http/hot-documents.ts';
import {
  type Address,
  cannotListen,
  DRAIN_MS,
  type Handlers,
  type Listener,
  MAX_HEADER_BYTES,
} from './listener.ts';

export function listenOnNode(address: Address, handlers: Handlers): Promise<Listener> {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, createListener(handlers));
  return new Promise((done, fail) => {
    server.once('error', (cause) => fail(cannotListen(address, cause)));
    server.listen(address.port, address.host, () =>
      done({
        port: (server.address() as AddressInfo).port,
        close: () => closeServer(server),
      }),
    );
  });
}

type NodeListener = (request: IncomingMessage, response: ServerResponse) => void;

function createListener({ handle, answerAtOnce }: Handlers): NodeListener {
  const listener = getRequestListener(handle, {
    // For clients of HTTP/1.0, which send no Host; no document depends on it.
    hostname: 'localhost',
  });
  // Answered before it returns, so one reader of headers does for all requests: they are many.
  let asked: IncomingMessage | undefined;
  const headers = { get: (name: string) => headerValue(asked, name) };
  return (request, response) => {
    asked = request;
    const { method = '', url = '' } = request;
    const answer = answerAtOnce?.({ method, url, headers });
    if (answer === undefined) void listener(request, response);
    else send(answer, request, response);
  };
}

/** As `Request` has it: a header that came twice is one list. */
function headerValue(request: IncomingMessage | undefined, name: string): string | null {
  const value = request?.headers[name];
  if (value === undefined) return null;
  // Node drops the second of some headers.
  if (name === IF_MODIFIED_SINCE) return request?.headersDistinct[name]?.join(', ') ?? null;
  return typeof value === 'string' ? value : value.join(', ');
}

const IF_MODIFIED_SINCE = 'if-modified-since';

function send(answer: HotAnswer, request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = answer;
  response.writeHead(status, headers as string[]);
  response.end(request.method === 'HEAD' ? undefined : body);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    // Idle keep-alive connections would hold the process for a minute, a half-sent request for ever.
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  });
}
