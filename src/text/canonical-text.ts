/**
 * The text of stored HTML without a parser: it is what `sanitizeHtml` wrote, so every element is closed,
 * every attribute quoted and every reference numeric. One pass, a tenth of the time of parsing. Wherever
 * a parser might build another tree than the one that is written there, html.ts is asked instead.
 */

import { firstParagraph, htmlToText } from './html.ts';
import { canOpen, isKnownName, isVoidName } from './html-nesting.ts';
import { edgeOfName, finishText, foldSpace, isSilentName } from './text-layout.ts';
import { cleanLine } from './xml.ts';

export interface StoredText {
  /** As `htmlToText` gives it. */
  readonly text: string;
  /** As `firstParagraph` gives it. */
  readonly lead: string | undefined;
}

export function readStoredText(html: string): StoredText {
  return readCanonical(html) ?? { text: htmlToText(html), lead: firstParagraph(html) };
}

/** Undefined when a parser has to decide. */
export function readCanonical(html: string): StoredText | undefined {
  const reader: Reader = { html, at: 0, open: [], parts: [], silent: 0, preformatted: 0 };
  if (!readAll(reader)) return undefined;
  return { text: finishText(reader.parts), lead: reader.lead };
}

/**
 * The same for words to be found in: a line of the source that ends between two characters of Chinese or
 * Japanese ends no word (CSS Text 3, 4.1.3). What is shown keeps its line ends.
 */
export function readSearchedText(html: string): StoredText {
  return readStoredText(html.includes('\n') && !html.includes('<pre') ? unwrap(html) : html);
}

// No Hangul: Korean has spaces where its lines end.
const UNSPACED = '[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Bopomofo}]';
const ENDS_UNSPACED = new RegExp(`${UNSPACED}$`, 'u');
const BEGINS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u');

function unwrap(html: string): string {
  return html.replace(/[ \t]*\n[ \t]*/g, (end: string, at: number) => {
    const behind = at + end.length;
    // Two units hold any character.
    const isInWord =
      ENDS_UNSPACED.test(html.slice(Math.max(0, at - 2), at)) &&
      BEGINS_UNSPACED.test(html.slice(behind, behind + 2));
    return isInWord ? '' : end;
  });
}

/** Far below what the parser refuses. */
const MAX_DEPTH = 100;
const MAX_TAGS = 100_000;

interface Reader {
  readonly html: string;
  at: number;
  /** Names of the elements that are open. */
  readonly open: string[];
  /** The text so far, edges of elements among it. */
  readonly parts: string[];
  /** How many of the open elements are silent, and how many preformatted. */
  silent: number;
  preformatted: number;
  /** Where the parts of the open paragraph begin. */
  paragraph?: number;
  lead?: string;
}

/** False when a parser has to decide. */
function readAll(reader: Reader): boolean {
  const { html, open } = reader;
  if (/[\r\0]/.test(html)) return false;
  for (let tags = 0; reader.at < html.length; tags += 1) {
    if (tags > MAX_TAGS || open.length > MAX_DEPTH) return false;
    if (!readText(reader) || (reader.at < html.length && !readTag(reader))) return false;
  }
  return open.length === 0;
}

/** Names of tables between which a parser lets no text stand. */
const TABLE_PARTS: ReadonlySet<string> = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr']);

function readText(reader: Reader): boolean {
  const { html, at, open, parts } = reader;
  const found = html.indexOf('<', at);
  const to = found < 0 ? html.length : found;
  reader.at = to;
  if (to === at) return true;
  const text = decode(html.slice(at, to));
  if (text === undefined) return false;
  const parent = open.at(-1) ?? '';
  if (TABLE_PARTS.has(parent) && /[^ \t\n\f]/.test(text)) return false;
  if (reader.silent > 0) return true;
  // A parser leaves out a line end behind `<pre>`; next to the edge of a block it makes no difference.
  parts.push(reader.preformatted === 0 ? foldSpace(text) : text);
  return true;
}

/** Text without its numeric references; undefined where there is one of another kind. */
function decode(text: string): string | undefined {
  if (!text.includes('&')) return text;
  let isPlain = true;
  const decoded = text.replace(/&(?:#x([0-9a-f]{1,6});)?/gi, (_all, hex: string | undefined) => {
    const code = Number.parseInt(hex ?? '', 16);
    // Of controls, surrogates and what lies beyond, parsers make something else.
    const isSimple = (code >= 0x20 && code < 0x7f) || (code > 0x9f && code < 0xd800);
    const isFar = code > 0xdfff && code <= 0x10ffff;
    if (isSimple || isFar) return String.fromCodePoint(code);
    isPlain = false;
    return '';
  });
  return isPlain ? decoded : undefined;
}

function readTag(reader: Reader): boolean {
  const { html, at } = reader;
  const name = matchAt(/<(\/?)([a-z][a-z0-9]*)(?=[ >])/y, html, at);
  if (name === undefined) return false;
  const [all = '', slash, tagName = ''] = name;
  if (!isKnownName(tagName)) return false;
  const rest = matchAt(/(?: [a-z]+(?:="[^"]*")?)*>/y, html, at + all.length);
  if (rest === undefined) return false;
  reader.at = at + all.length + rest[0].length;
  if (slash === '/') return rest[0] === '>' && close(reader, tagName);
  return open(reader, tagName);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function open(reader: Reader, tagName: string): boolean {
  if (!canOpen(tagName, reader.open)) return false;
  const isSilent = isSilentName(tagName);
  if (isSilent) reader.silent += 1;
  if (reader.silent === 0) reader.parts.push(edgeOfName(tagName));
  if (isVoidName(tagName)) {
    if (reader.silent === 0 && tagName !== 'br') reader.parts.push(edgeOfName(tagName));
    return true;
  }
  if (tagName === 'pre') reader.preformatted += 1;
  // A paragraph inside a reading aid would be a lead that is no part of the text.
  if (tagName === 'p' && reader.silent > 0) return false;
  if (tagName === 'p') reader.paragraph = reader.parts.length;
  reader.open.push(tagName);
  return true;
}

function close(reader: Reader, tagName: string): boolean {
  if (reader.open.pop() !== tagName) return false;
  if (reader.silent === 0) reader.parts.push(edgeOfName(tagName));
  if (isSilentName(tagName)) reader.silent -= 1;
  if (tagName === 'pre') reader.preformatted -= 1;
  if (tagName === 'p' && reader.lead === undefined) {
    const lead = cleanLine(finishText(reader.parts.slice(reader.paragraph)));
    if (lead !== '') reader.lead = lead;
  }
  return true;
}
