/** A command line that carries out an operation of the API, made from its description. */

import type { ApiDocument, ApiOperation, ApiParameter } from '../model/openapi.ts';
import { refName } from './api-schema.ts';

const KEY_HEADER = 'Idempotency-Key';

export interface CurlTarget {
  readonly path: string;
  /** Lower case. */
  readonly method: string;
  readonly operation: ApiOperation;
}

/** For a POSIX shell; the token comes from `$WIREROOM_TOKEN`. */
export function curlExample(document: ApiDocument, target: CurlTarget): string {
  const { method, operation } = target;
  const parts = [
    methodPart(target),
    quoted(addressOf(document, target)),
    ...(needsToken(operation) ? ['-H "Authorization: Bearer $WIREROOM_TOKEN"'] : []),
    ...(isWrite(method) ? keyPart(document, operation) : []),
    ...bodyParts(operation),
  ];
  return parts.join(' \\\n  ');
}

function methodPart({ method, operation }: CurlTarget): string {
  const body = operation.requestBody !== undefined && exampleBody(operation) !== undefined;
  // curl sends GET by itself, and POST when there is a body.
  const isImplied = method === 'get' || (method === 'post' && body);
  return isImplied ? 'curl' : `curl -X ${method.toUpperCase()}`;
}

function addressOf(document: ApiDocument, { path, operation }: CurlTarget): string {
  const address = (document.servers[0]?.url ?? '') + path;
  return parametersOf(document, operation)
    .filter((parameter) => parameter.in === 'path')
    .reduce(
      (made, { name, schema }) => made.replace(`{${name}}`, encoded(schema.examples?.[0])),
      address,
    );
}

/** A colon may stand in a path as it is. */
function encoded(value: unknown): string {
  return encodeURIComponent(String(value)).replaceAll('%3A', ':');
}

function needsToken({ security }: ApiOperation): boolean {
  return security.some((need) => Object.keys(need).length > 0);
}

function isWrite(method: string): boolean {
  return method !== 'get';
}

/** A key of its own for each example: one that was used for another request is refused. */
function keyPart(document: ApiDocument, operation: ApiOperation): readonly string[] {
  const takesKey = parametersOf(document, operation).some(({ name }) => name === KEY_HEADER);
  return takesKey ? [`-H ${quoted(`${KEY_HEADER}: ${operation.operationId}-1`)}`] : [];
}

function bodyParts(operation: ApiOperation): readonly string[] {
  const example = exampleBody(operation);
  if (example === undefined) return [];
  return [
    `-H ${quoted('Content-Type: application/json')}`,
    `--data ${quoted(JSON.stringify(example, undefined, 2))}`,
  ];
}

/** What is sent as JSON; undefined when nothing need be sent. */
function exampleBody({ requestBody }: ApiOperation): unknown {
  return requestBody?.content['application/json']?.example;
}

/** Parameters with references followed. */
export function parametersOf(
  document: ApiDocument,
  operation: ApiOperation,
): readonly ApiParameter[] {
  return (operation.parameters ?? []).flatMap((parameter) =>
    '$ref' in parameter
      ? (document.components.parameters[refName(parameter.$ref)] ?? [])
      : [parameter],
  );
}

/** A word of a POSIX shell: nothing inside single quotes is special but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
