import { expect, test } from 'vitest';
import {
  canonicalJson,
  hashBytes,
  hashSecret,
  hashText,
  uuidV5,
  uuidV7,
} from '../../src/text/hash.ts';

test('hashes text as the first 128 bits of SHA-256 over UTF-8', () => {
  // The test vector of FIPS 180-4 for `abc`.
  expect(hashText('abc')).toBe('ba7816bf8f01cfea414140de5dae2223');
  expect(hashBytes(new TextEncoder().encode('北京'))).toBe(hashText('北京'));
});

test('hashes a secret as all of SHA-256', () => {
  // The same vector.
  const whole = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(hashSecret('abc')).toBe(whole);
});

test('canonical JSON does not depend on the order of keys', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe(
    canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }),
  );
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

test('a name-based UUID is the one that other libraries make', () => {
  // Python: uuid.uuid5(uuid.NAMESPACE_URL, 'http://www.python.org/')
  expect(uuidV5('http://www.python.org/')).toBe('c2a8cbf8-d0f1-5ef4-9740-c3faec8ab1a0');
});

test('a time-ordered UUID begins with the time and sorts by it', () => {
  const random = new Uint8Array(10).fill(0xff);
  // RFC 9562 appendix A.6: 2022-02-22T19:22:22Z.
  expect(uuidV7(0x017f22e279b0, random)).toMatch(/^017f22e2-79b0-7fff-bfff-ffffffffffff$/);
  expect(uuidV7(1, random) < uuidV7(2, random)).toBe(true);
});
