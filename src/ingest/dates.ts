/** The dates of an article and the state that follows from them (decision log). */

import type { Article, ArticleState } from '../model/article.ts';
import type { Publication } from '../model/publication.ts';
import { formatRfc3339, parseEditorialDate } from '../text/dates.ts';
import { cleanLine } from '../text/xml.ts';
import type { CheckedFields } from './fields.ts';
import { type ProblemList, shorten } from './problem-list.ts';

export interface DateContext {
  readonly publication: Publication;
  readonly now: Date;
  readonly modifiedAt: Date;
  readonly knownPublishedAt?: Date;
  readonly problems: ProblemList;
}

type Dated = Pick<
  Article,
  | 'publishedAt'
  | 'updatedAt'
  | 'state'
  | 'corrections'
  | 'embargoedUntil'
  | 'expiresAt'
  | 'withdrawal'
>;

const DATE_HINT = 'write it as 2026-11-24T09:30:00+09:00';

export function readDates(fields: CheckedFields, context: DateContext): Dated {
  const { problems, now } = context;
  const embargo = readLimit('embargoedUntil', fields, context);
  const expiry = readLimit('expiresAt', fields, context);
  const declared = readPublished(fields, context);
  // A story dated ahead is one that nobody shall see before.
  const isAhead = declared > now && declared > (embargo.at ?? now);
  if (isAhead && embargo.at === undefined) {
    problems.warn({
      field: 'publishedAt',
      code: 'date-in-future',
      message: `it lies ahead; the article is held back until ${formatRfc3339(declared)}`,
      hint: 'use embargoedUntil when this is meant',
    });
  }
  const embargoedUntil = isAhead ? declared : embargo.at;
  const publishedAt = latest([declared, embargoedUntil]);
  const corrections = readCorrections(fields, context);
  const updatedAt = readUpdated(fields, { publishedAt, corrections, context });
  const state = readState(fields, {
    embargoedUntil,
    expiresAt: expiry.at,
    isHidden: embargo.isHidden || expiry.isHidden,
    context,
  });
  const withdrawal = readWithdrawal(fields, { state, updatedAt, context });
  return {
    publishedAt,
    updatedAt,
    state,
    corrections,
    ...(embargoedUntil && { embargoedUntil }),
    ...(expiry.at && { expiresAt: expiry.at }),
    ...(withdrawal && { withdrawal }),
  };
}

function latest(dates: readonly (Date | undefined)[]): Date {
  return new Date(Math.max(...dates.map((at) => at?.getTime() ?? Number.NEGATIVE_INFINITY)));
}

// Years that every date format of a feed can write with four digits.
const FIRST_YEAR = 1000;
const LAST_YEAR = 9999;

function parseDate(text: string, context: DateContext): Date | undefined {
  const at = parseEditorialDate(text, context.publication.timeZone);
  const year = at?.getUTCFullYear() ?? 0;
  return year >= FIRST_YEAR && year <= LAST_YEAR ? at : undefined;
}

/** Undefined, with a warning, for a date that cannot be read. */
function readDate(field: string, text: string | undefined, context: DateContext): Date | undefined {
  if (text === undefined) return undefined;
  const at = parseDate(text, context);
  if (at === undefined) {
    context.problems.warn({
      field,
      code: 'date-unreadable',
      message: `${shorten(cleanLine(text))} is no date that can be read for certain`,
      hint: DATE_HINT,
    });
  }
  return at;
}

/**
 * The last significant change that has come. A date that lies ahead would put the article before all
 * others for good: it counts from then on, when the article is read again.
 */
function readUpdated(
  fields: CheckedFields,
  known: { publishedAt: Date; corrections: Article['corrections']; context: DateContext },
): Date {
  const { publishedAt, corrections, context } = known;
  const hasCome = (at: Date | undefined): boolean =>
    at === undefined || at <= context.now || at <= publishedAt;
  const declared = readDate('updatedAt', fields.updatedAt, context);
  if (!hasCome(declared)) {
    context.problems.warn({
      field: 'updatedAt',
      code: 'date-in-future',
      message: 'it lies ahead; it does not count yet',
      hint: 'leave it out, or give the time of the change',
    });
  }
  return latest([publishedAt, declared, ...corrections.map(({ at }) => at)].filter(hasCome));
}

/** What is declared, else what the store froze, else the file's time, which is reported. */
function readPublished(fields: CheckedFields, context: DateContext): Date {
  const { knownPublishedAt, modifiedAt, problems } = context;
  const declared = readDate('publishedAt', fields.publishedAt, context);
  if (declared !== undefined) return declared;
  // One that still lies ahead was the end of an embargo that the file no longer has.
  if (knownPublishedAt !== undefined && knownPublishedAt <= context.now) return knownPublishedAt;
  // A clock that is ahead must not put the article under embargo.
  const at = new Date(Math.min(modifiedAt.getTime(), context.now.getTime()));
  problems.warn({
    field: 'publishedAt',
    code: 'publication-date-missing',
    message: `no publication date could be found; the file's time ${formatRfc3339(at)} is used and kept`,
    hint: 'give publishedAt in the file or its sidecar, or --published to import',
  });
  return at;
}

/** A limit that cannot be read hides the article: nobody may see what somebody meant to hold back. */
function readLimit(
  field: 'embargoedUntil' | 'expiresAt',
  fields: CheckedFields,
  context: DateContext,
): { readonly at?: Date; readonly isHidden: boolean } {
  const text = fields[field];
  if (text === undefined) return { isHidden: false };
  const at = parseDate(text, context);
  if (at !== undefined) return { at, isHidden: false };
  context.problems.warn({
    field,
    code: 'embargo-unreadable',
    message: `${shorten(cleanLine(text))} is no date that can be read for certain; the article is withheld`,
    hint: DATE_HINT,
  });
  return { isHidden: true };
}

function readCorrections(fields: CheckedFields, context: DateContext): Article['corrections'] {
  return fields.corrections.flatMap(({ at: text, note }, index) => {
    const at = readDate(`corrections[${index}].at`, text, context);
    return at === undefined ? [] : [{ at, note }];
  });
}

interface StateFacts {
  readonly embargoedUntil: Date | undefined;
  readonly expiresAt: Date | undefined;
  readonly isHidden: boolean;
  readonly context: DateContext;
}

function readState(fields: CheckedFields, facts: StateFacts): ArticleState {
  const { embargoedUntil, expiresAt, isHidden, context } = facts;
  const declared = declaredState(fields);
  if (declared === 'unknown') {
    context.problems.warn({
      field: 'state',
      code: 'state-unknown',
      message: 'this state is not known; the article is withheld',
      hint: 'write public, withheld, withdrawn or removed',
    });
    return 'withheld';
  }
  if (isHidden) return 'withheld';
  if (declared !== 'public' && declared !== 'embargoed') return declared;
  const nowMs = context.now.getTime();
  if (embargoedUntil !== undefined && embargoedUntil.getTime() > nowMs) return 'embargoed';
  // `state: embargoed` without an end is held back until it is given one.
  if (declared === 'embargoed' && embargoedUntil === undefined) return 'withheld';
  return expiresAt !== undefined && expiresAt.getTime() <= nowMs ? 'expired' : 'public';
}

function declaredState(fields: CheckedFields): ArticleState | 'unknown' {
  if (fields.draft) return 'withheld';
  if (fields.state !== undefined) return fields.state;
  const isWithdrawn = fields.withdrawal !== undefined || fields.withdrawnAt !== undefined;
  return isWithdrawn ? 'withdrawn' : 'public';
}

function readWithdrawal(
  fields: CheckedFields,
  facts: { state: ArticleState; updatedAt: Date; context: DateContext },
): Article['withdrawal'] | undefined {
  const { state, updatedAt, context } = facts;
  if (state !== 'withdrawn') return undefined;
  const text = fields.withdrawal?.at ?? fields.withdrawnAt;
  const at = readDate('withdrawal.at', text, context) ?? updatedAt;
  const note = fields.withdrawal?.note;
  return { at, ...(note && { note }) };
}
