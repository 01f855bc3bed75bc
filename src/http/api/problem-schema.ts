/** Errors of the API as a schema (RFC 9457): every code, what it means, and every fault of a request. */

import * as z from 'zod';
import type { ErrorCode } from '../../model/errors.ts';
import { statusOf } from '../problem.ts';
import { describedCodes, instant, stateOf } from './schema-parts.ts';
import { TOPIC_FAULT_MEANINGS } from './topic-faults.ts';

/** What each error code tells whoever sent the request. */
export const ERROR_MEANINGS: Readonly<Record<ErrorCode, string>> = {
  'bad-request': 'A parameter, a header or the JSON cannot be read.',
  unauthorized: 'No token, or one that is not known, was revoked or is over.',
  forbidden: 'The token has a lesser scope than the request needs.',
  'not-found': 'There is no such article, or nobody without a token may know of it.',
  'method-not-allowed': 'The address does not take the method; `Allow` names those that it takes.',
  conflict: 'What was asked does not apply to the article as it is.',
  frozen: 'The emergency stop stands: nothing new or changed comes out.',
  gone: 'The article was taken back; an erased one never comes again.',
  'precondition-failed': '`If-Match` or `If-None-Match` does not hold: someone else changed it.',
  'payload-too-large': 'The body is over the limit: 4 MiB of JSON, 8 MiB of lines.',
  'unsupported-media-type': 'The body has a media type that is not read here.',
  'invalid-input': 'The request has faults, all of them listed; nothing was stored.',
  'key-reused': 'The Idempotency-Key belongs to another request.',
  internal: 'A fault of the server; it has been logged.',
  'store-unavailable': 'The store does not answer; try again after `Retry-After` seconds.',
  busy: 'Others kept writing the same article; try again.',
  'too-many-requests': 'More requests of one address than the server takes; try again in a minute.',
};

/** What each code of a single fault means. */
const FAULT_MEANINGS = {
  'article-empty': 'Neither a headline nor a text.',
  'body-too-long': 'The text is over 256 KiB.',
  busy: 'Others kept writing this article.',
  'date-in-future': 'A warning: `publishedAt` lies ahead; held back until then.',
  'date-unreadable': 'No date that can be read for certain.',
  'embargo-unreadable': 'An embargo or expiry that cannot be read.',
  'encoding-not-utf8': 'The body is not UTF-8.',
  'field-invalid': 'A field has the wrong form.',
  'field-unknown': 'There is no such field; most are misspelt.',
  frozen: 'This article was kept back by the emergency stop.',
  gone: 'This article was taken back for good.',
  'headline-missing': 'A text without a headline.',
  'id-changed': 'The id in the body is not the one in the address.',
  'id-taken': 'Another line holds the same id.',
  'id-no-iri': 'A warning: an id that is no absolute IRI, as Atom wants it.',
  'id-unusable': 'An id too long, or with characters that no feed can carry.',
  'json-invalid': 'Not readable as JSON.',
  'key-invalid': 'An Idempotency-Key that cannot be one.',
  'key-twice': 'A member of an object that is given twice.',
  'language-unknown': 'No BCP 47 language.',
  'list-too-long': 'More entries than are used.',
  'media-type-unknown': 'A picture or file whose type cannot be told.',
  'not-found': 'There is no such article.',
  'number-invalid': 'Not a whole number.',
  'parameter-invalid': 'A query parameter that is not known, or whose value cannot be used.',
  'since-ahead': 'A number of another store: begin again with 0.',
  precondition: 'This article is not as the condition says.',
  'publication-date-missing': 'No date of first publication.',
  'published-frozen': 'A warning: the first publication of a story that is out stays as it was.',
  'slug-repaired': 'A slug with other characters than a-z, 0-9 and hyphens.',
  state: 'What was asked does not apply to the article as it is.',
  'state-unknown': 'No known state.',
  'subject-unusable': 'A subject that is no URI and no Media Topic code.',
  'too-many-lines': 'More than 1,000 articles in one request.',
  'translation-unusable': 'A translation without a language, or without id and URL.',
  'url-unusable': 'A link or picture that is no http or https URL, or leads nowhere.',
} as const;

const errorCode = describedCodes(withStatuses(ERROR_MEANINGS)).meta({
  id: 'ErrorCode',
  title: 'Codes of errors',
  description: 'What to decide by.',
});

function withStatuses(meanings: typeof ERROR_MEANINGS): typeof ERROR_MEANINGS {
  const codes = Object.keys(meanings) as ErrorCode[];
  return Object.fromEntries(
    codes.map((code) => [code, `Status ${statusOf(code)}. ${meanings[code]}`]),
  ) as Record<ErrorCode, string>;
}

const faultCode = describedCodes({ ...FAULT_MEANINGS, ...TOPIC_FAULT_MEANINGS }).meta({
  id: 'FaultCode',
  title: 'Codes of single faults',
  description: 'What kind of fault it is.',
});

export const fault = z
  .object({
    pointer: z
      .string()
      .describe('JSON Pointer (RFC 6901) to the field in the body; empty for the whole of it.')
      .optional(),
    parameter: z.string().describe('The query parameter or header.').optional(),
    line: z
      .int()
      .min(1)
      .describe('The line of a body of many, or of the topic file that `pointer` names, from 1.')
      .optional(),
    column: z.int().min(1).describe('The column in that topic file, from 1.').optional(),
    code: faultCode,
    detail: z.string().describe('What is wrong with this one.'),
    hint: z.string().describe('What to do about it.').optional(),
  })
  .meta({ id: 'Fault', title: 'One fault of a request' });

export const problem = z
  .object({
    title: z.string().describe('The same sentence for the same code.'),
    status: z.int().min(400).max(599).describe('The status of the answer.'),
    code: errorCode,
    detail: z.string().describe('What happened to this request.').optional(),
    errors: z.array(fault).describe('Every fault at once.').optional(),
  })
  .meta({ id: 'Problem', title: 'An error' });

/** The answer to whoever asks for an article that was taken back. */
export const goneProblem = problem
  .extend({
    id: z.string().describe('The id of the article.'),
    state: stateOf('`withdrawn`, `removed` or `expired`.'),
    goneAt: instant('When readers lost it; absent when nobody had it.').optional(),
    note: z.string().describe('What readers are told.').optional(),
    noticeUntil: instant('Until when the notice stands in the feeds.').optional(),
    canBeRestored: z.boolean().describe('Whether `restore` brings it back.'),
  })
  .meta({ id: 'GoneProblem', title: 'The error for an article that was taken back' });

/** Every form of an error, and after them what they are made of. */
export const PROBLEM_SCHEMAS = [problem, goneProblem, fault, errorCode, faultCode] as const;
