/** Dates as feeds and HTTP write them, and as newsrooms write them. The only place that formats one. */

import { isValid, parseISO } from 'date-fns';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

/** RFC 822 with a four-digit year, as RSS wants it; also an IMF-fixdate (RFC 9110 5.6.7). */
export function formatHttpDate(at: Date): string {
  return at.toUTCString();
}

/** RFC 3339 in UTC to the second: `2019-01-17T08:30:00Z`. */
export function formatRfc3339(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

const IMF_FIXDATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const RFC_850 =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const ASCTIME =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/**
 * The three forms of an HTTP-date (RFC 9110 5.6.7); undefined for anything else. `now` places a
 * two-digit year: one that seems more than 50 years ahead lies in the past.
 */
export function parseHttpDate(text: string, now: Date): Date | undefined {
  const fix = IMF_FIXDATE.exec(text);
  if (fix) return utc(fix[3], fix[2], fix[1], fix.slice(4));
  const old = RFC_850.exec(text);
  if (old) return utc(String(fullYear(Number(old[3]), now)), old[2], old[1], old.slice(4));
  const asc = ASCTIME.exec(text);
  if (asc) return utc(asc[6], asc[1], asc[2], asc.slice(3, 6));
  return undefined;
}

function fullYear(twoDigits: number, now: Date): number {
  const century = Math.floor(now.getUTCFullYear() / 100) * 100;
  const year = century + twoDigits;
  return year > now.getUTCFullYear() + 50 ? year - 100 : year;
}

function utc(
  year: string | undefined,
  monthName: string | undefined,
  day: string | undefined,
  time: readonly string[],
): Date | undefined {
  const month = (MONTHS as readonly string[]).indexOf(monthName ?? '');
  const [hours, minutes, seconds] = time.map(Number);
  if (month < 0 || (hours ?? 24) > 23 || (minutes ?? 60) > 59 || (seconds ?? 61) > 60)
    return undefined;
  const at = new Date(Date.UTC(Number(year), month, Number(day), hours, minutes, seconds));
  return at.getUTCMonth() === month ? at : undefined;
}

const ZONE_AT_END = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;
const ISO =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const RFC_822 =
  /^(?:[A-Z][a-z]{2},\s*)?(\d{1,2})\s+([A-Z][a-z]{2})\s+(\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?\s*(GMT|UTC?|Z|[+-]\d{4})$/;

/**
 * A date as an editor or a CMS writes it: ISO 8601 (date alone, or with time, with or without zone)
 * or RFC 822 with a numeric zone or GMT. Without a zone it is read in `timeZone` (IANA name); a
 * date alone is midnight there. Undefined for anything else: never a guess.
 */
export function parseEditorialDate(text: string, timeZone: string): Date | undefined {
  const trimmed = text.trim();
  const mail = RFC_822.exec(trimmed);
  if (mail) return parseMailDate(mail);
  if (!ISO.test(trimmed)) return undefined;
  const hasTime = trimmed.length > 10;
  const iso = trimmed.replace(' ', 'T').replace(/\s/g, '').replace(',', '.');
  if (hasTime && ZONE_AT_END.test(iso.slice(11))) return valid(parseISO(iso));
  const local = valid(parseISO(`${hasTime ? iso : `${iso}T00:00`}Z`));
  return local === undefined ? undefined : inTimeZone(local, timeZone);
}

function parseMailDate(found: RegExpExecArray): Date | undefined {
  const [, day, month, year, hours, minutes, seconds, zone] = found;
  const at = utc(year, month, day, [hours ?? '', minutes ?? '', seconds ?? '0']);
  if (at === undefined || zone === undefined || !/^[+-]/.test(zone)) return at;
  const sign = zone.startsWith('-') ? 1 : -1;
  const offset = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  return new Date(at.getTime() + sign * offset * 60_000);
}

function valid(at: Date): Date | undefined {
  return isValid(at) ? at : undefined;
}

/** The instant at which clocks in `timeZone` show what `wallClock` shows in UTC. */
function inTimeZone(wallClock: Date, timeZone: string): Date {
  const first = wallClock.getTime() - offsetMs(wallClock, timeZone);
  // Twice, because the offset at the guess may differ from that at the target near a clock change.
  return new Date(wallClock.getTime() - offsetMs(new Date(first), timeZone));
}

function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(at.getTime() / 1000) * 1000;
}

/** The calendar date that `at` falls on in `timeZone` (IANA name): `2019-10-01`. */
export function formatCalendarDate(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMs(at, timeZone)).toISOString().slice(0, 10);
}

/** `Thu 17 Jan 2019, 08:30 UTC`, for pages. */
export function formatForPeople(at: Date): string {
  const time = at.toISOString().slice(11, 16);
  const day = DAYS[at.getUTCDay()];
  return `${day} ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}, ${time} UTC`;
}
