import { describe, expect, it } from 'vitest';
import { parsePublication } from '../../src/ingest/publication.ts';

const REQUIRED = 'id: tag:harbour.example,2018:news\ntitle: Harbour News\n';

function readValue(yaml: string): unknown {
  const result = parsePublication(REQUIRED + yaml, 'publication.yaml');
  expect(result.problems).toEqual([]);
  return result.ok ? result.value : undefined;
}

describe('parsePublication', () => {
  it('fills in every default', () => {
    expect(readValue('')).toEqual({
      id: 'tag:harbour.example,2018:news',
      title: 'Harbour News',
      description: 'Harbour News',
      language: 'en',
      timeZone: 'UTC',
      hubUrls: [],
      window: { hours: 48, atLeast: 20, atMost: 100 },
      text: 'full',
      correctionNotes: 'head',
      noticeDays: 14,
      maxAgeSeconds: 300,
      redirects: {},
    });
  });

  it.each([
    ['baseUrl: https://harbour.example/news/', { baseUrl: 'https://harbour.example/news' }],
    ['language: ja-jp', { language: 'ja-JP' }],
    ['language: no', { language: 'no' }],
    ['timeZone: Asia/Tokyo', { timeZone: 'Asia/Tokyo' }],
    ['hubs: [https://hub.example/]', { hubUrls: ['https://hub.example/'] }],
    ['icon: https://harbour.example/i.png', { iconUrl: 'https://harbour.example/i.png' }],
    ['maxAge: 600', { maxAgeSeconds: 600 }],
    ['text: summary', { text: 'summary' }],
    ['corrections: foot', { correctionNotes: 'foot' }],
    ['corrections: none', { correctionNotes: 'none' }],
    ['noticeDays: 365', { noticeDays: 365 }],
    ['window: {hours: 24}', { window: { hours: 24, atLeast: 20, atMost: 100 } }],
    ['redirects: {/feed/: /rss.xml}', { redirects: { '/feed/': '/rss.xml' } }],
    ['contact: {name: "News  desk"}', { contact: { name: 'News desk' } }],
    ['rights: "  Harbour \n News "', { rights: 'Harbour News' }],
  ])('reads %s', (yaml, fields) => {
    expect(readValue(yaml)).toMatchObject(fields);
  });

  it.each([
    ['siteUrl: ftp://harbour.example', 'siteUrl'],
    ['siteUrl:', 'siteUrl'],
    ['description: ""', 'description'],
    ['language: en, fr', 'language'],
    ['timeZone: Mars/Olympus', 'timeZone'],
    ['text: some', 'text'],
    ['corrections: top', 'corrections'],
    ['noticeDays: 0', 'noticeDays'],
    ['noticeDays: 366', 'noticeDays'],
    ['noticeDays: 1.5', 'noticeDays'],
    ['maxAge: 90', 'maxAge'],
    ['maxAge: 30', 'maxAge'],
    ['window: {hours: 0}', 'window.hours'],
    ['window: {atLeast: 30, atMost: 20}', 'window'],
    ['window: {atMost: 5000}', 'window.atMost'],
    ['redirects: {feed: /rss.xml}', 'redirects.feed'],
    ['redirects: {/feed: //other.example/}', 'redirects./feed'],
    ['redirects: {/feed/: rss.xml}', 'redirects./feed/'],
    ['contact: {name: Desk, email: nobody}', 'contact.email'],
  ])('refuses %s on its line', (yaml, field) => {
    const result = parsePublication(REQUIRED + yaml, 'publication.yaml');
    expect(result.ok).toBe(false);
    expect(result.problems).toContainEqual(
      expect.objectContaining({ file: 'publication.yaml', line: 3, field, severity: 'error' }),
    );
  });

  it.each(['harbour', 'https://harbour.example/', 'tag:harbour.example:news'])(
    'refuses %j as the id',
    (id) => {
      const { problems } = parsePublication(`id: ${id}\ntitle: T`, 'publication.yaml');
      expect(problems).toEqual([expect.objectContaining({ line: 1, field: 'id' })]);
    },
  );

  it('names the nearest key for one it does not know', () => {
    const { problems } = parsePublication(`${REQUIRED}licenseUrl: x`, 'publication.yaml');
    expect(problems).toEqual([
      expect.objectContaining({ code: 'key-unknown', line: 3, field: 'licenseUrl' }),
    ]);
    expect(problems[0]?.hint).toContain('licenceUrl');
  });

  it('reports every fault at once', () => {
    const yaml = 'id: x\nlanguag: en\nwindow:\n  hours: 99999\n';
    const fields = parsePublication(yaml, 'publication.yaml').problems.map(({ field }) => field);
    expect(fields.toSorted()).toEqual(['id', 'languag', 'title', 'window.hours']);
  });

  it.each([
    ['a key twice', `${REQUIRED}title: Other`],
    ['a second document', `${REQUIRED}---\ntitle: Other`],
    ['text that is no mapping', '- a\n- b'],
    ['an open bracket', 'title: ['],
    ['brackets without end', `title: ${'['.repeat(20_000)}`],
    ['aliases without end', `a: &a [1]\nb: [${'*a,'.repeat(30)}]`],
    ['nothing', ''],
  ])('refuses %s without throwing', (_name, yaml) => {
    const result = parsePublication(yaml, 'publication.yaml');
    expect(result.ok).toBe(false);
    expect(result.problems.length).toBeGreaterThan(0);
  });
});
