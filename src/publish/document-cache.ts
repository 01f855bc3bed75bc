/** Rendered documents in memory, bounded by bytes. Never a source of truth: validators come from the store. */

import { LRUCache } from 'lru-cache';
import type { Store } from '../store/store.ts';

export interface RenderedDocument {
  readonly path: string;
  /** Weak, quoted: one tag for every coding (RFC 9110 8.8.1). */
  readonly etag: string;
  readonly changedAt: Date;
  readonly nextExpiryAt: Date | undefined;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Content coding -> bytes, filled on demand by whoever compresses. */
  readonly encoded: Map<string, Promise<Uint8Array<ArrayBuffer>>>;
}

export interface DocumentCache {
  get(path: string): RenderedDocument | undefined;
  /** Changes with every `clear`. */
  era(): number;
  /** Keeps the document, unless the cache was cleared since `era`: it may hold what was taken back. */
  set(document: RenderedDocument, era: number): void;
  clear(): void;
}

/** Identity, gzip, br and zstd of feed text together stay below this multiple of the identity bytes. */
const CODINGS_FACTOR = 1.75;

/** `maxBytes` counts all codings of all documents. */
export function createDocumentCache(maxBytes: number): DocumentCache {
  const documents = new LRUCache<string, RenderedDocument>({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes, path }) =>
      Math.ceil(bytes.byteLength * CODINGS_FACTOR) + path.length * 2 + 512,
  });
  let era = 0;
  return {
    get: (path) => documents.get(path),
    era: () => era,
    set: (document, madeIn) => {
      if (madeIn === era) documents.set(document.path, document);
    },
    clear: () => {
      era += 1;
      documents.clear();
    },
  };
}

/**
 * The same store, with `cache` emptied by every change that takes something back, so that not even
 * a failing store brings a withdrawn story's text to a reader (decision log).
 */
export function withInvalidation(store: Store, cache: DocumentCache): Store {
  return {
    ...store,
    commit: async (change) => {
      try {
        await store.commit(change);
      } finally {
        // Also when it failed: a database may have made the change all the same.
        if (change.writes.some(({ article }) => article.state !== 'public')) cache.clear();
      }
    },
  };
}
