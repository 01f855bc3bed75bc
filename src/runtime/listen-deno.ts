/** The HTTP server of Deno. */

import {
  type Address,
  cannotListen,
  DRAIN_MS,
  type Handlers,
  type Listener,
  MAX_HEADER_BYTES,
  type RequestHandler,
} from './listener.ts';

/** The part of Deno's API that is used; its types would replace those of Node. */
interface DenoApi {
  serve(
    options: {
      readonly hostname: string;
      readonly port: number;
      readonly automaticCompression: boolean;
      readonly signal: AbortSignal;
      readonly onListen: () => void;
    },
    handle: RequestHandler,
  ): DenoServer;
}

interface DenoServer {
  readonly addr: { readonly port: number };
  shutdown(): Promise<void>;
  unref(): void;
}

export async function listenOnDeno(address: Address, { handle }: Handlers): Promise<Listener> {
  const cutOff = new AbortController();
  const requests = createDrain(handle);
  const server = start(address, requests.handle, cutOff.signal);
  return {
    port: server.addr.port,
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((done) => {
        timer = setTimeout(done, DRAIN_MS, 'late');
      });
      if ((await Promise.race([requests.drained(), late])) === 'late') cutOff.abort();
      else await Promise.race([server.shutdown(), late]);
      clearTimeout(timer);
      // After shutdown() abort() throws; a half-sent request that is left must not keep the process alive.
      server.unref();
    },
  };
}

function start(address: Address, handle: RequestHandler, signal: AbortSignal): DenoServer {
  const { Deno } = globalThis as unknown as { readonly Deno: DenoApi };
  try {
    return Deno.serve(
      {
        hostname: address.host,
        port: address.port,
        // The app does it, once a document.
        automaticCompression: false,
        signal,
        onListen: () => {},
      },
      (request) => (isTooLarge(request) ? new Response(null, { status: 431 }) : handle(request)),
    );
  } catch (cause) {
    throw cannotListen(address, cause);
  }
}

/** Deno's own limit is some hundred kilobytes and cannot be set. */
function isTooLarge({ url, headers }: Request): boolean {
  let size = url.length;
  for (const [name, value] of headers) size += name.length + value.length;
  return size > MAX_HEADER_BYTES;
}

const GOING = { status: 503, headers: { 'Retry-After': '1', Connection: 'close' } };

/**
 * From Deno 2.9 on, shutdown() breaks off the bodies of requests under way (denoland/deno#36809), so it
 * waits for their answers; whoever comes meanwhile is told to come back.
 */
function createDrain(handle: RequestHandler) {
  let underWay = 0;
  let isClosing = false;
  let tellDrained = (): void => {};
  return {
    handle: async (request: Request): Promise<Response> => {
      if (isClosing) return new Response(null, GOING);
      underWay += 1;
      try {
        return await handle(request);
      } finally {
        underWay -= 1;
        if (underWay === 0) tellDrained();
      }
    },
    drained: (): Promise<void> =>
      new Promise((done) => {
        isClosing = true;
        tellDrained = done;
        if (underWay === 0) done();
      }),
  };
}
