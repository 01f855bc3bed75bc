/** An exported folder served in this process, by the handler that serves it on Workers. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  MANIFEST_FILE,
  parseManifest,
  type StaticManifest,
} from '../../src/http/static-manifest.ts';
import { createStaticSite, type StaticSite } from '../../src/http/static-site.ts';

export function readManifest(folder: string): StaticManifest {
  const manifest = parseManifest(readFileSync(join(folder, MANIFEST_FILE), 'utf8'));
  if (manifest === undefined) throw new Error(`${folder} holds no export`);
  return manifest;
}

export function openStaticFolder(folder: string, now: () => Date): StaticSite {
  const read = (file: string): Uint8Array<ArrayBuffer> =>
    new Uint8Array(readFileSync(join(folder, file)));
  return createStaticSite({
    manifest: readManifest(folder),
    read: async (file) => read(file),
    stream: (file) => new Blob([read(file)]).stream(),
    now,
  });
}

/** Files by name, with their text. */
export function readFolder(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}
