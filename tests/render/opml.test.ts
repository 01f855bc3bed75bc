import { describe, expect, it } from 'vitest';
import { type Outline, renderOpml } from '../../src/render/opml.ts';
import { readXml } from './parse-xml.ts';

const MAIN: Outline = {
  text: 'Harbour News',
  xmlUrl: 'https://news.example/rss.xml',
  htmlUrl: 'https://news.example/',
  description: 'Everything & more',
  language: 'en',
};

const FERRIES: Outline = {
  text: 'Ferries',
  title: 'Harbour News: Ferries',
  xmlUrl: 'https://news.example/topics/ferries/rss.xml',
  htmlUrl: 'https://news.example/topics/ferries',
  language: 'en',
};

const JAPANESE: Outline = {
  text: 'フェリー',
  xmlUrl: 'https://news.example/topics/ferries/ja/rss.xml',
  language: 'ja',
};

/** A feed with feeds below it. */
const NESTED: Outline = { ...FERRIES, children: [JAPANESE] };

function opml(outlines: readonly Outline[]): string {
  const dateModified = new Date('2026-11-21T09:05:00Z');
  return renderOpml({
    title: 'Feeds of Harbour News',
    ownerName: 'Harbour News',
    dateModified,
    outlines,
  });
}

describe('OPML', () => {
  it('reads as the golden file', async () => {
    const rendered = opml([MAIN, { text: 'Topics', children: [NESTED] }]);
    await expect(rendered).toMatchFileSnapshot('../golden/sample.opml');
  });

  it('gives every feed type, title and address, and a folder text alone', () => {
    readXml(opml([MAIN, { text: 'Topics', children: [FERRIES] }]), (query) => {
      expect(query('//outline/@text')).toEqual(['Harbour News', 'Topics', 'Ferries']);
      expect(query('//outline[@type="rss"]/@xmlUrl')).toEqual([MAIN.xmlUrl, FERRIES.xmlUrl]);
      expect(query('//outline[@type="rss"]/@title')).toEqual([MAIN.text, FERRIES.title]);
      expect(query('//outline[@text="Topics"]/@*')).toEqual(['Topics']);
    });
  });

  it('keeps a feed a feed when others stand below it', () => {
    readXml(opml([{ text: 'Topics', children: [NESTED] }]), (query) => {
      expect(query('//outline[@text="Ferries"]/@xmlUrl')).toEqual([FERRIES.xmlUrl]);
      expect(query('//outline[@text="Ferries"]/outline/@xmlUrl')).toEqual([JAPANESE.xmlUrl]);
      expect(query('//outline[not(@text)]/@*')).toEqual([]);
    });
  });

  it('writes its date as RFC 822', () => {
    const dates = readXml(opml([MAIN]), (query) => query('/opml/head/dateModified'));
    expect(dates).toEqual(['Sat, 21 Nov 2026 09:05:00 GMT']);
  });

  it('stays well-formed whatever a title holds', () => {
    const text = 'a "b" <c> & ]]>\u0000\uD800\n d';
    const found = readXml(opml([{ ...MAIN, text }]), (query) => query('//outline/@text'));
    expect(found).toEqual(['a "b" <c> & ]]> d']);
  });
});
