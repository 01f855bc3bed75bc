import { describe, expect, test } from 'vitest';
import {
  formatCalendarDate,
  formatForPeople,
  formatHttpDate,
  formatRfc3339,
  parseEditorialDate,
  parseHttpDate,
} from '../../src/text/dates.ts';

const AT = new Date('2019-01-17T08:30:05Z');
const NOW = new Date('2026-11-24T00:00:00Z');

test('formats one instant for each reader', () => {
  expect(formatHttpDate(AT)).toBe('Thu, 17 Jan 2019 08:30:05 GMT');
  expect(formatRfc3339(AT)).toBe('2019-01-17T08:30:05Z');
  expect(formatForPeople(AT)).toBe('Thu 17 Jan 2019, 08:30 UTC');
});

test.each([
  ['UTC', '2019-01-17'],
  ['Asia/Tokyo', '2019-01-18'],
  ['Pacific/Honolulu', '2019-01-17'],
])('the calendar date in %s is %s', (timeZone, expected) => {
  expect(formatCalendarDate(new Date('2019-01-17T15:00:00Z'), timeZone)).toBe(expected);
});

describe('parseHttpDate', () => {
  test.each([
    'Thu, 17 Jan 2019 08:30:05 GMT',
    'Thursday, 17-Jan-19 08:30:05 GMT',
    'Thu Jan 17 08:30:05 2019',
  ])('reads %s', (text) => {
    expect(parseHttpDate(text, NOW)).toEqual(AT);
  });

  test('puts a two-digit year more than 50 years ahead into the past', () => {
    expect(parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT', NOW)?.getUTCFullYear()).toBe(1994);
  });

  test.each([
    '',
    '2019-01-17T08:30:05Z',
    'Thu, 17 Jan 2019 08:30:05',
    'Thu, 17 Jan 2019 08:30:05 +0900',
    'Thu, 31 Feb 2019 08:30:05 GMT',
    'Thu, 17 Foo 2019 08:30:05 GMT',
    'Thu, 17 Jan 2019 24:30:05 GMT',
    'thu, 17 jan 2019 08:30:05 gmt',
  ])('refuses %j', (text) => {
    expect(parseHttpDate(text, NOW)).toBeUndefined();
  });
});

describe('parseEditorialDate', () => {
  test.each([
    ['2019-01-17', 'Asia/Tokyo', '2019-01-16T15:00:00Z'],
    ['2019-01-17T08:30', 'Asia/Tokyo', '2019-01-16T23:30:00Z'],
    ['2019-01-17 08:30:05', 'UTC', '2019-01-17T08:30:05Z'],
    ['2019-01-17T08:30:05Z', 'Asia/Tokyo', '2019-01-17T08:30:05Z'],
    ['2019-01-17T17:30:05+09:00', 'UTC', '2019-01-17T08:30:05Z'],
    ['2019-01-17T17:30:05+0900', 'UTC', '2019-01-17T08:30:05Z'],
    [' 2019-01-17T08:30:05,250Z ', 'UTC', '2019-01-17T08:30:05.250Z'],
    ['Thu, 17 Jan 2019 08:30:05 GMT', 'Asia/Tokyo', '2019-01-17T08:30:05Z'],
    ['17 Jan 2019 17:30 +0900', 'UTC', '2019-01-17T08:30:00Z'],
    // Clocks go forward on 31 March and back on 27 October.
    ['2019-03-31T12:00', 'Europe/Berlin', '2019-03-31T10:00:00Z'],
    ['2019-10-27T12:00', 'Europe/Berlin', '2019-10-27T11:00:00Z'],
  ])('reads %s in %s', (text, zone, expected) => {
    expect(parseEditorialDate(text, zone)).toEqual(new Date(expected));
  });

  test.each([
    '',
    'yesterday',
    '01/02/2019',
    '2019',
    '2019-1-7',
    '2019-02-30',
    '2019-13-01',
    '2019-01-17T25:00',
    '20190117',
    '1547713805',
    'Thu, 17 Jan 2019 08:30:05 EST',
    '2019-01-17 trailing',
  ])('refuses %j instead of guessing', (text) => {
    expect(parseEditorialDate(text, 'Asia/Tokyo')).toBeUndefined();
  });
});
