/**
 * Entries as bytes, rendered once per story, format and way of writing: a feed, an archive, a delta and a
 * page of a query are these pieces in an envelope. Kept under the hash of what a story shows, so that
 * nothing must ever be forgotten; bounded by bytes.
 */

import { LRUCache } from 'lru-cache';
import { assembleEntry, type EntryOptions, type StoryFacts } from '../feeds/assemble.ts';
import type { FeedFile } from '../feeds/urls.ts';
import type { Article } from '../model/article.ts';
import type { FeedHead } from '../model/feed.ts';
import { joinBytes } from '../render/envelope.ts';
import { type Format, formatByFile, RENDERER_VERSION } from '../render/formats.ts';
import type { Pair } from '../store/store.ts';
import type { RenderedDocument } from './document-cache.ts';
import { type DocumentHead, earliest } from './documents.ts';
import { nextDueAt } from './lifecycle.ts';

/** A story of a document, as the store read it. */
export interface PieceSource extends Pair {
  readonly isNotice: boolean;
  readonly article: () => Article;
}

export interface Piece extends StoryFacts {
  /** Of the article. */
  readonly id: string;
  readonly bytes: Uint8Array;
  /** From when on nobody may show it. */
  readonly goodUntil: Date | undefined;
}

export interface Pieces {
  /** In the order of `sources`. */
  render(sources: readonly PieceSource[], format: Format, options: EntryOptions): readonly Piece[];
  /** How many entries were rendered so far. */
  rendered(): number;
}

export function createPieces(maxBytes: number): Pieces {
  const kept = new LRUCache<string, Piece>({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes, id }, key) => bytes.byteLength + (key.length + id.length) * 2 + 256,
  });
  let rendered = 0;
  const renderOne = (source: PieceSource, format: Format, options: EntryOptions): Piece => {
    rendered += 1;
    return renderPiece(source.article(), format, options);
  };
  return {
    render: (sources, format, options) => {
      const face = faceOf(format, options);
      return sources.map((source) => {
        // The end of a notice is no part of what it shows.
        if (source.isNotice) return renderOne(source, format, options);
        const key = face + source.shownHash;
        const known = kept.get(key);
        if (known !== undefined) return known;
        const piece = renderOne(source, format, options);
        kept.set(key, piece);
        return piece;
      });
    },
    rendered: () => rendered,
  };
}

/** Throws for a name that `FEED_FILES` does not hold. */
export function formatOf(file: FeedFile): Format {
  const format = formatByFile(file);
  if (format === undefined) throw new TypeError(`no format is named ${file}`);
  return format;
}

/** Everything beside the story that an entry's bytes depend on. */
function faceOf(format: Format, options: EntryOptions): string {
  const { text, baseUrl, correctionNotes, timeZone } = options;
  return JSON.stringify([format.name, RENDERER_VERSION, text, baseUrl, correctionNotes, timeZone]);
}

/** The document that `pieces` make in the envelope of `feed`. */
export function documentOf(
  head: DocumentHead,
  made: { readonly format: Format; readonly feed: FeedHead; readonly pieces: readonly Piece[] },
): RenderedDocument {
  const { path, etag, changedAt, nextDueAt: dueAt } = head;
  const { format, feed, pieces } = made;
  const entries = pieces.map(({ bytes }) => bytes);
  return {
    path,
    etag,
    changedAt,
    articleIds: new Set(pieces.map(({ id }) => id)),
    nextDueAt: dueAt,
    goodUntil: earliest(pieces.map(({ goodUntil }) => goodUntil)),
    contentType: format.contentType,
    bytes: joinBytes(format.envelope(feed), entries, format.separator),
    encoded: new Map(),
    ready: new Map(),
  };
}

const UTF8 = new TextEncoder();

function renderPiece(article: Article, format: Format, options: EntryOptions): Piece {
  const entry = assembleEntry(article, options);
  return {
    id: article.id,
    updatedAt: entry.updatedAt,
    isAuthorless: entry.authors.length === 0,
    bytes: UTF8.encode(format.renderEntry(entry)),
    goodUntil: nextDueAt(article),
  };
}
