/** The HTTP server of Bun. */

import {
  type Address,
  cannotListen,
  DRAIN_MS,
  type Handlers,
  type Listener,
  type RequestHandler,
} from './listener.ts';

/** The part of Bun's API that is used; its types would replace those of Node. */
interface BunApi {
  serve(options: {
    readonly hostname: string;
    readonly port: number;
    readonly idleTimeout: number;
    readonly development: boolean;
    readonly fetch: RequestHandler;
  }): BunServer;
}

interface BunServer {
  readonly port: number;
  stop(closeActiveConnections?: boolean): Promise<void>;
}

/**
 * Seconds without a byte on a connection. A request that loads many articles sends nothing while it works,
 * and Bun's own 10 seconds would cut it off.
 */
const IDLE_SECONDS = 60;

/** Headers are limited by Bun itself, to the same 16 KiB (--max-http-header-size). */
export async function listenOnBun(address: Address, { handle }: Handlers): Promise<Listener> {
  const { Bun } = globalThis as unknown as { readonly Bun: BunApi };
  const server = start(Bun, address, handle);
  return {
    port: server.port,
    close: async () => {
      const cutOff = setTimeout(() => void server.stop(true), DRAIN_MS);
      await server.stop();
      clearTimeout(cutOff);
    },
  };
}

function start(bun: BunApi, address: Address, handle: RequestHandler): BunServer {
  try {
    return bun.serve({
      hostname: address.host,
      port: address.port,
      idleTimeout: IDLE_SECONDS,
      // Never an error page with sources.
      development: false,
      fetch: (request) => withAbsoluteUrl(request, handle),
    });
  } catch (cause) {
    throw cannotListen(address, cause);
  }
}

/** Bun passes on what stands in Host, be it nothing or nonsense. */
function withAbsoluteUrl(request: Request, handle: RequestHandler): Response | Promise<Response> {
  if (URL.canParse(request.url)) return handle(request);
  if (request.headers.has('host')) return new Response(null, { status: 400 });
  // From a client of HTTP/1.0; no document depends on the host.
  return handle(new Request(`http://localhost${request.url}`, request));
}
