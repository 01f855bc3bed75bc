import { expect, test } from 'vitest';
import { compareText } from '../../src/text/order.ts';

test('orders texts by code point', () => {
  const ordered = [
    '',
    'B',
    'a',
    'aa',
    'b',
    'Ä',
    'é',
    '会',
    '\uE000',
    '\uFF21',
    '\u{20BB7}',
    '\u{20BB7}a',
  ];
  expect(ordered.toReversed().toSorted(compareText)).toEqual(ordered);
});

test('tells equal texts', () => {
  expect(compareText('会談', '会談')).toBe(0);
});
