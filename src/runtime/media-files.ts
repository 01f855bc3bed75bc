/** Files below `/media/`: what lies beside the articles on disk. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { MediaFile } from '../http/deps.ts';
import { mediaTypeOf } from '../text/media-types.ts';
import { resolveInside } from './article-folder.ts';

/** Larger pictures belong on a media host. */
const MAX_MEDIA_BYTES = 32 * 1024 * 1024;

/** Undefined for what is no file of a known type, too large, or outside the folder. */
export async function findMedia(folder: string, path: string): Promise<MediaFile | undefined> {
  const file = resolveInside(folder, path);
  const contentType = mediaTypeOf(path);
  if (file === undefined || contentType === undefined) return undefined;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size > MAX_MEDIA_BYTES) return undefined;
  return {
    size: found.size,
    contentType,
    modifiedAt: new Date(Math.max(found.mtimeMs, found.ctimeMs)),
    stream: () =>
      Readable.toWeb(
        createReadStream(file, { end: Math.max(0, found.size - 1) }),
      ) as ReadableStream<Uint8Array<ArrayBuffer>>,
  };
}
