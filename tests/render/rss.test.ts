import { describe, expect, it } from 'vitest';
import type { Media } from '../../src/model/article.ts';
import type { Entry, Feed } from '../../src/model/feed.ts';
import { formatByFile } from '../../src/render/formats.ts';
import { finishRss, rssChannel, rssItemOptions } from '../../src/render/rss.ts';
import { elementNames, readXml } from './parse-xml.ts';
import { entry, feed, SAMPLE_FEED } from './sample-feed.ts';

function rss(value: Feed): string {
  return formatByFile('rss.xml')?.render(value) ?? '';
}

function find(value: Feed | Entry, xpath: string): string[] {
  const whole = 'entries' in value ? value : feed({ entries: [value] });
  return readXml(rss(whole), (query) => query(xpath));
}

describe('RSS document', () => {
  it('is what the package renders as a whole, with items moved last', () => {
    const whole = rssChannel(SAMPLE_FEED);
    for (const one of SAMPLE_FEED.entries) whole.addItem(rssItemOptions(one));
    // The package writes channel extensions after the items; readers want items last.
    const itemsLast = finishRss(whole.rss2()).replace(
      /(<item>[\s\S]*<\/item>\n)([\s\S]*?)(?=<\/channel>)/,
      '$2$1',
    );
    expect(`${itemsLast}\n`).toBe(rss(SAMPLE_FEED));
  });

  it('declares every namespace, entries or not', () => {
    const root = (value: Feed): string => /<rss [^>]*>/.exec(rss(value))?.[0] ?? '';
    expect(root(feed())).toBe(root(SAMPLE_FEED));
    for (const prefix of ['atom', 'content', 'dc', 'media']) {
      expect(root(feed())).toContain(`xmlns:${prefix}=`);
    }
  });

  it('puts items last in the channel', () => {
    const names = elementNames(rss(SAMPLE_FEED), '/rss/channel/*');
    expect(names.slice(names.indexOf('item'))).toEqual(['item', 'item', 'item']);
  });

  it('never repeats a single-use element', () => {
    const names = elementNames(rss(SAMPLE_FEED), '/rss/channel/item[1]/*');
    for (const name of [
      'title',
      'link',
      'guid',
      'pubDate',
      'description',
      'encoded',
      'enclosure',
    ]) {
      expect([name, names.filter((one) => one === name).length]).toEqual([name, 1]);
    }
  });
});

describe('RSS channel', () => {
  it('states the exact self URL and each hub', () => {
    const selfUrl = 'https://news.example/topics/a/rss.xml?x=1&y=%7E';
    const value = feed({
      selfUrl,
      hubUrls: ['https://hub.example/?a=1&b=2', 'https://two.example/'],
    });
    expect(find(value, '//channel/atom:link[@rel="self"]/@href')).toEqual([selfUrl]);
    expect(find(value, '//channel/atom:link[@rel="hub"]/@href')).toEqual(value.hubUrls);
  });

  it('dates itself by its newest change', () => {
    expect(find(feed(), '//lastBuildDate')).toEqual(['Sat, 21 Nov 2026 09:05:00 GMT']);
  });

  it('describes itself by its title when it has no description', () => {
    expect(find(feed({ description: ' ' }), '//channel/description')).toEqual(['Harbour News']);
  });

  it.each([
    [{ name: 'Desk' }, []],
    [{ name: 'Desk', email: 'desk@news.example' }, ['desk@news.example (Desk)']],
  ])('gives %j as managingEditor %j', (publisher, expected) => {
    expect(find(feed({ publisher }), '//managingEditor')).toEqual(expected);
  });

  it.each([
    ['https://news.example/icon.png', 1],
    ['https://news.example/icon.JPG?v=2', 1],
    ['https://news.example/icon.svg', 0],
    ['https://news.example/icon.webp', 0],
  ])('shows %s as image %i times', (iconUrl, count) => {
    expect(find(feed({ iconUrl }), '//channel/image/url')).toHaveLength(count);
  });

  it.each([
    [5, '5'],
    [0, '1'],
    [0.2, '1'],
    [Number.NaN, '1'],
  ])('writes a time to live of %f minutes as %s', (ttlMinutes, shown) => {
    expect(find(feed({ ttlMinutes }), '//ttl')).toEqual([shown]);
  });
});

describe('RSS item', () => {
  it('has a guid that is no link', () => {
    expect(find(entry(), '//guid/@isPermaLink')).toEqual(['false']);
  });

  it.each([
    ['a summary', { summary: 'A & B <c>', contentHtml: '<p>Text</p>' }, ['A &amp; B &lt;c&gt;']],
    [
      'the first words',
      { contentHtml: '<p>One</p><p>two &amp; three</p>' },
      ['One two &amp; three'],
    ],
    [
      'its title',
      { contentHtml: '<img src="https://x.example/a.png">' },
      ['Harbour ferry moves to winter timetable'],
    ],
    ['nothing', {}, []],
  ])('is described by %s', (_what, fields, expected) => {
    expect(find(entry(fields), '//item/description')).toEqual(expected);
  });

  it('has its description before its content', () => {
    const names = elementNames(rss(SAMPLE_FEED), '//item[1]/*');
    expect(names.indexOf('description')).toBeLessThan(names.indexOf('encoded'));
  });

  it('keeps every ]]>, indentation and line end of its content', () => {
    const contentHtml = '<pre>a ]]> b ]]>\n    c\n\n  d</pre>';
    expect(find(entry({ contentHtml }), '//content:encoded')).toEqual([contentHtml]);
  });

  it('names authors without mail addresses', () => {
    const authors = [{ name: 'City Desk' }, { name: 'Night Desk', email: 'night@news.example' }];
    expect(find(entry({ authors }), '//dc:creator')).toEqual(['City Desk', 'Night Desk']);
    expect(find(entry({ authors }), '//author')).toEqual([]);
  });

  it('states the time of a correction and keeps the publication date', () => {
    const corrected = entry({ updatedAt: new Date('2026-11-20T09:00:00Z') });
    expect(find(corrected, '//atom:updated')).toEqual(['2026-11-20T09:00:00Z']);
    expect(find(corrected, '//pubDate')).toEqual(['Fri, 20 Nov 2026 06:30:00 GMT']);
    expect(find(entry(), '//atom:updated')).toEqual([]);
  });

  it.each([
    [{ name: 'Wire', feedUrl: 'https://wire.example/feed?a=1&b=2' }, ['Wire']],
    [{ name: 'Wire', url: 'https://wire.example/' }, []],
  ])('has a source only where a feed is known: %j', (source, expected) => {
    expect(find(entry({ source }), '//item/source')).toEqual(expected);
  });

  it('writes subjects with their vocabulary, labels first, codes else', () => {
    const vocabulary = 'http://cv.iptc.org/newscodes/mediatopic/';
    const subjects = [
      { uri: `${vocabulary}20000638`, label: 'foreign policy' },
      { uri: `${vocabulary}16000000` },
    ];
    expect(find(entry({ subjects }), '//category')).toEqual(['foreign policy', '16000000']);
    expect(find(entry({ subjects }), '//category/@domain')).toEqual([vocabulary, vocabulary]);
  });

  it('names a section once, though it is a tag too', () => {
    const value = entry({ tags: ['World', 'Sea'], section: 'World' });
    expect(find(value, '//category')).toEqual(['World', 'Sea']);
  });
});

describe('RSS media', () => {
  const picture: Media = { url: 'https://x.example/a.jpg', type: 'image/jpeg', role: 'lead' };
  const sound: Media = { url: 'https://x.example/a.mp3', type: 'audio/mpeg', role: 'audio' };

  it.each([
    ['<img src="https://x.example/a.jpg">', []],
    ['<img src="https://x.example/a.jpgx">', [picture.url]],
    ['<p>https://x.example/a.jpg</p>', [picture.url]],
  ])('lists a picture only if the text does not show it: %s', (contentHtml, expected) => {
    const value = entry({ contentHtml, media: [picture] });
    expect(find(value, '//media:content/@url')).toEqual(expected);
  });

  it('finds a picture in the text whose address is escaped there', () => {
    const media = [{ ...picture, url: 'https://x.example/a?b=1&c=2' }];
    const contentHtml = '<img src="https://x.example/a?b=1&amp;c=2">';
    expect(find(entry({ contentHtml, media }), '//media:content')).toEqual([]);
  });

  it('has one enclosure with url, length and type; the rest is Media RSS', () => {
    const value = entry({
      media: [picture, sound, { ...sound, url: 'https://x.example/b.mp3', bytes: 7 }],
    });
    const rendered = rss(feed({ entries: [value] }));
    expect(rendered).toContain(
      '<enclosure url="https://x.example/a.mp3" length="0" type="audio/mpeg"/>',
    );
    expect(find(value, '//enclosure')).toHaveLength(1);
    expect(find(value, '//media:content/@url')).toEqual([picture.url, 'https://x.example/b.mp3']);
    expect(find(value, '//media:content/@medium')).toEqual(['image', 'audio']);
  });
});
