/** Bodies of requests: never more than a limit in memory, read as JSON or as lines of JSON. */

import { pointer } from '../../ingest/api-article.ts';
import { repeatedKeys } from '../../text/json.ts';
import { problemJson, type RequestFault } from '../problem.ts';

/** One article: 256 KiB of text are kept, and markup of a real export is a few times its text. */
export const MAX_ARTICLE_BYTES = 4 * 1024 * 1024;
/** Many articles, one a line. */
export const MAX_LINES_BYTES = 8 * 1024 * 1024;
export const MAX_LINES = 1_000;

const JSON_TYPES: readonly string[] = ['application/json'];
export const LINES_TYPES: readonly string[] = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
];

export interface Body {
  readonly bytes: Uint8Array;
  readonly form: 'json' | 'lines' | 'empty';
}

/** The body, or 413 or 415. `takes` names the forms that the route reads; an empty body is one of them where it may be. */
export async function readBody(
  request: Request,
  takes: readonly Body['form'][],
): Promise<Body | Response> {
  const form = formOf(request);
  if (form === undefined || !takes.includes(form)) {
    if (form === undefined && takes.includes('empty') && !hasBody(request)) {
      return { bytes: new Uint8Array(), form: 'empty' };
    }
    return unread(request, unsupported(takes));
  }
  const maxBytes = form === 'lines' ? MAX_LINES_BYTES : MAX_ARTICLE_BYTES;
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maxBytes) return tooLarge(maxBytes);
  const bytes = await readLimited(request, maxBytes);
  if (bytes === undefined) return tooLarge(maxBytes);
  return bytes.byteLength === 0 && takes.includes('empty')
    ? { bytes, form: 'empty' }
    : { bytes, form };
}

function hasBody(request: Request): boolean {
  const length = request.headers.get('content-length');
  return length === null ? request.headers.has('transfer-encoding') : Number(length) > 0;
}

function formOf(request: Request): Body['form'] | undefined {
  const type = (request.headers.get('content-type') ?? '').split(';', 1).join('');
  const name = type.trim().toLowerCase();
  if (JSON_TYPES.includes(name)) return 'json';
  return LINES_TYPES.includes(name) ? 'lines' : undefined;
}

function unsupported(takes: readonly Body['form'][]): Response {
  const types = [
    ...(takes.includes('json') ? JSON_TYPES : []),
    ...(takes.includes('lines') ? LINES_TYPES : []),
  ];
  return problemJson('unsupported-media-type', {
    detail: `send a body as ${types.join(' or ')}`,
    headers: { Accept: types.join(', ') },
  });
}

/** Smaller bodies are read to their end for the sake of the connection. */
const MAX_SWALLOWED_BYTES = 64 * 1024;

/** A refusal before the body was read: a large one, or one of unknown size, is not taken in for nothing. */
export function unread(request: Request, refusal: Response): Response {
  const length = request.headers.get('content-length');
  const isLarge =
    length === null
      ? request.headers.has('transfer-encoding')
      : Number(length) > MAX_SWALLOWED_BYTES;
  if (isLarge) refusal.headers.set('Connection', 'close');
  return refusal;
}

/** The connection is not kept: what is still on its way would be taken for the next request. */
function tooLarge(maxBytes: number): Response {
  return problemJson('payload-too-large', {
    detail: `a body has at most ${maxBytes} bytes`,
    headers: { Connection: 'close' },
  });
}

/** Undefined as soon as there is more than `maxBytes`. */
async function readLimited(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      // Not awaited: a client that goes on sending must not hold the answer back.
      void reader.cancel().catch(() => {});
      return undefined;
    }
    parts.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

/** The text as UTF-8, or the fault. */
export function decodeText(bytes: Uint8Array): string | RequestFault {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The decoder says only that it failed.
    return { pointer: '', code: 'encoding-not-utf8', detail: 'the body is not UTF-8' };
  }
}

/** The value, or the faults with their places. */
export function parseJson(
  text: string,
): { readonly value: unknown } | { readonly faults: readonly RequestFault[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const detail = `this is no JSON: ${reason.slice(0, 200)}`;
    return { faults: [{ pointer: '', code: 'json-invalid', detail }] };
  }
  const repeated = repeatedKeys(text);
  return repeated.length > 0 ? { faults: repeated.map(keyTwice) } : { value };
}

function keyTwice(path: readonly (string | number)[]): RequestFault {
  return {
    pointer: pointer(path),
    code: 'key-twice',
    detail: 'the key stands there twice, and nobody knows which is meant',
  };
}

export interface JsonLine {
  /** 1-based. */
  readonly line: number;
  readonly value: unknown;
}

/** Every line that is not empty, and the faults of those that are no JSON. */
export function parseLines(text: string): {
  readonly lines: readonly JsonLine[];
  readonly faults: readonly RequestFault[];
} {
  const lines: JsonLine[] = [];
  const faults: RequestFault[] = [];
  let count = 0;
  for (const [index, source] of text.split('\n').entries()) {
    if (source.trim() === '') continue;
    count += 1;
    if (count > MAX_LINES) return { lines: [], faults: [tooManyLines(index + 1)] };
    const parsed = parseJson(source);
    if ('value' in parsed) lines.push({ line: index + 1, value: parsed.value });
    else faults.push(...parsed.faults.map((fault) => ({ line: index + 1, ...fault })));
  }
  return { lines, faults };
}

function tooManyLines(line: number): RequestFault {
  return {
    line,
    pointer: '',
    code: 'too-many-lines',
    detail: `at most ${MAX_LINES} articles a request`,
  };
}
