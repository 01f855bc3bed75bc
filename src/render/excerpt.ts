/** The first words of a text, for a description where the newsroom wrote no standfirst. */

import { escapeXml } from '../text/xml.ts';

// About two sentences; longer descriptions are cut by list views anyway.
const EXCERPT_CHARACTERS = 280;

const TAG = /<(?:[^<>"']|"[^"]*"|'[^']*')*>/g;

/** Plain text as HTML that shows the same characters: an RSS description is read as HTML. */
export function htmlOfText(text: string): string {
  return escapeXml(text);
}

/** The first words of sanitised HTML, as HTML without tags; empty when it holds no words. */
export function excerptHtml(html: string): string {
  const text = html.replace(TAG, ' ').replace(/\s+/g, ' ').trim();
  if (text.length <= EXCERPT_CHARACTERS) return text;
  const cut = text.slice(0, EXCERPT_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '');
  const wholeReferences = cut.replace(/&[^;\s]*$/, '');
  // Scripts without spaces have no word boundary near the end: cut between characters there.
  const wholeWords = wholeReferences.replace(/(?<=\S)\s\S{0,40}$/, '');
  return `${wholeWords.trim()}…`;
}
