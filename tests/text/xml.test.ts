import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cleanLine,
  cleanText,
  escapeXml,
  escapeXmlAttribute,
  xmlElement,
  xmlParent,
} from '../../src/text/xml.ts';

describe('cleanText', () => {
  test.each([
    ['a\u0000\u0008\u000b\u001fb', 'ab'],
    ['a\u007f\u0085\u009fb', 'ab'],
    ['a\ud800b\udfff', 'ab'],
    ['a\ufdd0\ufdef\ufffd\ufffe\uffffb', 'ab'],
    ['a\r\nb\rc\td', 'a\nb\nc\td'],
    ['😀北', '😀北'],
  ])('of %j', (text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  test('is idempotent and leaves only characters of XML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = cleanText(text);
        expect(cleanText(once)).toBe(once);
        expect(once).not.toMatch(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
      }),
    );
  });
});

test('cleanLine folds white space', () => {
  expect(cleanLine(' a\n\u00a0 b\t')).toBe('a b');
});

test('escapes no more and no less than XML asks for', () => {
  expect(escapeXml('a & b < c ]]> "d" &amp;')).toBe('a &amp; b &lt; c ]]&gt; "d" &amp;amp;');
  expect(escapeXmlAttribute('"a"\n\t<&>')).toBe('&quot;a&quot;&#xA;&#x9;&lt;&amp;&gt;');
});

test('elements keep the order of attributes and leave out undefined ones', () => {
  expect(xmlElement('a', { b: '1', c: undefined, d: 2 })).toBe('<a b="1" d="2"/>');
  expect(xmlElement('a', {}, '<')).toBe('<a>&lt;</a>');
  expect(xmlElement('a', {}, '')).toBe('<a></a>');
  expect(xmlParent('a', { b: '"' }, '<c/>')).toBe('<a b="&quot;"><c/></a>');
});
