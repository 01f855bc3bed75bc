import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSlug, MAX_URL_LENGTH, parseWebUrl, slugify } from '../../src/text/urls.ts';

describe('parseWebUrl', () => {
  test.each([
    ['https://example.com/a', 'https://example.com/a'],
    ['  HTTPS://Example.COM/a b ', 'https://example.com/a%20b'],
    ['https://例え.jp/記事?q=北', 'https://xn--r8jz45g.jp/%E8%A8%98%E4%BA%8B?q=%E5%8C%97'],
    ['ht\ntps://example.com/\u0007x', 'https://example.com/x'],
    ['https://example.com/a|b[1]?x={y}', 'https://example.com/a%7Cb%5B1%5D?x=%7By%7D'],
    ['https://example.com/100%', 'https://example.com/100%25'],
    ['https://example.com/a%20b', 'https://example.com/a%20b'],
    ['https://[::1]:8080/x', 'https://[::1]:8080/x'],
  ])('reads %j in URI form', (text, expected) => {
    expect(parseWebUrl(text)).toBe(expected);
  });

  test.each([
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'mailto:desk@example.com',
    'ftp://example.com/',
    'http://',
    'https://exa mple.com/',
    '/relative',
    '',
    'not a url',
  ])('refuses %j', (text) => {
    expect(parseWebUrl(text)).toBeUndefined();
  });

  test('refuses what is longer than readers keep', () => {
    const head = 'https://example.com/';
    expect(parseWebUrl(head + 'a'.repeat(MAX_URL_LENGTH - head.length))).toHaveLength(2048);
    expect(parseWebUrl(head + 'a'.repeat(MAX_URL_LENGTH - head.length + 1))).toBeUndefined();
  });

  test('resolves a relative URL against the base', () => {
    expect(parseWebUrl('../b.jpg', 'https://example.com/x/y/a.html')).toBe(
      'https://example.com/x/b.jpg',
    );
  });

  test('is idempotent and ASCII for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const url = parseWebUrl(`https://example.com/${text}`);
        expect(url).toMatch(/^https:\/\/example\.com\/[!-~]*$/);
        expect(parseWebUrl(url ?? '')).toBe(url);
      }),
    );
  });
});

describe('slugify', () => {
  test.each([
    ['Kim Jong Un meets Xi', 'kim-jong-un-meets-xi'],
    ["N. Korea's aide: U.S. talks", 'n-koreas-aide-us-talks'],
    ['Müller & Straße, São Tomé', 'muller-strasse-sao-tome'],
    ['Путин и Ким', 'putin-i-kim'],
    ['共同', 'kyodo'],
    ['共同通信', 'kyodo'],
    ['Associated Press', 'ap'],
    ['時事', 'jiji'],
    ['新華社', 'xinhua'],
    ['聯合ニュース', 'yonhap'],
    ['연합뉴스', 'yonhap'],
    ['北京', 'beijing'],
    ['東京', 'tokyo'],
    ['平壌', 'pyongyang'],
    ['ソウル', 'seoul'],
    ['서울', 'seoul'],
    ['ワシントン', 'washington'],
    ['ハノイ', 'hanoi'],
    ['シンガポール', 'singapore'],
    ['BEIJING', 'beijing'],
  ])('turns %s into %s', (text, slug) => {
    expect(slugify(text)).toBe(slug);
  });

  test.each(['初の米朝首脳会談', 'محادثات', '!!!', ''])('hashes %j', (text) => {
    expect(slugify(text)).toMatch(/^x-[0-9a-f]{10}$/);
    expect(slugify(text)).toBe(slugify(text));
  });

  test('cuts a long headline at a word', () => {
    const slug = slugify('one two three '.repeat(20));
    expect(slug.length).toBeLessThanOrEqual(80);
    expect(slug).toMatch(/-(?:one|two|three)$/);
  });

  test('gives a valid slug for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(isSlug(slugify(text))).toBe(true);
      }),
    );
  });
});
