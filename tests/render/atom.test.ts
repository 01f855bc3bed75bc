import { describe, expect, it } from 'vitest';
import type { Entry, Feed } from '../../src/model/feed.ts';
import { formatByFile } from '../../src/render/formats.ts';
import { elementNames, readXml } from './parse-xml.ts';
import { entry, feed, SAMPLE_FEED } from './sample-feed.ts';

function atom(value: Feed): string {
  return formatByFile('atom.xml')?.render(value) ?? '';
}

function find(value: Feed | Entry, xpath: string): string[] {
  const whole = 'entries' in value ? value : feed({ entries: [value] });
  return readXml(atom(whole), (query) => query(xpath));
}

describe('Atom feed', () => {
  it('has exactly one id, title, updated and self link, before the first entry', () => {
    const names = elementNames(atom(SAMPLE_FEED), '/atom:feed/*');
    for (const name of ['id', 'title', 'updated', 'author', 'generator']) {
      expect([name, names.filter((one) => one === name).length]).toEqual([name, 1]);
    }
    expect(names.slice(names.indexOf('entry'))).toEqual(['entry', 'entry', 'entry']);
    expect(find(SAMPLE_FEED, '/atom:feed/atom:link[@rel="self"]/@href')).toHaveLength(1);
  });

  it('links every hub and the licence', () => {
    expect(find(SAMPLE_FEED, '/atom:feed/atom:link[@rel="hub"]/@href')).toEqual(
      SAMPLE_FEED.hubUrls,
    );
    expect(find(SAMPLE_FEED, '/atom:feed/atom:link[@rel="license"]/@href')).toEqual([
      SAMPLE_FEED.licenceUrl,
    ]);
  });

  it('has the publisher as author, or its title when the publisher has no name', () => {
    expect(find(feed(), '/atom:feed/atom:author/atom:name')).toEqual(['Harbour News']);
    const nameless = feed({ title: 'Tides', publisher: { name: ' ' } });
    expect(find(nameless, '/atom:feed/atom:author/atom:name')).toEqual(['Tides']);
  });
});

describe('Atom tombstones', () => {
  const goneAt = new Date('2026-11-22T10:00:00.500Z');
  const tombstone = { id: 'https://a.example/?p=1&q="<2>"', goneAt, comment: '', language: 'en' };

  it('stand after the entries with the exact id, the time and the comment', () => {
    const gone = { ...tombstone, comment: '記事の取り消し & <b>', language: 'ja' };
    const rendered = atom(feed({ entries: [entry()], tombstones: [gone] }));
    expect(rendered.slice(rendered.indexOf('</entry>'))).toBe(
      '</entry>\n' +
        '<at:deleted-entry ref="https://a.example/?p=1&amp;q=&quot;&lt;2&gt;&quot;"' +
        ' when="2026-11-22T10:00:00Z">' +
        '<at:comment xml:lang="ja">記事の取り消し &amp; &lt;b&gt;</at:comment>' +
        '</at:deleted-entry>\n</feed>\n',
    );
    const value = feed({ tombstones: [gone] });
    expect(find(value, '/atom:feed/at:deleted-entry/@ref')).toEqual([gone.id]);
  });

  it('never share both ref and when, as they are written', () => {
    const tombstones = [
      tombstone,
      { ...tombstone, goneAt: new Date('2026-11-22T10:00:00.900Z') },
      { ...tombstone, goneAt: new Date('2026-11-23T10:00:00Z') },
      { ...tombstone, id: 'urn:uuid:2' },
    ];
    expect(find(feed({ tombstones }), '//at:deleted-entry/@when')).toEqual([
      '2026-11-22T10:00:00Z',
      '2026-11-23T10:00:00Z',
      '2026-11-22T10:00:00Z',
    ]);
  });

  it('without a readable id or time are left out', () => {
    const tombstones = [
      { ...tombstone, id: ' ' },
      { ...tombstone, goneAt: new Date(Number.NaN) },
    ];
    expect(atom(feed({ tombstones }))).toBe(atom(feed()));
  });

  it('are named in the document only where there are any', () => {
    expect(atom(feed({ tombstones: [] }))).toBe(atom(feed()));
    expect(atom(SAMPLE_FEED)).not.toContain('tombstones');
  });
});

describe('Atom entry', () => {
  it('carries its own language', () => {
    expect(find(SAMPLE_FEED, '//atom:entry/@xml:lang')).toEqual(['en', 'en', 'ja']);
  });

  it('is written to the second in UTC', () => {
    const value = entry({
      publishedAt: new Date('2026-11-20T06:30:00.999+09:00'),
      updatedAt: new Date('2026-11-20T06:30:01+09:00'),
    });
    expect(find(value, '//atom:published')).toEqual(['2026-11-19T21:30:00Z']);
    expect(find(value, '//atom:entry/atom:updated')).toEqual(['2026-11-19T21:30:01Z']);
  });

  it('is never updated before it was published', () => {
    const value = entry({ updatedAt: new Date('2020-01-01T00:00:00Z') });
    expect(find(value, '//atom:entry/atom:updated')).toEqual(find(value, '//atom:published'));
  });

  it('does not repeat its title as summary', () => {
    const value = entry({ title: 'Same words', summary: 'Same words' });
    expect(find(value, '//atom:summary')).toEqual([]);
  });

  it('does not inherit our name as author when it came from elsewhere', () => {
    const source = { name: 'Example Wire' };
    expect(find(entry({ source }), '//atom:entry/atom:author/atom:name')).toEqual(['Example Wire']);
    expect(find(entry(), '//atom:entry/atom:author')).toEqual([]);
  });

  it('names the origin: via the story, source the feed', () => {
    const source = {
      name: 'Example Wire',
      url: 'https://wire.example/stories/1',
      feedUrl: 'https://wire.example/feed.xml',
    };
    const value = entry({ source });
    expect(find(value, '//atom:link[@rel="via"]/@href')).toEqual([source.url]);
    expect(find(value, '//atom:source/atom:id')).toEqual([source.feedUrl]);
    expect(find(value, '//atom:source/atom:title')).toEqual([source.name]);
    expect(find(value, '//atom:source/atom:updated')).toHaveLength(1);
    expect(find(entry({ source: { name: 'Wire' } }), '//atom:source')).toEqual([]);
  });

  it.each([
    [
      'http://cv.iptc.org/newscodes/mediatopic/20000638',
      ['20000638'],
      ['http://cv.iptc.org/newscodes/mediatopic/'],
    ],
    ['https://x.example/terms#sea', ['sea'], ['https://x.example/terms#']],
    ['urn:x:sea', ['urn:x:sea'], []],
    ['https://x.example/terms/', ['https://x.example/terms/'], []],
  ])('splits the subject %s into term and scheme', (uri, term, scheme) => {
    const value = entry({ subjects: [{ uri }] });
    expect(find(value, '//atom:category/@term')).toEqual(term);
    expect(find(value, '//atom:category/@scheme')).toEqual(scheme);
  });

  it('types an enclosure by what is stored, not by its file name', () => {
    const url = 'https://x.example/download?id=7';
    const value = entry({ media: [{ url, type: 'audio/mpeg', role: 'audio', bytes: 12 }] });
    expect(find(value, '//atom:link[@rel="enclosure"]/@type')).toEqual(['audio/mpeg']);
    expect(find(value, '//atom:link[@rel="enclosure"]/@length')).toEqual(['12']);
  });
});
