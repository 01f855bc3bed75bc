import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BASE_MARK } from '../../src/model/article.ts';
import {
  dropLeadingText,
  firstImage,
  firstParagraph,
  htmlToText,
  sanitizeHtml,
  textToHtml,
  truncateHtml,
} from '../../src/text/html.ts';
import { parseWebUrl } from '../../src/text/urls.ts';
import { cleanText } from '../../src/text/xml.ts';

const resolve = (url: string): string | undefined => parseWebUrl(url, 'https://example.com/a/');
const clean = (html: string): string => sanitizeHtml(html, { resolve });

describe('sanitizeHtml', () => {
  test.each([
    ['keeps paragraphs', '<p>One</p><p>Two</p>', '<p>One</p><p>Two</p>'],
    ['makes h1 an h2', '<h1 class="x">T</h1>', '<h2>T</h2>'],
    ['drops scripts with their text', '<p>a<script>alert(1)</script>b</p>', '<p>ab</p>'],
    [
      'drops style, class, id, handlers',
      '<p style="x" class=y id=z onclick="x()">a</p>',
      '<p>a</p>',
    ],
    ['drops frames', '<iframe src="https://x.example/">x</iframe><p>a</p>', '<p>a</p>'],
    ['drops svg', '<svg><script>1</script><a href="javascript:1">x</a></svg><p>a</p>', '<p>a</p>'],
    ['drops math', '<math><mi>x</mi></math><p>a</p>', '<p>a</p>'],
    ['unwraps a javascript link', '<p><a href="jav&#x0A;ascript:alert(1)">a</a></p>', '<p>a</p>'],
    ['drops a picture without source', '<p>x<img alt="a"></p>', '<p>x</p>'],
    ['drops a data: picture', '<p>x<img src="data:image/png;base64,x"></p>', '<p>x</p>'],
    [
      'makes URLs absolute',
      '<p><a href="../b">b</a><img src="c.jpg" srcset="d.jpg 2x" loading=lazy></p>',
      '<p><a href="https://example.com/b">b</a><img src="https://example.com/a/c.jpg"></p>',
    ],
    ['keeps lang and dir', '<p lang="ko" dir="ltr">서울</p>', '<p lang="ko" dir="ltr">서울</p>'],
    ['drops a wrong lang', '<p lang="&quot;x">a</p>', '<p>a</p>'],
    ['turns a wrapper of text into a paragraph', '<div>a</div><div>b</div>', '<p>a</p><p>b</p>'],
    ['unwraps a wrapper of blocks', '<div><p>a</p><div>b</div></div>', '<p>a</p><p>b</p>'],
    ['wraps loose text', 'a <b>b</b><p>c</p>', '<p>a <b>b</b></p><p>c</p>'],
    ['keeps a literal no-break space', '<p>a&nbsp;b&mdash;</p>', '<p>a\u00a0b—</p>'],
    [
      'uses numeric references only',
      '<p>AT&amp;amp;T &lt;b> "</p>',
      '<p>AT&#x26;amp;T &#x3C;b> "</p>',
    ],
    ['balances', '<p><b>a<p>b', '<p><b>a</b></p><p><b>b</b></p>'],
    ['keeps ruby', '<p><ruby>漢<rt>かん</rt></ruby></p>', '<p><ruby>漢<rt>かん</rt></ruby></p>'],
    ['keeps the content of noscript', '<noscript><p>a</p></noscript>', '<p>a</p>'],
    [
      'keeps a table',
      '<table><tr><td colspan="2" bgcolor=red>1</td></tr></table>',
      '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>',
    ],
    [
      'gives a player controls',
      '<audio src="a.mp3" autoplay></audio>',
      '<p><audio src="https://example.com/a/a.mp3" controls></audio></p>',
    ],
    ['drops form controls', '<form>a<input value=x><select><option>1</select></form>', '<p>a</p>'],
    ['drops control characters', '<p>a&#1;\u0007b</p>', '<p>ab</p>'],
    ['drops comments', '<p>a<!-- b --></p><!--[if IE]>x<![endif]-->', '<p>a</p>'],
    ['drops empty paragraphs', '<p> </p><p>a</p><p><br></p>', '<p>a</p>'],
  ])('%s', (_name, html, expected) => {
    expect(clean(html)).toBe(expected);
  });

  test('keeps mail links when the resolver does', () => {
    const html = '<p><a href="mailto:desk@example.com">x</a></p>';
    expect(sanitizeHtml(html, { resolve: (url) => url })).toBe(html);
  });

  test('drops a scheme that runs, even when the resolver lets it through', () => {
    const html = '<p><a href="javascript:alert(1)">x</a><img src="mailto:a@b.example">y</p>';
    expect(sanitizeHtml(html, { resolve: (url) => url })).toBe('<p>xy</p>');
  });

  test('cannot be made to emit the base mark', () => {
    const html = `<p title="${BASE_MARK}&#xFDD0;">${BASE_MARK}/x &#xFDD0;<a href="&#xFDD0;/media/x">a</a></p>`;
    expect(sanitizeHtml(html, { resolve: (url) => url })).not.toContain(BASE_MARK);
  });

  test.each([
    ['divs', '<div>'.repeat(100_000)],
    [
      'formatting that is reopened',
      Array.from({ length: 50_000 }, (_, n) => `<p><b id=${n}>`).join(''),
    ],
    ['unclosed angles', '< '.repeat(250_000)],
    ['tables', '<table><tr><td>'.repeat(20_000)],
  ])('survives endless %s', (_name, html) => {
    expect(clean(`${html} end`)).toContain('end');
  });

  test('is safe, clean and stable for any tag soup', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        ...'<p>|</p>|<div>|</div>|<b>|</b>|<i>|</i>|<ul>|<li>|</ul>|<table>|<tr>|<td>|</table>|<blockquote>|</blockquote>|<h1>|</h1>|<br>|<pre>|</pre>|<ruby>|<rt>|&amp;|&lt;|]]>|<!--|-->|<svg>|<math>|<style>|</style>|<title>|<script>|</script>|<img src=x onerror=y>|<span>|</span>|<noscript>|<template>'.split(
          '|',
        ),
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const once = clean(pieces.join(''));
        expect(once).toBe(cleanText(once));
        expect(once).not.toMatch(/<(?:script|style|svg|math|template|title|noscript|div|h1)\b/i);
        expect(once).not.toMatch(/<[^>]*\son\w+=/i);
        expect(htmlToText(clean(once))).toBe(htmlToText(once));
      }),
      { numRuns: 500 },
    );
  });
});

describe('htmlToText', () => {
  test.each([
    ['<p>One\n two</p><p>Three</p>', 'One two\n\nThree'],
    ['<p>a<br>b</p>', 'a\nb'],
    ['<ul><li>a</li><li>b</li></ul>', 'a\n\nb'],
    ['<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby></p>', '漢字'],
    ['<p>AT&amp;amp;T 1 &lt; 2</p>', 'AT&amp;T 1 < 2'],
    ['<blockquote><p>a</p></blockquote><p>b</p>', 'a\n\nb'],
    ['', ''],
  ])('reads %j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  test('is the inverse of textToHtml', () => {
    const text = 'AT&amp;T <b> 1 < 2\n\nsecond ]]> end';
    expect(htmlToText(textToHtml(text))).toBe(text);
  });
});

test('firstParagraph skips headings, figures and empty paragraphs', () => {
  expect(
    firstParagraph(
      '<h2>H</h2><figure><figcaption>c</figcaption></figure><p> </p><p>a <b>b</b></p>',
    ),
  ).toBe('a b');
  expect(firstParagraph('<h2>H</h2>')).toBeUndefined();
});

test.each([
  [
    '<p>BEIJING (Kyodo) -- Text &#x26; more</p><p>x</p>',
    'BEIJING(Kyodo)--',
    '<p>Text &#x26; more</p><p>x</p>',
  ],
  [
    '<h2>H</h2><p><b>BEIJING</b> (Kyodo) -- <i>Text</i> y</p>',
    'BEIJING(Kyodo)--',
    '<h2>H</h2><p><i>Text</i> y</p>',
  ],
])('dropLeadingText takes the dateline off %s', (html, dropped, expected) => {
  expect(dropLeadingText(html, dropped.length)).toBe(expected);
});

test('firstImage reads source, size, alternative text and caption', () => {
  expect(
    firstImage(
      '<p>x</p><figure><img src="https://example.com/a.jpg" alt="A" width="640" height="360"><figcaption>Cap <b>b</b></figcaption></figure>',
    ),
  ).toEqual({
    src: 'https://example.com/a.jpg',
    alt: 'A',
    caption: 'Cap b',
    width: 640,
    height: 360,
  });
  expect(firstImage('<p>x</p>')).toBeUndefined();
});

describe('truncateHtml', () => {
  test('keeps whole blocks', () => {
    expect(truncateHtml('<p>aaaa</p><p>bbbb</p><p>cccc</p>', 25)).toBe('<p>aaaa</p><p>bbbb</p>');
  });
  test('cuts inside only when the first block does not fit', () => {
    expect(truncateHtml('<p>one two three four</p>', 20)).toBe('<p>one two three</p>');
    expect(truncateHtml('<blockquote><p>aa</p><p>bb</p></blockquote>', 40)).toBe(
      '<blockquote><p>aa</p></blockquote>',
    );
  });
  test('never exceeds the limit in bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.nat(200), (texts, limit) => {
        const html = textToHtml(texts.join('\n\n'));
        expect(new TextEncoder().encode(truncateHtml(html, limit)).length).toBeLessThanOrEqual(
          limit,
        );
      }),
    );
  });
});
