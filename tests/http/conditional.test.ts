import { describe, expect, test } from 'vitest';
import { isNotModified, parseEntityTags, shownLastModified } from '../../src/http/conditional.ts';

const now = new Date('2019-11-01T12:00:00Z');
const current = { etag: 'W/"abc"', lastModified: new Date('2019-10-05T09:00:00Z') };

const CASES: readonly (readonly [name: string, headers: Record<string, string>, is304: boolean])[] =
  [
    ['no condition', {}, false],
    ['the same weak tag', { 'if-none-match': 'W/"abc"' }, true],
    ['the strong form of the tag', { 'if-none-match': '"abc"' }, true],
    ['another tag', { 'if-none-match': '"abd"' }, false],
    ['a list with the tag', { 'if-none-match': '"x", W/"abc" , "y"' }, true],
    ['a list without spaces', { 'if-none-match': '"x","abc"' }, true],
    ['a list with empty members', { 'if-none-match': ',, "abc"' }, true],
    ['a tag with a comma inside', { 'if-none-match': '"x,abc"' }, false],
    ['a star', { 'if-none-match': ' * ' }, true],
    ['an unquoted tag', { 'if-none-match': 'abc' }, false],
    ['an empty list', { 'if-none-match': '' }, false],
    ['the tag with the suffix a proxy added', { 'if-none-match': '"abc-gzip"' }, false],
    [
      'a stale tag with a fresh date',
      { 'if-none-match': '"x"', 'if-modified-since': 'Sat, 05 Oct 2019 09:00:00 GMT' },
      false,
    ],
    [
      'the tag with an old date',
      { 'if-none-match': '"abc"', 'if-modified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' },
      true,
    ],
    ['the date as IMF-fixdate', { 'if-modified-since': 'Sat, 05 Oct 2019 09:00:00 GMT' }, true],
    [
      'the date in the form of RFC 850',
      { 'if-modified-since': 'Saturday, 05-Oct-19 09:00:00 GMT' },
      true,
    ],
    ['the date as asctime', { 'if-modified-since': 'Sat Oct  5 09:00:00 2019' }, true],
    ['a later date', { 'if-modified-since': 'Sun, 06 Oct 2019 09:00:00 GMT' }, true],
    ['a date one second earlier', { 'if-modified-since': 'Sat, 05 Oct 2019 08:59:59 GMT' }, false],
    ['a date that is none', { 'if-modified-since': 'yesterday' }, false],
    ['an ISO date', { 'if-modified-since': '2019-10-05T09:00:00Z' }, false],
  ];

describe('a conditional request with', () => {
  test.each(CASES)('%s', (_name, headers, is304) => {
    expect(isNotModified(new Headers(headers), current, now)).toBe(is304);
  });

  test('ten thousand tags is no match and takes no time', () => {
    const tags = Array.from({ length: 10_000 }, (_, index) => `"${index}"`).join(',');
    expect(isNotModified(new Headers({ 'if-none-match': tags }), current, now)).toBe(false);
  });
});

test('entity tags keep what stands between their quotes', () => {
  expect(parseEntityTags('W/"a,b" , "c"')).toEqual(['W/"a,b"', '"c"']);
});

test('Last-Modified is whole seconds and never later than now', () => {
  const late = new Date(now.getTime() + 1_500);
  expect(shownLastModified(late, now)).toEqual(now);
  expect(shownLastModified(new Date(now.getTime() - 1), now)).toEqual(
    new Date(now.getTime() - 1000),
  );
});
