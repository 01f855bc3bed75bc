import { renameSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Problem } from '../../src/model/result.ts';
import { type RunningServer, serve } from '../../src/runtime/serve.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

let folder: EditorFolder;
let data: EditorFolder;
let server: RunningServer | undefined;
let problems: Problem[];

beforeEach(() => {
  folder = createFolder();
  data = createFolder();
  problems = [];
  folder.write('a.md', markdown('Envoys meet in Stockholm', 'tags: [diplomacy]'));
  folder.write('b.md', markdown('A rocket is tested', 'tags: [weapons]'));
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  folder.destroy();
  data.destroy();
});

async function start(): Promise<string> {
  const started = await serve({
    config: {
      folder: folder.path,
      host: '127.0.0.1',
      port: 0,
      dataFolder: join(data.path, 'store'),
      baseUrl: 'https://news.example',
      allowMassRemoval: false,
      workers: 1,
      databaseUrl: undefined,
      apiToken: undefined,
    },
    now: () => new Date(),
    log: () => {},
    report: (found) => void problems.push(...found),
  });
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  server = started.value;
  return server.url;
}

async function stop(): Promise<void> {
  await server?.close();
  server = undefined;
}

async function tagsOf(url: string): Promise<readonly (string | null)[]> {
  const paths = ['/rss.xml', '/topics/diplomacy/atom.xml', '/topics/weapons/feed.json'];
  return Promise.all(paths.map(async (path) => (await fetch(url + path)).headers.get('etag')));
}

const bodyOf = async (url: string): Promise<string> => (await fetch(url)).text();

describe('a served folder', () => {
  test('shows a new, a changed and a removed file in the feeds it touches and in no other', async () => {
    const url = await start();
    const before = await tagsOf(url);
    folder.write('c.md', markdown('Talks go on', 'tags: [diplomacy]'));
    await vi.waitFor(async () => expect(await bodyOf(`${url}/rss.xml`)).toContain('Talks go on'), {
      timeout: 5_000,
      interval: 50,
    });
    const added = await tagsOf(url);
    expect(added.map((tag, index) => tag !== before[index])).toEqual([true, true, false]);
    folder.write('c.md', markdown('Talks go on in Oslo', 'tags: [diplomacy]'));
    await vi.waitFor(
      async () => expect(await bodyOf(`${url}/topics/diplomacy/rss.xml`)).toContain('in Oslo'),
      { timeout: 5_000, interval: 50 },
    );
    folder.remove('c.md');
    await vi.waitFor(async () => expect(await bodyOf(`${url}/rss.xml`)).not.toContain('Oslo'), {
      timeout: 5_000,
      interval: 50,
    });
    expect((await tagsOf(url))[2]).toBe(before[2]);
    // The feed's own date moved with the loss: a validator never goes back to an older document's.
    const after = await tagsOf(url);
    expect(after.map((tag, index) => tag === before[index])).toEqual([false, false, true]);
  });

  test('keeps the id of a renamed file', async () => {
    const url = await start();
    const idOf = async (): Promise<unknown> => {
      const { items } = JSON.parse(await bodyOf(`${url}/topics/diplomacy/feed.json`));
      return items.map((item: { id: string }) => item.id);
    };
    const before = await idOf();
    renameSync(join(folder.path, 'a.md'), join(folder.path, 'renamed.md'));
    folder.write('b.md', markdown('A second rocket is tested', 'tags: [weapons]'));
    await vi.waitFor(
      async () => expect(await bodyOf(`${url}/rss.xml`)).toContain('second rocket'),
      { timeout: 5_000, interval: 50 },
    );
    folder.write('renamed.md', markdown('Envoys met in Stockholm', 'tags: [diplomacy]'));
    await vi.waitFor(async () => expect(await bodyOf(`${url}/rss.xml`)).toContain('Envoys met'), {
      timeout: 5_000,
      interval: 50,
    });
    expect(await idOf()).toEqual(before);
  });

  test('follows a changed topic rule, and keeps the last good one while it is broken', async () => {
    const url = await start();
    folder.write(
      'topics/weapons.yaml',
      'id: weapons\nname: {en: Arms}\nmatch:\n  - {any: [Stockholm], in: title}\n',
    );
    await vi.waitFor(
      async () => expect(await bodyOf(`${url}/topics/weapons/feed.json`)).toContain('Stockholm'),
      { timeout: 5_000, interval: 50 },
    );
    const good = await bodyOf(`${url}/topics/weapons/feed.json`);
    folder.write('topics/weapons.yaml', 'id: weapons\nmatch: [');
    await vi.waitFor(
      () => expect(problems.some(({ file }) => file === 'topics/weapons.yaml')).toBe(true),
      { timeout: 5_000, interval: 50 },
    );
    expect(await bodyOf(`${url}/topics/weapons/feed.json`)).toBe(good);
  });

  test('changes no ETag by a restart, nor by a lost store', async () => {
    const before = await tagsOf(await start());
    await stop();
    expect(await tagsOf(await start())).toEqual(before);
    await stop();
    rmSync(join(data.path, 'store'), { recursive: true });
    expect(await tagsOf(await start())).toEqual(before);
  });
});

interface RawReply {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly bytes: number;
}

/** Without fetch, which hides codings and sets headers of its own. */
function raw(url: string, headers: Record<string, string>, method = 'GET'): Promise<RawReply> {
  return new Promise((done, fail) => {
    const sent = request(url, { method, headers, agent: false }, (reply) => {
      let bytes = 0;
      reply.on('data', (chunk: Uint8Array) => {
        bytes += chunk.byteLength;
      });
      reply.on('end', () => done({ status: reply.statusCode, headers: reply.headers, bytes }));
    });
    sent.on('error', fail);
    sent.end();
  });
}

describe('over a real socket with gzip', () => {
  test('the conditional matrix holds', async () => {
    folder.write('a.md', markdown('Envoys meet', 'tags: [diplomacy]', 'A long text. '.repeat(100)));
    const url = `${await start()}/topics/diplomacy/atom.xml`;
    const gzip = { 'Accept-Encoding': 'gzip' };
    const full = await raw(url, gzip);
    const etag = String(full.headers['etag']);
    const date = String(full.headers['last-modified']);
    expect(full.headers['content-encoding']).toBe('gzip');
    expect(full.headers['content-length']).toBe(String(full.bytes));
    expect(full.headers['set-cookie']).toBeUndefined();
    const cases: readonly (readonly [Record<string, string>, number])[] = [
      [{ 'If-None-Match': etag }, 304],
      [{ 'If-None-Match': etag.replace('W/', '') }, 304],
      [{ 'If-None-Match': `"x", ${etag}` }, 304],
      [{ 'If-None-Match': '*' }, 304],
      [{ 'If-None-Match': '"x"', 'If-Modified-Since': date }, 200],
      [{ 'If-Modified-Since': date }, 304],
      [{ 'If-Modified-Since': 'Sat, 01 Jan 2000 00:00:00 GMT' }, 200],
      [{ 'If-Modified-Since': 'never' }, 200],
    ];
    for (const [condition, status] of cases) {
      for (const method of ['GET', 'HEAD']) {
        const reply = await raw(url, { ...gzip, ...condition }, method);
        expect(reply.status, `${method} ${JSON.stringify(condition)}`).toBe(status);
        if (status === 304 || method === 'HEAD') expect(reply.bytes).toBe(0);
        for (const name of [
          'etag',
          'last-modified',
          'cache-control',
          'vary',
          'link',
          'access-control-allow-origin',
        ]) {
          expect(reply.headers[name], name).toBe(full.headers[name]);
        }
      }
    }
  });
});
