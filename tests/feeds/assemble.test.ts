import { describe, expect, it } from 'vitest';
import {
  assembleEntry,
  assembleFeed,
  type EntryOptions,
  entryOptionsOf,
  type FeedSource,
  type GoneStory,
} from '../../src/feeds/assemble.ts';
import { MAIN } from '../../src/feeds/urls.ts';
import type { Article } from '../../src/model/article.ts';
import type { Entry, FeedHead } from '../../src/model/feed.ts';
import { buildArticle, buildPublication, buildSite } from '../helpers/build.ts';

const EARLY = { at: new Date('2019-09-30T14:59:00Z'), note: 'The day was wrong.' };
const LATE = { at: new Date('2019-09-30T15:00:00Z'), note: 'R&D <b> was "meant".' };

function entryOf(article: Partial<Article>, options: Partial<EntryOptions> = {}): Entry {
  return assembleEntry(buildArticle({ bodyHtml: '<p>Text.</p>', ...article }), {
    text: 'full',
    baseUrl: 'https://news.example',
    correctionNotes: 'head',
    timeZone: 'Asia/Tokyo',
    ...options,
  });
}

const EARLY_HTML = '<p><strong>Correction (2019-09-30):</strong> The day was wrong.</p>';
const LATE_HTML = '<p><strong>Correction (2019-10-01):</strong> R&amp;D &lt;b&gt; was "meant".</p>';

describe('correction notes', () => {
  it.each([
    ['head', `${LATE_HTML}${EARLY_HTML}<p>Text.</p>`],
    ['foot', `<p>Text.</p>${EARLY_HTML}${LATE_HTML}`],
    ['none', '<p>Text.</p>'],
  ] as const)('at the %s are in order of time, whatever the file has', (correctionNotes, html) => {
    for (const corrections of [
      [EARLY, LATE],
      [LATE, EARLY],
    ]) {
      expect(entryOf({ corrections }, { correctionNotes }).contentHtml).toBe(html);
    }
  });

  it('name their day in the time zone of the publication', () => {
    const { contentHtml } = entryOf({ corrections: [LATE] }, { timeZone: 'America/New_York' });
    expect(contentHtml).toContain('(2019-09-30)');
  });

  it.each([
    ['en-GB', 'Correction (2019-09-30):'],
    ['ja', '訂正 (2019-09-30):'],
    ['ko-KR', '정정 (2019-09-30):'],
    ['de', 'Correction (2019-09-30):'],
  ])('in %s begin with %s', (language, lead) => {
    const { contentHtml } = entryOf({ language, corrections: [EARLY] });
    expect(contentHtml).toContain(`<strong>${lead}</strong>`);
  });

  it('stand before the dateline, which stays in the text', () => {
    const dateline = { raw: 'OSLO --', places: ['OSLO'] };
    const { contentHtml } = entryOf({ corrections: [EARLY], dateline });
    expect(contentHtml).toBe(`${EARLY_HTML}<p>OSLO -- Text.</p>`);
  });

  it('leave the standfirst of a whole text alone', () => {
    const { summary } = entryOf({ corrections: [EARLY], standfirst: 'In short.' });
    expect(summary).toBe('In short.');
  });

  it.each([
    ['under the policy summary', {}, { text: 'summary' }],
    ['of an article without a text', { bodyHtml: '' }, {}],
    ['at the foot too', { bodyHtml: '' }, { correctionNotes: 'foot' }],
  ] as const)('lead the summary with the newest alone, %s', (_when, fields, options) => {
    const corrections = [LATE, EARLY];
    const entry = entryOf({ corrections, standfirst: 'In short.', ...fields }, options);
    expect(entry.contentHtml).toBeUndefined();
    expect(entry.summary).toBe('Correction (2019-10-01): R&D <b> was "meant". In short.');
    const bare = entryOf({ corrections, ...fields }, options);
    expect(bare.summary).toBe('Correction (2019-10-01): R&D <b> was "meant".');
  });

  it('are in no summary where none are wanted', () => {
    const options = { text: 'summary', correctionNotes: 'none' } as const;
    expect(entryOf({ corrections: [EARLY] }, options).summary).toBeUndefined();
  });

  it('are not in the notice of a withdrawn story', () => {
    const entry = entryOf({ state: 'withdrawn', corrections: [EARLY] });
    expect(`${entry.summary}${entry.contentHtml}`).not.toMatch(/Correction|wrong/);
  });
});

describe('validity', () => {
  const at = new Date('2019-10-06T00:00:00Z');

  it('ends when the story expires', () => {
    expect(entryOf({ expiresAt: at }).validUntil).toEqual(at);
    expect(entryOf({})).not.toHaveProperty('validUntil');
  });

  it('ended when the story was withdrawn', () => {
    const notice = entryOf({ state: 'withdrawn', withdrawal: { at }, expiresAt: new Date(0) });
    expect(notice.validUntil).toEqual(at);
  });
});

function feedOf({
  articles = [],
  ...source
}: Partial<FeedSource> & { readonly articles?: readonly Article[] }): FeedHead {
  const stories = articles.map((article) => ({ ...entryOf(article), isAuthorless: true }));
  const whole = { site: buildSite(), selector: MAIN, label: '', stories, ...source };
  return assembleFeed(whole, 'atom.xml');
}

function goneStory(fields: Partial<GoneStory> = {}): GoneStory {
  const goneAt = new Date('2019-10-07T00:00:00Z');
  return { id: 'urn:uuid:gone', goneAt, language: 'en', isWithdrawn: false, ...fields };
}

describe('the date of a feed', () => {
  const article = buildArticle();
  const before = new Date('2019-10-01T00:00:00Z');
  const after = new Date('2019-10-07T00:00:00Z');

  it.each([
    ['the newest change of an entry', { articles: [article], goneAt: before }, article.updatedAt],
    ['a later loss', { articles: [article], goneAt: after }, after],
    ['a loss that left nothing', { goneAt: after }, after],
    ['a tombstone', { articles: [article], tombstones: [goneStory()] }, after],
    ['the date of the publication without any', {}, new Date('2019-01-01T00:00:00Z')],
  ])('is %s', (_what, source, expected) => {
    expect(feedOf(source).updatedAt).toEqual(expected);
  });
});

describe('tombstones', () => {
  it('make a variant of the feed: same id, its own address, the same page', () => {
    const plain = feedOf({});
    const variant = feedOf({ tombstones: [] });
    expect(variant.id).toBe(plain.id);
    expect(variant.homeUrl).toBe(plain.homeUrl);
    expect(variant.selfUrl).toBe('https://news.example/tombstones/atom.xml');
    expect(plain).not.toHaveProperty('tombstones');
  });

  it.each([
    ['en', true, 'Story withdrawn', 'en'],
    ['en', false, 'No longer available', 'en'],
    ['ja-JP', true, '記事の取り消し', 'ja'],
    ['ja', false, '公開を終了しました', 'ja'],
    ['ko', false, '더 이상 제공되지 않습니다', 'ko'],
    ['de', true, 'Story withdrawn', 'en'],
  ])('of a story in %s, withdrawn %s, say %s in %s', (language, isWithdrawn, comment, own) => {
    const { tombstones } = feedOf({ tombstones: [goneStory({ language, isWithdrawn })] });
    expect(tombstones).toEqual([
      { id: 'urn:uuid:gone', goneAt: goneStory().goneAt, comment, language: own },
    ]);
  });
});

it('entries follow the notes and the time zone of their publication', () => {
  const publication = buildPublication({ correctionNotes: 'foot', timeZone: 'Asia/Tokyo' });
  const options = entryOptionsOf(buildSite({ publication }), MAIN);
  const entry = assembleEntry(buildArticle({ corrections: [LATE] }), options);
  expect(entry.contentHtml).toBe(`<p>Envoys of both countries met.</p>${LATE_HTML}`);
});
