/** Compression on Node, off the event loop. */

import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Coding } from '../http/negotiate.ts';

// Brotli above 5 costs thirty times more and gains nothing on feeds; gzip 6 is the usual balance.
const BROTLI_QUALITY = 5;
const GZIP_LEVEL = 6;

type Compressor = (bytes: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>;

/** zstd exists since Node 22.15. */
type ZlibWithZstd = typeof zlib & {
  readonly zstdCompress?: (
    bytes: Uint8Array,
    done: (error: Error | null, result: Buffer<ArrayBuffer>) => void,
  ) => void;
};

export interface Compression {
  readonly codings: readonly Coding[];
  readonly encode: (bytes: Uint8Array, coding: Coding) => Promise<Uint8Array<ArrayBuffer>>;
}

export function createCompression(): Compression {
  const gzip = promisify(zlib.gzip);
  const brotli = promisify(zlib.brotliCompress);
  const { zstdCompress } = zlib as ZlibWithZstd;
  const compressors = new Map<Coding, Compressor>([
    [
      'br',
      (bytes) =>
        brotli(bytes, {
          params: {
            [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
            [zlib.constants.BROTLI_PARAM_MODE]: zlib.constants.BROTLI_MODE_TEXT,
            [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
          },
        }),
    ],
    ['gzip', (bytes) => gzip(bytes, { level: GZIP_LEVEL })],
  ]);
  if (zstdCompress) compressors.set('zstd', promisify(zstdCompress));
  return {
    codings: [...compressors.keys()],
    encode: (bytes, coding) => {
      const compressor = compressors.get(coding);
      if (compressor === undefined) throw new TypeError(`${coding} is not available here`);
      return compressor(bytes);
    },
  };
}
