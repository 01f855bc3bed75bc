/** One way to answer with a document: validators compared first, the body asked for only when it is wanted. */

import type { RenderedDocument } from '../publish/document-cache.ts';
import { formatHttpDate } from '../text/dates.ts';
import { isNotModified, shownLastModified } from './conditional.ts';
import type { AppDeps, Compression } from './deps.ts';
import { CORS_HEADERS, linkHeader } from './headers.ts';
import { type Coding, chooseCoding } from './negotiate.ts';

export interface DocumentReply {
  readonly etag: string;
  readonly changedAt: Date;
  readonly contentType: string;
  readonly cacheControl: string;
  /** Of a document that may be newer than what was read before, with stories that go sooner. */
  readonly cacheControlOf?: (document: CacheTimes) => string;
  readonly links: readonly (readonly [url: string, rel: string])[];
  /** Request headers beside Accept-Encoding that choose among answers. */
  readonly vary?: readonly string[];
  /** Nothing of it depends on the clock. */
  readonly isConstant?: boolean;
  /** Further headers of the 200 and the 304 alike. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body, with the validators it really has: it may be newer than `etag`. */
  readonly body: () => Promise<ReplyDocument>;
}

type ReplyDocument = Pick<RenderedDocument, 'etag' | 'changedAt' | 'bytes' | 'encoded'> &
  Partial<Pick<RenderedDocument, 'ready' | 'path'>> &
  Partial<CacheTimes>;

/** What bounds how long a document may be kept. */
export type CacheTimes = Pick<RenderedDocument, 'nextDueAt' | 'goodUntil'>;

/** Below this a coding saves less than its header costs. */
const MIN_COMPRESSED_BYTES = 512;

/** 304 or 200 with the same headers (RFC 9110 15.4.5), compressed as the client accepts. */
export async function respondWith(
  request: Request,
  reply: DocumentReply,
  deps: Pick<AppDeps, 'now' | 'compress'>,
): Promise<Response> {
  const now = deps.now();
  const lastModified = shownLastModified(reply.changedAt, now);
  // Compared with the true time, not the shown one: see shownLastModified.
  const validators = { etag: reply.etag, lastModified: reply.changedAt };
  if (isNotModified(request.headers, validators, now)) {
    return new Response(null, { status: 304, headers: headersOf(reply, reply.etag, lastModified) });
  }
  return respondWhole(request, reply, { ...deps, status: 200 });
}

/** The body whatever the conditions say. */
export async function respondWhole(
  request: Request,
  reply: DocumentReply,
  deps: Pick<AppDeps, 'now' | 'compress'> & { readonly status: 200 | 226 },
): Promise<Response> {
  const document = await reply.body();
  const { bytes, coding } = await encoded(request, document, deps);
  const headers = wholeHeaders(reply, document, { bytes, coding, at: deps.now() });
  return new Response(bytes, { status: deps.status, headers });
}

/** Of an answer with a body. */
export function wholeHeaders(
  reply: Omit<DocumentReply, 'body'>,
  document: Pick<ReplyDocument, 'etag' | 'changedAt' | 'nextDueAt' | 'goodUntil'>,
  sent: { readonly bytes: Uint8Array; readonly coding: string | undefined; readonly at: Date },
): Headers {
  const { bytes, coding, at } = sent;
  const { nextDueAt, goodUntil } = document;
  const cacheControl = reply.cacheControlOf?.({ nextDueAt, goodUntil }) ?? reply.cacheControl;
  const lastModified = shownLastModified(document.changedAt, at);
  const headers = headersOf({ ...reply, cacheControl }, document.etag, lastModified);
  if (coding !== undefined) headers.set('Content-Encoding', coding);
  headers.set('Content-Type', reply.contentType);
  headers.set('Content-Length', String(bytes.byteLength));
  return headers;
}

/** Of a 304, and the beginning of every other. */
export function headersOf(
  reply: Omit<DocumentReply, 'body'>,
  etag: string,
  lastModified: Date,
): Headers {
  const headers = new Headers({ ...CORS_HEADERS, ...reply.headers });
  headers.set('ETag', etag);
  headers.set('Last-Modified', formatHttpDate(lastModified));
  headers.set('Cache-Control', reply.cacheControl);
  headers.set('Vary', ['Accept-Encoding', ...(reply.vary ?? [])].join(', '));
  if (reply.links.length > 0) headers.set('Link', linkHeader(reply.links));
  return headers;
}

export function worthCompressing(bytes: Uint8Array): boolean {
  return bytes.byteLength >= MIN_COMPRESSED_BYTES;
}

async function encoded(
  request: Request,
  document: Pick<ReplyDocument, 'bytes' | 'encoded' | 'ready' | 'path'>,
  deps: Pick<AppDeps, 'compress'>,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; coding?: string }> {
  const { compress } = deps;
  const { bytes } = document;
  if (compress === undefined || !worthCompressing(bytes)) return { bytes };
  const coding = chooseCoding(request.headers.get('accept-encoding'), compress.codings);
  if (coding === undefined) return { bytes };
  const known = document.encoded.get(coding) ?? encode(document, coding, compress);
  document.encoded.set(coding, known);
  try {
    const ready = await known;
    document.ready?.set(coding, ready);
    return { bytes: ready, coding };
  } catch {
    // Identity serves as well; the next request tries again.
    document.encoded.delete(coding);
    return { bytes };
  }
}

function encode(
  {
    bytes,
    encoded: done,
    ready,
    path,
  }: Pick<ReplyDocument, 'bytes' | 'encoded' | 'ready' | 'path'>,
  coding: Coding,
  compress: Compression,
): Promise<Uint8Array<ArrayBuffer>> {
  if (path === undefined) return compress.encode(bytes, coding);
  const onBetter = (better: Uint8Array<ArrayBuffer>): void => {
    done.set(coding, Promise.resolve(better));
    ready?.set(coding, better);
  };
  return compress.encode(bytes, coding, { path, onBetter });
}
