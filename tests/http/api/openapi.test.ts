import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { API_VERSION, createApiDocument } from '../../../src/http/api/openapi.ts';
import { OPERATIONS } from '../../../src/http/api/operations.ts';
import { LIST_QUERY } from '../../../src/http/api/parameters.ts';
import { LIST_PARAMETERS } from '../../../src/http/api/read-routes.ts';
import type { ApiParameter } from '../../../src/model/openapi.ts';
import { buildSite } from '../../helpers/build.ts';
import { openNewsroom } from '../../helpers/newsroom.ts';

const root = join(import.meta.dirname, '../../..');
const BASE_URL = 'https://news.example';
const DOCUMENT = createApiDocument({ baseUrl: BASE_URL });
const SPECIFICATION = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** The value that a JSON Pointer of the document leads to. */
function lookUp(ref: string): unknown {
  const parts = ref.replace(/^#\//, '').split('/');
  return parts.reduce<unknown>(
    (value, part) =>
      value !== null && typeof value === 'object'
        ? Object.entries(value).find(([key]) => key === part)?.[1]
        : undefined,
    DOCUMENT,
  );
}

/** Every value below `value` under the key `name`. */
function collect(value: unknown, name: string): readonly unknown[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === name ? [inner] : []),
    ...collect(inner, name),
  ]);
}

function parametersOf(operation: (typeof SPECIFICATION)[number]['operation']) {
  return (operation.parameters ?? []).map(
    (one) => ('$ref' in one ? lookUp(one.$ref) : one) as ApiParameter,
  );
}

describe('the document', () => {
  test('says which OpenAPI it is, for which server, in which version', () => {
    const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version as string;
    expect(DOCUMENT.openapi).toBe('3.1.0');
    expect(DOCUMENT.servers).toEqual([{ url: BASE_URL }]);
    expect(DOCUMENT.info.version).toBe(version);
    expect(API_VERSION).toBe(version);
    expect(createApiDocument({ baseUrl: BASE_URL, version: '7.0.0' }).info.version).toBe('7.0.0');
  });

  test('leads nowhere with no reference', () => {
    const refs = [...new Set(collect(DOCUMENT, '$ref').map(String))];
    expect(refs.length).toBeGreaterThan(30);
    expect(refs.filter((ref) => lookUp(ref) === undefined)).toEqual([]);
  });

  test('holds no component that nothing refers to', () => {
    const refs = new Set(collect(DOCUMENT, '$ref').map(String));
    const { securitySchemes: _named, ...components } = DOCUMENT.components;
    const paths = Object.entries(components).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `#/components/${kind}/${name}`),
    );
    expect(paths.filter((path) => !refs.has(path))).toEqual([]);
  });

  test('names components as OpenAPI 3.1 allows', () => {
    const names = Object.values(DOCUMENT.components).flatMap((named) => Object.keys(named));
    expect(names.filter((name) => !/^[a-zA-Z0-9._-]+$/.test(name))).toEqual([]);
  });

  test('gives each operation a name of its own, a tag and a sentence', () => {
    const ids = SPECIFICATION.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = DOCUMENT.tags.map(({ name }) => name);
    for (const { operation } of SPECIFICATION) {
      expect(operation.summary).not.toBe('');
      expect(tags).toEqual(expect.arrayContaining([...operation.tags]));
    }
  });

  test.each(SPECIFICATION)('declares what $method $path takes', ({ path, operation }) => {
    const parameters = parametersOf(operation);
    const declared = parameters.filter((one) => one.in === 'path');
    expect(declared.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    expect(declared.every(({ required }) => required)).toBe(true);
    const keys = parameters.map(({ name, in: place }) => `${place} ${name}`);
    expect(new Set(keys).size).toBe(keys.length);
    const isDescribed = parameters.every(({ description }) => description.endsWith('.'));
    expect(isDescribed).toBe(true);
  });

  test.each(SPECIFICATION)('declares what $method $path answers', ({ operation }) => {
    const statuses = Object.keys(operation.responses);
    expect(statuses.filter((status) => !/^(?:[1-5]\d\d|default)$/.test(status))).toEqual([]);
    expect(statuses.some((status) => /^[23]/.test(status))).toBe(true);
    const needsToken = operation.security.length > 0;
    expect(statuses.includes('401')).toBe(needsToken);
  });

  test('asks for schemes that it declares', () => {
    const asked = SPECIFICATION.flatMap(({ operation }) => operation.security.flatMap(Object.keys));
    expect([...new Set(asked)]).toEqual(Object.keys(DOCUMENT.components.securitySchemes));
  });

  test('describes every field', () => {
    const fields = Object.entries(DOCUMENT.components.schemas).flatMap(([name, schema]) =>
      Object.entries(schema.properties ?? {}).map(([field, one]) => ({ field, name, one })),
    );
    const silent = fields.filter(({ one }) => one.$ref === undefined && !one.description);
    expect(silent.map(({ field, name }) => `${name}.${field}`)).toEqual([]);
  });

  test('knows the parameters of the list that the list knows', () => {
    expect(LIST_QUERY.map(({ name }) => name)).toEqual(LIST_PARAMETERS);
  });

  test('stands for one operation of the table each', () => {
    expect(SPECIFICATION.map(({ operation }) => operation.operationId).sort()).toEqual(
      OPERATIONS.map(({ id }) => id).sort(),
    );
  });
});

describe('GET /api/openapi.json', () => {
  test('gives the same bytes each time, to anybody, and 304 to who has them', async () => {
    const room = await openNewsroom();
    const first = await room.get('/api/openapi.json');
    const etag = first.headers.get('etag') ?? '';
    const text = await first.text();
    expect(first.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(text)).toEqual(DOCUMENT);
    const other = await openNewsroom();
    expect(await (await other.get('/api/openapi.json')).text()).toBe(text);
    const again = await room.get('/api/openapi.json', { 'if-none-match': etag });
    expect(again.status).toBe(304);
  });

  test('follows a new base URL', async () => {
    const room = await openNewsroom();
    await room.get('/api/openapi.json');
    room.state = { ...room.state, site: buildSite({ baseUrl: 'https://other.example' }) };
    const document = JSON.parse(await (await room.get('/api/openapi.json')).text());
    expect(document.servers).toEqual([{ url: 'https://other.example' }]);
  });

  test('refuses other methods', async () => {
    const room = await openNewsroom();
    for (const path of ['/api', '/api/openapi.json', '/api/reference']) {
      const answer = await room.call('POST', path, {});
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });
});
