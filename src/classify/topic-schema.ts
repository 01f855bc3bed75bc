/**
 * JSON Schema of a topic file, for editors that complete and check while one types. The parser decides: it
 * knows what no schema can say, such as whether a list is defined and used. Draft 7, since releases of
 * yaml-language-server before 2026 skip keywords of later drafts without a word.
 */

import { WINDOW_LIMITS } from '../model/publication.ts';
import { KEBAB, MAX_ID_LENGTH, MAX_THRESHOLD } from './parse.ts';
import { MAX_COUNT, MAX_WITHIN_WORDS } from './parse-clause.ts';
import { MAX_EXAMPLE_LENGTH, MAX_EXAMPLES } from './parse-examples.ts';
import { MAX_FORMER_SLUGS } from './parse-life.ts';
import { MAX_LINES, MAX_WEIGHT, METADATA } from './parse-lines.ts';
import { MAX_LISTS } from './parse-lists.ts';
import { MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from './parse-names.ts';
import { FIELDS, MAX_REFERENCES, MAX_VALUES } from './parse-values.ts';

/** A piece of JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Plain data; a new object each time. */
export function topicSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Wireroom topic',
    description: 'An editorial subject: which articles belong to it, by rule.',
    type: 'object',
    properties: topicProperties(),
    additionalProperties: false,
    required: ['name'],
    anyOf: [{ required: ['match'] }, { required: ['mergedInto'] }],
    not: { required: ['description', 'scope'] },
    definitions: definitions(),
  };
}

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/** One value stands for a list of one. */
function listOf(items: JsonSchema, limits: JsonSchema = {}): JsonSchema {
  return { anyOf: [items, { type: 'array', items, minItems: 1, ...limits }] };
}

function integer(minimum: number, maximum: number, description: string): JsonSchema {
  return { type: 'integer', minimum, maximum, description };
}

function topicProperties(): JsonSchema {
  const slug = { type: 'string', pattern: KEBAB.source, maxLength: MAX_ID_LENGTH };
  // In draft 7 nothing counts beside a `$ref`.
  const name = { allOf: [ref('text'), { maxLength: MAX_NAME_LENGTH }] };
  const description = { allOf: [ref('text'), { maxLength: MAX_DESCRIPTION_LENGTH }] };
  return {
    id: { ...slug, description: "Permanent. Default: the file's name." },
    slug: { ...slug, description: 'In the address; may change. Default: the id.' },
    name: {
      description: 'Text, or one per language.',
      anyOf: [name, { type: 'object', propertyNames: ref('language'), additionalProperties: name }],
    },
    description: { ...description, description: 'What is in and what is out.' },
    scope: { ...description, description: 'Another name of description.' },
    lists: {
      description: 'Named lists of terms.',
      type: 'object',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_-]*$' },
      additionalProperties: ref('list'),
      maxProperties: MAX_LISTS,
    },
    match: {
      ...listOf(ref('matchLine'), { maxItems: MAX_LINES }),
      description: 'Any line is enough.',
    },
    unless: {
      ...listOf(ref('unlessLine'), { maxItems: MAX_LINES }),
      description: 'Any line keeps the article out; with a weight it subtracts.',
    },
    threshold: integer(1, MAX_THRESHOLD, 'What the weights of the lines must come to. Default: 1.'),
    implies: {
      ...listOf(ref('text'), { maxItems: MAX_REFERENCES }),
      description: 'Topics that an article of this one belongs to as well.',
    },
    examples: {
      description: 'Headlines that the rule must match and must reject.',
      type: 'object',
      properties: { match: ref('headlines'), reject: ref('headlines') },
      additionalProperties: false,
    },
    window: {
      description: 'How far its feeds reach back: hours, and least and most articles.',
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(WINDOW_LIMITS).map(([key, limit]) => [key, integer(1, limit, key)]),
      ),
      additionalProperties: false,
    },
    text: { enum: ['full', 'summary'], description: 'Whole texts in its feeds, or standfirsts.' },
    formerSlugs: {
      ...listOf({ type: 'string', pattern: KEBAB.source }, { maxItems: MAX_FORMER_SLUGS }),
      description: 'Slugs that it had: their addresses lead here.',
    },
    mergedInto: { ...ref('text'), description: 'Id of the topic that its addresses lead to.' },
    retired: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'First day (UTC) whose stories it does not take.',
    },
    image: { ...ref('text'), description: 'URL of a picture for its feeds.' },
  };
}

function definitions(): JsonSchema {
  return {
    text: {
      anyOf: [{ type: 'string', pattern: '\\S' }, { type: ['number', 'boolean'] }],
    },
    headlines: listOf(
      { allOf: [ref('text')], maxLength: MAX_EXAMPLE_LENGTH },
      { maxItems: MAX_EXAMPLES },
    ),
    language: { pattern: '^(\\*|[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)$' },
    list: {
      anyOf: [
        listOf(ref('text')),
        {
          type: 'object',
          propertyNames: { anyOf: [ref('language'), { const: 'except' }] },
          additionalProperties: listOf(ref('text')),
          minProperties: 1,
          if: { required: ['except'] },
          // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
          then: { minProperties: 2 },
        },
      ],
    },
    group: {
      description: 'A term, $list, a list of those, or {any: …}.',
      anyOf: [
        ref('text'),
        { type: 'array', items: ref('text'), minItems: 1 },
        {
          type: 'object',
          properties: { any: ref('group') },
          required: ['any'],
          additionalProperties: false,
        },
      ],
    },
    part: {
      type: 'object',
      properties: clauseProperties(),
      additionalProperties: false,
      ...together(),
    },
    matchLine: line({
      weight: integer(1, MAX_WEIGHT, 'Counts towards the threshold. Default: 1.'),
      review: { type: 'boolean', description: 'Enough for an editor to look, not for the topic.' },
    }),
    unlessLine: line({ weight: integer(-MAX_WEIGHT, -1, 'Subtracts instead of keeping out.') }),
  };
}

function line(own: JsonSchema): JsonSchema {
  const values = listOf(ref('text'), { maxItems: MAX_VALUES });
  const asking = ['any', 'all', 'near', 'atLeast', 'mentions', 'topic', ...METADATA];
  return {
    type: 'object',
    properties: {
      id: { ...ref('text'), description: 'Name in reports.' },
      ...clauseProperties(),
      ...Object.fromEntries(METADATA.map((key) => [key, values])),
      topic: { ...listOf(ref('text')), description: 'The article is in one of these topics.' },
      ...own,
    },
    additionalProperties: false,
    anyOf: asking.map((key) => ({ required: [key] })),
    ...together(),
  };
}

function clauseProperties(): JsonSchema {
  const groups = listOf(ref('group'));
  return {
    any: { ...ref('group'), description: 'Any of these is found.' },
    all: {
      ...listOf({ anyOf: [ref('group'), ref('part')] }),
      description: 'All of these are found, each in words of its own.',
    },
    none: { ...groups, description: 'None of these is found.' },
    near: {
      type: 'array',
      items: ref('group'),
      minItems: 2,
      description: 'All of these are found close together.',
    },
    within: {
      anyOf: [
        { enum: ['sentence', 'paragraph'] },
        integer(0, MAX_WITHIN_WORDS, 'Words in between.'),
      ],
    },
    atLeast: integer(2, MAX_COUNT, 'So many different terms.'),
    mentions: integer(2, MAX_COUNT, 'So many times.'),
    of: { ...ref('group'), description: 'What atLeast and mentions count.' },
    in: { ...listOf({ enum: FIELDS }), description: 'Where to look. Default: everywhere.' },
  };
}

/** Keys that say nothing alone. */
function together(): JsonSchema {
  return {
    dependencies: {
      near: ['within'],
      within: ['near'],
      atLeast: ['of'],
      of: { anyOf: [{ required: ['atLeast'] }, { required: ['mentions'] }] },
      mentions: { anyOf: [{ required: ['of'] }, { required: ['any'] }] },
    },
  };
}

/** The text of `docs/topic.schema.json`, of `wireroom topics schema` and of `/topics/schema.json`. */
export function topicSchemaText(): string {
  return `${JSON.stringify(topicSchema(), undefined, 2)}\n`;
}
