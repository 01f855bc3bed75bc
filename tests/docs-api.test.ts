import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { Operation } from '../src/http/api/operation.ts';
import { OPERATIONS } from '../src/http/api/operations.ts';
import { problem } from '../src/http/api/problem-schema.ts';
import { articleInput } from '../src/ingest/article-schema.ts';
import { type Newsroom, openNewsroom } from './helpers/newsroom.ts';

const GUIDE = readFileSync(join(resolve(import.meta.dirname, '..'), 'docs/api.md'), 'utf8');

interface Call {
  readonly name: string;
  readonly method: string;
  /** From the root, with the query. */
  readonly address: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
}

function blocks(language: string): readonly string[] {
  const found = GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
  return [...found].map(([, block = '']) => block);
}

const LINES = blocks('ndjson')[0] ?? '';
const CALLS = blocks('sh')
  .filter((block) => block.startsWith('curl '))
  .map(readCurl);

/** The words of a command as a shell parts them; `"` and `'` are all that the guide uses. */
function readCurl(command: string): Call {
  const words = command.replaceAll('\\\n', ' ').match(/(?:"[^"]*"|'[^']*'|[^\s"']+)+/g) ?? [];
  const bare = words.map((word) => word.replace(/^(["'])([\s\S]*)\1$/, '$2'));
  const after = (flag: string): string | undefined => bare[bare.indexOf(flag) + 1 || bare.length];
  const address = bare.find((word) => word.startsWith('$WIREROOM/'))?.slice('$WIREROOM'.length);
  const data = after('--data') ?? (after('--data-binary') && LINES);
  const method = after('-X') ?? (data === undefined ? 'GET' : 'POST');
  return {
    name: `${method} ${address}`,
    method,
    address: address ?? '',
    headers: bare.flatMap((word, index) => {
      const [name = '', value = ''] = word.split(/: (.*)/s);
      return bare[index - 1] === '-H' ? [[name, value] as const] : [];
    }),
    body: data,
  };
}

function operationOf({ method, address }: Call): Operation | undefined {
  const [path = ''] = address.split('?');
  return OPERATIONS.find(
    (one) =>
      one.method === method.toLowerCase() &&
      new RegExp(`^${one.path.replace('{id}', '[^/]+')}$`).test(path),
  );
}

function read(schema: z.ZodType, text: string): unknown {
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success ? [] : parsed.error.issues;
}

describe('the examples of docs/api.md', () => {
  test('show every verb', () => {
    const shown = new Set(CALLS.map((call) => operationOf(call)?.id));
    const verbs = OPERATIONS.filter(({ tag }) => tag !== 'Description').map(({ id }) => id);
    expect(verbs.filter((id) => !shown.has(id))).toEqual([]);
  });

  test.each(CALLS)('$name is an operation that takes these parameters', (call) => {
    const operation = operationOf(call);
    const known = (operation?.parameters ?? []).map(({ name }) => name);
    const query = [...new URL(call.address, 'https://news.example').searchParams.keys()];
    const headers = call.headers
      .map(([name]) => name)
      .filter((name) => name !== 'Authorization' && name !== 'Content-Type');
    expect(known).toEqual(expect.arrayContaining([...query, ...headers]));
  });

  test.each(CALLS.filter(({ body }) => body !== undefined))('$name sends what is read', (call) => {
    const schema = operationOf(call)?.body?.schema;
    const bodies = call.body === LINES ? LINES.trim().split('\n') : [call.body ?? ''];
    if (schema === undefined) throw new TypeError('it takes no body');
    for (const body of bodies) expect(read(schema, body)).toEqual([]);
  });

  test('are carried out one after the other', async () => {
    const room = await openNewsroom([], { now: new Date('2026-11-24T09:00:00Z') });
    const answers: string[] = [];
    let etag = '';
    for (const call of CALLS) {
      const answer = await carryOut(room, call, etag);
      etag = answer.headers.get('etag') ?? etag;
      answers.push(`${answer.status < 300 ? 'done' : await answer.text()} ${call.name}`);
    }
    expect(answers.filter((one) => !one.startsWith('done '))).toEqual([]);
  });

  test('of an error is one, as the API words it', async () => {
    const [example = ''] = blocks('json');
    expect(read(problem, example)).toEqual([]);
    const room = await openNewsroom();
    const sent = { headline: 'A', publishedAt: 'yesterday' };
    const answer = await room.call('POST', '/api/articles', sent);
    expect(await answer.json()).toEqual(JSON.parse(example));
  });

  test('of many lines holds articles of a back catalogue', () => {
    expect(
      LINES.trim()
        .split('\n')
        .map((line) => read(articleInput, line)),
    ).toEqual([[], []]);
  });
});

function carryOut(room: Newsroom, call: Call, etag: string): Promise<Response> {
  const { method, address, headers, body } = call;
  const sent = headers
    .filter(([name]) => name !== 'Authorization')
    .map(([name, value]) => [name.toLowerCase(), value.replace('$etag', etag)]);
  const parsed = body === undefined || body === LINES ? body : (JSON.parse(body) as object);
  return room.call(method, address, parsed, Object.fromEntries(sent));
}
