/** OPML 2.0: the list of feeds that a reader imports in one go. */

import { formatHttpDate } from '../text/dates.ts';
import { cleanLine, xmlElement, xmlParent } from '../text/xml.ts';
import { writtenUrl } from './prepare.ts';

/** A feed when it has an `xmlUrl`, else a folder of others. */
export interface Outline {
  /** What a reader shows. */
  readonly text: string;
  /** The feed's own title; `text` when left out. */
  readonly title?: string;
  readonly xmlUrl?: string;
  readonly htmlUrl?: string;
  readonly description?: string;
  readonly language?: string;
  readonly children?: readonly Outline[];
}

export interface OutlineList {
  readonly title: string;
  readonly ownerName?: string;
  /** Newest change of the list, not the clock. */
  readonly dateModified: Date;
  readonly outlines: readonly Outline[];
}

export function renderOpml(list: OutlineList): string {
  const owner = cleanLine(list.ownerName ?? '');
  const head = [
    xmlElement('title', {}, cleanLine(list.title)),
    xmlElement('dateModified', {}, formatHttpDate(list.dateModified)),
    ...(owner === '' ? [] : [xmlElement('ownerName', {}, owner)]),
  ];
  const body = list.outlines.map(outline);
  const parts = [xmlParent('head', {}, lines(head)), xmlParent('body', {}, lines(body))];
  const declaration = '<?xml version="1.0" encoding="utf-8"?>';
  return `${declaration}\n${xmlParent('opml', { version: '2.0' }, lines(parts))}\n`;
}

function outline(one: Outline): string {
  const attributes = { text: cleanLine(one.text), ...(one.xmlUrl && feedAttributes(one)) };
  const children = (one.children ?? []).map(outline);
  if (children.length === 0) return xmlElement('outline', attributes);
  return xmlParent('outline', attributes, lines(children));
}

/** Only a feed has these: the validator asks every outline that carries one for a type. */
function feedAttributes(one: Outline): Record<string, string | undefined> {
  return {
    // "rss" whatever the format is (OPML 2.0, subscription lists).
    type: 'rss',
    title: cleanLine(one.title ?? one.text),
    xmlUrl: writtenUrl(one.xmlUrl ?? ''),
    htmlUrl: one.htmlUrl === undefined ? undefined : writtenUrl(one.htmlUrl),
    description: cleanLine(one.description ?? '') || undefined,
    language: one.language,
  };
}

function lines(elements: readonly string[]): string {
  return `\n${elements.join('\n')}\n`;
}
