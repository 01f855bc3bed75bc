/** Reads `publication.yaml`: every fault at once, with its line. */

import { LineCounter, type ParsedNode, parseDocument } from 'yaml';
import * as z from 'zod';
import { DEFAULT_WINDOW, type Publication, WINDOW_LIMITS } from '../model/publication.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import { parseWebUrl } from '../text/urls.ts';
import { cleanLine } from '../text/xml.ts';
import { parseLanguageTag } from './language-tag.ts';
import { nearestName } from './nearest.ts';

const TAG_URI = /^tag:[a-z0-9.@-]+,\d{4}(?:-\d{2}(?:-\d{2})?)?:[\w.~!$&'()*+,;=:@/%-]*$/i;

const line = z
  .string()
  .transform(cleanLine)
  .refine((text) => text !== '', 'it is empty');
const webUrl = z
  .string()
  .transform((text) => parseWebUrl(text))
  .refine((url) => url !== undefined, 'it is no http or https URL')
  .transform(String);
const path = z.string().regex(/^\/(?!\/)[^\s?#]*$/, 'it is no path: one / first, no space, ? or #');

const SCHEMA = z.strictObject({
  id: z.string().regex(TAG_URI, 'it is no tag: URI, such as tag:example.org,2026:news'),
  title: line,
  description: line.optional(),
  siteUrl: webUrl.optional(),
  baseUrl: webUrl.optional(),
  language: z
    .string()
    .transform((text) => parseLanguageTag(text))
    .refine((tag) => tag !== undefined, 'it is no BCP 47 language, such as en or ja')
    .transform(String)
    .default('en'),
  timeZone: z.string().refine(isTimeZone, 'it is no time zone, such as Asia/Tokyo').default('UTC'),
  rights: line.optional(),
  licenceUrl: webUrl.optional(),
  contact: z
    .strictObject({ name: line, email: z.email().optional(), url: webUrl.optional() })
    .optional(),
  hubs: z.array(webUrl).max(10).default([]),
  window: z
    .strictObject({
      hours: z.number().int().min(1).max(WINDOW_LIMITS.hours).default(DEFAULT_WINDOW.hours),
      atLeast: z.number().int().min(1).max(WINDOW_LIMITS.atLeast).default(DEFAULT_WINDOW.atLeast),
      atMost: z.number().int().min(1).max(WINDOW_LIMITS.atMost).default(DEFAULT_WINDOW.atMost),
    })
    .refine(({ atLeast, atMost }) => atLeast <= atMost, 'atLeast is more than atMost')
    .optional(),
  text: z.enum(['full', 'summary']).default('full'),
  corrections: z.enum(['head', 'foot', 'none']).default('head'),
  noticeDays: z.number().int().min(1).max(365).default(14),
  maxAge: z
    .number()
    .int()
    .min(60)
    .max(86_400)
    .multipleOf(60, 'give whole minutes, in seconds')
    .default(300),
  icon: webUrl.optional(),
  redirects: z.record(path, path).default({}),
});

const KEYS = Object.keys(SCHEMA.shape);

/** More aliases than any hand-written file has. */
const MAX_ALIASES = 20;

export function parsePublication(text: string, file: string): Result<Publication> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number | undefined): Pick<Problem, 'line' | 'column'> => {
    if (offset === undefined) return {};
    const { line: row, col } = lines.linePos(offset);
    return { line: row, column: col };
  };
  const broken = document.errors.map(
    (error): Problem => ({
      file,
      ...placeAt(error.pos[0]),
      code: 'yaml-unreadable',
      message: `the YAML cannot be read: ${error.message}`,
      hint: 'put a text that holds `: ` or `#` in quotes; indent with spaces',
      severity: 'error',
    }),
  );
  if (broken.length > 0) return failure(broken);
  const parsed = SCHEMA.safeParse(readValue(() => document.toJS({ maxAliasCount: MAX_ALIASES })));
  if (parsed.success) return success(toPublication(parsed.data));
  const offsetOf = (at: readonly PropertyKey[]): number | undefined => {
    const node = document.getIn(at as readonly unknown[], true) as ParsedNode | undefined;
    return node?.range?.[0];
  };
  return failure(
    parsed.error.issues.flatMap((issue) =>
      issueProblems(issue, { file, place: (at) => placeAt(offsetOf(at)) }),
    ),
  );
}

function readValue(read: () => unknown): unknown {
  try {
    return read() ?? {};
  } catch (error) {
    // Too many aliases: the schema then says that there is no object.
    return String(error);
  }
}

interface IssueContext {
  readonly file: string;
  readonly place: (path: readonly PropertyKey[]) => Pick<Problem, 'line' | 'column'>;
}

function issueProblems(issue: z.core.$ZodIssue, context: IssueContext): readonly Problem[] {
  const { file, place } = context;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const nearest = nearestName(key, KEYS);
      return {
        file,
        ...place([...issue.path, key]),
        field: [...issue.path, key].join('.'),
        code: 'key-unknown',
        message: `there is no key ${key}`,
        hint: nearest ? `did you mean ${nearest}?` : `known keys: ${KEYS.join(', ')}`,
        severity: 'error' as const,
      };
    });
  }
  const field = issue.path.join('.');
  return [
    {
      file,
      ...place(issue.path),
      ...(field !== '' && { field }),
      code: 'value-invalid',
      message: `${field || 'the file'} cannot be used: ${issue.message.toLowerCase()}`,
      hint: 'articles/publication.yaml of the sample explains every key',
      severity: 'error',
    },
  ];
}

function toPublication(parsed: z.infer<typeof SCHEMA>): Publication {
  const { hubs, maxAge, icon, baseUrl, description, contact, window, corrections, ...rest } =
    parsed;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as typeof rest & Pick<Publication, never>),
    description: description ?? rest.title,
    hubUrls: hubs,
    window: window ?? DEFAULT_WINDOW,
    correctionNotes: corrections,
    maxAgeSeconds: maxAge,
    ...(icon !== undefined && { iconUrl: icon }),
    ...(baseUrl !== undefined && { baseUrl: baseUrl.replace(/\/+$/, '') }),
    ...(contact !== undefined && {
      contact: Object.fromEntries(
        Object.entries(contact).filter(([, value]) => value !== undefined),
      ) as { name: string },
    }),
  } as Publication;
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    // RangeError is how the runtime says no.
    return false;
  }
}
