/** Documents of a running Wireroom as files: bytes and headers in each coding, for others to send. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export const CODINGS = ['identity', 'gzip', 'br'] as const;
export type CannedCoding = (typeof CODINGS)[number];

export interface CannedAnswer {
  /** Names and values in turn, without those of the connection. */
  readonly headers: readonly string[];
  readonly bytes: Buffer<ArrayBuffer>;
}

export interface CannedDocument {
  readonly path: string;
  readonly etag: string;
  readonly codings: Readonly<Record<string, CannedAnswer>>;
  /** Headers of the 304. */
  readonly notModified: readonly string[];
}

export interface CannedItem {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly contentHtml: string;
  /** RFC 3339. */
  readonly publishedAt: string;
}

export interface Canned {
  readonly documents: readonly CannedDocument[];
  /** The stories of the main feed, for those who make a feed of their own. */
  readonly items: readonly CannedItem[];
}

export interface Answer {
  readonly status: number;
  /** Names as they were sent, values in turn. */
  readonly headers: readonly string[];
  readonly bytes: Buffer<ArrayBuffer>;
}

/** One request as it stands: nothing is decoded, no header added. */
export function ask(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  return new Promise((done, fail) => {
    const sent = httpRequest({ port, host: '127.0.0.1', path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', fail);
      answer.on('end', () => {
        const { statusCode: status = 0, rawHeaders } = answer;
        done({ status, headers: rawHeaders, bytes: Buffer.concat(chunks) });
      });
    });
    sent.on('error', fail);
    sent.end();
  });
}

export function headerOf({ headers }: Pick<Answer, 'headers'>, name: string): string | undefined {
  const at = headers.findIndex((one, index) => index % 2 === 0 && one.toLowerCase() === name);
  return at < 0 ? undefined : headers[at + 1];
}

export function acceptOf(coding: CannedCoding): Record<string, string> {
  return coding === 'identity' ? {} : { 'Accept-Encoding': coding };
}

const OF_CONNECTION = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

/** Headers that say something of the document. */
export function documentHeaders({ headers }: Pick<Answer, 'headers'>): readonly string[] {
  return headers.flatMap((name, index) =>
    index % 2 || OF_CONNECTION.has(name.toLowerCase()) ? [] : [name, headers[index + 1] ?? ''],
  );
}

/** The second change of one second is dated to the next: until then a document shows the present. */
const DATED_AHEAD_MS = 2_000;

/** Takes `paths` down, and the stories of `/feed.json`. */
export async function takeDown(
  port: number,
  paths: readonly string[],
  folder: string,
): Promise<Canned> {
  mkdirSync(folder, { recursive: true });
  await delay(DATED_AHEAD_MS);
  const taken: object[] = [];
  for (const [number, path] of paths.entries()) {
    const codings: Record<string, object> = {};
    let etag = '';
    for (const coding of CODINGS) {
      const answer = await settledAnswer(port, path, acceptOf(coding));
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      const file = `${number}.${coding}`;
      writeFileSync(join(folder, file), answer.bytes);
      codings[coding] = { headers: documentHeaders(answer), file };
      etag = headerOf(answer, 'etag') ?? '';
    }
    const same = await settledAnswer(port, path, {
      'If-None-Match': etag,
      'Accept-Encoding': 'gzip',
    });
    if (same.status !== 304) throw new Error(`${path} answered ${same.status}, not 304`);
    taken.push({ path, etag, codings, notModified: documentHeaders(same) });
  }
  const items = itemsOf((await ask(port, '/feed.json', {})).bytes.toString());
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ documents: taken, items }));
  return readCanned(folder);
}

/** The third answer: what a first one had to make is ready by then. */
export async function settledAnswer(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  for (let turn = 0; turn < 2; turn += 1) await ask(port, path, headers);
  return ask(port, path, headers);
}

function itemsOf(feedJson: string): readonly CannedItem[] {
  const { items } = JSON.parse(feedJson) as { items: Record<string, string>[] };
  return items.map((item) => ({
    id: item['id'] ?? '',
    url: item['url'] ?? '',
    title: item['title'] ?? '',
    contentHtml: item['content_html'] ?? '',
    publishedAt: item['date_published'] ?? '',
  }));
}

interface Written {
  readonly documents: readonly (Omit<CannedDocument, 'codings'> & {
    readonly codings: Readonly<Record<string, { headers: string[]; file: string }>>;
  })[];
  readonly items: readonly CannedItem[];
}

export function readCanned(folder: string): Canned {
  const { documents, items } = JSON.parse(
    readFileSync(join(folder, 'index.json'), 'utf8'),
  ) as Written;
  return {
    items,
    documents: documents.map((document) => ({
      ...document,
      codings: Object.fromEntries(
        Object.entries(document.codings).map(([coding, { headers, file }]) => [
          coding,
          { headers, bytes: readFileSync(join(folder, file)) },
        ]),
      ),
    })),
  };
}
