import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

const BIN = resolve(import.meta.dirname, '../../src/cli/wireroom.mjs');

// A page of wire copy as it is copied from a browser, in our own words on a public event.
const PAGE = `Skip to the main content

Leaders of both Koreas to ride to the mountain together

SEOUL (Kyodo) -- The leaders of the two Koreas will visit Mount Paektu on the last day of their meeting, the South's presidential office said on Wednesday.

The visit was not part of the schedule that had been made public.

Also in The Example

The Example on social media
`;

interface Transcript {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: EditorFolder;

beforeAll(() => {
  folder = createFolder();
  folder.write('a.md', markdown('Envoys meet', 'tags: [diplomacy]'));
});
afterAll(() => folder.destroy());

function wireroom(...parameters: string[]): Promise<Transcript> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [BIN, ...parameters],
      { env: { PATH: process.env['PATH'] ?? '' } },
      (error, stdout, stderr) => {
        done({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}

describe('wireroom check', () => {
  test('counts files and ends with 0 where nothing is wrong', async () => {
    const { code, stdout, stderr } = await wireroom('check', folder.path);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '1 article files, no problems\n',
      stderr: '',
    });
  });

  test('prints each problem as JSON and ends with 1 for an error', async () => {
    const other = createFolder();
    other.write('broken.json', '{');
    const { code, stdout } = await wireroom('check', other.path, '--json');
    other.destroy();
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'broken.json', code: 'json-invalid', severity: 'error' },
    ]);
  });
});

describe('wireroom get', () => {
  test('prints a document and nothing else', async () => {
    const { code, stdout, stderr } = await wireroom(
      'get',
      '/topics/diplomacy/feed.json',
      '--folder',
      folder.path,
      '--base-url',
      'https://x.example',
    );
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      feed_url: 'https://x.example/topics/diplomacy/feed.json',
      items: [{ title: 'Envoys meet' }],
    });
  });

  test('ends with 1 where there is nothing', async () => {
    const { code, stderr } = await wireroom('get', '/topics/none/rss.xml', '--folder', folder.path);
    expect(code).toBe(1);
    expect(stderr).toContain('answered 404');
  });
});

describe('page text', () => {
  test('is explained: fields, and each topic with its rule and words', async () => {
    folder.write('page.txt', PAGE);
    const { code, stdout } = await wireroom(
      'explain',
      join(folder.path, 'page.txt'),
      '--folder',
      'articles',
      '--json',
    );
    const { article, problems, topics } = JSON.parse(stdout);
    folder.remove('page.txt');
    expect(code).toBe(0);
    expect(article).toMatchObject({
      headline: 'Leaders of both Koreas to ride to the mountain together',
      dateline: { places: ['SEOUL'], agency: 'Kyodo' },
      source: { name: 'Kyodo' },
    });
    expect(article.bodyHtml).toMatch(/^<p>The leaders of the two Koreas.*made public\.<\/p>$/s);
    expect(article.bodyHtml).not.toMatch(/Skip|Also in|social media|SEOUL/);
    expect(problems).toMatchObject([{ code: 'publication-date-missing', severity: 'warning' }]);
    for (const topic of topics) {
      expect(topic).toEqual({
        id: expect.any(String),
        line: expect.any(String),
        matched: expect.any(Array),
      });
    }
  });

  test('is imported once, with a permanent id, and the same story again is known', async () => {
    const target = createFolder();
    folder.write('in.txt', PAGE);
    const again = [
      'import',
      join(folder.path, 'in.txt'),
      '--folder',
      target.path,
      '--published',
      '2018-09-19T08:00:00Z',
    ];
    const first = await wireroom(...again);
    const second = await wireroom(...again);
    folder.remove('in.txt');
    const files = readdirSync(join(target.path, 'imported'));
    expect(first.code).toBe(0);
    expect(files).toEqual([
      '2018-09-19-leaders-of-both-koreas-to-ride-to-the-mountain-together.json',
    ]);
    const saved = JSON.parse(readFileSync(join(target.path, 'imported', files[0] ?? ''), 'utf8'));
    expect(saved.id).toMatch(/^urn:uuid:.{8}-.{4}-7/);
    expect(saved.publishedAt).toBe('2018-09-19T08:00:00.000Z');
    expect(second.stdout).toMatch(/^known /);
    expect((await wireroom('check', target.path)).stdout).toBe('1 article files, no problems\n');
    target.destroy();
  });
});

describe('a wrong call', () => {
  test.each([
    [['nonsense'], 2],
    [['get'], 2],
    [['serve', '--port', 'many'], 2],
    [['check', '/nonexistent-folder'], 3],
    [['explain', '/nonexistent.md'], 1],
    [['--help'], 0],
  ])('%j ends with %i', async (parameters, expected) => {
    const { code, stdout, stderr } = await wireroom(...parameters);
    expect(code).toBe(expected);
    expect(stdout + stderr).not.toBe('');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
