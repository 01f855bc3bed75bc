/** How the elements of HTML stand apart once it is plain text, and the last touch to such a text. */

import { cleanText } from './xml.ts';

const BLOCKS: ReadonlySet<string> = new Set(
  (
    'p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote figure figcaption table caption thead tbody ' +
    'tfoot tr td th pre hr div section article main header footer aside address nav center details ' +
    'summary form fieldset'
  ).split(' '),
);

const LINES: ReadonlySet<string> = new Set(['br', 'li', 'tr', 'dt', 'dd']);
const CELLS: ReadonlySet<string> = new Set(['td', 'th']);
// A reading aid repeats the word it stands over: 漢字 must stay findable as 漢字.
const SILENT: ReadonlySet<string> = new Set(['rt', 'rp', 'script', 'style', 'template']);

export function isBlockName(tagName: string): boolean {
  return BLOCKS.has(tagName);
}

/** Elements that are no part of the text. */
export function isSilentName(tagName: string): boolean {
  return SILENT.has(tagName);
}

/** What parts an element from the text before and behind it. */
export function edgeOfName(tagName: string): string {
  if (LINES.has(tagName)) return '\n';
  if (CELLS.has(tagName)) return ' ';
  return BLOCKS.has(tagName) ? '\n\n' : '';
}

/** Text that is not preformatted: line ends of the source are spaces. */
export function foldSpace(text: string): string {
  return text.replace(/[ \t\n\f\r]+/g, ' ');
}

/** Parts of a text, edges among them, as one. */
export function finishText(parts: readonly string[]): string {
  return cleanText(parts.join(''))
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
