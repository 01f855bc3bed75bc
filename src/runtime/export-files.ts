/** Which file of an export a path gets: one that every file system and host can hold. */

import { pathKind } from '../feeds/path-kind.ts';
import { fileOf, type StaticManifest } from '../http/static-manifest.ts';

/** Why a path was left out of an export. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

/** Bytes of one name on common file systems. */
const MAX_NAME_BYTES = 255;
/** Names that Windows keeps for devices, whatever follows a full stop. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const FORBIDDEN = /[<>:"\\|?*\x00-\x1f]|[ .]$/;

export interface ExportFiles {
  /** The file for a path, which it has from now on; or why there can be none. */
  take(path: string): { readonly file: string } | LeftOut;
}

export function createExportFiles(): ExportFiles {
  // Folded: two names that differ by case alone are one name on macOS and Windows.
  const taken = new Map<string, string>();
  return {
    take: (path) => {
      const file = fileOf(path, pathKind(path) === 'page');
      const reason = file === undefined ? 'its address cannot be a file' : faultOf(file);
      if (file === undefined || reason !== undefined) return { path, reason: reason ?? '' };
      const folded = file.normalize('NFC').toLowerCase();
      const owner = taken.get(folded) ?? path;
      if (owner !== path) return { path, reason: `its file cannot be told from that of ${owner}` };
      taken.set(folded, path);
      return { file };
    },
  };
}

function faultOf(file: string): string | undefined {
  const names = file.split('/');
  const encoder = new TextEncoder();
  if (names.some((name) => encoder.encode(name).byteLength > MAX_NAME_BYTES)) {
    return 'its name is too long for a file';
  }
  if (names.some((name) => FORBIDDEN.test(name))) {
    return 'its name holds characters that not every file system takes';
  }
  const device = names.find((name) => DEVICE.test(name));
  return device === undefined ? undefined : `Windows keeps the name ${device} for itself`;
}

/** Every file that a complete run left behind, but for the manifest. */
export function filesOfManifest(manifest: StaticManifest): readonly string[] {
  const pages = [...Object.keys(manifest.documents), ...Object.keys(manifest.gonePages)];
  return [
    ...pages.flatMap((path) => fileOf(path, pathKind(path) === 'page') ?? []),
    ...manifest.extras,
  ];
}
