import { expect, test } from 'vitest';
import { type DirectoryFeed, renderDirectory } from '../../src/render/directory.ts';

const FEED: DirectoryFeed = {
  name: 'Ferries',
  kind: 'topic',
  description: 'All about ferries',
  language: 'en',
  pageUrl: 'https://news.example/topics/ferries',
  formats: [
    {
      name: 'rss',
      url: 'https://news.example/topics/ferries/rss.xml',
      mediaType: 'application/rss+xml',
    },
  ],
  members: 12,
  storiesPerDay: 10 / 28,
  changedAt: new Date('2019-11-01T12:00:00.500Z'),
};

function directory(...feeds: readonly DirectoryFeed[]): string {
  return renderDirectory({
    title: 'News Example',
    homeUrl: 'https://news.example/',
    selfUrl: 'https://news.example/feeds.json',
    nextUrl: 'https://news.example/feeds.json?after=x',
    feeds,
  });
}

test('a directory has its keys in one order', () => {
  expect(JSON.stringify(JSON.parse(directory(FEED)), undefined, 2)).toBe(`{
  "title": "News Example",
  "home": "https://news.example/",
  "self": "https://news.example/feeds.json",
  "next": "https://news.example/feeds.json?after=x",
  "feeds": [
    {
      "name": "Ferries",
      "kind": "topic",
      "description": "All about ferries",
      "language": "en",
      "page": "https://news.example/topics/ferries",
      "formats": {
        "rss": {
          "url": "https://news.example/topics/ferries/rss.xml",
          "type": "application/rss+xml"
        }
      },
      "members": 12,
      "storiesPerDay": 0.36,
      "lastChange": "2019-11-01T12:00:00Z"
    }
  ]
}`);
});

test('a directory leaves out what is not known', () => {
  const { description: _text, changedAt: _at, ...bare } = FEED;
  const [feed] = JSON.parse(directory(bare)).feeds;
  expect(Object.keys(feed)).not.toContain('description');
  expect(Object.keys(feed)).not.toContain('lastChange');
});

test('a directory is JSON whatever a name holds', () => {
  const [feed] = JSON.parse(directory({ ...FEED, name: 'a "b"\n\u0000\uD800 c' })).feeds;
  expect(feed.name).toBe('a "b" c');
});
