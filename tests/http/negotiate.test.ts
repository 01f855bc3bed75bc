import { expect, test } from 'vitest';
import { type Coding, chooseCoding } from '../../src/http/negotiate.ts';

const ALL: readonly Coding[] = ['br', 'gzip', 'zstd'];

const CASES: readonly (readonly [
  header: string | null,
  available: readonly Coding[],
  coding: Coding | undefined,
])[] = [
  [null, ALL, undefined],
  ['', ALL, undefined],
  ['gzip', ALL, 'gzip'],
  ['GZIP', ALL, 'gzip'],
  ['x-gzip', ALL, 'gzip'],
  ['gzip, deflate, br', ALL, 'br'],
  ['gzip, deflate, br, zstd', ALL, 'zstd'],
  ['gzip, deflate, br, zstd', ['br', 'gzip'], 'br'],
  ['br;q=0.5, gzip;q=0.8', ALL, 'gzip'],
  ['br;q=0, gzip', ALL, 'gzip'],
  ['*', ALL, 'zstd'],
  ['*;q=0', ALL, undefined],
  ['gzip;q=0, *', ['gzip'], undefined],
  ['identity', ALL, undefined],
  ['identity;q=1, gzip;q=0.5', ALL, undefined],
  ['gzip;q=nonsense', ALL, undefined],
  ['deflate', ALL, undefined],
];

test.each(CASES)('%j of %j is %j', (header, available, coding) => {
  expect(chooseCoding(header, available)).toBe(coding);
});
