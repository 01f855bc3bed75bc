/** The HTTP server of Deno. */

import {
  type Address,
  cannotListen,
  DRAIN_MS,
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
  readonly finished: Promise<void>;
  shutdown(): Promise<void>;
}

export async function listenOnDeno(address: Address, handle: RequestHandler): Promise<Listener> {
  const { Deno } = globalThis as unknown as { readonly Deno: DenoApi };
  const cutOff = new AbortController();
  const server = start(Deno, { address, handle, signal: cutOff.signal });
  return {
    port: server.addr.port,
    close: async () => {
      const timer = setTimeout(() => cutOff.abort(), DRAIN_MS);
      await Promise.race([server.shutdown(), server.finished]);
      clearTimeout(timer);
    },
  };
}

function start(
  deno: DenoApi,
  options: { address: Address; handle: RequestHandler; signal: AbortSignal },
): DenoServer {
  const { address, handle, signal } = options;
  try {
    return deno.serve(
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
