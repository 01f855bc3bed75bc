/** Every document of a server that its own documents lead to. Knows no path but those where crawlers begin. */

import { hashText } from '../../src/text/hash.ts';
import { unlinkedBeside } from './unlinked.ts';

/** What must be equal everywhere. */
export interface Document {
  readonly status: number;
  readonly contentType: string;
  readonly etag: string;
  readonly lastModified: string;
  readonly location: string;
  /** Of the bytes. */
  readonly bodyHash: string;
}

export interface CrawlOptions {
  readonly url: string;
  /** What links begin with. */
  readonly baseUrl: string;
  readonly covers?: (path: string) => boolean;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

const ENTRANCES = [
  '/',
  '/robots.txt',
  '/opml.xml',
  '/feeds.json',
  '/api/openapi.json',
  '/api/reference',
];
const AT_ONCE = 8;
/** A sample of two hundred stories has some thousand; more is a trap that leads on for ever. */
const MAX_DOCUMENTS = 10_000;

/** By path and query. */
export async function crawl(options: CrawlOptions): Promise<ReadonlyMap<string, Document>> {
  const { covers = () => true } = options;
  const seen = new Set<string>();
  const documents = new Map<string, Document>();
  let waiting = ENTRANCES;
  while (waiting.length > 0) {
    const round = [...new Set(waiting)].filter((path) => !seen.has(path) && covers(path));
    for (const path of round) seen.add(path);
    if (seen.size > MAX_DOCUMENTS) throw new Error(`more than ${MAX_DOCUMENTS} documents`);
    waiting = [];
    for (let start = 0; start < round.length; start += AT_ONCE) {
      const part = round.slice(start, start + AT_ONCE);
      for (const read of await Promise.all(part.map((path) => readDocument(path, options)))) {
        documents.set(read.path, read.document);
        waiting.push(...read.links);
      }
    }
  }
  return documents;
}

interface ReadDocument {
  readonly path: string;
  readonly document: Document;
  readonly links: readonly string[];
}

async function readDocument(path: string, options: CrawlOptions): Promise<ReadDocument> {
  const get = options.fetch ?? fetch;
  const response = await get(options.url + path, {
    redirect: 'manual',
    headers: { 'accept-encoding': 'identity' },
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { headers, status } = response;
  const header = (name: string): string => headers.get(name) ?? '';
  // One character a byte: pictures are hashed and searched for links like any text.
  const text = new TextDecoder('latin1').decode(bytes);
  return {
    path,
    document: {
      status,
      contentType: header('content-type'),
      etag: header('etag'),
      lastModified: header('last-modified'),
      location: header('location'),
      bodyHash: hashText(text),
    },
    links: isDescription(path)
      ? []
      : [
          ...linksIn(`${text}\n"${header('location')}"\n${header('link')}`, options.baseUrl),
          ...unlinkedBeside(path, text),
        ],
  };
}

/** The API's description is full of example addresses. */
function isDescription(path: string): boolean {
  return path.startsWith('/api/');
}

/** Whatever looks like a URL of this server: too many do no harm, they are the same everywhere. */
function linksIn(text: string, baseUrl: string): readonly string[] {
  const plain = text.replaceAll('&amp;', '&').replaceAll('&#x26;', '&').replaceAll('\\/', '/');
  const absolute = plain
    .split(baseUrl)
    .slice(1)
    .map((rest) => /^[^\s"'<>\\)\]]*/.exec(rest)?.[0]);
  const relative = [...plain.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, path]) => path);
  return [...absolute, ...relative].flatMap((link) => {
    const path = (link ?? '').replace(/#.*$/, '');
    return path.startsWith('/') && !path.startsWith('//') ? [path] : [];
  });
}
