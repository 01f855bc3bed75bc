/** Whatever an article holds, every format can be parsed, agrees on ids and gives the text back. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Author, Media, Source, Subject } from '../../src/model/article.ts';
import type { Entry, Feed } from '../../src/model/feed.ts';
import { formatByFile } from '../../src/render/formats.ts';
import { cleanLine, cleanText } from '../../src/text/xml.ts';
import { readXml } from './parse-xml.ts';
import { entry, feed } from './sample-feed.ts';

// Whole code units (lone surrogates among them), and what has broken serializers before.
const NASTY = fc.constantFrom(
  ...[']]>', '&amp;', '&', '<', '>', '"', "'", '<![CDATA[', '</item>', '</channel>', '<item>'],
  ...['\r\n', '\n    ', '\t', '\u0000', '\u001F', '\u0085', '\uD800', '\uDC00', '\uFDD0', '\uFDD1'],
  ...[
    '\uFDD2',
    '\uFDD3',
    '\uFFFD',
    '\uFFFE',
    '\u2028',
    '🚢',
    '渡し船',
    '$&',
    '$1',
    '%',
    '%zz',
    '\\',
  ],
);
const UNIT = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const ANY_TEXT = fc
  .array(fc.oneof(NASTY, UNIT, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 8 })
  .map((parts) => parts.join(''));
const ANY_URL = ANY_TEXT.map((path) => `https://news.example/${path}`);

const ANY_MEDIA: fc.Arbitrary<Media> = fc.record({
  url: ANY_URL,
  type: fc.oneof(ANY_TEXT, fc.constantFrom('image/png', 'audio/mpeg', 'video/mp4')),
  role: fc.constantFrom('lead', 'inline', 'gallery', 'audio', 'video', 'document'),
  alt: ANY_TEXT,
  caption: ANY_TEXT,
  credit: ANY_TEXT,
});
const ANY_AUTHOR: fc.Arbitrary<Author> = fc.record({
  name: ANY_TEXT,
  url: ANY_URL,
  email: ANY_TEXT,
});
const ANY_SOURCE: fc.Arbitrary<Source> = fc.record({
  name: ANY_TEXT,
  url: ANY_URL,
  feedUrl: ANY_URL,
});
const ANY_SUBJECT: fc.Arbitrary<Subject> = fc.record({ uri: ANY_URL, label: ANY_TEXT });

const ANY_ENTRY: fc.Arbitrary<Entry> = fc
  .record({
    id: ANY_TEXT.map((text) => `tag:news.example,2026:${text}`),
    url: ANY_URL,
    title: ANY_TEXT,
    summary: ANY_TEXT,
    contentHtml: ANY_TEXT,
    language: ANY_TEXT,
    authors: fc.array(ANY_AUTHOR, { maxLength: 2 }),
    source: ANY_SOURCE,
    section: ANY_TEXT,
    tags: fc.array(ANY_TEXT, { maxLength: 2 }),
    subjects: fc.array(ANY_SUBJECT, { maxLength: 2 }),
    media: fc.array(ANY_MEDIA, { maxLength: 3 }),
    rights: ANY_TEXT,
    licenceUrl: ANY_URL,
  })
  .map(entry);

const ANY_FEED: fc.Arbitrary<Feed> = fc
  .record({
    title: ANY_TEXT,
    description: ANY_TEXT,
    language: ANY_TEXT,
    homeUrl: ANY_URL,
    selfUrl: ANY_URL,
    publisher: ANY_AUTHOR,
    rights: ANY_TEXT,
    iconUrl: fc.oneof(ANY_URL, fc.constant('https://news.example/&amp;"<.png')),
    hubUrls: fc.array(ANY_URL, { maxLength: 2 }),
    entries: fc.array(ANY_ENTRY, { maxLength: 3 }),
  })
  .map(feed);

interface Shown {
  readonly ids: readonly string[];
  readonly titles: readonly string[];
  readonly contents: readonly string[];
}

function shownByRss(value: Feed): Shown {
  return readXml(render('rss.xml', value), (query) => ({
    ids: query('//item/guid'),
    titles: query('//item/title'),
    contents: query('//item/content:encoded'),
  }));
}

function shownByAtom(value: Feed): Shown {
  return readXml(render('atom.xml', value), (query) => ({
    ids: query('//atom:entry/atom:id'),
    titles: query('//atom:entry/atom:title'),
    contents: query('//atom:entry/atom:content'),
  }));
}

function shownByJson(value: Feed): Shown {
  const { items } = JSON.parse(render('feed.json', value)) as { items: Record<string, string>[] };
  const texts = (key: string): string[] => items.flatMap((one) => one[key] ?? []);
  return { ids: texts('id'), titles: texts('title'), contents: texts('content_html') };
}

function render(file: string, value: Feed): string {
  const format = formatByFile(file);
  const rendered = format?.render(value) ?? '';
  expect(format?.render(value)).toBe(rendered);
  expect(rendered.isWellFormed()).toBe(true);
  return rendered;
}

function check(value: Feed): void {
  const [rss, atom, json] = [shownByRss(value), shownByAtom(value), shownByJson(value)];
  expect(rss).toEqual(atom);
  expect(json).toEqual(atom);
  expect(json.ids).toEqual(value.entries.map(({ id }) => cleanText(id).trim()));
  const contents = value.entries.map(({ contentHtml }) => cleanText(contentHtml ?? '').trim());
  expect(json.contents).toEqual(contents.filter((html) => html !== ''));
  value.entries.forEach(({ title }, index) => {
    if (cleanLine(title) !== '') expect(json.titles[index]).toBe(cleanLine(title));
  });
}

describe('any text', () => {
  it('gives well-formed documents that agree, from raw text', () => {
    fc.assert(fc.property(ANY_FEED, check), { numRuns: 300 });
  });

  it('gives back plain texts of every kind as they were cleaned at ingest', () => {
    const line = ANY_TEXT.map(cleanLine).filter((text) => text !== '');
    fc.assert(
      fc.property(line, (text) => {
        const one = entry({
          summary: `Summary: ${text}`,
          section: text,
          authors: [{ name: text }],
          subjects: [{ uri: 'https://x.example/terms/1', label: text }],
          rights: text,
          source: { name: text, feedUrl: 'https://x.example/feed' },
          media: [{ url: 'https://x.example/a.png', type: 'image/png', role: 'lead', alt: text }],
        });
        const value = feed({ description: text, rights: text, entries: [one] });
        const rss = readXml(render('rss.xml', value), (query) =>
          ['channel/description', 'copyright', 'dc:creator', 'category', 'source', 'dc:rights'].map(
            (name) => [...new Set(query(`//${name}`))],
          ),
        );
        expect(rss).toEqual(rss.map(() => [text]));
        const atom = readXml(render('atom.xml', value), (query) => [
          ...query('//atom:subtitle | //atom:rights | //atom:entry/atom:author/atom:name'),
          ...query('//atom:source/atom:title | //atom:category/@label | //atom:link/@title'),
        ]);
        expect(new Set(atom)).toEqual(new Set([text]));
        expect(atom).toHaveLength(8);
      }),
      { numRuns: 300 },
    );
  });

  it('writes every link as a URI', () => {
    fc.assert(
      fc.property(ANY_URL, (url) => {
        const value = feed({ entries: [entry({ url })] });
        const [rss] = readXml(render('rss.xml', value), (query) => query('//item/link'));
        expect(rss).toMatch(/^https:\/\/news\.example\/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/);
      }),
      { numRuns: 300 },
    );
  });
});
