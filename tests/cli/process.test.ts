/** The program as a process: what no call of its main function can show. */

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startWireroom, wireroom } from '../helpers/cli.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

let folder: EditorFolder;
let data: EditorFolder;

beforeEach(() => {
  folder = createFolder();
  data = createFolder();
  folder.write('a.md', markdown('日中会談', 'tags: [diplomacy]'));
});

afterEach(() => {
  folder.destroy();
  data.destroy();
});

describe('a process', () => {
  test('ends by itself with the code, the bytes and the messages of the command', async () => {
    folder.write('broken.json', '{');
    const store = join(data.path, 'store');
    const calls = [
      ['get', '/rss.xml', '--folder', folder.path],
      ['check', folder.path],
      ['nonsense'],
      ['token', 'list', '--data', store],
    ];
    const codes: number[] = [];
    for (const call of calls) {
      const transcript = await startWireroom(...call).ended;
      expect(transcript, call.join(' ')).toEqual(await wireroom(...call));
      codes.push(transcript.code);
    }
    expect(codes).toEqual([0, 1, 2, 3]);
    expect(await startWireroom('freeze', '--data', store).ended).toEqual({
      code: 0,
      stdout: 'frozen: nothing new comes out until `wireroom thaw`\n',
      stderr: '',
    });
  }, 60_000);

  test('whose reader has seen enough ends without a word', async () => {
    const { child, ended } = startWireroom('get', '/rss.xml', '--folder', folder.path);
    child.stdout.destroy();
    expect(await ended).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('wireroom serve --workers', () => {
  const start = () =>
    startWireroom(
      'serve',
      folder.path,
      '--workers',
      '2',
      '--port',
      '0',
      '--data',
      join(data.path, 'store'),
    );

  test('serves one store by several processes, starts one that died again, and ends with all', async () => {
    const { child, ended } = start();
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const [, url] = /^listening on (\S+) with 2 processes$/.exec(line) ?? [];
    const ask = async () => (await fetch(`${url}/rss.xml`)).text();
    expect(await ask()).toContain('日中会談');
    folder.write('b.md', markdown('Second story', 'tags: [diplomacy]'));
    await expect.poll(ask, { timeout: 20_000 }).toContain('Second story');
    const [victim] = await childrenOf(child.pid ?? 0);
    process.kill(victim ?? 0, 'SIGKILL');
    await expect
      .poll(async () => (await childrenOf(child.pid ?? 0)).length, { timeout: 20_000 })
      .toBe(2);
    await expect.poll(ask, { timeout: 20_000 }).toContain('Second story');
    const pids = await childrenOf(child.pid ?? 0);
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toContain('a worker ended and is started again');
    expect(pids.filter(isAlive)).toEqual([]);
  }, 90_000);

  test('ends when no process can listen', async () => {
    folder.write('publication.yaml', 'title: [');
    const { code, stderr } = await start().ended;
    expect(code).toBe(3);
    expect(stderr).toContain('publication.yaml');
  }, 60_000);

  test.each(['0', '65', 'many'])('takes no %s processes', async (count) => {
    const { code, stderr } = await wireroom('serve', folder.path, '--workers', count);
    expect(code).toBe(2);
    expect(stderr).toContain('is no number of processes');
  });
});

async function childrenOf(pid: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(pid)]);
  return stdout.split('\n').flatMap((line) => (line.trim() === '' ? [] : [Number(line)]));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('wireroom serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('serves until %s, and ends with 0', async (signal) => {
    const { child, ended } = startWireroom(
      'serve',
      folder.path,
      '--port',
      '0',
      '--data',
      data.path,
    );
    const [line] = await once(createInterface(child.stdout), 'line');
    const [, url = ''] = /^listening on (http:\S+)$/.exec(String(line)) ?? [];
    expect(await (await fetch(`${url}/rss.xml`)).text()).toContain('日中会談');
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 0, stdout: `listening on ${url}\n` });
  });
});
