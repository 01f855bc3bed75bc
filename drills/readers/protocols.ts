/**
 * The ways in which readers follow a feed: by the live document alone, by archives (RFC 5005), by
 * `next_url` (JSON Feed), by deltas (RFC 3229). They know links and headers, no path of the server.
 */

import type { Fetched, Get, Tell } from './get.ts';
import { createLibrary, type Library, type Taken } from './library.ts';

export interface Reader {
  readonly library: Library;
  /** Follows the feed as far as its way goes; returns what the first request was answered. */
  poll(): Promise<Fetched>;
}

export interface ReaderParts {
  /** The live document. */
  readonly url: string;
  readonly get: Get;
  readonly tell: Tell;
  /** Called for every document behind the live one. */
  readonly onArchive?: (fetched: Fetched) => void;
}

/** A chain that is longer never ends. */
const MAX_STEPS = 1_000;

/** The live document alone, conditionally. */
export function createWindowReader(parts: ReaderParts): Reader {
  const library = createLibrary();
  const live = createLive(parts, {});
  return {
    library,
    poll: async () => {
      const fetched = await live();
      take(library, fetched, parts.tell);
      return fetched;
    },
  };
}

/**
 * The live document, then `prev-archive` back to an archive that was processed before, under its
 * reference or the address it led to. With `asksForDelta` the first request takes a delta as well.
 */
export function createArchiveReader(
  parts: ReaderParts,
  { asksForDelta = false }: { readonly asksForDelta?: boolean } = {},
): Reader {
  const library = createLibrary();
  const live = createLive(parts, asksForDelta ? { 'a-im': 'feed' } : {});
  const processed = new Set<string>();
  return {
    library,
    poll: async () => {
      const first = await live();
      take(library, first, parts.tell);
      const isKnown = (url: string): boolean => processed.has(url);
      for await (const fetched of walkBack(parts, first, { relation: 'prev-archive', isKnown })) {
        if (isKnown(fetched.finalUrl)) break;
        take(library, fetched, parts.tell);
        processed.add(fetched.url).add(fetched.finalUrl);
      }
      return first;
    },
  };
}

/** `next_url` until a page brings nothing new. */
export function createPageReader(parts: ReaderParts): Reader {
  const library = createLibrary();
  const live = createLive(parts, {});
  return {
    library,
    poll: async () => {
      const first = await live();
      if (!bringsNews(take(library, first, parts.tell))) return first;
      for await (const fetched of walkBack(parts, first, { relation: 'next' })) {
        if (!bringsNews(take(library, fetched, parts.tell))) break;
      }
      return first;
    },
  };
}

/** The live document with `A-IM: feed` and the tag of what is known: 226 brings what changed since. */
export function createDeltaReader(parts: ReaderParts): Reader {
  const library = createLibrary();
  const live = createLive(parts, { 'a-im': 'feed' });
  return {
    library,
    poll: async () => {
      const fetched = await live();
      take(library, fetched, parts.tell);
      return fetched;
    },
  };
}

/** A fresh reader: the live document and the whole chain behind it, then the live document once more. */
export async function walkWhole(parts: ReaderParts, relation: string): Promise<Library> {
  const library = createLibrary();
  const first = await parts.get(parts.url);
  take(library, first, parts.tell);
  for await (const fetched of walkBack(parts, first, { relation })) {
    take(library, fetched, parts.tell);
  }
  // What was corrected during the walk moved on to where the walk began.
  take(library, await parts.get(parts.url), parts.tell);
  return library;
}

/** Conditional from the second time on. */
function createLive(
  { get, url }: ReaderParts,
  more: Readonly<Record<string, string>>,
): () => Promise<Fetched> {
  let etag: string | undefined;
  return async () => {
    const condition = etag === undefined ? {} : { ...more, 'if-none-match': etag };
    const fetched = await get(url, condition);
    etag = fetched.headers.get('etag') ?? etag;
    return fetched;
  };
}

interface Way {
  readonly relation: string;
  /** A reference that is known is not followed. */
  readonly isKnown?: (reference: string) => boolean;
}

async function* walkBack(
  { get, tell, onArchive }: ReaderParts,
  first: Fetched,
  { relation, isKnown }: Way,
): AsyncGenerator<Fetched> {
  let current = first;
  for (let steps = 0; ; steps += 1) {
    const link = current.document?.links.get(relation);
    if (link === undefined) return;
    const reference = new URL(link, current.finalUrl).href;
    if (isKnown?.(reference)) return;
    if (steps >= MAX_STEPS) return tell({ url: reference, what: 'the chain does not end' });
    current = await get(reference);
    if (current.document === undefined) return;
    onArchive?.(current);
    yield current;
  }
}

function take(library: Library, fetched: Fetched, tell: Tell): Taken {
  const { document, finalUrl: url } = fetched;
  if (document === undefined) return { added: [], changed: [], older: [] };
  const taken = library.take(document);
  for (const storyId of taken.older) {
    tell({ url, storyId, what: 'comes with an older date than before' });
  }
  return taken;
}

function bringsNews({ added, changed }: Taken): boolean {
  return added.length + changed.length > 0;
}
