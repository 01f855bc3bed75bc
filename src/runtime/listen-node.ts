/** The HTTP server of Node. */

import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import {
  type Address,
  cannotListen,
  DRAIN_MS,
  type Listener,
  MAX_HEADER_BYTES,
  type RequestHandler,
} from './listener.ts';

export function listenOnNode(address: Address, handle: RequestHandler): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: handle,
    // For clients of HTTP/1.0, which send no Host; no document depends on it.
    hostname: 'localhost',
    serverOptions: { maxHeaderSize: MAX_HEADER_BYTES },
  });
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

function closeServer(server: ServerType): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    if (!('closeIdleConnections' in server)) return;
    // Idle keep-alive connections would hold the process for a minute, a half-sent request for ever.
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  });
}
