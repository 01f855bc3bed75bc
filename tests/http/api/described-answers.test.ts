import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { createApiDocument } from '../../../src/http/api/openapi.ts';
import type { Operation } from '../../../src/http/api/operation.ts';
import { OPERATIONS } from '../../../src/http/api/operations.ts';
import { goneProblem, problem } from '../../../src/http/api/problem-schema.ts';
import type { ApiResponse } from '../../../src/model/openapi.ts';
import { hashSecret } from '../../../src/text/hash.ts';
import { buildArticle } from '../../helpers/build.ts';
import { type Newsroom, openNewsroom } from '../../helpers/newsroom.ts';

const DOCUMENT = createApiDocument({ baseUrl: 'https://news.example' });
const ID = 'urn:uuid:0190d3c0-5f00-7000-8000-000000000001';
const PATH = `/api/articles/${encodeURIComponent(ID)}`;

/** Every field that the API takes. */
const WHOLE = {
  id: ID,
  slug: 'envoys-to-meet',
  url: 'https://a.example/envoys',
  headline: 'Envoys to meet',
  standfirst: 'On Saturday.',
  bodyHtml: '<p>They meet. <img src="/media/inside.png" alt="A map"></p>',
  dateline: { raw: 'BEIJING (Kyodo) --', places: ['BEIJING'], date: 'Oct. 1', agency: 'Kyodo' },
  byline: 'By the desk',
  authors: ['The desk', { name: 'Desk', url: 'https://a.example/', email: 'desk@a.example' }],
  source: { name: 'Kyodo', url: 'https://a.example/', feedUrl: 'https://a.example/feed' },
  section: 'Diplomacy',
  tags: ['diplomacy'],
  subjects: ['medtop:20000638', { uri: 'https://a.example/concept', label: 'Concept' }],
  media: [
    {
      url: '/media/a.jpg',
      type: 'image/jpeg',
      bytes: 10,
      width: 20,
      height: 30,
      alt: 'A table',
      caption: 'A table in a room.',
      credit: 'Desk',
      role: 'lead',
    },
  ],
  rights: '© News Example',
  licenceUrl: 'https://a.example/licence',
  slugline: 'ENVOYS',
  urgency: 3,
  translations: [{ language: 'ja', url: 'https://a.example/ja' }],
  language: 'en',
  publishedAt: '2019-10-01T18:00:00+09:00',
  updatedAt: '2019-10-02T18:00:00+09:00',
  state: 'public',
  expiresAt: '2030-01-01T00:00:00Z',
  corrections: [{ at: '2019-10-02', note: 'A wrong day.' }],
  provider: { id: 'k-1', version: '2' },
  backCatalogue: true,
};

function operationOf(id: string): Operation {
  const operation = OPERATIONS.find((one) => one.id === id);
  if (operation === undefined) throw new TypeError(`no operation ${id}`);
  return operation;
}

/** What the document says about the answer; the default for a status that it does not name. */
function saidOf({ path, method }: Operation, status: number): ApiResponse {
  const responses = DOCUMENT.paths[path]?.[method]?.responses ?? {};
  const said = responses[String(status)] ?? responses['default'];
  if (said === undefined) throw new TypeError('the operation has no default');
  return '$ref' in said
    ? (DOCUMENT.components.responses[said.$ref.split('/').at(-1) ?? ''] as ApiResponse)
    : said;
}

/** The headers of an answer that the document must name. */
const TOLD = ['ETag', 'Location', 'Link', 'Idempotency-Replayed', 'Retry-After', 'Allow', 'Accept'];

/** Fails when the answer holds anything that the description of the operation does not. */
async function expectDescribed(id: string, answer: Response): Promise<unknown> {
  const operation = operationOf(id);
  const said = saidOf(operation, answer.status);
  const isListed = DOCUMENT.paths[operation.path]?.[operation.method]?.responses[answer.status];
  if (answer.status < 400) expect(isListed, `status ${answer.status} of ${id}`).toBeDefined();
  const sent = TOLD.filter((name) => answer.headers.has(name));
  expect(Object.keys(said.headers ?? {})).toEqual(expect.arrayContaining(sent));
  const type = answer.headers.get('content-type');
  const types = Object.keys(said.content ?? {});
  if (type === null) expect(types).toEqual([]);
  else expect(types).toContain(type);
  const text = await answer.text();
  if (text === '') return undefined;
  const body: unknown = JSON.parse(text);
  const reply = operation.replies.find(({ status }) => status === answer.status);
  const schemas = reply?.schemas ?? (answer.status === 410 ? [goneProblem, problem] : [problem]);
  expectOneOf(schemas, body);
  if (answer.status >= 400) {
    expect(said.description).toContain(`\`${(body as { code: string }).code}\``);
  }
  return body;
}

/** A schema passes over members that it does not know; here there may be none. */
function expectOneOf(schemas: readonly z.ZodType[], body: unknown): void {
  const tries = schemas.map((schema) => schema.safeParse(body));
  const read = tries.filter((one) => one.success).map(({ data }) => data);
  if (read.length === 0) expect(tries.map(({ error }) => error?.issues)).toEqual([]);
  expect(read).toContainEqual(body);
}

async function filled(): Promise<Newsroom> {
  const room = await openNewsroom();
  await room.call('POST', '/api/articles', WHOLE);
  return room;
}

describe('answers are as the document says', () => {
  test('one article published, read, and sent back as it was read', async () => {
    const room = await openNewsroom();
    const created = await room.call('POST', '/api/articles', WHOLE);
    expect(created.status).toBe(201);
    await expectDescribed('publishArticles', created);
    const read = await room.call('GET', PATH);
    const etag = read.headers.get('etag');
    const { meta, ...view } = (await expectDescribed('readArticle', read)) as { meta: object };
    expect(meta).toHaveProperty('etag', etag);
    // Every field of the request stands in the answer.
    expect(Object.keys(view)).toEqual(expect.arrayContaining(Object.keys(WHOLE)));
    const same = await room.call('GET', PATH, undefined, { 'if-none-match': etag ?? '' });
    expect(same.status).toBe(304);
    await expectDescribed('readArticle', same);
    const sent = await room.call('PUT', PATH, view, { 'if-match': etag ?? '' });
    expect([sent.status, sent.headers.get('etag')]).toEqual([200, etag]);
    await expectDescribed('putArticle', sent);
    await expectDescribed('readArticle', await room.get(PATH));
  });

  test('many articles, once and replayed', async () => {
    const room = await filled();
    const lines = `${JSON.stringify({ headline: 'A' })}\n${JSON.stringify(WHOLE)}\n`;
    const key = { 'idempotency-key': 'many' };
    await expectDescribed('publishArticles', await room.call('POST', '/api/articles', lines, key));
    const again = await room.call('POST', '/api/articles', lines, key);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    await expectDescribed('publishArticles', again);
    const other = await room.call('POST', '/api/articles', { headline: 'B' }, key);
    expect(other.status).toBe(422);
    await expectDescribed('publishArticles', other);
  });

  test('lists in every state, changes, audit', async () => {
    const room = await filled();
    await room.call('POST', '/api/articles', { headline: 'E', embargoedUntil: '2029-01-01' });
    await room.call('POST', '/api/articles', { headline: 'H', state: 'withheld' });
    await room.call('POST', `${PATH}/withdraw`, { note: 'Twice.' });
    await room.call('PUT', '/api/freeze', { note: 'Stop.' });
    for (const query of ['?state=any', '?state=any&limit=1', '?q=envoys', '?topic=diplomacy']) {
      await expectDescribed('listArticles', await room.call('GET', `/api/articles${query}`));
    }
    await expectDescribed('listChanges', await room.call('GET', '/api/changes'));
    await expectDescribed('listChanges', await room.get('/api/changes?since=1&limit=1'));
    await expectDescribed('listAudit', await room.call('GET', '/api/audit'));
  });

  test('the life of an article', async () => {
    const room = await filled();
    const steps = [
      ['correctArticle', `${PATH}/correct`, { note: 'Wrong.', changes: { headline: 'Right' } }],
      ['withdrawArticle', `${PATH}/withdraw`, undefined],
      ['restoreArticle', `${PATH}/restore`, undefined],
      ['releaseArticle', `${PATH}/release`, undefined],
      ['withdrawArticle', `${PATH}/withdraw`, { note: 'Twice.' }],
    ] as const;
    for (const [id, path, body] of steps) {
      await expectDescribed(id, await room.call('POST', path, body));
    }
    const gone = await room.call('GET', PATH);
    expect(await expectDescribed('readArticle', gone)).toHaveProperty('canBeRestored', true);
    await expectDescribed('removeArticle', await room.call('DELETE', PATH));
    await expectDescribed('eraseArticle', await room.call('POST', `${PATH}/erase`));
    await expectDescribed('eraseArticle', await room.call('POST', `${PATH}/erase`));
    await expectDescribed('readArticle', await room.call('GET', PATH));
    await expectDescribed('putArticle', await room.call('PUT', PATH, WHOLE));
  });

  test('the emergency stop', async () => {
    const room = await filled();
    await expectDescribed('freeze', await room.call('PUT', '/api/freeze', { note: 'Stop.' }));
    await expectDescribed('readFreeze', await room.call('GET', '/api/freeze'));
    const refused = await room.call('PUT', PATH, { ...WHOLE, headline: 'New' });
    expect(refused.status).toBe(409);
    await expectDescribed('putArticle', refused);
    await expectDescribed('thaw', await room.call('DELETE', '/api/freeze'));
  });
});

describe('faults are as the document says', () => {
  const LINES = '{"headline":"A"}\nno JSON\n';
  const CASES: readonly (readonly [
    status: number,
    id: string,
    method: string,
    path: string,
    body?: object | string,
    headers?: Record<string, string>,
  ])[] = [
    [400, 'listArticles', 'GET', '/api/articles?limit=0&nothing=1&q=&state=x&publishedFrom=x'],
    [400, 'publishArticles', 'POST', '/api/articles', LINES],
    [400, 'publishArticles', 'POST', '/api/articles', {}, { 'idempotency-key': '\u00e9' }],
    [400, 'listChanges', 'GET', '/api/changes?since=x'],
    [400, 'listAudit', 'GET', '/api/audit?limit=0'],
    [401, 'publishArticles', 'POST', '/api/articles', {}, { authorization: 'Bearer wrong' }],
    [404, 'readArticle', 'GET', '/api/articles/nothing'],
    [404, 'correctArticle', 'POST', '/api/articles/nothing/correct', { note: 'n' }],
    [405, 'listArticles', 'PATCH', '/api/articles'],
    [409, 'releaseArticle', 'POST', `${PATH}/release`],
    [412, 'putArticle', 'PUT', PATH, WHOLE, { 'if-match': '"another"' }],
    [412, 'putArticle', 'PUT', PATH, WHOLE, { 'if-none-match': '*' }],
    [413, 'putArticle', 'PUT', PATH, {}, { 'content-length': '99999999' }],
    [415, 'putArticle', 'PUT', PATH, {}, { 'content-type': 'text/plain' }],
    [422, 'publishArticles', 'POST', '/api/articles', '{"headline":1,"x":2}\n{"publishedAt":"x"}'],
    [422, 'putArticle', 'PUT', PATH, { id: 'another', headline: 'A' }],
    [422, 'putArticle', 'PUT', PATH, { headline: 'A', subjects: ['x y'], language: '??' }],
    [422, 'correctArticle', 'POST', `${PATH}/correct`, { changes: { urgency: 10 } }],
  ];

  for (const [status, id, method, path, body, headers] of CASES) {
    test(`${status} of ${id}: ${method} ${path}`, async () => {
      const room = await filled();
      const answer = await room.call(method, path, body, headers);
      expect(answer.status).toBe(status);
      await expectDescribed(id, answer);
    });
  }

  test('503 while the store fails', async () => {
    const room = await filled();
    room.database.fails = true;
    const answer = await room.call('GET', PATH);
    expect(answer.status).toBe(503);
    await expectDescribed('readArticle', answer);
  });

  test('403 of a lesser token', async () => {
    const room = await filled();
    const read = { authorization: 'Bearer reader' };
    await room.store.saveToken(
      {
        id: 't',
        name: 'a reader',
        scope: 'read',
        createdAt: room.now,
        hash: hashSecret('reader'),
      },
      { actor: 'cli', action: 'token-create', articleId: '', detail: {} },
    );
    const answer = await room.call('PUT', PATH, WHOLE, read);
    expect(answer.status).toBe(403);
    await expectDescribed('putArticle', answer);
    await expectDescribed('readFreeze', await room.call('GET', '/api/freeze', undefined, read));
  });
});

describe('the examples of the document', () => {
  const SENT = OPERATIONS.filter(({ body }) => body !== undefined);

  test.each(SENT)('$id takes its own', async (operation) => {
    const room = await openNewsroom([buildArticle({ id: ID })]);
    if (operation.id === 'restoreArticle') await room.call('POST', `${PATH}/withdraw`);
    if (operation.id === 'releaseArticle') {
      await room.call('PUT', PATH, { headline: 'A', state: 'withheld' });
    }
    const content = DOCUMENT.paths[operation.path]?.[operation.method]?.requestBody?.content ?? {};
    const path = operation.path.replace('{id}', encodeURIComponent(ID));
    for (const [type, { example }] of Object.entries(content)) {
      const answer = await room.call(
        operation.method.toUpperCase(),
        path,
        example as object | string | undefined,
        { 'content-type': type },
      );
      expect(answer.status, await answer.clone().text()).toBeLessThan(300);
      await expectDescribed(operation.id, answer);
    }
  });
});
