/** Kinds of feeds, as people name them and as the parameter `kind` does. */

import { SELECTOR_KINDS } from '../feeds/urls.ts';
import type { SelectorKind } from '../model/feed.ts';
import { cleanLine } from '../text/xml.ts';
import { problemResponse } from './problem.ts';

/** Over a group of feeds. The order is that of pages for people. */
export const KIND_TITLES: Readonly<Record<SelectorKind, string>> = {
  main: 'Everything',
  topic: 'Topics',
  section: 'Sections',
  language: 'Languages',
  place: 'Places',
  source: 'Sources',
  author: 'Authors',
};

/** Most that is quoted of what somebody sent. */
const MAX_QUOTED = 60;

export function parseKind(written: string): SelectorKind | undefined {
  return SELECTOR_KINDS.find((kind) => kind === written);
}

export function unknownKind(written: string): Response {
  const kinds = SELECTOR_KINDS.join(', ');
  return problemResponse(
    'bad-request',
    `There is no kind=${quoted(written)}. Kinds of feeds are ${kinds}.`,
  );
}

/** A value of a request in a text for whoever sent it: one line, not too long. */
export function quoted(value: string): string {
  const line = cleanLine(value);
  return line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED).toWellFormed()}…` : line;
}
