/** How a reader fetches: redirects followed by hand, up to a limit; every body looked at as it comes. */

import { createParser, type FeedDocument } from './document.ts';

/** One request without redirects; `url` is as documents name it, whatever socket serves it. */
export type Transport = (
  url: string,
  headers: Readonly<Record<string, string>>,
) => Promise<Response>;

export interface Hop {
  readonly url: string;
  readonly status: number;
}

export interface Fetched {
  /** As asked for. */
  readonly url: string;
  /** Redirects on the way, in order. */
  readonly hops: readonly Hop[];
  /** That answered in the end. */
  readonly finalUrl: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Undefined without a body that could be read. */
  readonly document: FeedDocument | undefined;
}

export interface Fault {
  readonly url: string;
  readonly storyId?: string;
  readonly what: string;
}
export type Tell = (fault: Fault) => void;

export type Get = (url: string, headers?: Readonly<Record<string, string>>) => Promise<Fetched>;

export interface GetOptions {
  readonly transport: Transport;
  readonly tell: Tell;
  /** Called for everything that was fetched, at the moment at which it was. */
  readonly onFetched?: (fetched: Fetched) => void;
  readonly parse?: ReturnType<typeof createParser>;
}

/** Browsers give up after 20; who needs more than this sends readers round in circles. */
const MAX_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Tells of every answer that is neither a document nor, to a condition, 304. */
export function createGet(options: GetOptions): Get {
  const { transport, tell, onFetched, parse = createParser() } = options;
  return async (url, headers = {}) => {
    const hops: Hop[] = [];
    for (let current = url; ; ) {
      const response = await transport(current, headers);
      const location = response.headers.get('location');
      if (REDIRECTS.includes(response.status) && location !== null && hops.length < MAX_REDIRECTS) {
        await response.arrayBuffer();
        hops.push({ url: current, status: response.status });
        current = new URL(location, current).href;
        continue;
      }
      const body = await response.text();
      const answer = { url, hops, finalUrl: current, status: response.status, body };
      const document = readBody(response, body, { parse, url: current, tell });
      const fetched = { ...answer, headers: response.headers, document };
      if (!isExpected(fetched, headers)) tell({ url, what: describe(fetched) });
      onFetched?.(fetched);
      return fetched;
    }
  };
}

function readBody(
  response: Response,
  body: string,
  reading: { parse: ReturnType<typeof createParser>; url: string; tell: Tell },
): FeedDocument | undefined {
  if (response.status !== 200 && response.status !== 226) return undefined;
  try {
    return reading.parse(response.headers.get('content-type') ?? '', body);
  } catch (error) {
    reading.tell({ url: reading.url, what: `the document cannot be read: ${error}` });
    return undefined;
  }
}

function isExpected({ status }: Fetched, headers: Readonly<Record<string, string>>): boolean {
  if (status === 200) return true;
  const isConditional = headers['if-none-match'] !== undefined;
  return isConditional && (status === 304 || (status === 226 && headers['a-im'] !== undefined));
}

function describe({ status, hops, finalUrl }: Fetched): string {
  if (REDIRECTS.includes(status)) return `more than ${MAX_REDIRECTS} redirects`;
  return hops.length === 0 ? `answered ${status}` : `${finalUrl} answered ${status}`;
}
