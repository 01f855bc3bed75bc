import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ArticleInput,
  type IngestContext,
  type IngestedArticle,
  isArticleFile,
  MAX_FILE_BYTES,
  readArticle,
} from '../../src/ingest/read.ts';
import { type Article, BASE_MARK } from '../../src/model/article.ts';
import { DEFAULT_WINDOW, type Publication } from '../../src/model/publication.ts';
import type { Result } from '../../src/model/result.ts';
import { htmlToText } from '../../src/text/html.ts';
import { cleanLine, cleanText } from '../../src/text/xml.ts';

const PUBLICATION: Publication = {
  id: 'tag:harbour.example,2018:news',
  title: 'Harbour',
  description: 'News',
  language: 'en',
  timeZone: 'Asia/Tokyo',
  hubUrls: [],
  window: DEFAULT_WINDOW,
  text: 'full',
  correctionNotes: 'head',
  noticeDays: 14,
  maxAgeSeconds: 300,
  redirects: {},
};
const NOW = new Date('2019-06-01T00:00:00Z');
const MODIFIED = new Date('2019-05-01T00:00:00Z');
const PUBLISHED = '2019-04-01T09:00:00+09:00';

const context = (more: Partial<IngestContext> = {}): IngestContext => ({
  publication: PUBLICATION,
  now: NOW,
  assignId: 'urn:uuid:assigned',
  ...more,
});

function read(
  file: string,
  text: string,
  more: Partial<ArticleInput> & { readonly context?: Partial<IngestContext> } = {},
): Promise<Result<IngestedArticle>> {
  const { context: contextMore, ...input } = more;
  const bytes = new TextEncoder().encode(text);
  return readArticle({ file, bytes, modifiedAt: MODIFIED, ...input }, context(contextMore));
}

function articleOf(result: Result<IngestedArticle>): Article {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value.article;
}

const codes = (result: Result<unknown>): readonly string[] =>
  result.problems.map(({ code, field }) => (field === undefined ? code : `${code} ${field}`));

const json = (fields: object): Promise<Result<IngestedArticle>> =>
  read(
    'world/a.json',
    JSON.stringify({ headline: 'H', bodyHtml: '<p>B</p>', publishedAt: PUBLISHED, ...fields }),
  );
const field = async (fields: object): Promise<Article> => articleOf(await json(fields));

describe('isArticleFile', () => {
  test.each([
    ['a.md', true],
    ['world/b.markdown', true],
    ['c.JSON', true],
    ['d.html', true],
    ['e.htm', true],
    ['f.txt', true],
    ['f.yaml', false],
    ['publication.yaml', false],
    ['topics/x.md', false],
    ['world/topics/x.md', true],
    ['.git/a.md', false],
    ['.a.md', false],
    ['README.md', false],
    ['world/readme.txt', false],
    ['pictures/a.jpg', false],
  ])('of %s is %s', (path, expected) => {
    expect(isArticleFile(path)).toBe(expected);
  });
});

describe('Markdown', () => {
  test('reads front matter under the usual aliases', async () => {
    const result = await read(
      'a.md',
      `---\ntitle: T\ndate: ${PUBLISHED}\nupdated: 2019-04-02\nlang: ja\nauthor: Desk\nsummary: S\ntags: [a, b]\n---\nBody *text*.\n\nMore.`,
    );
    expect(result.problems).toEqual([]);
    expect(articleOf(result)).toMatchObject({
      headline: 'T',
      publishedAt: new Date(PUBLISHED),
      updatedAt: new Date('2019-04-02T00:00:00+09:00'),
      language: 'ja',
      authors: [{ name: 'Desk' }],
      standfirst: 'S',
      tags: ['a', 'b'],
      bodyHtml: '<p>Body <em>text</em>.</p><p>More.</p>',
    });
  });

  test.each([
    [
      'takes a first heading as the headline',
      '# Ferry *late*\n\nText.',
      'Ferry late',
      '<p>Text.</p>',
    ],
    ['drops a heading that repeats it', '---\ntitle: F\n---\n# F\nText.', 'F', '<p>Text.</p>'],
    ['keeps another heading', '---\ntitle: F\n---\n# G\nText.', 'F', '<h2>G</h2><p>Text.</p>'],
    ['knows underlined headings', 'Ferry\n=====\nText.', 'Ferry', '<p>Text.</p>'],
    [
      'joins emphasis to Japanese',
      '---\ntitle: F\n---\n**「雨」**だ。',
      'F',
      '<p><strong>「雨」</strong>だ。</p>',
    ],
    ['reads Windows line ends', '---\r\ntitle: F\r\n---\r\nText.\r\n', 'F', '<p>Text.</p>'],
    ['reads empty front matter', '---\n---\n# F\nText.', 'F', '<p>Text.</p>'],
  ])('%s', async (_name, text, headline, bodyHtml) => {
    expect(articleOf(await read('a.md', text))).toMatchObject({ headline, bodyHtml });
  });

  test('keeps scalars as written', async () => {
    const article = articleOf(await read('a.md', '---\nid: 0123\ntitle: 2019\nlang: no\n---\nx'));
    expect(article).toMatchObject({ id: '0123', headline: '2019', language: 'no' });
  });

  test('names the line of broken front matter', async () => {
    const result = await read('a.md', '---\ntitle: T\ntags: [a\n---\nx');
    expect(result.ok).toBe(false);
    expect(result.problems[0]).toMatchObject({ code: 'yaml-invalid', file: 'a.md', line: 4 });
  });
});

test('a sidecar and then the overrides win over the file', async () => {
  const text = 'Ferry late\n\nSEOUL (Kyodo) -- The ferry was late.';
  const sidecar = new TextEncoder().encode('section: World\ndate: 2019-03-01\nbyline: Desk');
  const result = await read('a.txt', text, { sidecar, overrides: { publishedAt: '2019-02-01' } });
  expect(articleOf(result)).toMatchObject({
    headline: 'Ferry late',
    section: 'World',
    byline: 'Desk',
    publishedAt: new Date('2019-02-01T00:00:00+09:00'),
    dateline: { raw: 'SEOUL (Kyodo) --', places: ['SEOUL'], agency: 'Kyodo' },
    source: { name: 'Kyodo' },
    bodyHtml: '<p>The ferry was late.</p>',
  });
});

test('a page read by a function handed in needs no HTML reader', async () => {
  const result = await read('a.html', '<p>x</p>', {
    context: { parseArticlePage: (html) => ({ headline: 'Given', bodyHtml: html }) },
  });
  expect(articleOf(result)).toMatchObject({ headline: 'Given', bodyHtml: '<p>x</p>' });
});

describe('files that are refused', () => {
  test.each([
    ['encoding-not-utf8', 'a.md', new Uint8Array([0x93, 0xfa, 0x96, 0x7b])],
    ['encoding-not-utf8', 'a.txt', new Uint8Array([0xff, 0xfe, 0x41, 0x00])],
    ['file-too-large', 'a.md', new Uint8Array(MAX_FILE_BYTES + 1)],
    ['json-invalid', 'a.json', new TextEncoder().encode('{"headline":')],
    ['json-invalid', 'a.json', new TextEncoder().encode('[1]')],
    ['article-empty', 'a.json', new TextEncoder().encode('{}')],
    ['article-empty', 'a.md', new Uint8Array(0)],
    ['article-empty', 'a.txt', new Uint8Array(0)],
    ['article-empty', 'a.html', new Uint8Array(0)],
  ])('%s in %s', async (code, file, bytes) => {
    const result = await readArticle({ file, bytes, modifiedAt: MODIFIED }, context());
    expect(result.ok).toBe(false);
    expect(result.problems.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code, file },
    ]);
  });

  test('a byte order mark is no part of the text', async () => {
    expect(articleOf(await read('a.md', '\uFEFF---\ntitle: T\n---\nx')).headline).toBe('T');
  });
});

describe('identity', () => {
  test.each([
    ['keeps a declared id byte for byte', 'https://x.example/?p=1&q=2', 'declared', undefined],
    ['mints for new', 'new', 'new', 'urn:uuid:assigned'],
    ['gives one where there is none', undefined, 'assigned', 'urn:uuid:assigned'],
    ['gives one for an id no feed can carry', 'a\u0001b', 'assigned', 'urn:uuid:assigned'],
  ])('%s', async (_name, id, idSource, expected) => {
    const result = await json({ id });
    expect(result).toMatchObject({ value: { idSource, article: { id: expected ?? id } } });
  });
});

describe('dates and state', () => {
  const at = (text: string): Date => new Date(text);
  test.each<[string, object, object, readonly string[]]>([
    [
      'public by default',
      {},
      { state: 'public', publishedAt: at(PUBLISHED), updatedAt: at(PUBLISHED) },
      [],
    ],
    [
      'embargoed until then',
      { embargoedUntil: '2019-07-01T00:00:00Z' },
      { state: 'embargoed', publishedAt: at('2019-07-01') },
      [],
    ],
    [
      'published at the end of a past embargo',
      { embargoedUntil: '2019-05-01T00:00:00Z' },
      { state: 'public', publishedAt: at('2019-05-01') },
      [],
    ],
    [
      'held back when dated ahead',
      { publishedAt: '2019-07-01T00:00:00Z' },
      { state: 'embargoed', embargoedUntil: at('2019-07-01') },
      ['date-in-future publishedAt'],
    ],
    [
      'hidden by an unreadable embargo',
      { embargoedUntil: 'tomorrow' },
      { state: 'withheld' },
      ['embargo-unreadable embargoedUntil'],
    ],
    [
      'hidden by an unreadable expiry',
      { expiresAt: 'soon' },
      { state: 'withheld' },
      ['embargo-unreadable expiresAt'],
    ],
    [
      'hidden by an unreadable embargo, withdrawn even so',
      { state: 'withdrawn', expiresAt: 'soon' },
      { state: 'withheld' },
      ['embargo-unreadable expiresAt'],
    ],
    ['expired', { expiresAt: '2019-06-01T00:00:00Z' }, { state: 'expired' }, []],
    ['not yet expired', { expiresAt: '2019-06-01T00:00:01Z' }, { state: 'public' }, []],
    ['usable', { state: 'usable' }, { state: 'public' }, []],
    ['withheld', { state: 'withheld' }, { state: 'withheld' }, []],
    ['a draft', { draft: true }, { state: 'withheld' }, []],
    ['no draft', { draft: 'false' }, { state: 'public' }, []],
    ['killed', { pubstatus: 'killed' }, { state: 'withdrawn' }, []],
    [
      'canceled',
      { status: 'Canceled' },
      { state: 'withdrawn', withdrawal: { at: at(PUBLISHED) } },
      [],
    ],
    [
      'withdrawn with a note',
      { withdrawal: { at: '2019-05-02', note: 'Wrong.' } },
      { state: 'withdrawn', withdrawal: { at: at('2019-05-01T15:00Z'), note: 'Wrong.' } },
      [],
    ],
    [
      'hidden by a state nobody knows',
      { state: 'pubic' },
      { state: 'withheld' },
      ['state-unknown state'],
    ],
    [
      'updated by the latest correction',
      {
        corrections: [
          { at: '2019-04-03', note: 'N' },
          { at: '2019-04-02', note: 'M' },
        ],
      },
      { updatedAt: at('2019-04-02T15:00Z') },
      [],
    ],
    [
      'never updated before publication',
      { updatedAt: '2018-01-01' },
      { updatedAt: at(PUBLISHED) },
      [],
    ],
    [
      'dated by the file when undated',
      { publishedAt: null },
      { publishedAt: MODIFIED },
      ['publication-date-missing publishedAt'],
    ],
    [
      'dated by the file when the year has five digits',
      { publishedAt: '9999-12-31T23:00:00-09:00' },
      { publishedAt: MODIFIED },
      ['date-unreadable publishedAt', 'publication-date-missing publishedAt'],
    ],
    [
      'dated by the file when unreadable',
      { publishedAt: '01/02/2019' },
      { publishedAt: MODIFIED },
      ['date-unreadable publishedAt', 'publication-date-missing publishedAt'],
    ],
  ])('is %s', async (_name, fields, expected, problems) => {
    const result = await json(fields);
    expect(articleOf(result)).toMatchObject(expected);
    expect(codes(result)).toEqual(problems);
  });

  test('takes the date that the store froze, in silence', async () => {
    const knownPublishedAt = new Date('2019-01-01T00:00:00Z');
    const result = await read('a.txt', 'H\n\nB', { context: { knownPublishedAt } });
    expect(articleOf(result).publishedAt).toEqual(knownPublishedAt);
    expect(result.problems).toEqual([]);
  });
});

describe('URLs', () => {
  const bodyOf = async (html: string, more: object = {}): Promise<string> =>
    (await field({ bodyHtml: html, ...more })).bodyHtml;
  test.each([
    [
      'a picture beside the article',
      '<img src="p q.jpg">',
      `<img src="${BASE_MARK}/media/world/p%20q.jpg">`,
    ],
    [
      'a picture in another folder',
      '<img src="../pictures/p.jpg?v=1">',
      `<img src="${BASE_MARK}/media/pictures/p.jpg">`,
    ],
    ['a picture of the folder', '<img src="/media/p.jpg">', `<img src="${BASE_MARK}/media/p.jpg">`],
    ['a link to our own page', '<a href="/about">a</a>', `<a href="${BASE_MARK}/about">a</a>`],
    [
      'an absolute link',
      '<a href="HTTPS://X.example/ä">a</a>',
      '<a href="https://x.example/%C3%A4">a</a>',
    ],
    ['a mail address', '<a href="mailto:a@x.example">a</a>', '<a href="mailto:a@x.example">a</a>'],
  ])('resolves %s', async (_name, html, expected) => {
    expect(await bodyOf(`<p>x${html}</p>`)).toBe(`<p>x${expected}</p>`);
  });

  test.each([
    '../../p.jpg',
    '%2e%2e/%2e%2e/p.jpg',
    '..\\..\\p.jpg',
    'data:image/png;base64,AA',
    'javascript:alert(1)',
    'file:///p.jpg',
    '//',
  ])('drops the picture %s, and says so once', async (url) => {
    const result = await json({ bodyHtml: `<p>x<img src="${url}"><img src="${url}"></p>` });
    expect(articleOf(result).bodyHtml).toBe('<p>x</p>');
    expect(codes(result)).toEqual(['url-unusable bodyHtml']);
  });

  test("resolves against the article's own URL when it has one", async () => {
    const html = '<p><a href="b">b</a><img src="/p.jpg"></p>';
    expect(await bodyOf(html, { url: 'https://x.example/world/a' })).toBe(
      '<p><a href="https://x.example/world/b">b</a><img src="https://x.example/p.jpg"></p>',
    );
  });

  test('drops a URL that is none and keeps the article', async () => {
    const result = await json({ url: 'javascript:x', authors: [{ name: 'A', url: '/a' }] });
    expect(articleOf(result)).not.toHaveProperty('url');
    expect(articleOf(result).authors).toEqual([{ name: 'A' }]);
    expect(codes(result)).toEqual(['url-unusable url', 'url-unusable authors[0].url']);
  });
});

describe('fields', () => {
  test.each<[string, object, object]>([
    ['authors from a string', { author: 'Desk' }, { authors: [{ name: 'Desk' }] }],
    [
      'authors from strings and objects',
      { authors: ['A', { name: 'B', email: 'b@x.example' }, { name: 'C', email: 'no' }] },
      { authors: [{ name: 'A' }, { name: 'B', email: 'b@x.example' }, { name: 'C' }] },
    ],
    [
      'tags from a comma list, each once',
      { tags: 'Korea, korea,, Kim ' },
      { tags: ['Korea', 'Kim'] },
    ],
    [
      'Media Topics',
      { subjects: ['medtop:20000638', '11000000', { uri: 'http://x.example/c', label: 'L' }] },
      {
        subjects: [
          { uri: 'http://cv.iptc.org/newscodes/mediatopic/20000638' },
          { uri: 'http://cv.iptc.org/newscodes/mediatopic/11000000' },
          { uri: 'http://x.example/c', label: 'L' },
        ],
      },
    ],
    ['a source by name', { source: '共同通信' }, { source: { name: 'Kyodo' } }],
    ['a language with an underscore', { language: 'en_gb' }, { language: 'en-GB' }],
    ['Korean by its script', { headline: '철도 조사 시작' }, { language: 'ko' }],
    ['Japanese by its script', { headline: '首脳会談が始まる' }, { language: 'ja' }],
    [
      'one foreign word as no language',
      { headline: 'Talks', bodyHtml: '<p>The 노동신문 said</p>' },
      { language: 'en' },
    ],
    ['a declared slug', { slug: 'my-slug' }, { slug: 'my-slug' }],
    [
      'a declared dateline, printed once',
      {
        dateline: { places: 'SEOUL', agency: '共同', raw: 'SEOUL (Kyodo) --' },
        bodyHtml: '<p>SEOUL (Kyodo) -- B</p>',
      },
      {
        dateline: { raw: 'SEOUL (Kyodo) --', places: ['SEOUL'], agency: 'Kyodo' },
        bodyHtml: '<p>B</p>',
        source: { name: 'Kyodo' },
      },
    ],
    [
      'a dateline without raw text',
      { dateline: { places: ['BERLIN', 'PARIS'], date: 'Jan. 1', agency: 'dpa' } },
      {
        dateline: {
          raw: 'BERLIN/PARIS, Jan. 1 (dpa) --',
          places: ['BERLIN', 'PARIS'],
          date: 'Jan. 1',
          agency: 'dpa',
        },
      },
    ],
    [
      'a dateline as text',
      { dateline: 'HANOI (Reuters)' },
      { dateline: { raw: 'HANOI (Reuters)', places: ['HANOI'], agency: 'Reuters' } },
    ],
    [
      'a dateline in the body',
      { bodyHtml: '<p><b>【ソウル共同】</b>会談。</p>' },
      {
        dateline: { raw: '【ソウル共同】', places: ['ソウル'], agency: 'Kyodo' },
        bodyHtml: '<p>会談。</p>',
      },
    ],
    ['urgency as text', { urgency: '3' }, { urgency: 3 }],
    [
      'a headline as typed',
      { headline: ' AT&amp;T: 1 < 2\n]]> ' },
      { headline: 'AT&amp;T: 1 < 2 ]]>' },
    ],
    [
      'plain text',
      { bodyHtml: undefined, bodyText: 'a < b\n\nAT&amp;T' },
      { bodyHtml: '<p>a &#x3C; b</p><p>AT&#x26;amp;T</p>' },
    ],
  ])('reads %s', async (_name, fields, expected) => {
    const result = await json(fields);
    expect(articleOf(result)).toMatchObject(expected);
    expect(result.problems).toEqual([]);
  });

  test('media have a type and a role', async () => {
    const article = await field({
      media: [
        'p.jpg',
        { url: 'q.png', width: '640', height: 0 },
        { url: 'https://x.example/a', type: 'audio/mp3' },
        { url: 'https://x.example/b.webp', type: 'image/jpg', role: 'lead' },
      ],
      bodyHtml: '<p>B</p><figure><img src="r.png" alt="A"><figcaption>C</figcaption></figure>',
    });
    expect(article.media).toEqual([
      { url: `${BASE_MARK}/media/world/p.jpg`, type: 'image/jpeg', role: 'lead' },
      { url: `${BASE_MARK}/media/world/q.png`, type: 'image/png', role: 'gallery', width: 640 },
      { url: 'https://x.example/a', type: 'audio/mpeg', role: 'audio' },
      { url: 'https://x.example/b.webp', type: 'image/jpeg', role: 'lead' },
      {
        url: `${BASE_MARK}/media/world/r.png`,
        type: 'image/png',
        role: 'inline',
        alt: 'A',
        caption: 'C',
      },
    ]);
  });

  test.each<[string, object, string]>([
    ['a misspelt field', { headlin: 'x' }, 'field-unknown headlin'],
    ['a wrong urgency', { urgency: 12 }, 'field-invalid urgency'],
    ['an unknown language', { language: '!!' }, 'language-unknown language'],
    ['a wrong slug', { slug: 'A b' }, 'slug-repaired slug'],
    ['a wrong subject', { subjects: ['x y'] }, 'subject-unusable subjects[0]'],
    ['an unknown media type', { media: ['https://x.example/a'] }, 'media-type-unknown media[0]'],
    ['one bad author of two', { authors: ['A', { url: 'x' }] }, 'field-invalid authors[1]'],
    ['a missing headline', { headline: '' }, 'headline-missing headline'],
    [
      'a translation without language',
      { translations: [{ language: '?', id: 'x' }] },
      'translation-unusable translations[0]',
    ],
  ])('warns of %s and goes on', async (_name, fields, code) => {
    const result = await json(fields);
    expect(result.ok).toBe(true);
    expect(codes(result)).toEqual([code]);
  });

  test('hints at the nearest field', async () => {
    expect((await json({ headlnie: 'x' })).problems[0]?.hint).toBe('did you mean headline?');
  });

  test('makes a headline of the first words', async () => {
    const article = await field({ headline: null, bodyHtml: `<p>${'word '.repeat(50)}</p>` });
    expect(article.headline).toMatch(/^(?:word )+word…$/);
    expect(article.headline.length).toBeLessThanOrEqual(91);
  });

  test('a withdrawal needs nothing but the id', async () => {
    const result = await read('a.json', '{"id":"urn:x:1","state":"withdrawn"}');
    expect(articleOf(result)).toMatchObject({ id: 'urn:x:1', state: 'withdrawn', bodyHtml: '' });
  });
});

describe('hostile input', () => {
  test('a body of five megabytes is cut at a paragraph', async () => {
    const result = await json({ bodyHtml: '<p>Twelve bytes</p>'.repeat(270_000) });
    const { bodyHtml } = articleOf(result);
    expect(bodyHtml.length).toBeLessThanOrEqual(256 * 1024);
    expect(bodyHtml.length).toBeGreaterThan(255 * 1024);
    expect(bodyHtml.endsWith('<p>Twelve bytes</p>')).toBe(true);
    expect(codes(result)).toEqual(['body-too-long bodyHtml']);
  });

  test('control characters, a lone surrogate and the base mark leave every text', async () => {
    const dirt = `\u0000\u0008\uD800${BASE_MARK}\uFFFF\u0085`;
    const article = await field({
      headline: `${dirt}H`,
      standfirst: `${dirt}S`,
      bodyHtml: `<p>${dirt}&#xFDD0;B</p>`,
      tags: [`${dirt}<b>`],
      section: dirt,
    });
    expect(article).toMatchObject({
      headline: 'H',
      standfirst: 'S',
      bodyHtml: '<p>B</p>',
      tags: ['<b>'],
    });
    expect(article).not.toHaveProperty('section');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a field called %s is just unknown',
    async (name) => {
      const result = await read(
        'a.json',
        `{"headline":"H","publishedAt":"2019-01-01","${name}":{"x":1}}`,
      );
      expect(codes(result)).toEqual([`field-unknown ${name}`]);
    },
  );

  test.each([
    ['a.md', '['.repeat(50_000)],
    ['a.md', `---\n${'['.repeat(50_000)}\n---\nx`],
    ['a.md', '**a '.repeat(50_000)],
    ['a.md', `# ${'# '.repeat(500_000)}`],
    ['a.txt', '('.repeat(500_000)],
    ['a.txt', `${' '.repeat(200_000)}x`],
    ['a.html', '<'.repeat(200_000)],
    ['a.json', '['.repeat(100_000)],
  ])(
    '%s of %.20s answers soon',
    async (file, text) => {
      expect(await read(file, text)).toHaveProperty('problems');
    },
    5_000,
  );

  const NAMES =
    'id slug url headline standfirst bodyHtml bodyText language publishedAt updatedAt dateline byline authors source section tags subjects media rights licenceUrl state draft embargoedUntil expiresAt corrections slugline urgency provider translations withdrawal withdrawnAt'.split(
      ' ',
    );
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  const value = fc.oneof(
    { weight: 4, arbitrary: text },
    fc.array(text, { maxLength: 3 }),
    fc.record({
      name: text,
      url: text,
      uri: text,
      label: text,
      raw: text,
      at: text,
      note: text,
      language: text,
      id: text,
      type: text,
      places: text,
    }),
    fc.jsonValue({ maxDepth: 2 }),
  );

  test('any value in any field gives clean, well-formed text or problems', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record(Object.fromEntries(NAMES.map((name) => [name, value])), { requiredKeys: [] }),
        async (fields) => {
          const result = await read('w/a.json', JSON.stringify(fields));
          expect(result.ok || result.problems.some(({ severity }) => severity === 'error')).toBe(
            true,
          );
          for (const one of result.problems) expect(one.message.isWellFormed()).toBe(true);
          if (!result.ok) return;
          const { article } = result.value;
          expect(article.headline).not.toBe('');
          expect(article.headline).toBe(cleanLine(article.headline));
          expect(article.slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
          expect(article.updatedAt.getTime()).toBeGreaterThanOrEqual(article.publishedAt.getTime());
          expect(Number.isNaN(article.publishedAt.getTime())).toBe(false);
          const unmarked = JSON.stringify(article).replaceAll(`${BASE_MARK}/`, '/');
          expect(unmarked).toBe(cleanText(unmarked));
          expect(htmlToText(article.bodyHtml)).toBe(cleanText(htmlToText(article.bodyHtml)));
        },
      ),
      { numRuns: 400 },
    );
  });

  test('any text in a page text gives an article or problems', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('txt', 'md', 'html'),
        async (body, type) => {
          const result = await read(`a.${type}`, body.toWellFormed());
          if (result.ok) expect(result.value.article.headline).not.toBe('');
          else expect(result.problems).not.toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
