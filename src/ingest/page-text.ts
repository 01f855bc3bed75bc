/**
 * Plain text of a story, also copied from a news page with all that stands around it. The first line
 * that is no skip link is the headline; the dateline stays in the text for normalising to read.
 */

import { isEndOfStory, isNoise, isSkipLink } from './chrome-lines.ts';
import { parseDateline } from './dateline.ts';
import type { RawFields } from './raw.ts';

/** Byline, date and standfirst stand between headline and dateline; more than this is body. */
const MAX_LINES_BEFORE_BODY = 5;
/** A longer first paragraph is no headline but a text without one. */
const MAX_HEADLINE_LENGTH = 250;

export function readPageText(text: string): RawFields {
  const paragraphs = withoutChrome(splitParagraphs(text));
  const [first = '', ...others] = paragraphs;
  const hasHeadline = first.length <= MAX_HEADLINE_LENGTH && parseDateline(first) === undefined;
  if (!hasHeadline) return { bodyText: paragraphs.join('\n\n') };
  const rest = others.filter((paragraph) => paragraph !== first);
  const start = rest
    .slice(0, MAX_LINES_BEFORE_BODY)
    .findIndex((paragraph) => parseDateline(paragraph) !== undefined);
  const head = readHead(rest, Math.max(start, 0));
  return { headline: first, ...head.fields, bodyText: head.body.join('\n\n') };
}

function splitParagraphs(text: string): readonly string[] {
  const lines = text.replace(/\r\n?/g, '\n').trim();
  const isSpaced = /\n[ \t]*\n/.test(lines);
  return lines
    .split(isSpaced ? /\n[ \t]*\n\s*/ : '\n')
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
}

function withoutChrome(paragraphs: readonly string[]): readonly string[] {
  const start = paragraphs.findIndex((paragraph) => !isSkipLink(paragraph));
  const story = start < 0 ? [] : paragraphs.slice(start);
  // The first line is the headline: no headline ends its own story.
  const end = story.findIndex((paragraph, index) => index > 0 && isEndOfStory(paragraph));
  return story.slice(0, end < 0 ? story.length : end).filter((paragraph) => !isNoise(paragraph));
}

const BYLINE = /^by\s+(?<name>\p{L}[^.!?]{1,80})$/iu;
const DATE_LINE =
  /^(?:(?:published|updated|posted)\b.{0,60}|(?:\p{L}{3,9}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}\s+\p{L}{3,9}\.?\s+\d{4}|\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}).{0,60})$/iu;

interface Head {
  readonly fields: RawFields;
  readonly body: readonly string[];
}

/** What stands above the dateline: byline and date line apart from the standfirst. */
function readHead(rest: readonly string[], datelineAt: number): Head {
  const fields: Record<string, unknown> = {};
  const standfirst: string[] = [];
  let index = 0;
  for (; index < rest.length && index < MAX_LINES_BEFORE_BODY; index += 1) {
    const line = rest[index] ?? '';
    const byline = BYLINE.exec(line)?.groups?.['name'];
    const isDate = line.length <= 100 && DATE_LINE.test(line);
    if (index >= datelineAt && byline === undefined && !isDate) break;
    if (byline !== undefined) fields['byline'] = line;
    else if (!isDate) standfirst.push(line);
  }
  if (standfirst.length > 0) fields['standfirst'] = standfirst.join(' ');
  return { fields, body: rest.slice(index) };
}
