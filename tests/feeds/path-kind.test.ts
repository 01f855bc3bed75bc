import { expect, test } from 'vitest';
import { archiveByNumber, pathKind } from '../../src/feeds/path-kind.ts';

test.each([
  ['/', 'page'],
  ['/topics', 'page'],
  ['/topics?page=2', 'page'],
  ['/topics/a', 'page'],
  ['/topics/a/ja', 'page'],
  ['/articles/a-0123456789ab', 'page'],
  ['/rss.xml', 'feed'],
  ['/topics/a/ja/feed.json', 'feed'],
  ['/places/archive/rss.xml', 'feed'],
  ['/tombstones/atom.xml', 'tombstones'],
  ['/topics/a/ja/tombstones/atom.xml', 'tombstones'],
  ['/archive/1/rss.xml', 'archive'],
  ['/topics/a/archive/12-0af/feed.json', 'archive'],
  ['/feeds.json?kind=topic', 'list'],
  ['/sitemaps/1.xml', 'list'],
  ['/robots.txt', 'robots'],
  ['/media/a/b.png', 'media'],
  ['/feeds/rss.xml', undefined],
  ['/search/atom.xml', undefined],
  ['/articles/a/rss.xml', undefined],
  ['/topics/', undefined],
  ['/topics/a/', undefined],
  ['/topics/a/b/c', undefined],
  ['/anything', undefined],
  ['/_headers', undefined],
])('%s is of the kind %s', (path, kind) => {
  expect(pathKind(path)).toBe(kind);
});

test.each([
  ['/archive/3-0af/rss.xml', { path: '/archive/3/rss.xml', isExact: true }],
  ['/topics/a/archive/3/rss.xml', { path: '/topics/a/archive/3/rss.xml', isExact: false }],
  ['/rss.xml', undefined],
])('the archive behind %s is known by its number', (path, archive) => {
  expect(archiveByNumber(path)).toEqual(archive);
});
