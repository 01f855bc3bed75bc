import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assembleQueryFeed,
  queryEntryOptions,
  queryTitle,
} from '../../src/feeds/assemble-query.ts';
import { decodeCursor, encodeCursor } from '../../src/feeds/page-cursor.ts';
import { parseFeedQuery } from '../../src/feeds/parse-query.ts';
import {
  type FeedQuery,
  queryFeedId,
  queryKeys,
  queryPagePath,
  queryPath,
  storedSelector,
} from '../../src/feeds/query.ts';
import { buildPublication, buildSite, buildTopic } from '../helpers/build.ts';

const site = buildSite({
  topics: [
    buildTopic('z-talks', { slug: 'talks', names: { en: 'Talks', ja: '会談' } }),
    buildTopic('arms', { names: { en: 'Arms & Aid <b>' } }),
    buildTopic('brief', { text: 'summary' }),
  ],
});
const read = (queryString: string, isSearch = false, file: FeedQuery['file'] = 'rss.xml') =>
  parseFeedQuery({ queryString, file, isSearch }, site);

function queryOf(queryString: string, isSearch = false): FeedQuery {
  const parsed = read(queryString, isSearch);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const faultsOf = (queryString: string, isSearch = false) =>
  read(queryString, isSearch).problems.map(({ field, code }) => `${field ?? ''} ${code}`);
const cursor = encodeCursor({ published: new Date(7), id: 'urn:uuid:1' });

describe('the canonical address', () => {
  test.each([
    ['', '/feeds/rss.xml'],
    ['_=1&utm_source=x&limit=3&Topic=arms', '/feeds/rss.xml'],
    ['topic=talks&topic=arms&topic=talks', '/feeds/rss.xml?topic=arms&topic=talks'],
    [
      'q=Word&full=0&lang=JA&place=tokyo&source=kyodo&author=a-b&section=world&not=talks&all=brief&topic=arms',
      '/search/rss.xml?topic=arms&all=brief&not=talks&section=world&author=a-b&source=kyodo&place=tokyo&lang=ja&q=word&full=0',
    ],
    ['lang=ja&lang=en&lang=JA', '/feeds/rss.xml?lang=en&lang=ja'],
    ['source=b&source=a&source=%62', '/feeds/rss.xml?source=a&source=b'],
    ['full=1', '/feeds/rss.xml'],
    ['full=0', '/feeds/rss.xml?full=0'],
    ['topic=brief&full=0', '/feeds/rss.xml?topic=brief'],
    ['topic=brief&full=1', '/feeds/rss.xml?topic=brief&full=1'],
    ['topic=brief&topic=arms&full=1', '/feeds/rss.xml?topic=arms&topic=brief'],
    ['q=a+%22Peace++Talks%22', '/search/rss.xml?q=a%20%22peace%20talks%22'],
    ['q=会談', '/search/rss.xml?q=%E4%BC%9A%E8%AB%87'],
    [`page=${cursor}&topic=arms`, `/feeds/rss.xml?topic=arms&page=${cursor}`],
    ['source=a%26topic%3Db', '/feeds/rss.xml?source=a%26topic%3Db'],
  ])('of ?%s is %s', (queryString, expected) => {
    const path = queryPath(queryOf(queryString));
    expect(path).toBe(expected);
    expect(queryPath(queryOf(path.split('?')[1] ?? ''))).toBe(expected);
  });

  test('is one for every order and repetition of the same parameters', () => {
    const parameters = fc.subarray(
      ['topic=talks', 'topic=arms', 'all=brief', 'not=arms', 'lang=ja', 'lang=en', 'source=x'],
      { minLength: 1 },
    );
    const spelled = parameters.chain((chosen) =>
      fc.tuple(
        fc.constant(chosen),
        fc
          .tuple(
            fc.shuffledSubarray([...chosen], { minLength: chosen.length }),
            fc.subarray([...chosen, '_=9', 'utm_medium=rss']),
          )
          .map(([all, again]) => [...all, ...again].join('&')),
      ),
    );
    fc.assert(
      fc.property(spelled, ([chosen, spelling]) => {
        expect(queryPath(queryOf(spelling))).toBe(queryPath(queryOf(chosen.join('&'))));
      }),
    );
  });
});

describe('a query', () => {
  test.each([
    ['', 'main'],
    ['topic=talks', 'z-talks'],
    ['all=talks', 'z-talks'],
    ['topic=talks&lang=ja', 'z-talks ja'],
    ['lang=ja', 'ja'],
    ['source=kyodo', 'kyodo'],
    ['section=x', 'x'],
    ['topic=talks&topic=arms', undefined],
    ['topic=talks&all=arms', undefined],
    ['not=talks', undefined],
    ['section=x&lang=ja', undefined],
    ['topic=talks&lang=ja&lang=en', undefined],
    ['topic=talks&lang=ja&not=arms', undefined],
  ])('?%s is the stored feed %s', (queryString, expected) => {
    const selector = storedSelector(queryOf(queryString).clauses);
    const { kind, value, language } = selector ?? {};
    const name = kind === 'main' ? kind : [value, language].filter(Boolean).join(' ');
    expect(selector && name).toBe(expected);
  });

  test.each([
    ['topic=talks&all=arms', 'topic:z-talks topic:arms'],
    ['topic=talks&not=arms', 'topic:z-talks topic:arms'],
    ['not=arms', 'main topic:arms'],
    ['q=x', 'main'],
    ['q=x&lang=ja', 'language:ja'],
  ])('?%s depends on %s', (queryString, keys) => {
    expect(queryKeys(queryOf(queryString)).join(' ')).toBe(keys);
  });

  const values = Array.from({ length: 11 }, (_, index) => `source=s${index}`);

  test.each<[string, string]>([
    ['topic=none', 'topic value-unknown'],
    ['topic=none&all=none&not=none', 'topic value-unknown|all value-unknown|not value-unknown'],
    [`section=${'x'.repeat(300)}`, 'section value-unknown'],
    ['topic=', 'topic parameter-invalid'],
    ['q=', 'q parameter-invalid'],
    ['q=%F0%9F%98%80', 'q parameter-invalid'],
    ['q=a&q=b', 'q parameter-invalid'],
    [`q=${'a'.repeat(201)}`, 'q parameter-invalid'],
    ['q=a+b+c+d+e+f+g+h+i+j+k', 'q parameter-invalid'],
    ['lang=e', 'lang parameter-invalid'],
    ['lang=en-GB', 'lang parameter-invalid'],
    ['full=2', 'full parameter-invalid'],
    ['full=0&full=1', 'full parameter-invalid'],
    ['page=', 'page parameter-invalid'],
    ['page=!', 'page parameter-invalid'],
    [`page=${cursor}=`, 'page parameter-invalid'],
    [`page=${'A'.repeat(5_000)}`, 'page parameter-invalid'],
    [values.join('&'), ' parameter-invalid'],
    [`${values.slice(0, 9).join('&')}&q=a+b`, ' parameter-invalid'],
    [`topic=${'x'.repeat(2_000)}`, ' parameter-invalid'],
    // Within the limit as it came, but not as it would be written.
    [
      `${Array.from({ length: 9 }, (_, n) => `source=${n}${'/'.repeat(190)}`).join('&')}`,
      ' parameter-invalid',
    ],
    ['topic=none&lang=1&q=!', 'topic value-unknown|lang parameter-invalid|q parameter-invalid'],
  ])('?%s is refused: %s', (queryString, faults) => {
    expect(faultsOf(queryString).join('|')).toBe(faults);
  });

  test('below /search looks for something', () => {
    expect(faultsOf('topic=arms', true)).toEqual(['q parameter-invalid']);
    expect(faultsOf('', true)).toEqual(['q parameter-invalid']);
    expect(queryPath(queryOf('q=x', true))).toBe('/search/rss.xml?q=x');
  });

  test('repeats a wrong value in a form and length that a log can hold', () => {
    const [problem] = read(
      `topic=${encodeURIComponent(`\0\n${'\u{1F600}'.repeat(150)}`)}`,
    ).problems;
    expect(problem?.message).toBe(`\`topic\`: there is no topic “${'\u{1F600}'.repeat(80)}…”`);
  });

  test('may have ten values and words', () => {
    expect(read(values.slice(0, 10).join('&')).ok).toBe(true);
    expect(read(`${values.slice(0, 8).join('&')}&q=a+b`).ok).toBe(true);
  });
});

describe('a page cursor', () => {
  test('is one word of a URL, and gives back what it was made of', () => {
    const key = fc.record({
      published: fc.date({ noInvalidDate: true }),
      id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
    });
    fc.assert(
      fc.property(key, (one) => {
        expect(encodeCursor(one)).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor(encodeCursor(one))).toEqual(one);
      }),
    );
  });

  test('of the longest id is taken, beside a query as long as may be', () => {
    const key = { published: new Date(-8.64e14), id: '会'.repeat(1_000) };
    expect(decodeCursor(encodeCursor(key))).toEqual(key);
    const query = queryOf(`topic=arms&q=${encodeURIComponent('会'.repeat(200))}`);
    const [, written = ''] = queryPagePath(query, key).split('?');
    expect(queryOf(written).after).toEqual(key);
  });

  test.each(['', 'x', 'AAAA', '%', 'MQ', 'MS4', `${cursor}A`, cursor.slice(1), '_____w'])(
    'is not %j',
    (text) => expect(decodeCursor(text)).toBeUndefined(),
  );

  test('takes anything without failing', () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (text) => void decodeCursor(text)));
    fc.assert(fc.property(fc.base64String(), (text) => void decodeCursor(text)));
  });
});

describe('the document', () => {
  const title = (queryString: string) =>
    queryTitle({
      site,
      query: queryOf(queryString),
      labels: new Map([
        ['source:kyodo', 'Kyodo'],
        ['section:world', 'World'],
      ]),
    });

  test.each([
    ['full=0', 'News Example'],
    ['topic=talks&topic=arms', 'News Example: Arms & Aid <b> / Talks'],
    ['topic=talks&all=arms', 'News Example: Talks + Arms & Aid <b>'],
    ['all=talks&all=arms', 'News Example: Arms & Aid <b> + Talks'],
    ['topic=talks&not=brief', 'News Example: Talks − brief'],
    ['not=brief&not=talks', 'News Example − brief − Talks'],
    ['q=word', 'News Example: “word”'],
    ['not=talks&q=word', 'News Example − Talks, “word”'],
    ['topic=talks&lang=ja', 'News Example: 会談 + 日本語'],
    [
      'source=kyodo&section=world&lang=en&lang=ja&q=%22peace+talks%22+arms',
      'News Example: World + Kyodo + English / 日本語, “arms”, “peace talks”',
    ],
  ])('of ?%s is called %s', (queryString, expected) => {
    expect(title(queryString)).toBe(expected);
  });

  test.each([
    ['topic=talks&topic=arms', 'topic=arms&topic=z-talks'],
    [
      `topic=talks&lang=ja&q=会 "a b"&page=${cursor}`,
      'topic=z-talks&lang=ja&q=%22a%20b%22%20%E4%BC%9A',
    ],
    ['full=0', 'full=0'],
  ])('of ?%s has the id …/feeds?%s on every page', (queryString, expected) => {
    const id = queryFeedId('tag:news.example,2019:wire', queryOf(queryString));
    expect(id).toBe(`tag:news.example,2019:wire/feeds?${expected}`);
    // RFC 4151 2.1, RFC 3986 3.4
    expect(id).toMatch(/^tag:[a-z.]+,\d{4}:(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-F]{2})*$/);
  });

  test('says where it goes on, in the language and with the texts that were asked for', () => {
    const next = { published: new Date(9), id: 'a&b' };
    const feed = assembleQueryFeed({
      site: { ...site, publication: buildPublication({ hubUrls: ['https://hub.example/'] }) },
      query: queryOf('topic=talks&topic=arms&lang=ja&full=0'),
      labels: new Map(),
      stories: [{ updatedAt: new Date('2020-01-01T00:00:00Z'), isAuthorless: false }],
      goneAt: new Date('2020-02-02T00:00:00Z'),
      next,
    });
    const first = 'https://news.example/feeds/rss.xml?topic=arms&topic=talks&lang=ja&full=0';
    expect(feed).toMatchObject({
      language: 'ja',
      selfUrl: first,
      hubUrls: [],
      updatedAt: new Date('2020-02-02T00:00:00Z'),
      paging: { kind: 'page', firstUrl: first, nextUrl: `${first}&page=${encodeCursor(next)}` },
    });
    expect(queryEntryOptions(site, queryOf('topic=talks&full=0')).text).toBe('summary');
  });
});
