/** Fields of an input, checked one by one: a bad value costs its field and a problem, never the article. */

import * as z from 'zod';
import { ARTICLE_STATES, type ArticleState } from '../model/article.ts';
import type { Problem } from '../model/result.ts';
import { cleanLine } from '../text/xml.ts';
import { nearestName } from './nearest.ts';
import type { RawFields } from './raw.ts';

const MAX_LINE = 1_000;
const MAX_TEXT = 20_000_000;
const MAX_LIST = 200;

const scalar = z.union([z.string().max(MAX_TEXT), z.number(), z.boolean()]).transform(String);
const line = scalar.transform((text) => cleanLine(text).slice(0, MAX_LINE).toWellFormed().trim());
const paragraph = scalar.transform((text) => cleanLine(text).slice(0, 5_000).toWellFormed().trim());
const words = line.refine((text) => text !== '', 'it is empty');
const list = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item).max(MAX_LIST));

const author = z.union([
  words.transform((name) => ({ name })),
  z.object({ name: words, url: scalar.optional(), email: z.email().optional().catch(undefined) }),
]);

const named = z.union([
  words.transform((name) => ({ name })),
  z.object({ name: words, url: scalar.optional(), feedUrl: scalar.optional() }),
]);

const subject = z.union([
  words.transform((uri) => ({ uri })),
  z.object({ uri: words, label: words.optional() }),
]);

const count = z.coerce.number().int().positive().optional().catch(undefined);

const medium = z.union([
  words.transform((url) => ({ url })),
  z.object({
    url: words,
    type: words.optional(),
    bytes: count,
    width: count,
    height: count,
    alt: line.optional(),
    caption: paragraph.optional(),
    credit: line.optional(),
    role: z
      .enum(['lead', 'inline', 'gallery', 'audio', 'video', 'document'])
      .optional()
      .catch(undefined),
  }),
]);

const dateline = z.union([
  words,
  z.object({
    raw: line.default(''),
    places: list(words).default([]),
    date: words.optional(),
    agency: words.optional(),
  }),
]);

/** Other systems' words for a state (ninjs, NewsML-G2). */
const STATES: Readonly<Record<string, ArticleState>> = {
  usable: 'public',
  published: 'public',
  canceled: 'withdrawn',
  cancelled: 'withdrawn',
  killed: 'withdrawn',
  draft: 'withheld',
};

const state = line.transform((text) => {
  const word = text.toLowerCase();
  const known = ARTICLE_STATES.find((one) => one === word);
  // A word that nobody knows must hide the article rather than publish it.
  return known ?? (Object.hasOwn(STATES, word) ? STATES[word] : undefined) ?? 'unknown';
});

const tags = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(/[,、;]/) : value),
  list(line).transform((all) => [...new Set(all.filter((tag) => tag !== ''))]),
);

/** Every field that an input may have. Dates stay text: they are read in the publication's time zone. */
const FIELDS = {
  id: z.union([z.string(), z.number()]).transform(String),
  slug: line,
  url: scalar,
  headline: line,
  standfirst: paragraph,
  bodyHtml: z.string().max(MAX_TEXT),
  bodyText: z.string().max(MAX_TEXT),
  body: z.string().max(MAX_TEXT),
  language: line,
  publishedAt: scalar,
  updatedAt: scalar,
  dateline,
  byline: line,
  authors: list(author),
  source: named,
  section: line,
  tags,
  subjects: list(subject),
  media: list(medium),
  rights: line,
  licenceUrl: scalar,
  state,
  embargoedUntil: scalar,
  expiresAt: scalar,
  corrections: list(z.object({ at: scalar, note: paragraph })),
  slugline: line,
  urgency: z.coerce.number().int().min(1).max(9),
  provider: z.object({ id: words, version: words.optional() }),
  translations: list(z.object({ language: words, id: words.optional(), url: scalar.optional() })),
  withdrawal: z.object({ at: scalar.optional(), note: paragraph.optional() }),
  withdrawnAt: scalar,
} as const;

export type FieldName = keyof typeof FIELDS;
export type CheckedFields = {
  readonly [Name in FieldName]?: z.infer<(typeof FIELDS)[Name]>;
};

const NAMES = Object.keys(FIELDS);

/** The usable fields, and one problem for each that is not. A field that is null or empty is absent. */
export function checkFields(
  raw: RawFields,
  file: string,
): { readonly fields: CheckedFields; readonly problems: readonly Problem[] } {
  const fields: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(raw)) {
    if (value === null || value === undefined || value === '') continue;
    if (!Object.hasOwn(FIELDS, name)) {
      problems.push(unknownField(name, file));
      continue;
    }
    const parsed = FIELDS[name as FieldName].safeParse(value);
    if (parsed.success) fields[name] = parsed.data;
    else problems.push(invalidField(name, parsed.error, file));
  }
  return { fields: fields as CheckedFields, problems };
}

function unknownField(name: string, file: string): Problem {
  const shown = cleanLine(name).slice(0, 60);
  const nearest = nearestName(shown, NAMES);
  return {
    file,
    field: shown,
    code: 'field-unknown',
    message: `there is no field ${shown}; it was ignored`,
    hint: nearest ? `did you mean ${nearest}?` : 'docs/articles.md lists every field',
    severity: 'warning',
  };
}

function invalidField(name: string, error: z.ZodError, file: string): Problem {
  const [issue] = error.issues;
  const place = [name, ...(issue?.path ?? [])].join('.');
  return {
    file,
    field: place,
    code: 'field-invalid',
    message: `${place} cannot be used: ${(issue?.message ?? 'wrong form').toLowerCase()}; it was ignored`,
    hint: 'docs/articles.md shows the form of every field',
    severity: 'warning',
  };
}
