/**
 * Datelines as agencies and desks print them, in Latin, Japanese, Korean and Chinese form. Takes one
 * only where it is certain: a paragraph that merely begins like one keeps its words.
 */

import type { Dateline } from '../model/article.ts';
import { findAgency, findPlace, splitAgencyAtEnd } from '../text/names.ts';

export interface DatelineMatch {
  readonly dateline: Dateline;
  /** What follows the dateline, trimmed. */
  readonly rest: string;
}

/** No dateline is longer; bounds the work on a paragraph that never closes its bracket. */
const MAX_HEAD = 200;

interface Reading {
  /** Characters of the text that belong to the dateline. */
  readonly length: number;
  readonly places: readonly string[];
  readonly date?: string | undefined;
  readonly agency?: string | undefined;
}

/**
 * `text` is the plain text of the first paragraph. `places`, `date` and `raw` are as printed,
 * `agency` is canonical. Undefined when the paragraph does not begin with a dateline.
 */
export function parseDateline(text: string): DatelineMatch | undefined {
  const start = text.trimStart();
  const head = start.slice(0, MAX_HEAD);
  const found =
    readAgencyForm(head) ?? readPlaceForm(head) ?? readBracketForm(head) ?? readChineseForm(head);
  if (found === undefined) return undefined;
  const { length, places, date, agency } = found;
  return {
    dateline: {
      raw: start.slice(0, length).trim(),
      places,
      ...(date === undefined ? {} : { date }),
      ...(agency === undefined ? {} : { agency }),
    },
    rest: start.slice(length).trim(),
  };
}

// A lone hyphen needs white space behind it: `BEIJING-based` is no dateline. EFE prints `.-`.
const DASH = '\\.?(?:-{2,3}|[\\u2013\\u2014\\u2015_]|[-\\uFF0D](?=\\s|$))\\s*';
const AGENCY_FORM = new RegExp(
  `^(?<where>[^()（）【】［］[\\]\\n]{0,80}?)\\s*[(（](?<inside>[^()（）\\n]{1,60})[)）]\\s*${DASH}`,
  'u',
);
const PLACE_FORM = new RegExp(`^(?<where>[^()（）【】［］[\\]\\n]{2,60}?)\\s*${DASH}`, 'u');
// ANSA puts its name first: `(ANSA) - ROMA, 1 LUG - …`.
const PLACE_AFTER_AGENCY = new RegExp(`^(?<where>[\\p{Lu}\\d .,'’/]{4,60}?)\\s*${DASH}`, 'u');

// Beginnings of month names in English, German, French, Spanish, Italian and Portuguese.
const MONTH =
  '(?:jan|feb|fév|fev|mar|mär|apr|avr|abr|may|mai|mag|maj|jun|jui|giu|jul|lug|aug|aoû|aou|ago|sep|set|oct|okt|ott|out|nov|dec|dez|déc|dic|gen|ene)\\p{L}{0,7}\\.?';
const LATIN_DATE = `(?:${MONTH}\\s+\\d{1,2}(?:,?\\s+\\d{4})?|\\d{1,2}\\.?\\s+${MONTH}(?:\\s+\\d{4})?)`;
const DATE_AT_END = new RegExp(`(?:^|[\\s,])(?<date>${LATIN_DATE})\\s*$`, 'iu');
const WHOLE_DATE = new RegExp(`^${LATIN_DATE}$`, 'iu');

/** `SEOUL, Jan. 17 (Yonhap) --`, `Berlin (dpa) -`, `(Reuters) -`, `Jan 30 (Reuters) -`. */
function readAgencyForm(head: string): Reading | undefined {
  const found = AGENCY_FORM.exec(head);
  const inside = readInside(found?.groups?.['inside'] ?? '');
  const where = readWhere(found?.groups?.['where'] ?? '');
  if (found === null || where === undefined) return undefined;
  const date = where.date ?? inside.date;
  if (inside.agency === undefined) {
    // Without an agency that we know, only a date tells a dateline from a name with a remark.
    const isCertain = where.places.length > 0 && where.places.every(isInCapitals);
    return date !== undefined && isCertain
      ? { length: found[0].length, places: where.places, date }
      : undefined;
  }
  const own = { length: found[0].length, places: where.places, date, agency: inside.agency };
  return where.places.length === 0 && date === undefined ? readPlaceBehind(head, own) : own;
}

function readPlaceBehind(head: string, own: Reading): Reading {
  const found = PLACE_AFTER_AGENCY.exec(head.slice(own.length));
  const where = readWhere(found?.groups?.['where'] ?? '');
  if (found === null || where?.date === undefined || where.places.length === 0) return own;
  return { ...own, length: own.length + found[0].length, ...where };
}

function readInside(inside: string): { readonly date?: string; readonly agency?: string } {
  const parts = [inside, ...inside.split(/[,/=]/)].map((part) => part.trim());
  const agency = parts.map((part) => findAgency(part)?.name).find((name) => name !== undefined);
  const date = parts.find((part) => WHOLE_DATE.test(part));
  return { ...(date === undefined ? {} : { date }), ...(agency === undefined ? {} : { agency }) };
}

/** `HANOI --`, `VLADIVOSTOK, Russia --`: without an agency only for capitals that are on the list. */
function readPlaceForm(head: string): Reading | undefined {
  const found = PLACE_FORM.exec(head);
  const where = readWhere(found?.groups?.['where'] ?? '');
  if (found === null || where === undefined || where.places.length === 0) return undefined;
  const isKnown = where.places.every((place) => isInCapitals(place) && findPlace(place));
  return isKnown ? { length: found[0].length, ...where } : undefined;
}

/** Places and date before the bracket; undefined when the words cannot be a place. */
function readWhere(
  text: string,
): { readonly places: readonly string[]; readonly date?: string } | undefined {
  const dated = DATE_AT_END.exec(text);
  const date = dated?.groups?.['date'];
  const named = (dated === null ? text : text.slice(0, dated.index)).replace(/[\s,]+$/, '').trim();
  const places: string[] = [];
  for (const written of named === '' ? [] : named.split(/\s*\/\s*/)) {
    const place = readPlace(written.trim());
    if (place === undefined) return undefined;
    places.push(place);
  }
  return { places, ...(date === undefined ? {} : { date }) };
}

// A name of up to five words; small words stand only between others, as in Rio de Janeiro.
const CAPITAL_WORD = "\\p{Lu}[\\p{L}\\p{M}.'’-]*";
const PLACE_NAME = new RegExp(
  `^${CAPITAL_WORD}(?:\\s(?:(?:of|de|del|da|di|do|du|la|le|al|am|der|den|the|upon)\\s)?${CAPITAL_WORD}){0,4}$`,
  'u',
);
// State or country behind the place: `Tenn.`, `N.C.`, `South Korea`.
const REGION = new RegExp(`^${CAPITAL_WORD}(?:\\s(?:of\\s)?${CAPITAL_WORD}){0,3}$`, 'u');

function readPlace(written: string): string | undefined {
  if (findPlace(written)) return written;
  const [place = '', region, ...more] = written.split(/\s*,\s*/);
  if (more.length > 0 || (region !== undefined && !REGION.test(region))) return undefined;
  return PLACE_NAME.test(place) || findPlace(place) ? place : undefined;
}

function isInCapitals(place: string): boolean {
  return place === place.toUpperCase() && place !== place.toLowerCase();
}

const BRACKET_FORM =
  /^(?:【(?<lens>[^【】\n]{1,60})】|[［[](?<square>[^［］[\]\n]{1,60})[］\]]|[(（](?<round>[^()（）\n]{1,60})[)）])\s*/u;
const DASH_BEHIND = new RegExp(`^${DASH}`, 'u');
// Korean agencies name the reporter behind the bracket and close with an equals sign.
const REPORTER_BEHIND =
  /^(?:\p{Script=Hangul}{2,5}[\s·,]{0,3}){1,6}(?:기자|특파원|통신원|위원)\s*[=＝]\s*/u;

/** `【ソウル共同】`, `［北京　２０日　ロイター］ -`, `(서울=연합뉴스) … 기자 =`. */
function readBracketForm(head: string): Reading | undefined {
  const found = BRACKET_FORM.exec(head);
  if (found === null) return undefined;
  const { lens, square, round } = found.groups ?? {};
  const inside = readParts(lens ?? square ?? round ?? '');
  if (inside === undefined) return undefined;
  // A bare place or agency is certain in lens brackets only; round ones also hold remarks.
  const isCertain = inside.agency !== undefined && inside.places.length > 0;
  if (lens === undefined && !isCertain) return undefined;
  let length = found[0].length;
  for (const tail of [REPORTER_BEHIND, DASH_BEHIND]) {
    length += tail.exec(head.slice(length))?.[0].length ?? 0;
  }
  return { length, ...inside };
}

const EAST_ASIAN_DATE = /(?:[0-9０-９]{1,2}[月월]\s?)?[0-9０-９]{1,2}[日일]/u;
const SEPARATOR = /[\s・·･=＝、,，/／]+/u;
// Unlisted places: foreign names in katakana, Korean towns. Han words are too often something else.
const UNLISTED_PLACE = /^(?:[\p{Script=Katakana}ー]{2,12}|\p{Script=Hangul}{2,8})$/u;

type Parts = Pick<Reading, 'places' | 'date' | 'agency'>;

function readParts(inside: string): Parts | undefined {
  const date = EAST_ASIAN_DATE.exec(inside)?.[0];
  const undated = date === undefined ? inside : inside.replace(date, ' ');
  const parts = undated.split(SEPARATOR).filter((part) => part !== '');
  const end = parts.findIndex((part) => findAgency(part) ?? splitAgencyAtEnd(part));
  const last = parts[end];
  if (last === undefined) return readPlacesOnly(parts, { date, inside });
  const whole = findAgency(last);
  const split = whole === undefined ? splitAgencyAtEnd(last) : undefined;
  const places = [...parts.slice(0, end), ...(split ? [split.before] : [])];
  // Behind the agency stands at most a reporter's name.
  if (!places.every((place) => findPlace(place) || UNLISTED_PLACE.test(place))) return undefined;
  return { places, date, agency: whole?.name ?? split?.agency.name };
}

/** `【東京】`, and `【ソウル＝name】` where a correspondent's name follows the place. */
function readPlacesOnly(
  parts: readonly string[],
  { date, inside }: { readonly date: string | undefined; readonly inside: string },
): Parts | undefined {
  const count = parts.findIndex((part) => !findPlace(part));
  const places = count < 0 ? parts : parts.slice(0, count);
  const hasName = count > 0 && /[=＝]/.test(inside);
  return places.length > 0 && (count < 0 || hasName) ? { places, date } : undefined;
}

const CHINESE_FORM =
  /^(?<head>[\p{Script=Han}A-Za-z]{2,16}?)(?<date>(?:\d{1,2}月)?\d{1,2}日)[电電讯訊](?:\s*[（(](?:记者|記者)[^（）()\n]{1,60}[）)])?\s*/u;

/** `新华社平壤4月16日电`, with the reporters' names in brackets behind it. */
function readChineseForm(head: string): Reading | undefined {
  const found = CHINESE_FORM.exec(head);
  const { head: words = '', date } = found?.groups ?? {};
  if (found === null) return undefined;
  for (let end = words.length; end >= 2; end -= 1) {
    const agency = findAgency(words.slice(0, end))?.name;
    const place = words.slice(end);
    if (agency === undefined) continue;
    return { length: found[0].length, places: place === '' ? [] : [place], date, agency };
  }
  return undefined;
}
