import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { type RunningServer, serve } from '../../src/runtime/serve.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';
import { createDatabase } from '../helpers/postgres-server.ts';

const postgres = inject('postgres');
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';
const TOKEN = 'a-token-for-tests-only';
const SOON = { timeout: 8_000, interval: 25 };

let folder: EditorFolder;
let data: EditorFolder;
let servers: RunningServer[];
let events: string[];

beforeEach(() => {
  folder = createFolder();
  data = createFolder();
  servers = [];
  events = [];
  folder.write('a.md', markdown('Envoys meet in Stockholm', 'tags: [diplomacy]'));
});

afterEach(async () => {
  for (const server of servers) await server.close();
  folder.destroy();
  data.destroy();
});

async function start(databaseUrl: string | undefined): Promise<RunningServer> {
  const started = await serve({
    config: {
      folder: folder.path,
      host: '127.0.0.1',
      port: 0,
      dataFolder: join(data.path, 'store'),
      databaseUrl,
      baseUrl: 'https://news.example',
      allowMassRemoval: false,
      workers: 1,
      apiToken: TOKEN,
    },
    now: () => new Date(),
    log: (_level, event) => void events.push(event),
    report: () => {},
  });
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  servers.push(started.value);
  return started.value;
}

async function close(server: RunningServer): Promise<void> {
  servers = servers.filter((one) => one !== server);
  await server.close();
}

const call = (server: RunningServer, method: string, path: string, body: unknown = {}) =>
  fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const statusOf = async (server: RunningServer, path: string): Promise<number> =>
  (await fetch(server.url + path)).status;

async function documentOf(server: RunningServer, path: string) {
  const response = await fetch(server.url + path);
  return { etag: response.headers.get('etag'), text: await response.text() };
}

const stores: readonly [string, () => Promise<string | undefined>][] = [
  ['SQLite', async () => undefined],
  ...('url' in postgres
    ? [['PostgreSQL', () => createDatabase(postgres.url)] as [string, () => Promise<string>]]
    : []),
];

describe.each(stores)('two servers on one store, %s', (_name, newDatabase) => {
  test('serve the same bytes, and each what the other one took in', async () => {
    const url = await newDatabase();
    const [first, second] = [await start(url), await start(url)];
    expect(events.filter((event) => event === 'leading')).toHaveLength(1);
    await call(first, 'PUT', '/api/articles/urn:x:1', { headline: 'Through the first' });
    await call(second, 'PUT', '/api/articles/urn:x:2', { headline: 'Through the second' });
    for (const path of ['/rss.xml', '/atom.xml', '/feed.json', '/languages/en/atom.xml']) {
      const one = await documentOf(first, path);
      expect(await documentOf(second, path)).toEqual(one);
      expect(one.text).toContain('Through the first');
      expect(one.text).toContain('Through the second');
      expect(one.text).toContain('Envoys meet');
    }
  });

  test('follow one folder: its stories and its topics reach both', async () => {
    const url = await newDatabase();
    const [first, second] = [await start(url), await start(url)];
    folder.write(
      'topics/floods.yaml',
      'id: floods\nname: {en: Floods}\nmatch:\n  - {tag: floods}\n',
    );
    folder.write('b.md', markdown('Rivers rise', 'tags: [floods]'));
    for (const server of [second, first]) {
      await vi.waitFor(async () => {
        expect((await documentOf(server, '/topics/floods/rss.xml')).text).toContain('Rivers rise');
      }, SOON);
    }
  });

  test('lose no update of one article', async () => {
    const url = await newDatabase();
    const [first, second] = [await start(url), await start(url)];
    await call(first, 'PUT', '/api/articles/urn:x:1', { headline: 'Envoys meet' });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        call(index % 2 === 0 ? first : second, 'POST', '/api/articles/urn:x:1/correct', {
          note: `Note ${index}`,
        }),
      ),
    );
    const done = answers.filter(({ status }) => status === 200).length;
    const view = (await (await call(second, 'PUT', '/api/freeze')).json()) as { frozen: boolean };
    expect(view.frozen).toBe(true);
    const article = (await (await fetch(`${second.url}/api/articles/urn:x:1`)).json()) as {
      corrections: unknown[];
    };
    // Each one that was acknowledged is there; whoever kept losing was told so.
    expect(done).toBeGreaterThan(0);
    expect(article.corrections).toHaveLength(done);
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
    expect((await call(first, 'PUT', '/api/articles/urn:x:3', { headline: 'New' })).status).toBe(
      409,
    );
  });

  test('the one that stands by takes the folder over when the leader ends', async () => {
    const url = await newDatabase();
    const first = await start(url);
    const second = await start(url);
    await close(first);
    folder.write('late.md', markdown('A late story', 'section: Late'));
    await vi.waitFor(async () => {
      expect(await statusOf(second, '/sections/late/rss.xml')).toBe(200);
    }, SOON);
    expect(events.filter((event) => event === 'leading')).toHaveLength(2);
  });
});

describe.skipIf(missing !== '')(`over PostgreSQL${missing}`, () => {
  test('a second server waits for the first to configure an empty store', async () => {
    const url = await createDatabase('url' in postgres ? postgres.url : '');
    const [first, second] = await Promise.all([start(url), start(url)]);
    expect(await documentOf(first, '/rss.xml')).toEqual(await documentOf(second, '/rss.xml'));
  });
});
