import { describe, expect, it } from 'vitest';
import type { Feed } from '../../src/model/feed.ts';
import { FORMATS, formatByFile } from '../../src/render/formats.ts';
import { readXml } from './parse-xml.ts';
import { entry, feed, SAMPLE_FEED } from './sample-feed.ts';

function render(file: string, value: Feed): string {
  return formatByFile(file)?.render(value) ?? '';
}

describe('formats', () => {
  it('names three files', () => {
    expect(FORMATS.map(({ file, contentType }) => [file, contentType])).toEqual([
      ['rss.xml', 'application/rss+xml; charset=utf-8'],
      ['atom.xml', 'application/atom+xml; charset=utf-8'],
      ['feed.json', 'application/feed+json'],
    ]);
    expect(formatByFile('feed.xml')).toBeUndefined();
  });

  it.each(FORMATS)('$label of the sample feed reads as the golden file', async (format) => {
    const selfUrl = `https://news.example/${format.file}`;
    const rendered = format.render({ ...SAMPLE_FEED, selfUrl });
    await expect(rendered).toMatchFileSnapshot(`../golden/sample.${format.file}`);
  });

  it.each(FORMATS)('$label gives the same bytes twice', (format) => {
    expect(format.render(SAMPLE_FEED)).toBe(format.render(SAMPLE_FEED));
  });

  it.each(FORMATS)('$label puts the same piece of an entry into every feed', (format) => {
    const other = feed({ title: 'Another feed', entries: SAMPLE_FEED.entries.slice(0, 1) });
    for (const document of [SAMPLE_FEED, other]) {
      for (const one of document.entries) {
        expect(format.render(document)).toContain(format.renderEntry(one));
      }
    }
  });

  it.each(FORMATS)('$label is its pieces between the ends of the envelope', (format) => {
    const { head, tail } = format.envelope(SAMPLE_FEED);
    const pieces = SAMPLE_FEED.entries.map(format.renderEntry).join(format.separator);
    expect(head + pieces + tail).toBe(format.render(SAMPLE_FEED));
  });

  it.each(FORMATS)('$label of a feed without entries can be parsed', (format) => {
    const rendered = format.render(feed());
    if (format.name === 'json') expect(JSON.parse(rendered).items).toEqual([]);
    else expect(readXml(rendered, (query) => query('//item | //atom:entry'))).toEqual([]);
  });

  it.each(FORMATS)('$label begins with its first byte, no byte order mark', (format) => {
    const declaration = '<?xml version="1.0" encoding="utf-8"?>\n';
    const start =
      format.name === 'json' ? '{"version":"https://jsonfeed.org/version/1.1"' : declaration;
    expect(format.render(SAMPLE_FEED).startsWith(start)).toBe(true);
  });
});

describe('titles', () => {
  it.each([
    ['AT&amp;T', 'AT&amp;T'],
    ['AT&T', 'AT&T'],
    ['&lt;b&gt; &#38; &nbsp;', '&lt;b&gt; &#38; &nbsp;'],
    ['if 1 < 2 > 0', 'if 1 < 2 > 0'],
    [']]> and ]]>', ']]> and ]]>'],
    ['<![CDATA[x]]>', '<![CDATA[x]]>'],
    ['<b>bold</b>', '<b>bold</b>'],
    ['🚢 sails', '🚢 sails'],
    ['渡し船、冬の時刻表へ', '渡し船、冬の時刻表へ'],
    ['"quoted" \'twice\'', '"quoted" \'twice\''],
    ['two\r\nlines\tand\u0000 a bell\u0007', 'two lines and a bell'],
    ['half \uD83D a pair', 'half a pair'],
    ['\uFDD1#x26;\uFDD2\uFDD3', '#x26;'],
    ['\uFFFE\uFFFF end', 'end'],
  ])('%j shows as %j in every format', (title, shown) => {
    const value = feed({ title, entries: [entry({ title })] });
    const rss = readXml(render('rss.xml', value), (query) =>
      query('//channel/title | //item/title'),
    );
    const atom = readXml(render('atom.xml', value), (query) => query('//atom:title'));
    const json = JSON.parse(render('feed.json', value));
    expect(rss).toEqual([shown, shown]);
    expect(atom).toEqual([shown, shown]);
    expect([json.title, json.items[0].title]).toEqual([shown, shown]);
  });

  it('writes & and < of an RSS title as hex references', () => {
    const rss = render('rss.xml', feed({ entries: [entry({ title: 'R&D < 2' })] }));
    expect(rss).toContain('<title>R&#x26;D &#x3C; 2</title>');
  });

  it('falls back to the summary, then to the link', () => {
    const entries = [entry({ title: ' ', summary: 'Only this' }), entry({ title: '' })];
    const atom = render('atom.xml', feed({ entries }));
    expect(readXml(atom, (query) => query('//atom:entry/atom:title'))).toEqual([
      'Only this',
      'https://news.example/articles/ferry-timetable-1a2b3c',
    ]);
  });
});

describe('ids', () => {
  it.each([
    'urn:uuid:0190a0c4-7a10-7cc3-9d2e-3b1f5a6c7d8e',
    'tag:news.example,2026:stories/3',
    'HTTPS://News.Example:443/a/../b?x=%7e&y=1',
    'https://news.example/?p=1&amp;q=2',
    '港-42',
    '42',
  ])('keeps %s byte for byte in guid, Atom id and JSON id', (id) => {
    const value = feed({ entries: [entry({ id })] });
    const guid = readXml(render('rss.xml', value), (query) => query('//guid'));
    const atomId = readXml(render('atom.xml', value), (query) => query('//atom:entry/atom:id'));
    const jsonId = JSON.parse(render('feed.json', value)).items[0].id;
    expect([...guid, ...atomId, jsonId]).toEqual([id, id, id]);
  });
});

describe('validity', () => {
  const validUntil = new Date('2026-11-27T06:30:00Z');
  const period = 'start=2026-11-20T06:30:00Z; end=2026-11-27T06:30:00Z; scheme=W3C-DTF';

  it.each([
    ['rss.xml', '/rss/channel/item/dcterms:valid'],
    ['atom.xml', '/atom:feed/atom:entry/dcterms:valid'],
  ])('of an entry stands in %s', (file, xpath) => {
    const value = feed({ entries: [entry({ validUntil })] });
    expect(readXml(render(file, value), (query) => query(xpath))).toEqual([period]);
  });

  it.each(FORMATS)('leaves no trace in $label of an entry without an end', (format) => {
    for (const end of [undefined, new Date(Number.NaN)]) {
      const value = end === undefined ? entry() : entry({ validUntil: end });
      expect(format.render(feed({ entries: [value] }))).not.toContain('dcterms');
    }
  });
});

describe('bad entries', () => {
  it.each(FORMATS)('$label renders an unreadable link and date beside a sound entry', (format) => {
    const broken = entry({
      id: 'broken',
      url: 'not a <url>',
      publishedAt: new Date(Number.NaN),
      updatedAt: new Date(Number.NaN),
      authors: [{ name: '' }],
      source: { name: '', feedUrl: ':::' },
      media: [{ url: 'javascript:alert(1)', type: '', role: 'lead', bytes: -1 }],
      subjects: [{ uri: '' }],
    });
    const rendered = format.render(feed({ entries: [broken, entry({ title: 'Sound' })] }));
    expect(rendered).toContain('Sound');
    expect(rendered).not.toMatch(/Invalid|NaN|undefined|javascript/);
    if (format.name === 'json') expect(JSON.parse(rendered).items).toHaveLength(2);
    else readXml(rendered, (query) => expect(query('//item | //atom:entry')).toHaveLength(2));
  });
});
