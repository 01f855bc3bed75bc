/** Fields of an input, checked one by one: a bad value costs its field and a problem, never the article. */

import * as z from 'zod';
import { ARTICLE_STATES, type ArticleState } from '../model/article.ts';
import { cleanLine, cleanText } from '../text/xml.ts';
import { nearestName } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import type { RawFields } from './raw.ts';

/** Longer headlines, names and tags are text that slipped into the wrong field; they are cut. */
const MAX_LINE = 1_000;
const MAX_PARAGRAPH = 5_000;
/** Authors, tags, pictures … of one article. */
const MAX_LIST = 200;

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const line = scalar.transform((text) => cut(cleanLine(text), MAX_LINE));
const paragraph = scalar.transform((text) => cut(cleanText(text).trim(), MAX_PARAGRAPH));
const words = line.refine((text) => text !== '', 'it is empty');

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
}

/** Optional within an object, where null and empty text mean absent too. */
function maybe<T extends z.ZodType>(shape: T) {
  return z.preprocess(
    (value) => (value === null || value === '' ? undefined : value),
    shape.optional(),
  );
}

const email = z.email().max(254).optional().catch(undefined);
const author = z.union([
  words.transform((name) => ({ name, url: undefined, email: undefined })),
  z.object({ name: words, url: maybe(scalar), email }),
]);
const source = z.union([
  words.transform((name) => ({ name, url: undefined, feedUrl: undefined })),
  z.object({ name: words, url: maybe(scalar), feedUrl: maybe(scalar) }),
]);
const subject = z.union([
  words.transform((uri) => ({ uri, label: undefined })),
  z.object({ uri: words, label: maybe(words) }),
]);

const count = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const size = count.optional().catch(undefined);
const medium = z.preprocess(
  (value) => (typeof value === 'string' ? { url: value } : value),
  z.object({
    url: words,
    type: maybe(words),
    bytes: size,
    width: size,
    height: size,
    alt: maybe(line),
    caption: maybe(paragraph),
    credit: maybe(line),
    role: z
      .enum(['lead', 'inline', 'gallery', 'audio', 'video', 'document'])
      .optional()
      .catch(undefined),
  }),
);

const dateline = z.union([
  words.transform((raw) => ({ raw, places: undefined, date: undefined, agency: undefined })),
  z.object({
    raw: maybe(words),
    places: maybe(
      z.preprocess(
        (value) => (typeof value === 'string' ? value.split('/') : value),
        z.array(words).max(20),
      ),
    ),
    date: maybe(words),
    agency: maybe(words),
  }),
]);

/** Words of other systems for a state (ninjs, NewsML-G2). */
const STATES: Readonly<Record<string, ArticleState>> = {
  usable: 'public',
  published: 'public',
  canceled: 'withdrawn',
  cancelled: 'withdrawn',
  killed: 'withdrawn',
  draft: 'withheld',
};

const state = line.transform((text): ArticleState | 'unknown' => {
  const word = text.toLowerCase();
  const known = ARTICLE_STATES.find((one) => one === word);
  return known ?? (Object.hasOwn(STATES, word) ? STATES[word] : undefined) ?? 'unknown';
});

const withdrawal = z.union([
  words.transform((note) => ({ at: undefined, note })),
  z.object({ at: maybe(scalar), note: maybe(paragraph) }),
]);

/** Fields with one value. Dates stay text: they are read in the publication's time zone. */
const SINGLE = {
  id: scalar,
  slug: line,
  url: scalar,
  headline: line,
  standfirst: paragraph,
  bodyHtml: scalar,
  bodyText: scalar,
  language: line,
  publishedAt: scalar,
  updatedAt: scalar,
  dateline,
  byline: line,
  source,
  section: line,
  rights: line,
  licenceUrl: scalar,
  state,
  draft: z.stringbool().or(z.boolean()),
  embargoedUntil: scalar,
  expiresAt: scalar,
  slugline: line,
  urgency: z.coerce.number().int().min(1).max(9),
  provider: z.object({ id: words, version: maybe(words) }),
  withdrawal,
  withdrawnAt: scalar,
  backCatalogue: z.stringbool().or(z.boolean()),
} as const;

/** Fields with a list: of each, the shape of one. A value alone is a list of one. */
const LISTS = {
  authors: author,
  tags: line,
  subjects: subject,
  media: medium,
  corrections: z.object({ at: scalar, note: paragraph }),
  translations: z.object({ language: words, id: maybe(words), url: maybe(scalar) }),
} as const;

export type CheckedFields = {
  readonly [Name in keyof typeof SINGLE]?: z.infer<(typeof SINGLE)[Name]>;
} & {
  readonly [Name in keyof typeof LISTS]: readonly z.infer<(typeof LISTS)[Name]>[];
};

const NAMES: readonly string[] = [...Object.keys(SINGLE), ...Object.keys(LISTS)];

/** The usable fields, with a warning for each value that is not. Null and empty text mean absent. */
export function checkFields(raw: RawFields, problems: ProblemList): CheckedFields {
  const fields: Record<string, unknown> = {};
  for (const name of Object.keys(LISTS)) fields[name] = [];
  for (const [name, value] of Object.entries(raw)) {
    if (value === null || value === undefined || value === '') continue;
    if (Object.hasOwn(SINGLE, name)) {
      fields[name] = check(SINGLE[name as keyof typeof SINGLE], value, { name, problems });
    } else if (Object.hasOwn(LISTS, name)) {
      fields[name] = checkList(name as keyof typeof LISTS, value, problems);
    } else warnUnknown(name, problems);
  }
  return fields as CheckedFields;
}

function checkList(
  name: keyof typeof LISTS,
  value: unknown,
  problems: ProblemList,
): readonly unknown[] {
  const isCommaList = name === 'tags' && typeof value === 'string';
  const items: readonly unknown[] = isCommaList ? value.split(/[,、，]/) : [value].flat();
  if (items.length > MAX_LIST) {
    problems.warn({
      code: 'list-too-long',
      field: name,
      message: `${name} has ${items.length} entries; the first ${MAX_LIST} are used`,
    });
  }
  return items.slice(0, MAX_LIST).flatMap((item, index) => {
    if (item === null || item === '') return [];
    const checked = check(LISTS[name], item, { name: `${name}[${index}]`, problems });
    return checked === undefined ? [] : [checked];
  });
}

function check(
  shape: z.ZodType,
  value: unknown,
  context: { readonly name: string; readonly problems: ProblemList },
): unknown {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = [context.name, ...(issue?.path ?? []).map(String)].join('.');
  context.problems.warn({
    code: 'field-invalid',
    field,
    message: `${field} has no usable value (${(issue?.message ?? '').toLowerCase()}); it was left out`,
    hint: 'docs/articles.md shows the form of every field',
  });
  return undefined;
}

function warnUnknown(name: string, problems: ProblemList): void {
  const shown = cleanLine(name).slice(0, 60).toWellFormed();
  const nearest = nearestName(shown, NAMES);
  problems.warn({
    code: 'field-unknown',
    field: shown,
    message: `there is no field ${shown}; it was ignored`,
    hint: nearest ? `did you mean ${nearest}?` : 'docs/articles.md lists every field',
  });
}
