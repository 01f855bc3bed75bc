/** A server as the acceptance suite sees it: an address, a client, a token, a clock that can be pushed. */

/**
 * What a runtime hands to the suite. The server serves the sample publication (articles/), and nothing else
 * writes to it meanwhile; the suite leaves stories behind, so it runs once against a store.
 */
export interface AcceptanceTarget {
  /** Where the server is reached, without a trailing slash; need not be its base URL. */
  readonly url: string;
  /** Follows no redirect when told `redirect: 'manual'`. Undoes the codings in `codings` by itself. */
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** Of the API, with every scope. */
  readonly token: string;
  /** Content codings that the server itself offers; empty where the platform in front compresses. */
  readonly codings: readonly string[];
  /** Pictures are served under /media/. */
  readonly hasMedia: boolean;
  /** Applies what is due, where no clock of the server's own does it. */
  tick(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Client {
  readonly target: AcceptanceTarget;
  /** Redirects are answers like any other. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  send(method: string, path: string, init?: SendOptions): Promise<Answer>;
  /** A request of an administrator; an object is sent as JSON, a text as lines of JSON. */
  call(method: string, path: string, body?: object | string): Promise<Answer>;
}

interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function createClient(target: AcceptanceTarget): Client {
  const send: Client['send'] = async (method, path, { headers = {}, body } = {}) => {
    const response = await target.fetch(target.url + path, {
      method,
      headers,
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    target,
    send,
    get: (path, headers = {}) => send('GET', path, { headers }),
    call: (method, path, body) =>
      send(method, path, {
        headers: {
          authorization: `Bearer ${target.token}`,
          ...(body !== undefined && { 'content-type': mediaTypeOf(body) }),
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
}

function mediaTypeOf(body: object | string): string {
  return typeof body === 'string' ? 'application/x-ndjson' : 'application/json';
}

/** The path and query of one of the server's own URLs, whatever its base URL is. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** Where an answer leads, as a path of the server. */
export function locationOf({ headers }: Answer): string {
  return pathOf(headers.get('location') ?? '');
}
