/** Requests of the API to articles: every fault at once, each with its place; nothing is mended in silence. */

import type * as z from 'zod';
import type { Article } from '../model/article.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import {
  type ArticleInput,
  articleInput,
  type CorrectionInput,
  correctionInput,
} from './article-schema.ts';
import { nearestName } from './nearest.ts';
import { normalizeArticle } from './normalize.ts';
import type { RawFields } from './raw.ts';
import type { IngestContext } from './read.ts';

const NAMES = Object.keys(articleInput.shape);

/** The value as `schema` has it, or a problem for every fault; `field` holds a JSON Pointer (RFC 6901). */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown): Result<z.infer<T>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return success(parsed.data);
  return failure(uniquePlaces(parsed.error.issues.flatMap((issue) => problemsOf(issue, []))));
}

/** Says of a part of the input that it cannot be; the reader of the whole is asked for the rest. */
const ABOUT_THE_WHOLE: ReadonlySet<string> = new Set(['article-empty', 'headline-missing']);

/**
 * Like `parseInput` for an article, with the faults that only reading it shows: a date that is none
 * is told beside a field that does not exist. `context` as for `readApiArticle`; `id` is the
 * article's, when it is known: one that the input holds must be the same.
 */
export function parseArticleInput(
  value: unknown,
  context: IngestContext,
  id?: string,
): Result<ArticleInput> {
  const parsed = parseInput(articleInput, value);
  const written = parsed.ok ? parsed.value.id : idIn(value);
  const isChanged = id !== undefined && written !== undefined && written !== id;
  if (parsed.ok && !isChanged) return parsed;
  const problems = [...(isChanged ? [idChanged()] : []), ...(parsed.ok ? [] : parsed.problems)];
  return failure([...problems, ...furtherFaults(value, problems, context)]);
}

/** The id that an input holds, whatever else is wrong with it. */
export function idIn(value: unknown): string | undefined {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && 'id' in value && typeof value.id === 'string' ? value.id : undefined;
}

function idChanged(): Problem {
  return fault(
    'id-changed',
    ['id'],
    'the id in the body is not the one in the address; an id never changes',
    { hint: 'leave it out, or send the article to its own address' },
  );
}

/** The same for a correction. */
export function parseCorrection(value: unknown, context: IngestContext): Result<CorrectionInput> {
  const parsed = parseInput(correctionInput, value);
  if (parsed.ok || typeof value !== 'object' || value === null || !('changes' in value)) {
    return parsed;
  }
  const prefix = '/changes';
  const inside = parsed.problems
    .filter(({ field = '' }) => field.startsWith(prefix))
    .map((problem) => ({ ...problem, field: (problem.field ?? '').slice(prefix.length) }));
  const further = furtherFaults(value.changes, inside, context);
  return failure([
    ...parsed.problems,
    ...further.map((problem) => ({ ...problem, field: `${prefix}${problem.field ?? ''}` })),
  ]);
}

/** Faults of the fields that the schema has nothing against. */
export function furtherFaults(
  value: unknown,
  known: readonly Problem[],
  context: IngestContext,
): readonly Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const faulty = new Set(known.map(({ field = '' }) => field.split('/', 2)[1]));
  const sound = Object.entries(value).filter(
    ([name]) => NAMES.includes(name) && !faulty.has(pointer([name]).slice(1)),
  );
  // Without a headline the reader gives up before the rest.
  const whole = { headline: 'untitled', ...Object.fromEntries(sound) };
  const read = readApiArticle(whole as ArticleInput, context);
  return read.problems.filter(
    ({ severity, code }) => severity === 'error' && !ABOUT_THE_WHOLE.has(code),
  );
}

/** Unknown fields that are told of one object: who sends more sends something else altogether. */
const MAX_UNKNOWN = 100;

function problemsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): readonly Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAX_UNKNOWN).map((key) => {
      const nearest = nearestName(key, NAMES);
      return fault('field-unknown', [...path, key], `there is no field ${shown(key)}`, {
        hint: nearest ? `did you mean ${nearest}?` : '/api/openapi.json lists every field',
      });
    });
  }
  if (issue.code === 'invalid_union') {
    // Of the forms that a value may have, the one that it comes nearest to.
    const [nearest] = [...issue.errors].sort((a, b) => distance(a) - distance(b));
    if (nearest !== undefined) return nearest.flatMap((one) => problemsOf(one, path));
  }
  return [fault('field-invalid', path, issue.message.toLowerCase())];
}

/** A value of the wrong type is far from a form, one with faults inside is near. */
function distance(issues: readonly z.core.$ZodIssue[]): number {
  return issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0)
    ? Number.MAX_SAFE_INTEGER
    : issues.length;
}

function fault(
  code: string,
  path: readonly PropertyKey[],
  message: string,
  more: Partial<Problem> = {},
): Problem {
  return { field: pointer(path), code, message, severity: 'error', ...more };
}

/** RFC 6901: `~` and `/` are written as `~0` and `~1`. */
export function pointer(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function shown(name: string): string {
  return name.slice(0, 60).toWellFormed();
}

/** What normalising says of the usual: not faults of a request. */
const REMARKS: ReadonlySet<string> = new Set([
  'id-no-iri',
  'date-in-future',
  'publication-date-missing',
  'published-frozen',
]);

/**
 * The article that a request describes. `context.assignId` is its id. What a file's reader would mend
 * or leave out is a fault here; links inside the text are only warned of.
 */
export function readApiArticle(input: ArticleInput, context: IngestContext): Result<Article> {
  // The path is the article's, so pictures are named from the root of the media folder.
  const { meta: _ours, ...fields } = input;
  const result = normalizeArticle(fields as RawFields, {
    ...context,
    file: '',
    modifiedAt: context.now,
  });
  const problems = uniquePlaces(result.problems.map(asRequestProblem));
  const isFaulty = problems.some(({ severity }) => severity === 'error');
  if (!result.ok || isFaulty) return failure(problems);
  return success(result.value.article, problems);
}

function asRequestProblem(problem: Problem): Problem {
  const { file: _none, field, severity: _mended, message, ...rest } = problem;
  const isInText = problem.code === 'url-unusable' && field === 'bodyHtml';
  const isRemark = REMARKS.has(problem.code) || isInText;
  return {
    ...rest,
    // Behind the semicolon stands how a file is mended; a request is not.
    message: isRemark ? message : message.split(';', 1).join(''),
    ...(field !== undefined && { field: pointerOf(field) }),
    severity: isRemark ? 'warning' : 'error',
  };
}

/** `media[0].url` as `/media/0/url`. */
function pointerOf(field: string): string {
  return pointer(field.split(/[.[\]]+/).filter((part) => part !== ''));
}

/** Two checks of one value say it once. */
function uniquePlaces(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ field = '', code }) => {
    const key = `${field} ${code}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

type Changes = NonNullable<CorrectionInput['changes']>;

/** `article` with the fields of a correction changed, each read as in a whole article. */
export function applyChanges(
  article: Article,
  changes: Changes,
  context: IngestContext,
): Result<Article> {
  const names = Object.keys(changes) as (keyof Changes)[];
  if (names.length === 0) return success(article);
  // What the reader needs to know beside them: links of a story lead from where it is published.
  const { headline, language, url } = article;
  const given = { headline, language, ...(url !== undefined && { url }), ...changes };
  const read = readApiArticle(given as ArticleInput, context);
  const problems = read.problems.filter(({ code }) => code !== 'publication-date-missing');
  if (!read.ok) return failure(problems);
  const changed = names
    .filter((name) => name !== 'bodyHtml' && name !== 'bodyText')
    .map((name) => [name, read.value[name as keyof Article]]);
  const hasText = changes.bodyHtml !== undefined || changes.bodyText !== undefined;
  const merged = {
    ...article,
    ...(hasText && withText(article, read.value, changes)),
    ...Object.fromEntries(changed),
    ...(changes.media && !hasText && { media: besideText(read.value, article) }),
  };
  return success(
    Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== undefined),
    ) as unknown as Article,
    problems,
  );
}

/** The dateline is stored apart from the text: a new text without one keeps it. */
function withText(before: Article, after: Article, changes: Changes): Partial<Article> {
  const dateline = after.dateline ?? before.dateline;
  return {
    bodyHtml: after.bodyHtml,
    ...(dateline && { dateline }),
    ...(changes.media === undefined && { media: besideText(before, after) }),
  };
}

/** Declared pictures stay; those of the old text go with it. */
function besideText(before: Article, after: Article): Article['media'] {
  const declared = before.media.filter(({ role }) => role !== 'inline');
  const shownNow = after.media.filter(({ role }) => role === 'inline');
  return [...declared, ...shownNow];
}
