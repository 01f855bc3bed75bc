import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/runtime/database.ts';
import { type Transcript, wireroom } from '../helpers/cli.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

let folder: EditorFolder;
let room: string;

beforeEach(() => {
  folder = createFolder();
  folder.write('a.md', markdown('Envoys meet', 'tags: [diplomacy]'));
  folder.write('b.md', markdown('Gulls return', '', 'Quagmire.'));
  room = mkdtempSync(join(tmpdir(), 'wireroom-'));
});
afterEach(() => {
  folder.destroy();
  rmSync(room, { recursive: true, force: true });
});

const URL_FLAGS = ['--base-url', 'https://news.example'] as const;
const dist = (file = ''): string => join(room, 'dist', file);
const textOf = (file: string): string => readFileSync(dist(file), 'utf8');

function run(...more: readonly string[]): Promise<Transcript> {
  const places = ['--folder', folder.path, '--data', join(room, 'data')];
  return wireroom('export', dist(), ...places, ...more);
}

describe('wireroom export', () => {
  test.each([
    ['inside the folder of the publication', () => join(folder.path, 'dist')],
    ['the folder itself', () => folder.path],
    ['around it', () => join(folder.path, '..')],
    ['a file', () => join(folder.path, 'a.md')],
  ])('refuses a target that is %s', async (_what, target) => {
    const places = ['--folder', folder.path, '--data', join(room, 'data')];
    const { code, stderr } = await wireroom('export', target(), ...places, ...URL_FLAGS);
    expect(code).toBe(3);
    expect(stderr).toMatch(/lie in one another|is no folder/);
    expect(existsSync(join(room, 'data'))).toBe(false);
  });

  test('lets one process write at a time, and takes over from one that died', async () => {
    await run(...URL_FLAGS);
    writeFileSync(dist('.wireroom-export.lock'), String(process.pid));
    const { code, stderr } = await run(...URL_FLAGS);
    expect(code).toBe(3);
    expect(stderr).toContain(`process ${process.pid} writes an export`);
    // No process has this number: it is over every limit.
    writeFileSync(dist('.wireroom-export.lock'), '99999999');
    expect((await run(...URL_FLAGS)).code).toBe(0);
    expect(existsSync(dist('.wireroom-export.lock'))).toBe(false);
  });

  test('deletes nothing outside its folder, whatever its journal names', async () => {
    await run(...URL_FLAGS);
    writeFileSync(join(room, 'victim.txt'), 'mine');
    writeFileSync(dist('.wireroom-export.journal'), '../victim.txt\n');
    expect((await run(...URL_FLAGS)).code).toBe(0);
    expect(existsSync(join(room, 'victim.txt'))).toBe(true);
  });

  test('writes a folder, and nothing when nothing has changed', async () => {
    const first = await run(...URL_FLAGS);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^\d+ documents in .*dist: \d+ files written, 0 unchanged, 0 del/);
    expect(textOf('topics/diplomacy/rss.xml')).toContain('https://news.example/');
    const second = await run(...URL_FLAGS, '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({ written: 0, deleted: 0, left: [] });
  });

  test('tells when the next embargo lifts, and nothing of its story', async () => {
    folder.write('c.md', markdown('Amaranth', 'embargoedUntil: 2098-05-06T07:00:00Z'));
    const { stdout } = await run(...URL_FLAGS);
    expect(stdout).toContain('due at 2098-05-06T07:00:00Z');
    expect(textOf('rss.xml')).not.toContain('Amaranth');
  });

  test('takes a file that vanished out of everything, and tells of it where tombstones are', async () => {
    await run(...URL_FLAGS);
    folder.remove('b.md');
    const { stdout } = await run(...URL_FLAGS);
    expect(stdout).toMatch(/[1-9]\d* deleted/);
    expect(textOf('rss.xml')).not.toContain('Quagmire');
    expect(textOf('tombstones/atom.xml')).toContain('deleted-entry');
  });

  test('writes what it can when a file has a fault, and ends with 1', async () => {
    folder.write('broken.json', '{');
    const { code, stderr } = await run(...URL_FLAGS);
    expect(code).toBe(1);
    expect(stderr).toContain('json-invalid');
    expect(textOf('rss.xml')).toContain('Envoys meet');
  });

  test('refuses a folder of somebody else before it makes a store', async () => {
    const { code, stderr } = await wireroom('export', folder.path, '--data', join(room, 'data'));
    expect(code).toBe(3);
    expect(stderr).toContain('holds no export');
    expect(existsSync(join(room, 'data'))).toBe(false);
  });

  test('warns when nothing says where the files will lie', async () => {
    const { code, stderr } = await run();
    expect(code).toBe(0);
    expect(stderr).toContain('warning: every link leads to http://localhost:8787');
  });

  test('writes what the store holds while a server leads it', async () => {
    await run(...URL_FLAGS);
    const file = join(room, 'data', 'wireroom.sqlite');
    const server = await openDatabase({ kind: 'sqlite', file });
    try {
      await server.tryLock(() => {});
      folder.write('d.md', markdown('Not yet read'));
      const { code, stdout } = await run(...URL_FLAGS);
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/ 0 files/),
      });
      const other = await run('--base-url', 'https://other.example');
      expect(other).toMatchObject({ code: 3 });
      expect(other.stderr).toContain('a server leads this store, as https://news.example');
    } finally {
      await server.close();
    }
    await run(...URL_FLAGS);
    expect(textOf('rss.xml')).toContain('Not yet read');
  });

  test('goes on where a run was cut short', async () => {
    await run(...URL_FLAGS);
    writeFileSync(dist('.wireroom-export.journal'), 'articles/lost/index.html\n');
    rmSync(dist('.wireroom-export.json'));
    const { code, stdout } = await run(...URL_FLAGS);
    expect(code).toBe(0);
    expect(stdout).toContain('0 deleted');
    expect(existsSync(dist('.wireroom-export.journal'))).toBe(false);
  });
});
