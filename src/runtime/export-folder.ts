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
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MANIFEST_FILE, parseManifest, type StaticManifest } from '../http/static-manifest.ts';
import { AppError } from '../model/errors.ts';

/** Names of what a run writes, before it does: should the run be cut short, the next one knows them. */
const JOURNAL_FILE = '.wireroom-export.journal';
const TEMPORARY_FILE = '.wireroom-export.tmp';

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
}

/** `fileNames` tells the files of a manifest. Throws as assertExportFolder does. */
export function openExportFolder(
  target: string,
  fileNames: (manifest: StaticManifest) => readonly string[],
): ExportFolder {
  assertExportFolder(target);
  const root = resolve(target);
  mkdirSync(root, { recursive: true });
  const previous = readManifest(root);
  const journal = readJournal(root);
  rmSync(join(root, TEMPORARY_FILE), { force: true });
  const known = new Set([...(previous ? fileNames(previous) : []), ...(journal ?? [])]);
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
  };
}

/** Throws `conflict` for a folder with anything in it but an export, whole or cut short. */
export function assertExportFolder(target: string): void {
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
