/**
 * What a request costs: CPU microseconds of the server for a 304 and for 200 in each coding, beside a
 * bare Hono hello-world and bare node:http with the same bytes, in turn within one run. Outcomes are
 * checked before they are timed. `npm run bench` prints the medians and ratios.
 */

import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import os from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { openOffline } from '../src/cli/offline.ts';

const ROUNDS = 7;
const REQUESTS = 3_000;

interface Case {
  readonly name: string;
  readonly listener: RequestListener;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

const opened = await openOffline('articles');
if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
const { app } = opened.value.publication;
const wireroom = getRequestListener(app.fetch);
const hello = getRequestListener(new Hono().get('*', (c) => c.text('hello world')).fetch);
const reference = await app.request('/rss.xml', { headers: { 'accept-encoding': 'gzip' } });
const bytes = new Uint8Array(await reference.arrayBuffer());
const headers = Object.fromEntries(reference.headers);
const etag = reference.headers.get('etag') ?? '';
const bare: RequestListener = (request, response) => {
  const isSame = request.headers['if-none-match'] === etag;
  response.writeHead(isSame ? 304 : 200, headers);
  response.end(isSame ? undefined : bytes);
};
const conditional = { 'If-None-Match': etag, 'Accept-Encoding': 'gzip' };
const cases: readonly Case[] = [
  { name: 'wireroom 304', listener: wireroom, headers: conditional, status: 304 },
  { name: 'node:http 304', listener: bare, headers: conditional, status: 304 },
  { name: 'hono hello', listener: hello, headers: {}, status: 200 },
  {
    name: 'wireroom 200 gzip',
    listener: wireroom,
    headers: { 'Accept-Encoding': 'gzip' },
    status: 200,
  },
  {
    name: 'node:http 200 gzip',
    listener: bare,
    headers: { 'Accept-Encoding': 'gzip' },
    status: 200,
  },
  {
    name: 'wireroom 200 br',
    listener: wireroom,
    headers: { 'Accept-Encoding': 'br' },
    status: 200,
  },
  { name: 'wireroom 200 identity', listener: wireroom, headers: {}, status: 200 },
];

const results = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const one of cases) {
    const micros = await measure(one);
    // The first round warms caches and compiler.
    if (round > 0) results.get(one.name)?.push(micros);
  }
}
await opened.value.close();
print();

/** Client and server share the process, so the client's cost is part of every case alike. */
async function measure({ listener, headers: sent, status, name }: Case): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const lines = Object.entries(sent)
    .map(([key, value]) => `${key}: ${value}\r\n`)
    .join('');
  const request = `GET /rss.xml HTTP/1.1\r\nHost: localhost\r\n${lines}\r\n`;
  const socket = new Socket();
  await new Promise<void>((done) => {
    socket.connect(port, '127.0.0.1', done);
  });
  const before = process.cpuUsage();
  for (let count = 0; count < REQUESTS; count += 1) {
    const reply = await exchange(socket, request);
    if (!reply.startsWith(`HTTP/1.1 ${status}`)) throw new Error(`${name}: ${reply.slice(0, 80)}`);
  }
  const { user, system } = process.cpuUsage(before);
  socket.destroy();
  await new Promise((done) => server.close(done));
  return (user + system) / REQUESTS;
}

/** One request and its whole answer; resolves with the head. */
function exchange(socket: Socket, request: string): Promise<string> {
  return new Promise((done, fail) => {
    let head = '';
    let left = -1;
    const read = (chunk: Buffer): void => {
      let body = chunk.byteLength;
      if (left < 0) {
        const text = head + chunk.toString('latin1');
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) {
          head = text;
          return;
        }
        body = text.length - end - 4;
        head = text.slice(0, end);
        const isEmpty = head.startsWith('HTTP/1.1 304');
        left = isEmpty ? 0 : Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      }
      left -= body;
      if (left > 0) return;
      socket.off('data', read);
      socket.off('error', fail);
      done(head);
    };
    socket.on('data', read);
    socket.once('error', fail);
    socket.write(request);
  });
}

function print(): void {
  const [cpu] = os.cpus();
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${os.cpus().length} x ${cpu?.model}`,
  );
  console.log(
    `/rss.xml of the sample: ${bytes.byteLength} bytes gzip; ${ROUNDS} rounds of ${REQUESTS} requests`,
  );
  const nodeHttp = median(results.get('node:http 304') ?? []);
  console.log('case                    CPU us/request   (min - max)      of node:http 304');
  for (const [name, values] of results) {
    const sorted = [...values].sort((a, b) => a - b);
    const range = `(${sorted[0]?.toFixed(0)} - ${sorted.at(-1)?.toFixed(0)})`;
    const value = median(values);
    console.log(
      `${name.padEnd(24)}${value.toFixed(1).padStart(8)}         ${range.padEnd(16)}${(value / nodeHttp).toFixed(2)}`,
    );
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
