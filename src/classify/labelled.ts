/**
 * Headlines with a person's verdict, one JSON object a line, as a rule is measured with them. Tells
 * every bad line by its number and never throws. Does not know any topic.
 */

import type { Problem } from '../model/result.ts';
import { canonicalTag, isLanguageTag } from '../text/language.ts';

export interface LabelledHeadline {
  /** The line's own id, or its number where it has none. */
  readonly id: string;
  /** 1-based line in the file. */
  readonly line: number;
  /** Id of the topic that the verdict is about, where the line names one. */
  readonly topic?: string;
  /** BCP 47 in its canonical spelling; `und` where the line has none. */
  readonly language: string;
  readonly headline: string;
  readonly lead?: string;
  /** Whether an editor would put it into the topic. */
  readonly label: boolean;
  /** `borderline`: editors would disagree. */
  readonly certainty: Certainty;
}

export const CERTAINTIES = ['clear', 'borderline'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** A year of a busy desk; a larger file is not a sample any more. */
export const MAX_LABELLED_LINES = 100_000;
/** Headline and first paragraph with room for other fields; a whole article is no lead. */
export const MAX_LABELLED_CHARACTERS = 20_000;

export interface LabelledFile {
  readonly lines: readonly LabelledHeadline[];
  /** All of them errors: a line with a problem is not among `lines`. */
  readonly problems: readonly Problem[];
}

/** `file` names the input in problems. Blank lines are no lines. */
export function parseLabelled(text: string, file: string): LabelledFile {
  const written = text.replace(/^\uFEFF/, '').split('\n');
  const lines: LabelledHeadline[] = [];
  const problems: Problem[] = [];
  for (const [index, json] of written.slice(0, MAX_LABELLED_LINES).entries()) {
    if (json.trim() === '') continue;
    const found = parseLine(json, index + 1);
    if (!Array.isArray(found)) lines.push(found);
    else for (const message of found) problems.push(badLine({ file, line: index + 1, message }));
  }
  if (written.slice(MAX_LABELLED_LINES).some((json) => json.trim() !== '')) {
    const message = `only the first ${MAX_LABELLED_LINES} lines are read`;
    problems.push(badLine({ file, line: MAX_LABELLED_LINES + 1, message }));
  }
  return { lines, problems };
}

function badLine(place: Pick<Problem, 'file' | 'line' | 'message'>): Problem {
  return { ...place, code: 'label-line-invalid', severity: 'error' };
}

/** The headline, or what is wrong with the line. */
function parseLine(json: string, line: number): LabelledHeadline | string[] {
  if (json.length > MAX_LABELLED_CHARACTERS) {
    return [`the line has ${json.length} characters; at most ${MAX_LABELLED_CHARACTERS} are read`];
  }
  const fields = parseObject(json);
  if (fields === undefined) return ['the line is not one JSON object'];
  const faults = faultsOf(fields);
  if (faults.length > 0) return faults;
  const lead = textOf(fields['lead']);
  const topic = textOf(fields['topic']);
  return {
    id: textOf(fields['id']) ?? String(line),
    line,
    language: canonicalTag(textOf(fields['lang']) ?? 'und'),
    headline: textOf(fields['headline']) ?? '',
    label: fields['label'] === true,
    certainty: CERTAINTIES.find((one) => one === fields['certainty']) ?? 'clear',
    ...(lead === undefined ? {} : { lead }),
    ...(topic === undefined ? {} : { topic }),
  };
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Whatever the parser says of half a line, the person needs the line's number.
    return undefined;
  }
}

function faultsOf(fields: Readonly<Record<string, unknown>>): string[] {
  const { headline, label, certainty, lang } = fields;
  const faults: string[] = [];
  if (textOf(headline) === undefined) faults.push('headline is empty or no text');
  if (typeof label !== 'boolean') {
    faults.push(`label is ${shown(label)}; it must be true or false`);
  }
  if (isSet(certainty) && !CERTAINTIES.some((one) => one === certainty)) {
    faults.push(`certainty is ${shown(certainty)}; it must be "clear" or "borderline"`);
  }
  if (isSet(lang) && !isLanguage(lang)) faults.push(`lang is ${shown(lang)}, which is no language`);
  for (const key of ['lead', 'topic'] as const) {
    if (isSet(fields[key]) && typeof fields[key] !== 'string') faults.push(`${key} is no text`);
  }
  return faults;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isLanguage(value: unknown): boolean {
  return typeof value === 'string' && isLanguageTag(value.trim());
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 40);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
