import { describe, expect, it } from 'vitest';
import type { Entry, Feed } from '../../src/model/feed.ts';
import { formatByFile } from '../../src/render/formats.ts';
import { jsonDocument, jsonItemOptions } from '../../src/render/json-feed.ts';
import { entry, feed, SAMPLE_FEED } from './sample-feed.ts';

type Json = Record<string, unknown>;

function text(value: Feed): string {
  return formatByFile('feed.json')?.render(value) ?? '';
}

function document(value: Feed): Json & { items: Json[] } {
  return JSON.parse(text(value));
}

function item(fields: Partial<Entry>): Json {
  return document(feed({ entries: [entry(fields)] })).items[0] ?? {};
}

/** Every object in the document with the path that leads to it. */
function objects(value: unknown, path = '$'): [string, Json][] {
  if (value === null || typeof value !== 'object') return [];
  const inner = Object.entries(value).flatMap(([key, one]) => objects(one, `${path}.${key}`));
  return Array.isArray(value) ? inner : [[path, value as Json], ...inner];
}

describe('JSON Feed document', () => {
  it('equals what the package renders as a whole', () => {
    const whole = jsonDocument(SAMPLE_FEED);
    for (const one of SAMPLE_FEED.entries) whole.addItem(jsonItemOptions(one));
    const compact = JSON.stringify(JSON.parse(whole.json1()));
    expect(text(SAMPLE_FEED).replaceAll('\n', '')).toBe(compact);
  });

  it('has version 1.1 first, its title, home page, own address and items', () => {
    const found = document(SAMPLE_FEED);
    expect(Object.entries(found)[0]).toEqual(['version', 'https://jsonfeed.org/version/1.1']);
    expect(found['title']).toBe(SAMPLE_FEED.title);
    expect(found['home_page_url']).toBe(SAMPLE_FEED.homeUrl);
    expect(found['feed_url']).toBe(SAMPLE_FEED.selfUrl);
    expect(found.items).toHaveLength(3);
  });

  it('holds no key without a value and no key of version 1.0', () => {
    for (const [path, one] of objects(document(SAMPLE_FEED))) {
      for (const [key, value] of Object.entries(one)) {
        expect(value, `${path}.${key}`).not.toBeNull();
        expect(value, `${path}.${key}`).not.toBe('');
        expect(value, `${path}.${key}`).not.toEqual([]);
        expect(key).not.toBe('author');
      }
    }
  });

  it('begins extension keys with an underscore and a letter, without dots', () => {
    const known = new Set([
      ...['version', 'title', 'home_page_url', 'feed_url', 'description', 'icon', 'language'],
      ...['authors', 'hubs', 'items', 'id', 'url', 'external_url', 'content_html', 'content_text'],
      ...['summary', 'image', 'date_published', 'date_modified', 'tags', 'attachments'],
    ]);
    const found = document(SAMPLE_FEED);
    for (const key of [found, ...found.items].flatMap(Object.keys)) {
      if (!known.has(key)) expect(key).toMatch(/^_[A-Za-z][^.]*$/);
    }
  });

  it('lists hubs by type', () => {
    expect(document(SAMPLE_FEED)['hubs']).toEqual([
      { type: 'WebSub', url: 'https://news.example/hub' },
      { type: 'WebSub', url: 'https://hub.example/' },
    ]);
  });

  it.each([
    ['no item has any', [entry()], [{ name: 'Harbour News' }]],
    ['there are no items', [], [{ name: 'Harbour News' }]],
    ['one item has its own', [entry(), entry({ authors: [{ name: 'Desk' }] })], undefined],
  ])('names feed authors when %s: %#', (_when, entries, authors) => {
    expect(document(feed({ entries }))['authors']).toEqual(authors);
  });
});

describe('JSON Feed item', () => {
  it('writes a numeric id as a string', () => {
    expect(item({ id: '42' })['id']).toBe('42');
  });

  it.each([
    ['HTML', { contentHtml: '<p>T</p>', summary: 'S' }, { content_html: '<p>T</p>', summary: 'S' }],
    ['its summary as text', { summary: 'A & B' }, { content_text: 'A & B' }],
    ['its title as text', { title: 'Only this' }, { content_text: 'Only this' }],
  ])('has %s as content', (_what, fields, expected) => {
    const { content_html, content_text, summary } = item(fields);
    expect({ content_html, content_text, summary }).toEqual({
      content_html: undefined,
      content_text: undefined,
      summary: undefined,
      ...expected,
    });
  });

  it('has a modified date only after an edit', () => {
    expect(item({})['date_modified']).toBeUndefined();
    expect(item({ updatedAt: new Date('2026-11-20T07:00:00Z') })).toMatchObject({
      date_published: '2026-11-20T06:30:00Z',
      date_modified: '2026-11-20T07:00:00Z',
    });
  });

  it('always states its language', () => {
    expect(item({ language: 'ja' })['language']).toBe('ja');
  });

  it('gives each author a name and never a mail address', () => {
    const authors = [
      { name: 'Desk', email: 'desk@news.example', url: 'https://news.example/desk' },
    ];
    expect(item({ authors })['authors']).toEqual([
      { name: 'Desk', url: 'https://news.example/desk' },
    ]);
  });

  it('keeps codes out of the tags', () => {
    const uri = 'http://cv.iptc.org/newscodes/mediatopic/20000638';
    const found = item({ tags: ['sea'], subjects: [{ uri }], section: 'World' });
    expect(found['tags']).toEqual(['sea']);
    expect(found['_wireroom']).toEqual({ section: 'World', subjects: [{ uri }] });
  });

  it('attaches what neither the text nor `image` shows, never two under one title', () => {
    const lead = { url: 'https://x.example/a.jpg', type: 'image/jpeg', role: 'lead' } as const;
    const sound = { type: 'audio/mpeg', role: 'audio', caption: 'Interview' } as const;
    const found = item({
      media: [
        lead,
        { ...sound, url: 'https://x.example/1.mp3', bytes: 5 },
        { ...sound, url: 'https://x.example/2.mp3' },
        { url: 'https://x.example/b.jpg', type: 'image/jpeg', role: 'inline' },
      ],
      contentHtml: '<img src="https://x.example/b.jpg">',
    });
    expect(found['image']).toBe(lead.url);
    expect(found['attachments']).toEqual([
      {
        url: 'https://x.example/1.mp3',
        mime_type: 'audio/mpeg',
        title: 'Interview',
        size_in_bytes: 5,
      },
      { url: 'https://x.example/2.mp3', mime_type: 'audio/mpeg' },
    ]);
  });
});
