/**
 * Text on its way through `feed` and xml-js, which leave raw `&` and `<` in attributes, fold `&amp;`
 * to `&` and split only the first `]]>` of a CDATA section. Text goes in escaped, with marks in place
 * of what they would touch; `removeArmour` turns the marks into the right characters afterwards. All
 * of it takes cleaned text only: what `prepare.ts` returns.
 */

import { escapeXml, escapeXmlAttribute } from '../text/xml.ts';

// Noncharacters that `cleanText` removes from every text, hence unforgeable.
const AMPERSAND = '\uFDD1';
const SECTION_END = '\uFDD2';
const LINE_END = '\uFDD3';

/** For the text of an element that programs read: ids, links, dates. */
export function armourText(text: string): string {
  return mark(escapeXml(text));
}

/**
 * For the words of an element, which some readers take for HTML and others do not: `&` and `<` as
 * hex references, which show as themselves in both (RSS Advisory Board profile, "encoding characters
 * in plain text").
 */
export function armourWords(text: string): string {
  return mark(escapeXml(text).replaceAll('&amp;', '&#x26;').replaceAll('&lt;', '&#x3C;'));
}

/** For an attribute value. */
export function armourAttribute(value: string): string {
  return mark(escapeXmlAttribute(value));
}

/** For HTML in a CDATA section. */
export function armourHtml(html: string): string {
  return html.replaceAll(']]>', SECTION_END).replaceAll('\n', LINE_END);
}

function mark(escaped: string): string {
  return escaped.replaceAll('&', AMPERSAND).replaceAll('\n', LINE_END);
}

const MEANINGS: Readonly<Record<string, string>> = {
  [AMPERSAND]: '&',
  [SECTION_END]: ']]]]><![CDATA[>',
  [LINE_END]: '\n',
};

/** The document in its final form; drops the indentation of the package too, a tenth of the bytes. */
export function removeArmour(xml: string): string {
  return xml
    .replace(/\n +/g, '\n')
    .replace(/[\uFDD1-\uFDD3]/g, (found) => MEANINGS[found] ?? found);
}
