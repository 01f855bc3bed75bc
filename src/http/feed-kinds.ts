/** The parameter `kind` of lists of feeds. */

import { SELECTOR_KINDS } from '../feeds/urls.ts';
import type { SelectorKind } from '../model/feed.ts';
import { cleanLine } from '../text/xml.ts';
import { problemResponse } from './problem.ts';

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
