/** A server as a process: how it starts, follows its folder, takes turns and stops. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DRILL_TOKEN, type ServerProcess, spawnServer, startServer } from '../../drills/server.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';
import { PROGRAM } from './program.ts';

const SOON = { timeout: 15_000, interval: 50 };

describe('a process', () => {
  let folder: EditorFolder;
  let data: EditorFolder;
  let servers: ServerProcess[];
  beforeEach(() => {
    folder = createFolder();
    data = createFolder();
    servers = [];
    folder.write('a.md', markdown('Envoys meet in Stockholm', 'tags: [diplomacy]'));
  });
  afterEach(async () => {
    for (const server of servers) await server.kill();
    folder.destroy();
    data.destroy();
  });
  const start = async (): Promise<ServerProcess> => {
    const server = await startServer({ folder: folder.path, data: data.path, program: PROGRAM });
    servers.push(server);
    await server.loaded;
    return server;
  };
  const spawned = (more: { readonly port: number; readonly databaseUrl?: string }) =>
    spawnServer({ folder: folder.path, data: data.path, program: PROGRAM, ...more });

  test('follows its folder, answers clients of every age, and stops when it is told', async () => {
    const server = await start();
    folder.write('b.md', markdown('A rocket is tested', 'tags: [weapons]'));
    await vi.waitFor(
      async () => expect(await bodyOf(`${server.url}/rss.xml`)).toContain('A rocket is tested'),
      SOON,
    );
    folder.remove('b.md');
    await vi.waitFor(
      async () => expect(await bodyOf(`${server.url}/rss.xml`)).not.toContain('rocket'),
      SOON,
    );
    const old = await rawAnswer(server.url, 'GET /rss.xml HTTP/1.0\r\n\r\n');
    expect(old).toMatch(/^HTTP\/1\.[01] 200 /);
    expect(old).toContain('</rss>');
    const huge = `GET /rss.xml HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`;
    expect(await rawAnswer(server.url, huge)).toMatch(/^HTTP\/1\.1 431 /);
    // A connection that is kept open must not keep the server from ending.
    await fetch(`${server.url}/rss.xml`).then((response) => response.text());
    expect(await server.stop('SIGINT')).toBe(0);
  });

  test('lets a request end that is under way, and takes no other', async () => {
    const server = await start();
    const body = JSON.stringify({ headline: 'Late news', bodyText: 'It came late.' });
    const slow = await openSocket(server.url);
    slow.write(postHead(body.length) + body.slice(0, 9));
    // Answered after the request above has arrived.
    await bodyOf(`${server.url}/healthz`);
    const stopped = server.stop();
    await vi.waitFor(async () => expect(await isTurnedAway(server.url)).toBe(true), SOON);
    slow.write(body.slice(9));
    expect(await untilEnd(slow)).toMatch(/^HTTP\/1\.1 201 /);
    expect(await stopped).toBe(0);
  });

  test('waits for no client that never finishes', async () => {
    const server = await start();
    const silent = await openSocket(server.url);
    const [half, stuck] = [await openSocket(server.url), await openSocket(server.url)];
    half.write('GET /rss.xml HT');
    stuck.write(postHead(100));
    await bodyOf(`${server.url}/healthz`);
    expect(await server.stop()).toBe(0);
    for (const socket of [silent, half, stuck]) socket.destroy();
  });

  test('stands by while another one leads, and takes over when that one dies', async () => {
    const first = await start();
    const second = await start();
    const path = '/api/articles/urn:uuid:0190d3c0-5f00-7000-8000-0000000000aa';
    const put = await first.call('PUT', path, {
      headline: 'From the first',
      bodyText: 'It did.',
    });
    expect(put.status).toBe(201);
    await vi.waitFor(
      async () => expect(await bodyOf(`${second.url}/rss.xml`)).toContain('From the first'),
      SOON,
    );
    await first.kill();
    folder.write('c.md', markdown('Written later', 'tags: [diplomacy]'));
    await vi.waitFor(
      async () => expect(await bodyOf(`${second.url}/rss.xml`)).toContain('Written later'),
      SOON,
    );
  });

  test('answers 503 until its store is open', async () => {
    const database = createServer(() => {}).listen(0, '127.0.0.1');
    await once(database, 'listening');
    const port = await freePort();
    const child = spawned({ port, databaseUrl: `postgres://a@127.0.0.1:${portOf(database)}/b` });
    try {
      await vi.waitFor(async () => {
        const { status, headers } = await fetch(`http://127.0.0.1:${port}/rss.xml`);
        expect(status).toBe(503);
        expect(headers.get('retry-after')).toBe('30');
      }, SOON);
    } finally {
      await killed(child);
      database.close();
    }
  });

  test('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const child = spawned({ port: portOf(other) });
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    const [code] = await once(child, 'close');
    other.close();
    expect(code).toBe(3);
    expect(said).toContain('give another with --port');
  });
});

function postHead(bytes: number): string {
  return (
    `POST /api/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${DRILL_TOKEN}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`
  );
}

const bodyOf = async (url: string): Promise<string> => (await fetch(url)).text();

async function isTurnedAway(url: string): Promise<boolean> {
  const response = await fetch(`${url}/rss.xml`).catch(() => undefined);
  await response?.text();
  return response === undefined || response.status === 503;
}

async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // What breaks later is seen by what was read.
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

async function rawAnswer(url: string, request: string): Promise<string> {
  const socket = await openSocket(url);
  socket.write(request);
  return untilEnd(socket);
}

/** Until the other side closes, or an answer without a long body has come. */
async function untilEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += String(chunk);
    if (/^HTTP\/1\.1 (?:201|4)/.test(text) && text.includes('\r\n\r\n')) socket.end();
  });
  await once(socket, 'close');
  return text;
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('it does not listen');
  return address.port;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
