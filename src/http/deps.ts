/** Everything the app is handed by a runtime. */

import type { Hono } from 'hono';
import type { DocumentCache } from '../publish/document-cache.ts';
import type { SharedDocuments } from '../publish/documents.ts';
import type { SiteState } from '../publish/site-state.ts';
import type { ServingStore } from '../store/serving-store.ts';
import type { HotDocuments } from './hot-documents.ts';
import type { Coding } from './negotiate.ts';

export type LogLevel = 'info' | 'warning' | 'error';
export type Log = (
  level: LogLevel,
  event: string,
  fields: Readonly<Record<string, unknown>>,
) => void;

export interface MediaFile {
  /** Bytes. */
  readonly size: number;
  readonly contentType: string;
  /** When content or name last changed: a replaced file is newer whatever its own date says. */
  readonly modifiedAt: Date;
  readonly stream: () => ReadableStream<Uint8Array<ArrayBuffer>>;
}

export interface Loading {
  /** Files. */
  readonly done: number;
  /** 0 while they are being listed. */
  readonly total: number;
}

/** Content codings of a runtime. */
export interface Compression {
  readonly codings: readonly Coding[];
  /** Never twice with full effort for one `named` document and coding within a second. */
  readonly encode: (
    bytes: Uint8Array,
    coding: Coding,
    named?: NamedDocument,
  ) => Promise<Uint8Array<ArrayBuffer>>;
}

/** A document that changes: the bytes of one of its states. */
export interface NamedDocument {
  readonly path: string;
  /** What was compressed in haste is followed by what full effort gives. */
  readonly onBetter: (bytes: Uint8Array<ArrayBuffer>) => void;
}

export interface AppDeps {
  readonly store: ServingStore;
  readonly state: () => SiteState;
  readonly now: () => Date;
  readonly log: Log;
  readonly cache: DocumentCache;
  /** Where several processes keep rendered documents together. */
  readonly shared?: SharedDocuments;
  /** The short way to documents that are asked for all the time; absent where nobody asks it. */
  readonly hot?: HotDocuments;
  /** Absent on an edge that compresses by itself. */
  readonly compress?: Compression;
  /** Finds a file below `/media/`, given its decoded path; absent where there is no folder. */
  readonly findMedia?: (path: string) => Promise<MediaFile | undefined>;
  /** Whether a kept copy may be served while the store fails; always where it is not said. */
  readonly mayServeKept?: () => boolean;
  /** Adds the routes of the API; absent where nothing is written. */
  readonly mountApi?: (app: Hono) => void;
  /** `/topics/schema.json`; absent where no rule is read. */
  readonly topicSchema?: (request: Request) => Promise<Response>;
  /** `/topics/<slug>/why`; absent where nothing is classified. */
  readonly why?: (request: Request, slug: string) => Promise<Response>;
  /** How far the first load is; undefined when it is over. Until then live documents get a short max-age (decision log). */
  readonly loading?: () => Loading | undefined;
  /** How many stories follow changed topic rules already; undefined when all do. */
  readonly walking?: () => Loading | undefined;
}
