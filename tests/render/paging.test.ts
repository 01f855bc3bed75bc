import { describe, expect, it } from 'vitest';
import type { Feed, Paging } from '../../src/model/feed.ts';
import { FORMATS } from '../../src/render/formats.ts';
import { readXml } from './parse-xml.ts';
import { feed } from './sample-feed.ts';

const ARCHIVE: Paging = {
  kind: 'archive',
  currentUrl: 'https://news.example/rss.xml',
  prevArchiveUrl: 'https://news.example/archive/1/rss.xml',
  nextArchiveUrl: 'https://news.example/archive/3/rss.xml',
};
const OLDEST: Paging = {
  kind: 'archive',
  currentUrl: 'https://news.example/rss.xml',
  nextArchiveUrl: 'https://news.example/archive/2/rss.xml',
};
const LIVE: Paging = {
  kind: 'live',
  prevArchiveUrl: 'https://news.example/archive/2-ab/rss.xml',
  nextUrl: 'https://news.example/archive/1/rss.xml',
};
const WHOLE: Paging = { kind: 'live', prevArchiveUrl: 'https://news.example/archive/2-ab/rss.xml' };
const PAGE: Paging = {
  kind: 'page',
  firstUrl: 'https://news.example/search/rss.xml?q=a&lang=en',
  nextUrl: 'https://news.example/search/rss.xml?q=a&lang=en&page=2',
};
const LAST: Paging = { kind: 'page', firstUrl: 'https://news.example/search/rss.xml?q=a' };

function rendered(name: string, paging: Paging | undefined): string {
  const document: Feed = { ...feed(), ...(paging && { paging }) };
  return FORMATS.find((format) => format.name === name)?.render(document) ?? '';
}

function links(xml: string): readonly string[] {
  return readXml(xml, (query) => {
    const hrefs = query('/*/atom:link/@href | /rss/channel/atom:link/@href');
    return query('/*/atom:link/@rel | /rss/channel/atom:link/@rel').map(
      (rel, index) => `${rel} ${hrefs[index]}`,
    );
  }).filter((link) => !/^(?:self|alternate) /.test(link));
}

describe.each(['rss', 'atom'])('the place of a document in its feed, in %s', (name) => {
  it.each([
    ['a feed without archives', undefined, []],
    ['a live document', LIVE, ['prev-archive https://news.example/archive/2-ab/rss.xml']],
    [
      'an archive',
      ARCHIVE,
      [
        'current https://news.example/rss.xml',
        'prev-archive https://news.example/archive/1/rss.xml',
        'next-archive https://news.example/archive/3/rss.xml',
      ],
    ],
    [
      'the oldest archive',
      OLDEST,
      [
        'current https://news.example/rss.xml',
        'next-archive https://news.example/archive/2/rss.xml',
      ],
    ],
    [
      'a page of a list',
      PAGE,
      [
        'first https://news.example/search/rss.xml?q=a&lang=en',
        'next https://news.example/search/rss.xml?q=a&lang=en&page=2',
      ],
    ],
    ['the last page of a list', LAST, ['first https://news.example/search/rss.xml?q=a']],
  ])('%s links its neighbours', (_case, paging, expected) => {
    const xml = rendered(name, paging);
    expect(links(xml)).toEqual(expected);
  });

  it.each([
    ['an archive alone', ARCHIVE, true],
    ['no live document', LIVE, false],
    ['no page', PAGE, false],
  ])('marks %s as an archive, in the declared namespace', (_case, paging, isMarked) => {
    const xml = rendered(name, paging);
    expect(xml.includes('<fh:archive/>')).toBe(isMarked);
    expect(xml.includes('xmlns:fh="http://purl.org/syndication/history/1.0"')).toBe(isMarked);
  });
});

describe('the place of a document in its feed, in JSON Feed', () => {
  it.each([
    [undefined, 'https://news.example/rss.xml', undefined],
    [LIVE, 'https://news.example/rss.xml', 'https://news.example/archive/1/rss.xml'],
    [WHOLE, 'https://news.example/rss.xml', undefined],
    [ARCHIVE, 'https://news.example/rss.xml', 'https://news.example/archive/1/rss.xml'],
    [OLDEST, 'https://news.example/rss.xml', undefined],
    [
      PAGE,
      'https://news.example/search/rss.xml?q=a&lang=en',
      'https://news.example/search/rss.xml?q=a&lang=en&page=2',
    ],
    [LAST, 'https://news.example/search/rss.xml?q=a', undefined],
  ])('keeps feed_url and goes on with next_url', (paging, feedUrl, nextUrl) => {
    const { feed_url, next_url } = JSON.parse(rendered('json', paging)) as Record<string, unknown>;
    expect([feed_url, next_url]).toEqual([feedUrl, nextUrl]);
  });
});
