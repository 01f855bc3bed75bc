/** Rendered documents in memory, bounded by bytes. Never a source of truth: validators come from the store. */

import { LRUCache } from 'lru-cache';
import type { Store } from '../store/store.ts';
import { createPieces, type Pieces } from './pieces.ts';

export interface RenderedDocument {
  readonly path: string;
  /** Weak, quoted: one tag for every coding (RFC 9110 8.8.1). */
  readonly etag: string;
  readonly changedAt: Date;
  /** Ids of the articles that stand in it. */
  readonly articleIds: ReadonlySet<string>;
  /** When time alone changes anything in the store next, as it was known then. */
  readonly nextDueAt: Date | undefined;
  /** From when on it may not be shown: a story in it expires, or a notice ends. */
  readonly goodUntil: Date | undefined;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Content coding -> bytes, filled on demand by whoever compresses. */
  readonly encoded: Map<string, Promise<Uint8Array<ArrayBuffer>>>;
  /** Those of them that are done. */
  readonly ready: Map<string, Uint8Array<ArrayBuffer>>;
}

export interface DocumentPool {
  get(path: string): RenderedDocument | undefined;
  /** Changes with every `forget` and `clear`. */
  era(): number;
  /** Keeps the document, unless something was forgotten since `era`: it may hold just that. */
  set(document: RenderedDocument, era: number): void;
  /** How much is kept now; `bytes` as the limit counts them. */
  size(): { readonly documents: number; readonly bytes: number };
}

/** The pool of stored feeds, and beside it one of documents that anybody can think up. */
export interface DocumentCache extends DocumentPool {
  /** With a limit of its own: no walk through all combinations of a query drives out a stored feed. */
  readonly queries: DocumentPool;
  /** What documents are made of; nothing of it is ever wrong. */
  readonly pieces: Pieces;
  /** Forgets every document in which one of the articles stands. */
  forget(articleIds: readonly string[]): void;
  clear(): void;
}

/** Identity, gzip, br and zstd of feed text together stay below this multiple of the identity bytes. */
export const CODINGS_FACTOR = 1.75;

/** For documents of queries: some hundreds, those that are asked for again within a while. */
const QUERY_BYTES = 8 * 1024 * 1024;

/** Some thousands of entries in three formats. */
const PIECE_BYTES = 16 * 1024 * 1024;

export interface CacheLimits {
  readonly queryBytes?: number;
  readonly pieceBytes?: number;
}

/** The limits of documents count all their codings. */
export function createDocumentCache(
  maxBytes: number,
  { queryBytes = QUERY_BYTES, pieceBytes = PIECE_BYTES }: CacheLimits = {},
): DocumentCache {
  const pools = [createDocuments(maxBytes), createDocuments(queryBytes)] as const;
  let era = 0;
  const poolOf = (documents: Documents): DocumentPool => ({
    get: (path) => documents.get(path),
    era: () => era,
    set: (document, madeIn) => {
      if (madeIn === era) documents.set(document.path, document);
    },
    size: () => ({ documents: documents.size, bytes: documents.calculatedSize }),
  });
  const [stored, queries] = pools;
  return {
    ...poolOf(stored),
    queries: poolOf(queries),
    pieces: createPieces(pieceBytes),
    forget: (articleIds) => {
      era += 1;
      for (const documents of pools) forgetArticles(documents, articleIds);
    },
    clear: () => {
      era += 1;
      for (const documents of pools) documents.clear();
    },
  };
}

type Documents = LRUCache<string, RenderedDocument>;

function createDocuments(maxBytes: number): Documents {
  return new LRUCache({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes, path }) =>
      Math.ceil(bytes.byteLength * CODINGS_FACTOR) + path.length * 2 + 512,
  });
}

function forgetArticles(documents: Documents, articleIds: readonly string[]): void {
  for (const [path, document] of documents) {
    if (articleIds.some((id) => document.articleIds.has(id))) documents.delete(path);
  }
}

/**
 * The same store, with `cache` losing every document that a change makes wrong, so that not even a
 * failing store brings a withdrawn story, or the words that a correction took out, to a reader
 * (decision log). All of them when something is taken back or time will change it: every document
 * knows the next instant of the whole store.
 */
export function withInvalidation(store: Store, cache: DocumentCache): Store {
  return {
    ...store,
    commit: async (change) => {
      const { writes } = change;
      const isSweeping = writes.some(
        ({ article, dueAt }) => article.state !== 'public' || dueAt !== undefined,
      );
      try {
        await store.commit(change);
      } finally {
        // Also when it failed: a database may have made the change all the same.
        if (isSweeping) cache.clear();
        else if (writes.length > 0) cache.forget(writes.map(({ article }) => article.id));
      }
    },
  };
}
