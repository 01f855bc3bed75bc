/**
 * Rendered documents in a Cache of the edge (the Workers Cache API): one per data centre, beside the memory
 * of each isolate. Kept under address and tag, and only read by who has just learnt the tag from the store:
 * what was withdrawn is never found again, purge or no purge.
 */

import type { RenderedDocument } from '../publish/document-cache.ts';
import type { DocumentHead, SharedDocuments } from '../publish/documents.ts';

/** The part of the Cache API that we use. */
export interface EdgeCache {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
}

/** No document of a state is asked for much longer than the state lasts. */
const KEPT_SECONDS = 86_400;

/** Documents end at about 2 MB; what is several times as long is no document, and would cost an isolate its memory. */
const MAX_BYTES = 8 * 1024 * 1024;

/** What does not stand in the bytes, and what shows that an entry is whole and the one that was asked for. */
interface Label extends Pick<RenderedDocument, 'path' | 'etag' | 'contentType'> {
  readonly changedAt: number;
  readonly goodUntil?: number | undefined;
  readonly articleIds: readonly string[];
  readonly byteLength: number;
}

export interface EdgeDocumentsOptions {
  /** Asked when a document is, and may fail: a cache that fails is one without the document. */
  readonly open: () => Promise<EdgeCache>;
  /** Host of the keys: the edge looks others up in the DNS. */
  readonly baseUrl: () => string;
}

const LINE_END = 0x0a;

export function createEdgeDocuments({ open, baseUrl }: EdgeDocumentsOptions): SharedDocuments {
  return {
    read: async (head) => {
      try {
        const found = await (await open()).match(keyOf(head, baseUrl()));
        return found && (await documentOf(found, head));
      } catch {
        return undefined;
      }
    },
    // Awaited: a request has no other way to outlive its answer that reaches down here.
    write: async (document) => {
      if (document.bytes.byteLength > MAX_BYTES) return;
      try {
        await (await open()).put(keyOf(document, baseUrl()), wrap(document));
      } catch {
        // It is rendered again, no more.
      }
    },
  };
}

/** No path of ours: a request for it is answered by the worker, with 404. */
function keyOf({ path, etag }: Pick<DocumentHead, 'path' | 'etag'>, baseUrl: string): string {
  return `${new URL(baseUrl).origin}/.documents?${new URLSearchParams({ path, etag })}`;
}

function wrap(document: RenderedDocument): Response {
  const { path, etag, contentType, changedAt, goodUntil, articleIds, bytes } = document;
  const label: Label = {
    path,
    etag,
    contentType,
    changedAt: changedAt.getTime(),
    goodUntil: goodUntil?.getTime(),
    articleIds: [...articleIds],
    byteLength: bytes.byteLength,
  };
  const line = new TextEncoder().encode(`${JSON.stringify(label)}\n`);
  const body = new Uint8Array(line.length + bytes.length);
  body.set(line);
  body.set(bytes, line.length);
  return new Response(body, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Cache-Control': `public, max-age=${KEPT_SECONDS}`,
    },
  });
}

/** Undefined for what is cut short, of another document, or written by another version of this. */
async function documentOf(
  response: Response,
  { path, etag, nextDueAt }: DocumentHead,
): Promise<RenderedDocument | undefined> {
  const body = new Uint8Array(await response.arrayBuffer());
  const end = body.indexOf(LINE_END);
  const label: unknown = JSON.parse(new TextDecoder().decode(body.subarray(0, end)));
  const bytes = body.subarray(end + 1);
  if (!isLabel(label) || label.path !== path || label.etag !== etag) return undefined;
  if (label.byteLength !== bytes.byteLength) return undefined;
  return {
    path,
    etag,
    changedAt: new Date(label.changedAt),
    articleIds: new Set(label.articleIds),
    nextDueAt,
    goodUntil: label.goodUntil === undefined ? undefined : new Date(label.goodUntil),
    contentType: label.contentType,
    bytes,
    encoded: new Map(),
    ready: new Map(),
  };
}

function isLabel(value: unknown): value is Label {
  if (typeof value !== 'object' || value === null) return false;
  const { contentType, changedAt, goodUntil, articleIds } = value as Partial<Label>;
  return (
    typeof contentType === 'string' &&
    Number.isFinite(changedAt) &&
    (goodUntil === undefined || Number.isFinite(goodUntil)) &&
    Array.isArray(articleIds) &&
    articleIds.every((id) => typeof id === 'string')
  );
}
