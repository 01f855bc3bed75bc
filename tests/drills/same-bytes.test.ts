import { describe, expect, test } from 'vitest';
import {
  type Crawled,
  describeDifference,
  digestOf,
  findDifferences,
} from '../../drills/same-bytes/compare.ts';
import { crawl, type Document } from '../../drills/same-bytes/crawl.ts';
import { unlinkedBeside } from '../../drills/same-bytes/unlinked.ts';

const DOCUMENT: Document = {
  status: 200,
  contentType: 'text/plain',
  etag: 'W/"a"',
  lastModified: 'Thu, 21 Nov 2019 12:00:00 GMT',
  location: '',
  bodyHash: 'b',
};

function target(name: string, documents: Readonly<Record<string, Document>>): Crawled {
  return { name, documents: new Map(Object.entries(documents)) };
}

describe('the comparison', () => {
  test('finds nothing in equal documents, in whatever order they were read', () => {
    const one = target('one', { '/a': DOCUMENT, '/b': DOCUMENT });
    const other = target('other', { '/b': DOCUMENT, '/a': DOCUMENT });
    expect(findDifferences([one, other])).toEqual([]);
    expect(digestOf(one.documents)).toBe(digestOf(other.documents));
  });

  test.each([
    ['etag', 'W/"c"'],
    ['lastModified', 'Thu, 21 Nov 2019 12:00:01 GMT'],
    ['bodyHash', 'c'],
    ['contentType', 'text/html'],
    ['location', '/c'],
    ['status', 404],
  ] as const)('finds another %s', (field, value) => {
    const one = target('one', { '/a': DOCUMENT });
    const other = target('other', { '/a': { ...DOCUMENT, [field]: value } });
    const [difference] = findDifferences([one, other]);
    expect(difference && describeDifference(difference)).toEqual([
      '/a',
      `  one: ${field} ${DOCUMENT[field]}`,
      `  other: ${field} ${value}`,
    ]);
    expect(digestOf(one.documents)).not.toBe(digestOf(other.documents));
  });

  test('finds a document that is missing, unless the target leaves it to others', () => {
    const one = target('one', { '/a': DOCUMENT, '/feeds/x': DOCUMENT });
    const other = target('other', { '/a': DOCUMENT });
    expect(findDifferences([one, other]).map(({ path }) => path)).toEqual(['/feeds/x']);
    const partial = { ...other, covers: (path: string) => !path.startsWith('/feeds/') };
    expect(findDifferences([one, partial])).toEqual([]);
  });
});

describe('the crawler', () => {
  const PAGES: Readonly<Record<string, string>> = {
    '/': '<a href="/topics/a">a</a> <a href="https://elsewhere.example/x">x</a>',
    '/robots.txt': 'Sitemap: https://news.example/sitemap.xml\n',
    '/opml.xml': '<outline xmlUrl="https://news.example/topics/a/atom.xml"/>',
    '/feeds.json': '{"next": "https://news.example/feeds.json?cursor=a&part=2"}',
    '/topics/a/atom.xml': '<link href="https://news.example/feeds/atom.xml?a=1&amp;b=2"/>',
  };

  test('follows every link of the publication and no other', async () => {
    const asked: string[] = [];
    const documents = await crawl({
      url: 'http://127.0.0.1:1',
      baseUrl: 'https://news.example',
      fetch: async (url) => {
        const path = url.replace('http://127.0.0.1:1', '');
        asked.push(path);
        return new Response(PAGES[path] ?? '');
      },
    });
    expect([...documents.keys()].sort()).toEqual(asked.sort());
    expect(asked).toEqual(
      expect.arrayContaining([
        '/topics/a',
        '/sitemap.xml',
        '/topics/a/atom.xml',
        '/topics/a/tombstones/atom.xml',
        '/feeds/atom.xml?a=1&b=2',
        '/feeds.json?cursor=a&part=2',
      ]),
    );
  });

  test('asks for combinations of the topics that the directory names', () => {
    const directory = JSON.stringify({
      feeds: ['a', 'b'].map((slug) => ({ url: `https://news.example/topics/${slug}/rss.xml` })),
    });
    expect(unlinkedBeside('/feeds.json', directory)).toContain('/feeds/atom.xml?topic=a&topic=b');
  });
});
