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

/** What does not stand in the bytes. */
interface Label {
  readonly changedAt: number;
  readonly goodUntil: number | undefined;
  readonly articleIds: readonly string[];
}

const LINE_END = 0x0a;

/** `open` is asked when a document is, and may fail: a cache that fails is one without the document. */
export function createEdgeDocuments(open: () => Promise<EdgeCache>): SharedDocuments {
  return {
    read: async (head) => {
      try {
        const found = await (await open()).match(keyOf(head));
        return found && (await documentOf(found, head));
      } catch {
        return undefined;
      }
    },
    // Awaited: a request has no other way to outlive its answer that reaches down here.
    write: async (document) => {
      try {
        await (await open()).put(keyOf(document), wrap(document));
      } catch {
        // It is rendered again, no more.
      }
    },
  };
}

/** No address of ours: nobody can ask the edge for it past the worker. */
function keyOf({ path, etag }: Pick<DocumentHead, 'path' | 'etag'>): string {
  return `https://documents.invalid${path}?${new URLSearchParams({ etag })}`;
}

function wrap(document: RenderedDocument): Response {
  const { changedAt, goodUntil, articleIds, bytes, contentType } = document;
  const label: Label = {
    changedAt: changedAt.getTime(),
    goodUntil: goodUntil?.getTime(),
    articleIds: [...articleIds],
  };
  const line = new TextEncoder().encode(`${JSON.stringify(label)}\n`);
  const body = new Uint8Array(line.length + bytes.length);
  body.set(line);
  body.set(bytes, line.length);
  return new Response(body, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Cache-Control': `public, max-age=${KEPT_SECONDS}`,
      'X-Content-Type': contentType,
    },
  });
}

async function documentOf(
  response: Response,
  { path, etag, nextDueAt }: DocumentHead,
): Promise<RenderedDocument> {
  const body = new Uint8Array(await response.arrayBuffer());
  const end = body.indexOf(LINE_END);
  const label = JSON.parse(new TextDecoder().decode(body.subarray(0, end))) as Label;
  return {
    path,
    etag,
    changedAt: new Date(label.changedAt),
    articleIds: new Set(label.articleIds),
    nextDueAt,
    goodUntil: label.goodUntil === undefined ? undefined : new Date(label.goodUntil),
    contentType: response.headers.get('X-Content-Type') ?? 'application/octet-stream',
    bytes: body.subarray(end + 1),
    encoded: new Map(),
    ready: new Map(),
  };
}
