/** The text of an article: made safe, without the dateline at its head, and cut to what feeds carry. */

import type { Dateline } from '../model/article.ts';
import {
  dropLeadingText,
  firstParagraph,
  sanitizeHtml,
  textToHtml,
  truncateHtml,
} from '../text/html.ts';
import { findAgency } from '../text/names.ts';
import { compact } from './compact.ts';
import { parseDateline } from './dateline.ts';
import type { CheckedFields } from './fields.ts';
import type { ProblemList } from './problem-list.ts';
import type { Resolver } from './resolve.ts';

/** Text of one article in a feed: readers cut or refuse documents of a few megabytes. */
const MAX_BODY_BYTES = 256 * 1024;
/** What is parsed at all: markup of a real export is at most a few times its text. */
const MAX_RAW_LENGTH = 2_000_000;

export interface Prose {
  readonly bodyHtml: string;
  readonly dateline?: Dateline;
}

export function readProse(
  fields: CheckedFields,
  tools: { readonly resolver: Resolver; readonly problems: ProblemList },
): Prose {
  const given = fields.bodyHtml ?? textToHtml(fields.bodyText ?? '');
  const safe = sanitizeHtml(given.slice(0, MAX_RAW_LENGTH), {
    resolve: (url, kind) => tools.resolver.resolve(url, kind, 'bodyHtml'),
  });
  const bodyHtml = truncateHtml(safe, MAX_BODY_BYTES);
  if (bodyHtml !== safe || given.length > MAX_RAW_LENGTH) {
    tools.problems.warn({
      code: 'body-too-long',
      field: 'bodyHtml',
      message: `the text is longer than ${MAX_BODY_BYTES} bytes; the whole paragraphs that fit are used`,
    });
  }
  return takeDateline(fields, bodyHtml);
}

/** The declared dateline, else the one at the head of the text. Either way it leaves the text. */
function takeDateline(fields: CheckedFields, bodyHtml: string): Prose {
  const first = firstParagraph(bodyHtml);
  const found = first === undefined ? undefined : parseDateline(first)?.dateline;
  const dateline = fields.dateline ? declaredDateline(fields.dateline) : found;
  if (dateline === undefined) return { bodyHtml };
  return { dateline, bodyHtml: withoutHead(bodyHtml, first, dateline.raw) };
}

function declaredDateline(declared: NonNullable<CheckedFields['dateline']>): Dateline | undefined {
  const { raw, places, date, agency } = declared;
  // A bare string may lack the dash or the text behind it that the grammar asks for.
  const parsed =
    raw === undefined
      ? undefined
      : (parseDateline(`${raw} x`) ?? parseDateline(`${raw} -- x`))?.dateline;
  const name = agency === undefined ? parsed?.agency : (findAgency(agency)?.name ?? agency);
  const where = places ?? parsed?.places ?? [];
  const printed = raw ?? printDateline(where, { date, agency: name });
  if (printed === '') return undefined;
  return compact({ raw: printed, places: where, date: date ?? parsed?.date, agency: name });
}

function printDateline(
  places: readonly string[],
  { date, agency }: { readonly date: string | undefined; readonly agency: string | undefined },
): string {
  const where = [places.join('/'), date].filter(Boolean).join(', ');
  const printed = [where, agency && `(${agency})`].filter(Boolean).join(' ');
  return printed && `${printed} --`;
}

/** A dateline is printed once: it does not also begin the text. */
function withoutHead(bodyHtml: string, first: string | undefined, raw: string): string {
  const dense = (text: string): string => text.replace(/\s+/g, '');
  const head = dense(raw);
  if (first === undefined || !dense(first).startsWith(head)) return bodyHtml;
  return dropLeadingText(bodyHtml, head.length).replace('<p></p>', '');
}
