/**
 * A publication as files for any static host: what the app answers, byte by byte, and what hosts need to
 * answer alike. Written again, only what changed is touched.
 */

import { createApp } from '../http/app.ts';
import type { AppDeps } from '../http/deps.ts';
import type { StaticManifest } from '../http/static-manifest.ts';
import { AppError } from '../model/errors.ts';
import { createDocumentCache, withInvalidation } from '../publish/document-cache.ts';
import type { SiteState } from '../publish/site-state.ts';
import type { Store } from '../store/store.ts';
import { hashBytes } from '../text/hash.ts';
import { completeExport, type ExportReport, genericGonePage } from './export-extras.ts';
import { filesOfManifest, type LeftOut } from './export-files.ts';
import { type ExportFolder, openExportFolder } from './export-folder.ts';
import { faceOf } from './export-manifest.ts';
import { runPass } from './export-pass.ts';

export interface ExportOptions {
  readonly store: Store;
  readonly state: () => SiteState;
  readonly now: () => Date;
  /** A folder that is new, empty, or holds an export of this publication. */
  readonly target: string;
  readonly findMedia?: NonNullable<AppDeps['findMedia']>;
  /** Takes over what other processes wrote to the store. */
  readonly refresh?: () => Promise<void>;
  /** Feeds, each with its page and archives. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Walks over a store that others write to meanwhile. */
const MAX_PASSES = 4;
const CACHE_BYTES = 16 * 1024 * 1024;

/**
 * What is held back appears nowhere. Throws `conflict` for a folder that holds anything else, and when the
 * store never stood still; what was written until then is whole, and the next run goes on from there.
 */
export async function exportSite(options: ExportOptions): Promise<ExportReport> {
  const { target } = options;
  const folder = openExportFolder(target, filesOfManifest);
  try {
    return await writeInto(folder, options);
  } finally {
    folder.release();
  }
}

async function writeInto(folder: ExportFolder, options: ExportOptions): Promise<ExportReport> {
  const { store, refresh, state } = options;
  assertSamePublication(folder.previous, options);
  let before = folder.previous;
  const written = new Set<string>();
  for (let passes = 0; passes < MAX_PASSES; passes += 1) {
    await refresh?.();
    const signal = await store.signal();
    const { manifest, left } = await walk(options, { folder, before, written });
    const after = await store.signal();
    if (after.seq === signal.seq && after.settingsSeq === signal.settingsSeq) {
      const done = completeExport({ folder, manifest, written, site: state().site, ...options });
      return { ...done, left: [...left, ...done.left] };
    }
    before = manifest;
  }
  throw new AppError('conflict', 'the store changes faster than it can be written out; try again');
}

function assertSamePublication(
  previous: StaticManifest | undefined,
  { state, target }: ExportOptions,
): void {
  const { id } = state().site.publication;
  if (previous === undefined || previous.publicationId === id) return;
  const message = `${target} holds an export of ${previous.publicationId}, not of ${id}`;
  throw new AppError('conflict', message);
}

interface Walk {
  readonly folder: ExportFolder;
  readonly before: StaticManifest | undefined;
  readonly written: Set<string>;
}

async function walk(
  { store, state, now, findMedia, onProgress }: ExportOptions,
  { folder, before, written }: Walk,
): Promise<{ readonly manifest: StaticManifest; readonly left: readonly LeftOut[] }> {
  const cache = createDocumentCache(CACHE_BYTES);
  let aheadMs = 0;
  let lastError = '';
  // Without the parts of the server that files cannot answer for: no page of this app links to them.
  const app = createApp({
    store: withInvalidation(store, cache),
    cache,
    state,
    now: () => new Date(now().getTime() + aheadMs),
    log: (level, _event, fields) => {
      if (level === 'error') lastError = String(fields['error']);
    },
    ...(findMedia && { findMedia }),
  });
  const { site } = state();
  const face = await faceOf(state(), store);
  const { left, ...found } = await runPass({
    app,
    store,
    site,
    folder,
    now,
    setAhead: (ms) => {
      aheadMs = ms;
    },
    lastError: () => lastError,
    before,
    face,
    goneHash: hashBytes(genericGonePage(site)),
    written,
    ...(onProgress && { onProgress }),
  });
  return { manifest: { ...face, ...found }, left };
}
