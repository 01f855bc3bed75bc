/** A folder on disk: what lies in it, what it holds, and when it changes. */

import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { watch } from 'chokidar';
import { isArticleFile } from '../ingest/read.ts';
import type { ArticleFolder, FolderFile, FolderListing } from '../publish/folder.ts';

/** Above this, watching costs more memory than it is worth: 100,000 watched files took 800 MB. */
const MAX_WATCHED_FILES = 10_000;
const RESCAN_MS = 10_000;
/** Quiet time after the last event before a pass, so that a file is read when it is whole. */
const SETTLE_MS = 80;

/** Larger files are refused by the reader anyway; this bounds what is read into memory. */
const MAX_READ_BYTES = 64 * 1024 * 1024;

/** Forms that cannot say everything themselves. */
const SIDECAR_OWNER = /^(.+)\.(?:txt|html?)$/i;

export const TOPICS_FOLDER = 'topics';
export const PUBLICATION_FILE = 'publication.yaml';

/** Reads between two looks at what else waits: a large first load must not hold requests up. */
const READS_AT_ONCE = 8;

/** `root` must exist. */
export function openArticleFolder(root: string): ArticleFolder {
  let reads = 0;
  return {
    list: () => listArticleFiles(root),
    pause: async () => void (await setImmediate()),
    read: async (path) => {
      const file = join(root, path);
      const { size } = statSync(file);
      if (size > MAX_READ_BYTES) throw new Error(`it is larger than ${MAX_READ_BYTES} bytes`);
      reads += 1;
      if (reads % READS_AT_ONCE === 0) await setImmediate();
      // Synchronous on purpose: an asynchronous read of a small file costs three times as much.
      return readFileSync(file);
    },
  };
}

/** Files looked at between two looks at what else waits: a few milliseconds. */
const LOOKS_AT_ONCE = 500;

// Synchronous calls on purpose: three times faster than asynchronous ones, and 10,000 files take 51 ms.
async function listArticleFiles(root: string): Promise<FolderListing> {
  const files: FolderFile[] = [];
  const unreadable: string[] = [];
  let looks = 0;
  const visit = async (folder: string): Promise<void> => {
    const entries = readFolder(folder);
    if (entries === undefined) {
      unreadable.push(toPath(root, folder));
      return;
    }
    const names = entries.map(({ name }) => name);
    for (const entry of entries) {
      const full = join(folder, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) await visit(full);
      else if (entry.isFile() && isArticleFile(toPath(root, full))) {
        const found = describe(root, full, sidecarOf(entry.name, names));
        if (found !== undefined) files.push(found);
        looks += 1;
        if (looks % LOOKS_AT_ONCE === 0) await setImmediate();
      }
    }
  };
  await visit(root);
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), unreadable };
}

function readFolder(folder: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Told by the caller: a folder that may not be read is a problem, not the end of the pass.
    return undefined;
  }
}

/** Whether the fields of the file at `path` may stand in a sidecar. */
export function takesSidecar(path: string): boolean {
  return SIDECAR_OWNER.test(path);
}

/** `story.yaml` or `story.yml` beside `story.txt`, in any case. */
function sidecarOf(name: string, names: readonly string[]): string | undefined {
  const stem = SIDECAR_OWNER.exec(name)?.[1]?.toLowerCase();
  if (stem === undefined) return undefined;
  return names.find((one) => [`${stem}.yaml`, `${stem}.yml`].includes(one.toLowerCase()));
}

/** Undefined when the file vanished between listing and looking. */
function describe(root: string, file: string, sidecar: string | undefined): FolderFile | undefined {
  const own = statSync(file, { throwIfNoEntry: false });
  if (own === undefined) return undefined;
  const path = toPath(root, file);
  if (sidecar === undefined) {
    return { path, size: own.size, modifiedAt: new Date(Math.floor(own.mtimeMs)) };
  }
  const sidecarFile = join(file, '..', sidecar);
  const beside = statSync(sidecarFile, { throwIfNoEntry: false });
  return {
    path,
    size: own.size + (beside?.size ?? 0),
    modifiedAt: new Date(Math.floor(Math.max(own.mtimeMs, beside?.mtimeMs ?? 0))),
    ...(beside && { sidecarPath: toPath(root, sidecarFile) }),
  };
}

function toPath(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}

export interface FolderWatch {
  /** How changes are noticed; `rescan` for a folder too large to watch. */
  readonly mode: 'watch' | 'rescan';
  close(): Promise<void>;
}

/**
 * Calls `onChange` soon after anything below `root` changed, and every ten seconds in any case, or
 * seldom enough that looking takes a small part of the time: `passMs` is how long the last pass took.
 */
export async function watchFolder(
  root: string,
  fileCount: number,
  { onChange, passMs }: { readonly onChange: () => void; readonly passMs: () => number },
): Promise<FolderWatch> {
  // Also of a watched folder: one that goes and comes back, or is a link to another now, tells nobody.
  const scanning = rescan(onChange, passMs);
  if (fileCount > MAX_WATCHED_FILES) {
    return { mode: 'rescan', close: async () => scanning.stop() };
  }
  let settling: NodeJS.Timeout | undefined;
  const watcher = watch(root, { ignoreInitial: true, ignored: (path) => isHidden(root, path) });
  watcher.on('all', () => {
    clearTimeout(settling);
    settling = setTimeout(onChange, SETTLE_MS);
  });
  // A link that leads to itself, a folder without permission, more files than the system watches: what
  // is not watched is found by looking. Unheard, the event would end the process.
  watcher.on('error', () => {});
  await new Promise<void>((done) => watcher.once('ready', () => done()));
  return {
    mode: 'watch',
    close: async () => {
      clearTimeout(settling);
      scanning.stop();
      await watcher.close();
    },
  };
}

/** Of the time, what looking through a large folder may take. */
const RESCAN_SHARE = 20;

function rescan(onChange: () => void, passMs: () => number): { stop(): void } {
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(
      () => {
        onChange();
        next();
      },
      Math.max(RESCAN_MS, passMs() * RESCAN_SHARE),
    );
  };
  next();
  return { stop: () => clearTimeout(timer) };
}

function isHidden(root: string, path: string): boolean {
  return relative(root, path)
    .split(sep)
    .some((segment) => segment.startsWith('.') && segment !== '..' && segment !== '.');
}

/**
 * The file below `root` that a decoded URL path names; undefined when there is none, or when it lies
 * outside, also by way of a symbolic link.
 */
export function resolveInside(root: string, path: string): string | undefined {
  if (path.includes('\0')) return undefined;
  const file = resolve(root, path);
  if (!file.startsWith(resolve(root) + sep) || isHidden(root, file)) return undefined;
  try {
    const real = realpathSync(file);
    return real.startsWith(realpathSync(root) + sep) ? real : undefined;
  } catch {
    // There is no such file.
    return undefined;
  }
}
