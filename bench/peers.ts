/**
 * Servers to compare with, each a process of its own: `node --import tsx bench/peers.ts <kind> <folder>
 * <port>`. They send what was taken down from Wireroom (bench/canned.ts), so that all send the same bytes.
 */

import { createServer, type RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Feed } from 'feed';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { etag } from 'hono/etag';
import { type Canned, type CannedDocument, readCanned } from './canned.ts';

const KINDS = {
  'node:http': bareListener,
  'hono hello': helloListener,
  'hono constant': constantListener,
  'hono feed': feedListener,
};

const [kind = '', folder = '', port = ''] = process.argv.slice(2);
const make = KINDS[kind as keyof typeof KINDS];
if (make === undefined) throw new Error(`no server is called ${kind}`);
createServer(make(readCanned(folder))).listen(Number(port), '127.0.0.1');

/** The least that Node can do: the same bytes and headers, one comparison of tags. */
function bareListener({ documents }: Canned): RequestListener {
  const byPath = new Map(documents.map((document) => [document.path, document]));
  return (request, response) => {
    const document = byPath.get(request.url ?? '');
    if (document === undefined) {
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      response.end('hello world');
      return;
    }
    if (request.headers['if-none-match'] === document.etag) {
      response.writeHead(304, document.notModified as string[]);
      response.end();
      return;
    }
    const { headers, bytes } = codingOf(document, request.headers['accept-encoding']);
    response.writeHead(200, headers as string[]);
    response.end(bytes);
  };
}

function codingOf({ codings }: CannedDocument, accepted: string | undefined) {
  const answer = codings[accepted ?? 'identity'] ?? codings['identity'];
  if (answer === undefined) throw new TypeError('every document was taken down as it is');
  return answer;
}

function helloListener(): RequestListener {
  return getRequestListener(new Hono().get('*', (c) => c.text('hello world')).fetch);
}

/** What a program with Hono can do at best: ready bytes in a Response. */
function constantListener({ documents }: Canned): RequestListener {
  const app = new Hono();
  for (const document of documents) {
    const { path } = document;
    app.get(path, (c) => {
      if (c.req.header('if-none-match') === document.etag) {
        return new Response(null, { status: 304, headers: pairsOf(document.notModified) });
      }
      const { headers, bytes } = codingOf(document, c.req.header('accept-encoding'));
      return new Response(bytes, { headers: pairsOf(headers) });
    });
  }
  return getRequestListener(app.fetch);
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 ? [] : [[name, flat[index + 1] ?? '']]));
}

/** What a tutorial builds: the feed made, hashed and compressed for every request. */
function feedListener({ items }: Canned): RequestListener {
  const app = new Hono().use(etag(), compress());
  app.get('/rss.xml', (c) => {
    const feed = new Feed({
      id: 'https://news.example/',
      title: 'News Example',
      description: 'News of the world',
      link: 'https://news.example/',
      copyright: 'News Example',
      updated: new Date('2024-06-30T00:00:00Z'),
    });
    for (const item of items) {
      const date = new Date(item.publishedAt);
      const { id, url: link, title, contentHtml: content } = item;
      feed.addItem({ id, link, title, content, date, published: date });
    }
    return c.body(feed.rss2(), 200, { 'Content-Type': 'application/rss+xml; charset=utf-8' });
  });
  return getRequestListener(app.fetch);
}
