/** Compression on Node, off the event loop. */

import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { Compression, NamedDocument } from '../http/deps.ts';
import type { Coding } from '../http/negotiate.ts';

/** How much work goes into it: enough, or as little as it takes. */
type Effort = 'full' | 'quick';

// Brotli above 5 costs thirty times more and gains nothing on feeds; gzip 6 is the usual balance.
const BROTLI_QUALITY = { full: 5, quick: 2 } as const;
const GZIP_LEVEL = { full: 6, quick: 1 } as const;

/** A feed that changes many times a second would keep a core busy with compression. */
const PAUSE_MS = 1_000;
/** Documents whose last compression is remembered. */
const MAX_REMEMBERED = 10_000;

type Compressor = (bytes: Uint8Array, effort: Effort) => Promise<Uint8Array<ArrayBuffer>>;

/** zstd exists since Node 22.15; its own default is quick enough. */
type ZlibWithZstd = typeof zlib & {
  readonly zstdCompress?: (
    bytes: Uint8Array,
    done: (error: Error | null, result: Buffer<ArrayBuffer>) => void,
  ) => void;
};

/** `now` in ms. */
export function createCompression(now: () => number = Date.now): Compression {
  const compressors = createCompressors();
  const startedAt = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  const compress = (bytes: Uint8Array, coding: Coding, effort: Effort) => {
    const compressor = compressors.get(coding);
    if (compressor === undefined) throw new TypeError(`${coding} is not available here`);
    return compressor(bytes, effort);
  };
  const encode = async (
    bytes: Uint8Array,
    coding: Coding,
    named?: NamedDocument,
  ): Promise<Uint8Array<ArrayBuffer>> => {
    if (named === undefined) return compress(bytes, coding, 'full');
    const name = `${coding} ${named.path}`;
    const sinceMs = now() - (startedAt.get(name) ?? Number.NEGATIVE_INFINITY);
    if (sinceMs >= PAUSE_MS) {
      startedAt.set(name, now());
      return compress(bytes, coding, 'full');
    }
    const quick = await compress(bytes, coding, 'quick');
    // By then it may have changed again: nobody asks for these bytes any more, and none are lost.
    const timer = setTimeout(() => {
      startedAt.set(name, now());
      compress(bytes, coding, 'full').then(named.onBetter, () => {});
    }, PAUSE_MS - sinceMs);
    timer.unref?.();
    return quick;
  };
  return { codings: [...compressors.keys()], encode };
}

function createCompressors(): ReadonlyMap<Coding, Compressor> {
  const gzip = promisify(zlib.gzip);
  const brotli = promisify(zlib.brotliCompress);
  const { zstdCompress } = zlib as ZlibWithZstd;
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_MODE, BROTLI_PARAM_SIZE_HINT, BROTLI_MODE_TEXT } =
    zlib.constants;
  const compressors = new Map<Coding, Compressor>([
    [
      'br',
      (bytes, effort) =>
        brotli(bytes, {
          params: {
            [BROTLI_PARAM_QUALITY]: BROTLI_QUALITY[effort],
            [BROTLI_PARAM_MODE]: BROTLI_MODE_TEXT,
            [BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
          },
        }),
    ],
    ['gzip', (bytes, effort) => gzip(bytes, { level: GZIP_LEVEL[effort] })],
  ]);
  if (zstdCompress) {
    const zstd = promisify(zstdCompress);
    compressors.set('zstd', (bytes) => zstd(bytes));
  }
  return compressors;
}
