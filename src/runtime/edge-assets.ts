/** Lays the pictures of a folder out as static assets of a worker, with the list that it looks them up in. */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Problem } from '../model/result.ts';
import { hashBytes } from '../text/hash.ts';
import { mediaTypeOf } from '../text/media-types.ts';
import { resolveInside } from './article-folder.ts';
import { ASSET_LIST_PATH, type AssetList } from './edge-media.ts';

/** Of one asset, at Cloudflare. */
const MAX_ASSET_BYTES = 25 * 1024 * 1024;

export interface LaidOut {
  readonly files: number;
  readonly copied: number;
  readonly removed: number;
  readonly problems: readonly Problem[];
}

/** Copies what changed and nothing else; a picture with the bytes that it had keeps its date, whatever a clone says. */
export function layOutAssets(folder: string, target: string): LaidOut {
  const listFile = join(target, ASSET_LIST_PATH);
  const before = readList(listFile);
  const list: Record<string, AssetList[string]> = {};
  const problems: Problem[] = [];
  let copied = 0;
  for (const path of listMedia(folder)) {
    const file = resolveInside(folder, path);
    const contentType = mediaTypeOf(path);
    const found = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    if (file === undefined || contentType === undefined || !found?.isFile()) continue;
    if (found.size > MAX_ASSET_BYTES) {
      problems.push(tooLarge(path, found.size));
      continue;
    }
    const hash = hashBytes(readFileSync(file));
    const known = before[path];
    const modifiedAt =
      known?.hash === hash ? known.modifiedAt : Math.floor(Math.max(found.mtimeMs, found.ctimeMs));
    list[path] = { size: found.size, contentType, modifiedAt, hash };
    if (copy(file, join(target, 'media', path), known?.hash === hash)) copied += 1;
  }
  const removed = removeOthers(join(target, 'media'), new Set(Object.keys(list)));
  writeList(listFile, list);
  return { files: Object.keys(list).length, copied, removed, problems };
}

function readList(file: string): AssetList {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as AssetList;
  } catch {
    // None yet, or not whole: everything is laid out anew.
    return {};
  }
}

/** The same list is not written again: its date would say that it is new. */
function writeList(file: string, list: AssetList): void {
  const text = JSON.stringify(list);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function copy(from: string, to: string, isKnown: boolean): boolean {
  if (isKnown && existsSync(to)) return false;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  return true;
}

/** In a fixed order: the same pictures make the same list. */
function listMedia(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => mediaTypeOf(path) !== undefined)
    .sort();
}

function removeOthers(folder: string, wanted: ReadonlySet<string>): number {
  const others = listMedia(folder).filter((path) => !wanted.has(path));
  for (const path of others) rmSync(join(folder, path), { recursive: true });
  return others.length;
}

function tooLarge(path: string, bytes: number): Problem {
  return {
    file: path,
    code: 'media-too-large',
    message: `the file has ${bytes} bytes; an asset of a worker has at most ${MAX_ASSET_BYTES}, so it is left out`,
    hint: 'save a smaller picture, or put it on a media host and name it by its URL',
    severity: 'warning',
  };
}
