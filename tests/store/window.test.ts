import { describe, expect, test } from 'vitest';
import { cutWindow, type WindowRow } from '../../src/store/window.ts';

const HOUR = 3_600_000;
const row = (id: string, published: number, changedAt = published): WindowRow => ({
  id,
  published: published * HOUR,
  changedAt: changedAt * HOUR,
  isNotice: false,
  isOpen: false,
  size: 1_000,
});
const notice = (id: string, published: number): WindowRow => ({
  ...row(id, published),
  isNotice: true,
});
const ids = (rows: readonly WindowRow[]): string => rows.map(({ id }) => id).join('');

describe('the live window', () => {
  test('holds what changed within its hours before the newest change, however old that is', () => {
    const rows = [row('a', 100), row('b', 60), row('c', 51), row('d', 40)];
    expect(ids(cutWindow(rows, { hours: 48, atLeast: 1, atMost: 10 }))).toBe('ab');
    expect(ids(cutWindow(rows, { hours: 50, atLeast: 1, atMost: 10 }))).toBe('abc');
  });

  test('is filled up with the newest others', () => {
    const rows = [row('a', 100), row('b', 10), row('c', 9), row('d', 8)];
    expect(ids(cutWindow(rows, { hours: 48, atLeast: 3, atMost: 10 }))).toBe('abc');
  });

  test('never holds more than its maximum, the newest changes first', () => {
    const rows = [row('a', 100), row('b', 99), row('c', 98), row('d', 97)];
    expect(ids(cutWindow(rows, { hours: 48, atLeast: 1, atMost: 2 }))).toBe('ab');
  });

  test('holds a late story in its place by publication', () => {
    const rows = [row('a', 100), row('b', 95), row('c', 90), row('z', 1, 100)];
    expect(ids(cutWindow(rows, { hours: 2, atLeast: 2, atMost: 10 }))).toBe('az');
    expect(ids(cutWindow(rows, { hours: 8, atLeast: 2, atMost: 10 }))).toBe('abz');
  });

  test('holds notices beside its stories: many withdrawals crowd none of them out', () => {
    const rows = [notice('x', 100), notice('y', 99), row('a', 98), row('b', 97), row('c', 40)];
    expect(ids(cutWindow(rows, { hours: 48, atLeast: 1, atMost: 2 }))).toBe('xyab');
  });

  test('orders equal dates by id, in any order of input', () => {
    const rows = [row('b', 1), row('c', 1), row('a', 1)];
    expect(ids(cutWindow(rows, { hours: 1, atLeast: 1, atMost: 10 }))).toBe('cba');
    expect(ids(cutWindow([...rows].reverse(), { hours: 1, atLeast: 1, atMost: 10 }))).toBe('cba');
  });
});
