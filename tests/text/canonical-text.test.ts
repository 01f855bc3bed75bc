/** The reader of stored HTML against the parser: the same text and lead of whatever `sanitizeHtml` writes. */

import { readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSite, readInput } from '../../src/cli/read-input.ts';
import { readCanonical, readSearchedText, readStoredText } from '../../src/text/canonical-text.ts';
import {
  dropLeadingText,
  firstParagraph,
  htmlToText,
  sanitizeHtml,
  truncateHtml,
} from '../../src/text/html.ts';
import { parseWebUrl } from '../../src/text/urls.ts';

const resolve = (url: string): string | undefined => parseWebUrl(url, 'https://example.com/a/');
const clean = (html: string): string => sanitizeHtml(html, { resolve });
const parsed = (html: string) => ({ text: htmlToText(html), lead: firstParagraph(html) });

const TAGS = (
  'p h1 h2 h3 ul ol li dl dt dd blockquote figure figcaption a em strong b i sub small u s mark table caption ' +
  'thead tbody tfoot tr th td pre code time cite q del audio video ruby rt rp bdi div section details center ' +
  'script svg font nobr button form select option noscript'
).split(' ');
const VOID = 'br hr img wbr source input'.split(' ');
const TEXTS = [
  ...[
    'Talks',
    ' ',
    '\n',
    'a\n  b',
    '\t',
    '\u00A0',
    '會\n談',
    '&amp;',
    '&lt;p&gt;',
    '&#x26;lt;',
    '&nbsp;',
    '&shy;',
  ],
  ...[
    '\u00AD',
    '<',
    '>',
    '&',
    '"',
    "'",
    '\uFEFF',
    '&#0;',
    '&#x80;',
    '&#xD;',
    '\r\n',
    '\f',
    '😀',
    '\uD800',
    '&bogus;',
  ],
];
const ATTRIBUTES = [
  ...[
    '',
    '',
    ' lang="ko"',
    ' dir=rtl',
    ' title="a > b"',
    " title='<p>\"&amp;'",
    ' href="/a?b=1&c=2"',
  ],
  ...[
    ' src="x.jpg" alt="a &quot;b&quot; <c>"',
    ' controls',
    ' start=3',
    ' title=""',
    ' src=a.mp3 controls',
  ],
];

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...TAGS), fc.constantFrom(...ATTRIBUTES))
      .map(([tag, attributes]) => `<${tag}${attributes}>`),
  },
  { weight: 3, arbitrary: fc.constantFrom(...TAGS).map((tag) => `</${tag}>`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...VOID), fc.constantFrom(...ATTRIBUTES))
      .map(([tag, attributes]) => `<${tag}${attributes}>`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('<!-- x -->', '<!doctype html>', '</', '<p', '<![CDATA[x]]>'),
  },
);
const soup = fc.array(piece, { maxLength: 30 }).map((all) => all.join(''));

/** Balanced, as people write it. */
const balanced: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...TEXTS),
    fc
      .tuple(
        fc.constantFrom(...TAGS),
        fc.constantFrom(...ATTRIBUTES),
        fc.array(tie('node'), { maxLength: 4 }),
      )
      .map(([tag, attributes, inner]) => `<${tag}${attributes}>${inner.join('')}</${tag}>`),
  ),
})).node;

describe('readStoredText', () => {
  it.each([
    ['soup', soup],
    ['balanced elements', fc.array(balanced, { maxLength: 4 }).map((all) => all.join(''))],
    ['any text', fc.string({ unit: 'binary' })],
  ])('reads what is stored of %s like the parser', (_what, html) => {
    fc.assert(
      fc.property(html, fc.nat({ max: 30 }), (one, count) => {
        const stored = clean(one);
        for (const text of [
          stored,
          dropLeadingText(stored, count),
          truncateHtml(stored, 10 + count),
        ]) {
          expect(readStoredText(text)).toEqual(parsed(text));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('reads foreign HTML like the parser, too', () => {
    fc.assert(
      fc.property(fc.oneof(soup, balanced), (one) => {
        expect(readStoredText(one)).toEqual(parsed(one));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    '<p>'.repeat(300),
    `${'<b>'.repeat(300)}x`,
    `<p>${'<b>'.repeat(90)}x${'</b>'.repeat(90)}</p>`,
    `<p>${'<b>'.repeat(200)}x${'</b>'.repeat(200)}</p>`,
    '<table><tr><td>a</td></tr></table>',
    '<table>x<tbody><tr><td>a</td></tr></tbody></table>',
    '<a href="x">a<a href="y">b</a></a>',
    '<p>a<ul><li>b</li></ul></p>',
    '<h2>a<h3>b</h3></h2>',
    '<p title="a>b">c</p><p title="</p>">d</p>',
    "<p title='\"'>c</p>",
    '<p>a &amp; b &#x26; c</p>',
    '<pre>\n\n  a\n   b</pre>',
    '<ruby>漢<rt>かん</rt></ruby>',
    '<p>a<br>b</p><p></p>',
    '<p> </p><p>Lead</p>',
    '<P>a</P>',
    '<p>a</p',
    '',
  ])('reads %j like the parser', (html) => {
    expect(readStoredText(html)).toEqual(parsed(html));
  });

  it('reads every sample article like the parser, and asks it for none', async () => {
    const site = openSite('articles');
    if (!site.ok) throw new Error(JSON.stringify(site.problems));
    const names = readdirSync('articles', { recursive: true, encoding: 'utf8' });
    let count = 0;
    for (const name of names.filter((one) => /\.(?:md|txt|html?|json|xml)$/.test(one))) {
      const input = await readInput(`articles/${name}`, site.value, { folder: 'articles' });
      if (!input.ok) continue;
      const { bodyHtml } = input.value.article;
      expect(readCanonical(bodyHtml)).toEqual(parsed(bodyHtml));
      count += 1;
    }
    expect(count).toBeGreaterThan(30);
  });

  it('asks the parser for hardly any HTML that was stored', () => {
    const stored = fc.sample(balanced, { numRuns: 500, seed: 1 }).map(clean);
    const asked = stored.filter((html) => readCanonical(html) === undefined);
    expect(asked.length / stored.length).toBeLessThan(0.1);
  });
});

describe('readSearchedText', () => {
  it.each([
    ['<p>首脳会\n談</p>', '首脳会談'],
    ['<p>ミサ \n イル</p>', 'ミサイル'],
    ['<p>𠮷\n𠮷</p>', '𠮷𠮷'],
    ['<p>会談\nTokyo</p>', '会談 Tokyo'],
    ['<p>대북\n한국</p>', '대북 한국'],
    ['<pre>会\n談</pre>', '会\n談'],
    ['<p>会<br>\n談</p>', '会\n談'],
  ])('of %j is %j', (html, text) => {
    expect(readSearchedText(html).text).toBe(text);
  });
});
