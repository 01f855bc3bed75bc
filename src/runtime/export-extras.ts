/** The end of an export: files for hosts and people beside the documents, and nothing left of what was. */

import { headersFile } from '../http/static-headers.ts';
import { fileOf, GONE_FILE, NOT_FOUND_FILE, type StaticManifest } from '../http/static-manifest.ts';
import { redirectsFile } from '../http/static-redirects.ts';
import type { Site } from '../model/site.ts';
import { renderGonePage } from '../web/gone-page.ts';
import { renderNotFoundPage } from '../web/not-found-page.ts';
import { filesOfManifest, type LeftOut } from './export-files.ts';
import type { ExportFolder } from './export-folder.ts';

const HEADERS_FILE = '_headers';
const REDIRECTS_FILE = '_redirects';

export interface ExportReport {
  /** Addresses that are answered with a document. */
  readonly documents: number;
  /** Files. */
  readonly written: number;
  readonly unchanged: number;
  readonly deleted: number;
  readonly left: readonly LeftOut[];
  /** When time alone changes anything next, and when a story expires next: files do not follow by themselves. */
  readonly nextDueAt: Date | undefined;
  readonly nextExpiryAt: Date | undefined;
}

export interface ExportEnd {
  readonly folder: ExportFolder;
  /** Without its extras. */
  readonly manifest: StaticManifest;
  readonly site: Site;
  readonly now: () => Date;
  /** Files that were written so far. */
  readonly written: Set<string>;
}

/** Of a story that is gone without a word. */
export function genericGonePage({ publication, baseUrl }: Site): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(renderGonePage({ publication, baseUrl }));
}

export function completeExport(end: ExportEnd): ExportReport {
  const { folder, written } = end;
  const { texts, left, copies } = extrasOf(end);
  const extras = [...texts.keys(), ...copies.keys()];
  for (const [file, bytes] of texts) if (folder.update(file, bytes)) written.add(file);
  for (const [file, source] of copies) {
    const bytes = folder.read(source);
    if (bytes !== undefined && folder.update(file, bytes)) written.add(file);
  }
  const manifest = { ...end.manifest, extras };
  const files = new Set(filesOfManifest(manifest));
  const deleted = folder.removeAllBut(files);
  folder.finish(manifest);
  return {
    documents: Object.keys(manifest.documents).length,
    written: written.size,
    unchanged: files.size - written.size,
    deleted,
    left,
    nextDueAt: dateOf(manifest.nextDueAt),
    nextExpiryAt: dateOf(manifest.nextExpiryAt),
  };
}

interface Extras {
  readonly texts: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** File -> the file that it is a copy of. */
  readonly copies: ReadonlyMap<string, string>;
  readonly left: readonly LeftOut[];
}

function extrasOf({ manifest, site, now }: ExportEnd): Extras {
  const { publication, baseUrl } = site;
  const encoder = new TextEncoder();
  const redirects = redirectsFile(manifest);
  // Archives link each other by number: where no redirect has room, a file must stand there.
  const copies = redirects.archivesLeft.flatMap((path) => {
    const [file, source] = [fileOf(path, false), fileOf(manifest.archives[path] ?? '', false)];
    return file === undefined || source === undefined ? [] : [[file, source] as const];
  });
  const notFound = encoder.encode(renderNotFoundPage({ publication, baseUrl }));
  const reason = 'there is no room for it in _redirects';
  return {
    texts: new Map([
      [NOT_FOUND_FILE, notFound],
      [GONE_FILE, genericGonePage(site)],
      [HEADERS_FILE, encoder.encode(headersFile(manifest, now()))],
      [REDIRECTS_FILE, encoder.encode(redirects.text)],
    ]),
    copies: new Map(copies),
    left: redirects.left.map((path) => ({ path, reason })),
  };
}

function dateOf(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
