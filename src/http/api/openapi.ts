/** The OpenAPI 3.1 document of the API: made of the table of operations and of the schemas that requests are checked with. */

import * as z from 'zod';
import { INPUT_SCHEMAS } from '../../ingest/article-schema.ts';
import { topicPreviewInput } from '../../ingest/topic-schema.ts';
import type { ErrorCode } from '../../model/errors.ts';
import type {
  ApiDocument,
  ApiHeader,
  ApiMediaType,
  ApiOperation,
  ApiParameter,
  ApiReference,
  ApiRequestBody,
  ApiResponse,
  ApiSchema,
} from '../../model/openapi.ts';
import type { TokenScope } from '../../model/token.ts';
import { statusOf } from '../problem.ts';
import { LINES_TYPES, MAX_ARTICLE_BYTES, MAX_LINES, MAX_LINES_BYTES } from './body.ts';
import { type Operation, type OperationReply, REPLY_HEADERS, TAGS } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { ARTICLE_ID, IF_NONE_MATCH, type Parameter, WRITE_HEADERS } from './parameters.ts';
import { ERROR_MEANINGS, goneProblem, PROBLEM_SCHEMAS, problem } from './problem-schema.ts';
import { REPLY_SCHEMAS } from './reply-schemas.ts';
import { TOPIC_SCHEMAS } from './topic-schemas.ts';

/** Of the package; for a runtime that does not hand it over. */
export const API_VERSION = '0.1.0';

/** What each scope allows; each holds the ones before it. */
const SCOPE_MEANINGS: Readonly<Record<TokenScope, string>> = {
  read: 'reads articles in every state and tries topics',
  write: 'publishes, corrects, removes, withdraws, restores and releases too',
  admin: 'erases, mends first publications, sets the emergency stop and reads the audit record too',
};

const DESCRIPTION = `Publish articles, correct them, take them back, and follow what changes.

Requests and answers are JSON. Times are ISO 8601. \`HEAD\` is answered as \`GET\` without the body. A body has at most ${mebibytes(MAX_ARTICLE_BYTES)} MiB, or ${mebibytes(MAX_LINES_BYTES)} MiB and ${MAX_LINES} lines when it holds many articles, one a line.

An error has a \`code\` to decide by and lists every fault at once, each with the place where it is. Pass over members that you do not know: answers may get more of them.`;

/** The same arguments give the same bytes. `baseUrl` has no trailing slash. */
export function createApiDocument(options: {
  readonly baseUrl: string;
  readonly version?: string;
}): ApiDocument {
  const { baseUrl, version = API_VERSION } = options;
  return {
    openapi: '3.1.0',
    info: { title: 'Wireroom API', version, description: DESCRIPTION },
    servers: [{ url: baseUrl }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: pathsOf(),
    components: {
      schemas: schemasOf(),
      parameters: sharedParameters(),
      headers: headersOf(),
      responses: refusalsOf(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: scopesText() },
      },
    },
  };
}

function mebibytes(bytes: number): number {
  return bytes / (1024 * 1024);
}

function scopesText(): string {
  const scopes = Object.entries(SCOPE_MEANINGS).map(([scope, what]) => `\`${scope}\` ${what}`);
  return `A token has one scope: ${scopes.join('; ')}.`;
}

function pathsOf(): ApiDocument['paths'] {
  const paths: Record<string, Record<string, ApiOperation>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return paths;
}

function describe(operation: Operation): ApiOperation {
  const { id, tag, summary, description, parameters = [] } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: securityOf(operation.scope),
    ...(parameters.length > 0 && { parameters: parameters.map(parameterOrReference) }),
    ...(operation.body && { requestBody: bodyOf(operation.body) }),
    responses: responsesOf(operation),
  };
}

/** Names behind the scheme are roles, which OpenAPI 3.1 allows for every scheme. */
function securityOf(scope: Operation['scope']): ApiOperation['security'] {
  switch (scope) {
    case 'none':
      return [];
    case 'anybody':
      return [{}, { bearer: ['read'] }];
    case 'read':
    case 'write':
    case 'admin':
      return [{ bearer: [scope] }];
    default:
      return scope satisfies never;
  }
}

function parameterOrReference(parameter: Parameter): ApiParameter | ApiReference {
  return parameter.sharedAs === undefined
    ? parameterOf(parameter)
    : { $ref: `#/components/parameters/${parameter.sharedAs}` };
}

function parameterOf({
  name,
  in: place,
  description,
  schema,
  isRequired,
}: Parameter): ApiParameter {
  const required = place === 'path' || isRequired === true;
  return { name, in: place, required, description, schema: jsonSchema(schema) };
}

function sharedParameters(): Readonly<Record<string, ApiParameter>> {
  return Object.fromEntries(
    [ARTICLE_ID, IF_NONE_MATCH, ...WRITE_HEADERS].map((parameter) => [
      parameter.sharedAs,
      parameterOf(parameter),
    ]),
  );
}

function bodyOf(body: NonNullable<Operation['body']>): ApiRequestBody {
  const { schema, isRequired, takesLines = false } = body;
  const example = exampleOf(schema);
  const json: ApiMediaType = {
    schema: reference(schema),
    ...(example !== undefined && { example }),
  };
  const lines: ApiMediaType = {
    schema: {
      type: 'string',
      description: `One article a line, each as JSON; at most ${MAX_LINES}. Empty lines are passed over.`,
    },
    example: `${JSON.stringify(example)}\n`,
  };
  return {
    required: isRequired,
    content: {
      'application/json': json,
      ...(takesLines && Object.fromEntries(LINES_TYPES.map((type) => [type, lines]))),
    },
  };
}

function exampleOf(schema: z.ZodType): unknown {
  const examples = z.globalRegistry.get(schema)?.['examples'];
  return Array.isArray(examples) ? examples[0] : undefined;
}

function responsesOf(operation: Operation): ApiOperation['responses'] {
  const told = operation.replies.map((reply) => [reply.status, responseOf(reply)] as const);
  const refused = groupsOf(operation).map(
    ([status, codes]) =>
      [status, { $ref: `#/components/responses/${nameOf(codes, operation)}` }] as const,
  );
  return {
    // Keys that are whole numbers stand in order, whatever order they are written in.
    ...Object.fromEntries([...told, ...refused]),
    default: { $ref: '#/components/responses/AnyError' },
  };
}

function responseOf({ description, schemas, mediaType, headers }: OperationReply): ApiResponse {
  const [only] = schemas ?? [];
  const forms = (schemas ?? []).map(reference);
  const schema = forms.length > 1 ? { anyOf: forms } : only && reference(only);
  return {
    description,
    ...(headers && { headers: headerReferences(headers) }),
    ...(schema && { content: { 'application/json': { schema } } }),
    ...(mediaType && {
      content: {
        [mediaType]: { schema: { type: mediaType === 'application/json' ? 'object' : 'string' } },
      },
    }),
  };
}

type Group = readonly [status: number, codes: readonly ErrorCode[]];

/** Refusals of one status are told together: OpenAPI has one answer a status. */
function groupsOf({ refusals }: Operation): readonly Group[] {
  const statuses = [...new Set(refusals.map(statusOf))].sort();
  return statuses.map((status) => [
    status,
    refusals.filter((code) => statusOf(code) === status).sort(),
  ]);
}

/** Reading what was taken back tells more than the error alone. */
function nameOf(codes: readonly ErrorCode[], { id }: Operation): string {
  return codes.join('_') + (id === 'readArticle' && codes.includes('gone') ? '-article' : '');
}

function refusalsOf(): Readonly<Record<string, ApiResponse>> {
  const named = OPERATIONS.flatMap((operation) =>
    groupsOf(operation).map(([, codes]) => {
      const name = nameOf(codes, operation);
      return [name, refusalOf(codes, name.endsWith('-article') ? goneProblem : problem)] as const;
    }),
  );
  const others = refusalOf(['method-not-allowed', 'internal'], problem);
  return { ...Object.fromEntries(named), AnyError: others };
}

const REFUSAL_HEADERS: Readonly<Partial<Record<ErrorCode, keyof typeof REPLY_HEADERS>>> = {
  unauthorized: 'WWW-Authenticate',
  forbidden: 'WWW-Authenticate',
  'method-not-allowed': 'Allow',
  'unsupported-media-type': 'Accept',
  'store-unavailable': 'Retry-After',
  busy: 'Retry-After',
};

function refusalOf(codes: readonly ErrorCode[], schema: z.ZodType): ApiResponse {
  const headers = [...new Set(codes.flatMap((code) => REFUSAL_HEADERS[code] ?? []))];
  return {
    description: codes.map((code) => `\`${code}\`: ${ERROR_MEANINGS[code]}`).join(' '),
    ...(headers.length > 0 && { headers: headerReferences(headers) }),
    content: { 'application/problem+json': { schema: reference(schema) } },
  };
}

function headersOf(): Readonly<Record<string, ApiHeader>> {
  return Object.fromEntries(
    Object.entries(REPLY_HEADERS).map(([name, description]) => [
      name,
      { description, schema: { type: name === 'Retry-After' ? 'integer' : 'string' } },
    ]),
  );
}

function headerReferences(names: readonly string[]): Readonly<Record<string, ApiReference>> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function reference(schema: z.ZodType): ApiReference {
  return { $ref: schemaPath(z.globalRegistry.get(schema)?.id ?? '') };
}

function schemaPath(id: string): string {
  return `#/components/schemas/${id}`;
}

/** In the order of the reference page. */
const ALL_SCHEMAS = [
  ...INPUT_SCHEMAS,
  topicPreviewInput,
  ...REPLY_SCHEMAS,
  ...TOPIC_SCHEMAS,
  ...PROBLEM_SCHEMAS,
];

function schemasOf(): Readonly<Record<string, ApiSchema>> {
  const registry = z.registry<{ id: string }>();
  for (const schema of ALL_SCHEMAS) {
    const id = z.globalRegistry.get(schema)?.id;
    if (id === undefined) throw new TypeError('a schema of the API has no id');
    registry.add(schema, { id });
  }
  const { schemas } = z.toJSONSchema(registry, { ...OPTIONS, uri: schemaPath });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]));
}

function jsonSchema(schema: z.ZodType): ApiSchema {
  return bare(z.toJSONSchema(schema, OPTIONS));
}

/** As they are sent: what has a default may be left out, and answers stay open for further members. */
const OPTIONS = {
  io: 'input',
  override: ({ jsonSchema: made }: { jsonSchema: { format?: string; pattern?: string } }) => {
    // The format says it; the pattern that checks it is four lines long.
    if (made.format === 'date-time') delete made.pattern;
  },
} as const;

/** The dialect is OpenAPI's own, and the place in the document is the name. */
function bare(schema: object): ApiSchema {
  const {
    $schema: _dialect,
    $id: _id,
    ...rest
  } = schema as ApiSchema & { $schema?: string; $id?: string };
  return rest;
}
