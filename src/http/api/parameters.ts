/** Query parameters and headers that the API reads, each with the schema of its value. */

import * as z from 'zod';
import { ARTICLE_STATES } from '../../model/article.ts';
import { MAX_QUERY_LENGTH } from '../../text/search.ts';
import { MAX_KEY_LENGTH, REPLY_HOURS } from './idempotency.ts';
import { DEFAULT_LIMIT, MAX_CHANGES, MAX_LIMIT } from './read-routes.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: z.ZodType;
  readonly description: string;
  /** A query parameter or header that may not be left out. */
  readonly isRequired?: true;
  /** Name under which several operations share it. */
  readonly sharedAs?: string;
}

type Described = readonly [schema: z.ZodType, description: string];

function inQuery(parameters: Readonly<Record<string, Described>>): readonly Parameter[] {
  return Object.entries(parameters).map(([name, [schema, description]]) => ({
    name,
    in: 'query',
    schema,
    description,
  }));
}

const text = (example: string) => z.string().meta({ examples: [example] });
const limit = (most: number, usual: number) => z.int().min(1).max(most).default(usual);

export const ARTICLE_ID: Parameter = {
  name: 'id',
  in: 'path',
  schema: text('urn:uuid:0190d3c0-5f00-7000-8000-000000000001'),
  description: 'The id of the article, percent-encoded.',
  sharedAs: 'ArticleId',
};

export const IF_NONE_MATCH: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  schema: text('"0123456789abcdef0123456789abcdef"'),
  description: 'Entity tags that are known; with one of them the answer is 304 without a body.',
  sharedAs: 'KnownTags',
};

export const CONDITIONS = {
  match: {
    name: 'If-Match',
    in: 'header',
    schema: text('"0123456789abcdef0123456789abcdef"'),
    description:
      'Changes the article only while it has this entity tag; `*`: only while it stands.',
    sharedAs: 'IfMatch',
  },
  isNew: {
    name: 'If-None-Match',
    in: 'header',
    schema: text('*'),
    description: '`*` changes the article only when there is none yet.',
    sharedAs: 'IfNoneMatch',
  },
  noneMatch: IF_NONE_MATCH,
} as const satisfies Record<string, Parameter>;

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: z
    .string()
    .min(1)
    .max(MAX_KEY_LENGTH)
    .meta({ examples: ['desk-2019-10-01-0042'] }),
  description: `A name for this request, made by you. The same request under the same name is carried out once and answered alike for ${REPLY_HOURS} hours.`,
  sharedAs: 'IdempotencyKey',
};

export const WRITE_HEADERS: readonly Parameter[] = [
  IDEMPOTENCY_KEY,
  CONDITIONS.match,
  CONDITIONS.isNew,
];

export const BACK_CATALOGUE: Parameter = {
  name: 'backCatalogue',
  in: 'query',
  schema: z.literal('true'),
  description: 'As if every article of the request had the field `backCatalogue`.',
};

export const REPAIR_PUBLISHED: Parameter = {
  name: 'repairPublished',
  in: 'query',
  schema: z.literal('true'),
  description: 'Mends a wrong first publication, on the record. Needs the scope `admin`.',
};

export const WHY_PARAMETERS: readonly Parameter[] = [
  {
    name: 'id',
    in: 'path',
    schema: text('diplomacy'),
    description: 'The id of the topic.',
  },
  {
    name: 'article',
    in: 'query',
    schema: text('urn:uuid:0190d3c0-5f00-7000-8000-000000000001'),
    description: 'The id of the article, or the address or path of its page.',
    isRequired: true,
  },
];

export const LIST_QUERY = inQuery({
  state: [
    z.enum([...ARTICLE_STATES, 'any']).default('public'),
    'Any state but `public` needs a token.',
  ],
  topic: [text('diplomacy'), 'Slug of a topic.'],
  section: [text('diplomacy'), 'Slug of a section.'],
  author: [text('desk'), 'Slug of an author.'],
  source: [text('kyodo'), 'Slug of an agency or partner.'],
  place: [text('beijing'), 'Slug of a dateline place.'],
  language: [text('ja'), 'Language, without a region.'],
  q: [
    z
      .string()
      .max(MAX_QUERY_LENGTH)
      .meta({ examples: ['"Stockholm talks"'] }),
    'Words, or phrases in quotes; all of them must occur.',
  ],
  publishedFrom: [text('2019-10-01'), 'First publication then or later.'],
  publishedBefore: [text('2019-11-01'), 'First publication before.'],
  limit: [limit(MAX_LIMIT, DEFAULT_LIMIT), 'Articles of a page.'],
  after: [z.string(), 'Where the page begins, as `next` gives it.'],
});

export const CHANGES_PARAMETERS = inQuery({
  since: [
    z
      .int()
      .min(0)
      .default(0)
      .meta({ examples: [4711] }),
    'The `next` of the last answer; 0 begins with everything.',
  ],
  limit: [limit(MAX_CHANGES, 100), 'Changes of an answer.'],
});

export const AUDIT_PARAMETERS = inQuery({
  article: [text('urn:uuid:0190d3c0-5f00-7000-8000-000000000001'), 'Records of this one alone.'],
  before: [z.int().min(1), 'Records from before this number: the last one of the page before.'],
  limit: [limit(MAX_CHANGES, 100), 'Records of an answer.'],
});
