/** The program as a process: what no call of its main function can show. */

import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
