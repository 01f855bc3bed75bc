/**
 * The folder that an export is written into: whole files only, nothing of ours forgotten in it, nothing of
 * others touched. Knows no URL.
 */

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { MANIFEST_FILE, parseManifest, type StaticManifest } from '../http/static-manifest.ts';
import { AppError } from '../model/errors.ts';

/** Names of what a run writes, before it does: should the run be cut short, the next one knows them. */
const JOURNAL_FILE = '.wireroom-export.journal';
const TEMPORARY_FILE = '.wireroom-export.tmp';
/** Holds the id of the process that writes. */
const LOCK_FILE = '.wireroom-export.lock';

export interface ExportFolder {
  /** Of the last complete run. */
  readonly previous: StaticManifest | undefined;
  /** Whether the file is there with so many bytes, as the manifest tells of it. */
  has(file: string, size: number): boolean;
  read(file: string): Uint8Array<ArrayBuffer> | undefined;
  /** The file is new or replaced as a whole: nobody sees half of it. */
  write(file: string, bytes: Uint8Array): void;
  /** Writes it where it holds something else; true when it did. */
  update(file: string, bytes: Uint8Array): boolean;
  /** Deletes what earlier runs wrote and is not among `wanted`; returns how many files. */
  removeAllBut(wanted: ReadonlySet<string>): number;
  /** The run is complete. */
  finish(manifest: StaticManifest): void;
  /** Others may write again, whether the run is complete or not. */
  release(): void;
}

/** `fileNames` tells the files of a manifest. Throws as assertExportFolder does. */
export function openExportFolder(
  target: string,
  fileNames: (manifest: StaticManifest) => readonly string[],
): ExportFolder {
  assertExportFolder(target);
  const root = resolve(target);
  mkdirSync(root, { recursive: true });
  const release = lock(root);
  const previous = readManifest(root);
  const journal = readJournal(root);
  rmSync(join(root, TEMPORARY_FILE), { force: true });
  // Both files came from somewhere, perhaps with the folder: they name nothing outside it.
  const isInside = (file: string): boolean => resolve(root, file).startsWith(root + sep);
  const named = [...(previous ? fileNames(previous) : []), ...(journal ?? [])];
  const known = new Set(named.filter(isInside));
  appendFileSync(join(root, JOURNAL_FILE), '');
  // What a run that was cut short wrote is not what the manifest tells of.
  const doubtful = new Set(journal);
  const write = (file: string, bytes: Uint8Array): void => {
    appendFileSync(join(root, JOURNAL_FILE), `${file}\n`);
    known.add(file);
    doubtful.delete(file);
    replaceFile(root, file, bytes);
  };
  const read = (file: string) => readIfThere(join(root, file));
  return {
    previous,
    read,
    write,
    has: (file, size) =>
      !doubtful.has(file) && statSync(join(root, file), { throwIfNoEntry: false })?.size === size,
    update: (file, bytes) => {
      const old = read(file);
      if (old !== undefined && Buffer.compare(old, bytes) === 0) return false;
      write(file, bytes);
      return true;
    },
    removeAllBut: (wanted) => {
      const gone = [...known].filter((file) => !wanted.has(file));
      return gone.filter((file) => removeFile(root, file)).length;
    },
    finish: (manifest) => {
      const text = `${JSON.stringify(manifest)}\n`;
      replaceFile(root, MANIFEST_FILE, new TextEncoder().encode(text));
      rmSync(join(root, JOURNAL_FILE), { force: true });
    },
    release,
  };
}

/** Throws `conflict` while another process writes into the folder. */
function lock(root: string): () => void {
  const file = join(root, LOCK_FILE);
  const holder = Number(readIfThere(file)?.length ? readFileSync(file, 'utf8') : 0);
  if (holder > 0 && isAlive(holder)) {
    const message = `process ${holder} writes an export into ${root}; wait for its end`;
    throw new AppError('conflict', message);
  }
  // Left by a process that was killed.
  rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch (cause) {
    throw new AppError('conflict', `another process has begun to write into ${root}`, { cause });
  }
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Throws `conflict` where the pages of an export would be read as articles, or the other way round. */
export function assertApart(target: string, folder: string): void {
  const [to, from] = [realPathOf(target), realPathOf(folder)];
  if (to !== from && !to.startsWith(from + sep) && !from.startsWith(to + sep)) return;
  const message = `${target} and the folder of the publication lie in one another; give a folder beside it`;
  throw new AppError('conflict', message);
}

/** Of what is there already; the rest of the path as it is written. */
function realPathOf(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) return realpathSync(absolute);
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(realPathOf(parent), basename(absolute));
}

/** Throws `conflict` for what is no folder, or one with anything in it but an export, whole or cut short. */
export function assertExportFolder(target: string): void {
  if (existsSync(target) && !statSync(target).isDirectory()) {
    throw new AppError('conflict', `${target} is no folder; give a new one`);
  }
  const isOurs = [MANIFEST_FILE, JOURNAL_FILE].some((name) => existsSync(join(target, name)));
  if (isOurs || !existsSync(target) || readdirSync(target).length === 0) return;
  const message = `${target} is not empty and holds no export; give a new folder, or empty this one`;
  throw new AppError('conflict', message);
}

function readManifest(root: string): StaticManifest | undefined {
  const bytes = readIfThere(join(root, MANIFEST_FILE));
  return bytes && parseManifest(new TextDecoder().decode(bytes));
}

/** Undefined when the last run was complete, or there was none. */
function readJournal(root: string): readonly string[] | undefined {
  const bytes = readIfThere(join(root, JOURNAL_FILE));
  const lines = bytes && new TextDecoder().decode(bytes).split('\n');
  // A line that was cut short names no file of ours: its file was not written.
  return lines?.slice(0, -1);
}

function readIfThere(path: string): Uint8Array<ArrayBuffer> | undefined {
  if (!existsSync(path)) return undefined;
  return new Uint8Array(readFileSync(path));
}

function replaceFile(root: string, file: string, bytes: Uint8Array): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(root, TEMPORARY_FILE);
  writeFileSync(temporary, bytes);
  renameSync(temporary, path);
}

/** With the folders that it leaves empty; true when it was there. */
function removeFile(root: string, file: string): boolean {
  const path = join(root, file);
  const wasThere = existsSync(path);
  rmSync(path, { force: true });
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) {
    if (!existsSync(folder) || readdirSync(folder).length > 0) break;
    rmdirSync(folder);
  }
  return wasThere;
}
