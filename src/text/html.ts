/** HTML of article bodies: made safe, read as text, cut. The only place that decides what HTML survives. */

import type { Element, ElementContent, Properties, Root, RootContent } from 'hast';
import { sanitize } from 'hast-util-sanitize';
import { BASE_MARK } from '../model/article.ts';
import { NEWS_HTML, WRAPPERS } from './html-allowed.ts';
import { findElement, hasBlock, isElement, parseHtml, serializeHtml } from './html-tree.ts';
import { edgeOfName, finishText, foldSpace, isSilentName } from './text-layout.ts';
import { cleanLine, cleanText, escapeXml } from './xml.ts';

export interface SanitizeOptions {
  /** Absolute URL for a URL of the input, or BASE_MARK and a path; undefined drops the attribute. */
  readonly resolve: (url: string, kind: 'link' | 'media') => string | undefined;
}

/**
 * Safe, balanced HTML by allow-list: text cleaned, every URL resolved, no script, style, class, id or
 * handler. Wrappers become paragraphs or vanish, loose text becomes a paragraph, h1 becomes h2. Input
 * that nests or grows beyond the limits of `parseHtml` keeps its text alone.
 */
export function sanitizeHtml(html: string, options: SanitizeOptions): string {
  const tree = parseHtml(html) ?? parseHtml(textToHtml(stripTags(html)));
  if (tree === undefined) return '';
  const safe = sanitize(tree, NEWS_HTML);
  const children = safe.type === 'root' ? safe.children : [];
  return serializeHtml(wrapLoose(tidyAll(children, options))).trim();
}

type Content = RootContent | ElementContent;

function tidyAll(nodes: readonly Content[], options: SanitizeOptions): ElementContent[] {
  return nodes.flatMap((node) => tidy(node, options));
}

function tidy(node: Content, options: SanitizeOptions): readonly ElementContent[] {
  if (node.type === 'text') {
    const value = cleanText(node.value);
    return value === '' ? [] : [{ type: 'text', value }];
  }
  if (node.type !== 'element') return [];
  const children = tidyAll(node.children, options);
  if (WRAPPERS.includes(node.tagName)) return unwrap(node, children);
  const tagName = node.tagName === 'h1' ? 'h2' : node.tagName;
  const properties = tidyProperties(node.properties, options);
  const element: Element = { type: 'element', tagName, properties, children };
  if (isPlayer(element)) properties['controls'] = true;
  if (isUseless(element)) return tagName === 'a' ? children : [];
  return [element];
}

/** A wrapper around blocks goes; one around a line of text was a paragraph all along. */
function unwrap(wrapper: Element, children: ElementContent[]): readonly ElementContent[] {
  if (children.some(hasBlock)) return wrapLoose(children);
  const { dir, lang } = wrapper.properties;
  const properties: Properties = {};
  if (isLanguageTag(lang)) properties['lang'] = lang;
  if (typeof dir === 'string') properties['dir'] = dir;
  const paragraph: Element = { type: 'element', tagName: 'p', properties, children };
  return isUseless(paragraph) ? [] : [paragraph];
}

/** Loose text beside blocks as paragraphs; white space between blocks is dropped. */
function wrapLoose(nodes: readonly ElementContent[]): ElementContent[] {
  const out: ElementContent[] = [];
  let run: ElementContent[] = [];
  const flush = (): void => {
    const paragraph: Element = { type: 'element', tagName: 'p', properties: {}, children: run };
    if (!isUseless(paragraph)) out.push(paragraph);
    run = [];
  };
  for (const node of nodes) {
    if (hasBlock(node)) {
      flush();
      out.push(node);
    } else run.push(node);
  }
  flush();
  return out;
}

function isPlayer(element: Element): boolean {
  return element.tagName === 'audio' || element.tagName === 'video';
}

const SHOWS_ITSELF: ReadonlySet<string> = new Set(['img', 'audio', 'video', 'hr']);
const NEEDS_CONTENT: ReadonlySet<string> = new Set(
  'p h2 h3 h4 h5 h6 ul ol li blockquote figure figcaption em strong b i'.split(' '),
);

function isUseless(element: Element): boolean {
  const { tagName, properties, children } = element;
  if (tagName === 'img' || tagName === 'source') return !properties['src'];
  if (tagName === 'a') return !properties['href'];
  if (isPlayer(element)) {
    return !properties['src'] && !children.some((child) => isTag(child, 'source'));
  }
  return NEEDS_CONTENT.has(tagName) && !children.some(hasContent);
}

function isTag(node: Content, tagName: string): boolean {
  return isElement(node) && node.tagName === tagName;
}

function hasContent(node: Content): boolean {
  if (node.type === 'text') return node.value.trim() !== '';
  if (node.type !== 'element') return false;
  return SHOWS_ITSELF.has(node.tagName) || node.children.some(hasContent);
}

const URL_KINDS: Readonly<Record<string, 'link' | 'media'>> = {
  href: 'link',
  cite: 'link',
  src: 'media',
  poster: 'media',
};
const COUNTS: ReadonlySet<string> = new Set('width height colSpan rowSpan start value'.split(' '));

function tidyProperties(properties: Properties, options: SanitizeOptions): Properties {
  const out: Properties = {};
  for (const [name, raw] of Object.entries(properties)) {
    const value = tidyProperty(name, raw, options);
    if (value !== undefined) out[name] = value;
  }
  return out;
}

function tidyProperty(
  name: string,
  raw: Properties[string],
  options: SanitizeOptions,
): Properties[string] {
  if (raw === null || raw === undefined || typeof raw === 'boolean') return raw;
  // References such as &#xFDD0; were decoded by the parser: clean again, or the mark could be forged.
  const text = cleanText(Array.isArray(raw) ? raw.join(' ') : String(raw));
  const kind = URL_KINDS[name];
  // Browsers take line ends out of a URL (WHATWG URL 4.4), so `java\nscript:` runs.
  if (kind !== undefined) {
    return safeUrl(options.resolve(text.replace(/[\t\n]/g, '').trim(), kind), kind);
  }
  const value = cleanLine(text);
  if (name === 'lang' || name === 'hrefLang') return isLanguageTag(value) ? value : undefined;
  if (COUNTS.has(name)) return /^\d{1,5}$/.test(value) ? value : undefined;
  return value;
}

function isLanguageTag(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/i.test(value);
}

/** Guards against a resolver that lets a scheme through which runs or reads something. */
function safeUrl(url: string | undefined, kind: 'link' | 'media'): string | undefined {
  if (url === undefined) return undefined;
  if (/^https?:\/\//i.test(url) || url.startsWith(`${BASE_MARK}/`)) return url;
  return kind === 'link' && /^mailto:/i.test(url) ? url : undefined;
}

/** Last resort for HTML that no tree is made of: its tags become paragraph breaks. */
function stripTags(html: string): string {
  return html.replace(/<[^<>]*>/g, '\n\n').replace(/\n{3,}/g, '\n\n');
}

/** Plain text: paragraphs and other blocks apart by an empty line, rows of a table by a line end. */
export function htmlToText(html: string): string {
  const tree = parseHtml(html);
  return tree === undefined ? cleanText(stripTags(html)).trim() : treeToText(tree);
}

function treeToText(node: Root | Content): string {
  const parts: string[] = [];
  collectText(node, parts, false);
  return finishText(parts);
}

function collectText(node: Root | Content, parts: string[], isPreformatted: boolean): void {
  if (node.type === 'text') {
    parts.push(isPreformatted ? node.value : foldSpace(node.value));
    return;
  }
  if (!('children' in node)) return;
  if (node.type === 'root') {
    for (const child of node.children) collectText(child, parts, isPreformatted);
    return;
  }
  const { tagName, children } = node;
  if (isSilentName(tagName)) return;
  const edge = edgeOfName(tagName);
  parts.push(edge);
  for (const child of children) collectText(child, parts, isPreformatted || tagName === 'pre');
  if (tagName !== 'br') parts.push(edge);
}

/** Plain text of the first paragraph that has any, on one line. */
export function firstParagraph(html: string): string | undefined {
  const found = firstParagraphElement(parseHtml(html));
  return found && cleanLine(treeToText(found));
}

function firstParagraphElement(tree: Root | undefined): Element | undefined {
  return tree && findElement(tree, (one) => one.tagName === 'p' && treeToText(one) !== '');
}

/**
 * `html` without the first `count` characters, white space not counted, of its first paragraph's
 * text; for a dateline that is kept apart from the body.
 */
export function dropLeadingText(html: string, count: number): string {
  const tree = parseHtml(html);
  const paragraph = firstParagraphElement(tree);
  if (tree === undefined || paragraph === undefined) return html;
  dropText(paragraph, { left: count });
  return serializeHtml(tree);
}

/** `left`: characters still to drop; below zero once the white space behind them is gone too. */
function dropText(element: Element, drop: { left: number }): void {
  const kept: ElementContent[] = [];
  for (const child of element.children) {
    if (drop.left < 0) kept.push(child);
    else if (child.type === 'text') {
      child.value = withoutLead(child.value, drop);
      if (child.value !== '') kept.push(child);
    } else if (child.type === 'element') {
      if (!isSilentName(child.tagName)) dropText(child, drop);
      if (child.children.length > 0 || child.tagName === 'img') kept.push(child);
    }
  }
  element.children = kept;
}

function withoutLead(text: string, drop: { left: number }): string {
  let end = 0;
  while (end < text.length && (drop.left > 0 || /\s/.test(text.charAt(end)))) {
    if (!/\s/.test(text.charAt(end))) drop.left -= 1;
    end += 1;
  }
  if (end < text.length) drop.left = -1;
  return text.slice(end);
}

export interface HtmlImage {
  readonly src: string;
  readonly alt?: string;
  readonly caption?: string;
  readonly width?: number;
  readonly height?: number;
}

/** The first picture of sanitised HTML, with the caption of its figure. */
export function firstImage(html: string): HtmlImage | undefined {
  if (!html.includes('<img')) return undefined;
  const tree = parseHtml(html);
  const image = tree && findElement(tree, (one) => one.tagName === 'img');
  if (tree === undefined || image === undefined) return undefined;
  const figure = findElement(
    tree,
    (one) => one.tagName === 'figure' && findElement(one, (inner) => inner === image) !== undefined,
  );
  const captionElement = figure && findElement(figure, (one) => one.tagName === 'figcaption');
  const alt = cleanLine(String(image.properties['alt'] ?? ''));
  const caption = captionElement && cleanLine(treeToText(captionElement));
  const width = Number(image.properties['width'] ?? 0);
  const height = Number(image.properties['height'] ?? 0);
  return {
    src: String(image.properties['src'] ?? ''),
    ...(alt && { alt }),
    ...(caption && { caption }),
    ...(width > 0 && { width }),
    ...(height > 0 && { height }),
  };
}

/** Paragraphs of plain text, apart by empty lines, as HTML. */
export function textToHtml(text: string): string {
  return cleanText(text)
    .split(/\n[ \t]*\n\s*/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${escapeXml(paragraph)}</p>`)
    .join('');
}

const UTF8 = new TextEncoder();

/**
 * Whole blocks of `html`, in order, that fit into `maxBytes` of UTF-8; balanced. Only when not even
 * the first block fits is that one cut inside, at a word.
 */
export function truncateHtml(html: string, maxBytes: number): string {
  if (UTF8.encode(html).length <= maxBytes) return html;
  const tree = parseHtml(html);
  return tree === undefined ? '' : serializeHtml(fitNodes(tree.children, maxBytes));
}

function fitNodes<T extends Content>(nodes: readonly T[], maxBytes: number): T[] {
  const kept: T[] = [];
  let left = maxBytes;
  for (const node of nodes) {
    const size = sizeOf(node);
    if (size > left) {
      if (!kept.some(hasContent)) kept.push(...cutNode(node, left));
      break;
    }
    kept.push(node);
    left -= size;
  }
  return kept;
}

function sizeOf(node: Content): number {
  return UTF8.encode(serializeHtml(node)).length;
}

function cutNode<T extends Content>(node: T, maxBytes: number): T[] {
  if (node.type === 'text') {
    const value = cutText(node.value, maxBytes);
    return value === '' ? [] : [{ ...node, value }];
  }
  if (node.type !== 'element') return [];
  const shellBytes = sizeOf({ ...node, children: [] });
  if (shellBytes > maxBytes) return [];
  return [{ ...node, children: fitNodes(node.children, maxBytes - shellBytes) }];
}

/** Longest head of `text` that ends at white space, or anywhere when there is none, and fits escaped. */
function cutText(text: string, maxBytes: number): string {
  let low = 0;
  let high = Math.min(text.length, maxBytes);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sizeOf({ type: 'text', value: text.slice(0, middle) }) <= maxBytes) low = middle;
    else high = middle - 1;
  }
  const head = text.slice(0, low);
  if (low === text.length || /\s/.test(text.charAt(low))) return head;
  const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'));
  return (space > 0 ? head.slice(0, space) : head).replace(/[\uD800-\uDBFF]$/, '');
}
