import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCompression } from '../../src/runtime/compress.ts';

const text = (edition: number): Uint8Array =>
  new TextEncoder().encode(
    Array.from(
      { length: 3_000 },
      (_, index) => `Envoys ${(index * 7919 + edition) % 1009} met`,
    ).join(' '),
  );

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

test('a document that changes within a second is compressed in haste, and better when the second is over', async () => {
  let now = 0;
  const { encode } = createCompression(() => now);
  const better: Uint8Array[] = [];
  const named = { path: '/rss.xml', onBetter: (bytes: Uint8Array) => better.push(bytes) };
  const first = await encode(text(1), 'gzip', named);
  now = 400;
  const hasty = await encode(text(2), 'gzip', named);
  expect(new Uint8Array(gunzipSync(hasty))).toEqual(text(2));
  expect(hasty.byteLength).toBeGreaterThan(first.byteLength);
  now = 1_000;
  vi.advanceTimersByTime(600);
  await vi.waitFor(() => expect(better).toHaveLength(1));
  expect(better[0]?.byteLength).toBeLessThan(hasty.byteLength);
  expect(new Uint8Array(gunzipSync(better[0] ?? new Uint8Array()))).toEqual(text(2));
});

test('another document, another coding and a later second have full effort', async () => {
  let now = 0;
  const { encode } = createCompression(() => now);
  const named = (path: string) => ({ path, onBetter: () => {} });
  const full = (await encode(text(1), 'gzip')).byteLength;
  expect((await encode(text(1), 'gzip', named('/a'))).byteLength).toBe(full);
  expect((await encode(text(1), 'gzip', named('/b'))).byteLength).toBe(full);
  expect((await encode(text(1), 'gzip', named('/a'))).byteLength).toBeGreaterThan(full);
  now = 1_000;
  expect((await encode(text(1), 'gzip', named('/a'))).byteLength).toBe(full);
});
