/** `wireroom topics`: a rule tried and applied over a real store. */

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { articlePath } from '../../src/feeds/urls.ts';
import { articleWrite } from '../../src/publish/write.ts';
import { applyTopics } from '../../src/runtime/apply-topics.ts';
import { type Database, openDatabase, SQLITE_FILE } from '../../src/runtime/database.ts';
import { openPublication } from '../../src/runtime/publication.ts';
import { buildArticle } from '../helpers/build.ts';
import { startWireroom, type Transcript, wireroom } from '../helpers/cli.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

const FLOODS = 'id: floods\nname: Floods\nmatch:\n  - {any: [flood], in: title}\n';

let folder: EditorFolder;
let data: EditorFolder;

beforeEach(() => {
  folder = createFolder();
  data = createFolder();
  folder.write('a.md', markdown('Rivers rise'));
});

afterEach(() => {
  folder.destroy();
  data.destroy();
});

const open = (): Promise<Database> =>
  openDatabase({ kind: 'sqlite', file: join(data.path, SQLITE_FILE) });

/** As a server leaves it: the folder's story and `count` others, every third of a flood. */
async function fill(count: number): Promise<void> {
  const database = await open();
  const { store } = database;
  const opened = await openPublication({
    folder: folder.path,
    store,
    baseUrl: 'https://news.example',
    fallbackUrl: '',
    now: () => new Date(),
    log: () => {},
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  await opened.value.sync();
  const now = new Date();
  const state = opened.value.state();
  const writes = Array.from({ length: count }, (_, index) => {
    const id = `urn:example:${String(index).padStart(5, '0')}`;
    const headline = index % 3 === 0 ? `A flood, ${index}` : `Rain, ${index}`;
    const article = buildArticle({ id, slug: `s-${index}`, headline });
    return articleWrite(article, { state, now, stored: undefined, isFirstLoad: false });
  });
  for (let from = 0; from < count; from += 500) {
    const part = writes.slice(from, from + 500);
    await store.commit({ at: now, writes: part, files: [], forgottenFiles: [] });
  }
  await database.close();
}

const run = (...parameters: readonly string[]): Promise<Transcript> =>
  wireroom(...parameters, '--data', data.path);

async function membersOf(topic: string): Promise<number> {
  const database = await open();
  const found = await database.store.listSelectors();
  await database.close();
  const isTopic = (kind: string, value: string, language?: string): boolean =>
    kind === 'topic' && value === topic && language === undefined;
  return (
    found.find(({ selector: { kind, value, language } }) => isTopic(kind, value, language))
      ?.members ?? 0
  );
}

describe('wireroom topics preview', () => {
  test('says what a file would hold, and leaves the store as it is', async () => {
    await fill(9);
    folder.write('topics/floods.yaml', FLOODS);
    const file = join(folder.path, 'topics/floods.yaml');
    const { code, stdout, stderr } = await run('topics', 'preview', file);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^topic: {6}floods \(new\)\nlooked at: {2}10 public stories, /);
    expect(stdout).toContain('enter:      3\n  A flood, 6  (urn:example:00006)\n');
    expect(stdout).toContain('    by match[0]: flood in title (flood)\n');
    const json = JSON.parse((await run('topics', 'preview', file, '--last', '4', '--json')).stdout);
    expect(json).toMatchObject({ topic: 'floods', lookedAt: 4, isKnown: false });
    expect(await membersOf('floods')).toBe(0);
  });

  test('tells faults with their place, and makes no store', async () => {
    folder.write('topics/floods.yaml', FLOODS);
    const file = join(folder.path, 'topics/floods.yaml');
    const nothing = await run('topics', 'preview', file);
    expect([nothing.code, nothing.stderr]).toEqual([
      3,
      expect.stringContaining('there is no store at'),
    ]);
    await fill(0);
    folder.write('topics/floods.yaml', 'name: F\nmatch:\n  - {anny: [x]}\n');
    const faulty = await run('topics', 'preview', file);
    expect(faulty.code).toBe(1);
    expect(faulty.stderr).toMatch(/floods\.yaml:3:6 .*key-unknown/);
    expect((await run('topics', 'preview', file, '--last', 'all')).code).toBe(2);
    expect((await run('topics', 'preview', `${file}.none`)).code).toBe(1);
  });
});

describe('wireroom explain', () => {
  const url = 'https://news.example/articles/s-1-';

  test('finds a stored article by id, path and address, by the rules in force there', async () => {
    folder.write('topics/floods.yaml', FLOODS);
    await fill(3);
    const byId = await run('explain', 'urn:example:00000');
    expect([byId.code, byId.stderr]).toEqual([0, '']);
    expect(byId.stdout).toContain('topic:      floods by match[0]: flood in title (flood)\n');
    const path = articlePath({ id: 'urn:example:00001', slug: 's-1' });
    for (const reference of [path, `https://news.example${path}`]) {
      const found = await run('explain', reference, '--topic', 'floods');
      expect(found.stdout).toMatch(/^why: {8}floods: match\[0\] misses flood in title$/m);
      expect(found.stdout).toContain(
        '  match[0] (line 4) does not hold\n    missing flood in title\n',
      );
    }
    const json = JSON.parse(
      (await run('explain', 'urn:example:00000', '--topic', 'floods', '--json')).stdout,
    );
    expect(json).toMatchObject({
      article: { id: 'urn:example:00000' },
      explanation: { id: 'floods', fired: 'match[0]' },
    });
    expect((await run('explain', `${url}000000000000`)).code).toBe(1);
    expect((await run('explain', 'urn:example:00000', '--topic', 'none')).code).toBe(1);
  });

  test('explains one topic of a file line by line', async () => {
    folder.write('topics/floods.yaml', FLOODS);
    const file = join(folder.path, 'a.md');
    const { stdout } = await run('explain', file, '--folder', folder.path, '--topic', 'floods');
    expect(stdout).toContain('headline:   Rivers rise\n');
    expect(stdout).toContain('why:        floods: match[0] misses flood in title\n');
  });
});

describe('wireroom topics apply', () => {
  test('applies a changed rule to every story, once', async () => {
    await fill(120);
    folder.write('topics/floods.yaml', FLOODS);
    const { code, stdout } = await run('topics', 'apply', folder.path);
    expect([code, stdout]).toEqual([0, '121 stories follow the rules, 40 changed their topics\n']);
    expect(await membersOf('floods')).toBe(40);
    expect((await run('topics', 'apply', folder.path)).stdout).toMatch(/^no rule changed/);
  });

  test('leaves a store alone that a server leads, or that none has filled', async () => {
    const database = await open();
    await database.store.migrate();
    const empty = await run('topics', 'apply', folder.path);
    expect([empty.code, empty.stderr]).toEqual([3, expect.stringContaining('start it once')]);
    await database.tryLock(() => {});
    const led = await run('topics', 'apply', folder.path);
    await database.close();
    expect([led.code, led.stderr]).toEqual([3, expect.stringMatching(/a server leads \S+: /)]);
  });

  test('waits for the end of the emergency stop, and keeps the base URL of the server', async () => {
    await fill(6);
    folder.write('topics/floods.yaml', FLOODS);
    await run('freeze');
    expect(await run('topics', 'apply', folder.path)).toMatchObject({ code: 1 });
    await run('thaw');
    expect(await run('topics', 'apply', folder.path)).toMatchObject({ code: 0 });
    const database = await open();
    const settings = (await database.store.readSettings()).settings;
    await database.close();
    expect(JSON.stringify(settings)).toContain('https://news.example');
    expect(JSON.stringify(settings)).not.toContain('localhost');
  });

  test('a topic with a fault is told and keeps its last good form', async () => {
    folder.write('topics/floods.yaml', FLOODS);
    await fill(6);
    folder.write('topics/floods.yaml', 'name: F\nmatch:\n  - {anny: [x]}\n');
    const { code, stderr } = await run('topics', 'apply', folder.path);
    expect([code, stderr]).toEqual([1, expect.stringContaining('key-unknown')]);
    expect(await membersOf('floods')).toBe(2);
  });

  test('an interrupted walk is gone on with by whoever comes next', async () => {
    await fill(300);
    folder.write('topics/floods.yaml', FLOODS);
    const database = await open();
    let steps = 0;
    const cut = await applyTopics(database.store, {
      folder: folder.path,
      baseUrl: undefined,
      now: () => new Date(),
      isStopping: () => steps > 1,
      onProgress: () => {
        steps += 1;
      },
    });
    await database.close();
    expect(cut).toMatchObject({ ok: true, value: { done: 100, isComplete: false } });
    // The rest alone: a hundred stories were looked at before.
    const rest = await run('topics', 'apply', folder.path);
    expect(rest.stdout).toBe('301 stories follow the rules, 100 changed their topics\n');
    expect(await membersOf('floods')).toBe(100);
  });

  test('Ctrl-C ends it at its next step, says how far it is, and the server goes on', async () => {
    await fill(3_000);
    folder.write('topics/floods.yaml', FLOODS);
    const { child, ended } = startWireroom('topics', 'apply', folder.path, '--data', data.path);
    const database = await open();
    const isBegun = async () => ((await database.store.readWalk())?.done ?? 0) > 0;
    while (child.exitCode === null && !(await isBegun())) {
      await new Promise((done) => setTimeout(done, 2));
    }
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    const walk = await database.store.readWalk();
    await database.close();
    expect(code).toBe(3);
    expect(stderr).toContain(`interrupted: ${walk?.done} of 3001 stories follow the rules\n`);
    expect(walk?.done).toBeLessThan(3_001);
    await serveOnce();
    expect(await membersOf('floods')).toBe(1_000);
  }, 30_000);
});

/** A server that starts, applies what is left, and ends. */
async function serveOnce(): Promise<void> {
  const database = await open();
  const opened = await openPublication({
    folder: folder.path,
    store: database.store,
    baseUrl: 'https://news.example',
    fallbackUrl: '',
    now: () => new Date(),
    log: () => {},
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  await opened.value.sync();
  while (opened.value.state().rulesChanged) await opened.value.tick();
  await database.close();
}
