/** `_headers` and `_redirects`, read as Cloudflare reads them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathKind } from '../../src/feeds/path-kind.ts';
import { headersFile } from '../../src/http/static-headers.ts';
import type { StaticManifest } from '../../src/http/static-manifest.ts';
import { redirectsFile } from '../../src/http/static-redirects.ts';
import { completeExport } from '../../src/runtime/export-extras.ts';
import { createExportFiles, filesOfManifest } from '../../src/runtime/export-files.ts';
import { openExportFolder } from '../../src/runtime/export-folder.ts';
import { readFolder, readManifest } from '../helpers/static-folder.ts';
import { type Exported, openExported } from './exported.ts';

let it: Exported;
let manifest: StaticManifest;

beforeAll(async () => {
  it = await openExported();
  await it.export();
  manifest = readManifest(it.target);
});
afterAll(() => it.destroy());

interface Rule {
  readonly pattern: RegExp;
  readonly headers: ReadonlyMap<string, string>;
}

/** Rules by pattern: of two with one pattern Cloudflare takes the last alone. */
function parseHeaders(text: string): readonly Rule[] {
  const blocks = text.split(/\n(?=\/)/).map((block) => block.trim().split('\n'));
  const rules = new Map(
    blocks.map(([pattern = '', ...lines]) => [
      pattern,
      new Map(
        lines.map((line) => {
          const [, name = '', value = ''] = /^ {2}([\w-]+): (.+)$/.exec(line) ?? [];
          return [name.toLowerCase(), value] as const;
        }),
      ),
    ]),
  );
  return [...rules].map(([pattern, headers]) => {
    const source = pattern
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace('*', '(?<splat>.*)')
      .replace(/:([A-Za-z]\w*)/g, '(?<$1>[^/]+)');
    return { pattern: new RegExp(`^${source}$`), headers };
  });
}

/** Values of all rules that match, joined as hosts join them. */
function headersFor(path: string, rules: readonly Rule[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { pattern, headers } of rules) {
    const match = pattern.exec(path);
    if (match === null) continue;
    for (const [name, value] of headers) {
      const placed = Object.entries(match.groups ?? {}).reduce(
        (text, [key, part]) => text.replaceAll(`:${key}`, part),
        value,
      );
      const before = found.get(name);
      found.set(name, before === undefined ? placed : `${before}, ${placed}`);
    }
  }
  return found;
}

/** Given by any host, or not to be had from one that knows files alone. */
const HOSTS_OWN = ['content-length', 'etag', 'last-modified', 'vary'];

describe('_headers', () => {
  test('gives every document the headers of the app', async () => {
    const rules = parseHeaders(readFileSync(join(it.target, '_headers'), 'utf8'));
    for (const path of Object.keys(manifest.documents).filter((one) => !one.includes('?'))) {
      // Hosts serve the index of a folder with a slash at its end.
      const asked = pathKind(path) === 'page' && path !== '/' ? `${path}/` : path;
      const app = [...(await it.ask(path)).headers].filter(([name]) => !HOSTS_OWN.includes(name));
      const given = new Map(headersFor(asked, rules));
      // A host knows the types of pictures.
      if (pathKind(path) === 'media') given.set('content-type', 'image/png');
      expect([path, [...given].sort()]).toEqual([path, app.sort()]);
    }
  });

  test('stays within the rules and the length of lines that Cloudflare takes', () => {
    const text = headersFile(manifest, it.room.now);
    expect(text.match(/^\//gm)?.length).toBeLessThanOrEqual(100);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(2_000);
    const patterns = text.match(/^\/.*$/gm) ?? [];
    expect(new Set(patterns).size).toBe(patterns.length);
  });

  test('puts the path of the base URL before every pattern', () => {
    const text = headersFile({ ...manifest, baseUrl: 'https://news.example/wire' }, it.room.now);
    const patterns = text.match(/^\/.*$/gm) ?? [];
    expect(patterns.filter((pattern) => !pattern.startsWith('/wire/'))).toEqual([]);
    expect(text).toContain('<https://news.example/wire/rss.xml>; rel="self"');
  });
});

describe('_redirects', () => {
  test('leads as the app does', async () => {
    const lines = readFileSync(join(it.target, '_redirects'), 'utf8').trim().split('\n');
    expect(lines).toContain('/topics/talks/* /topics/diplomacy/:splat 301');
    expect(lines.at(-1)).toContain('*');
    for (const line of lines.filter((one) => !one.includes('*'))) {
      const [from = '', to, status] = line.split(' ');
      const app = await it.ask(from);
      const location = app.headers.get('location')?.replace('https://news.example', '');
      expect([from, to, status]).toEqual([from, location, String(app.status)]);
    }
  });

  const many = (count: number): StaticManifest => ({
    ...manifest,
    archives: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `/archive/${index + 1}/rss.xml`,
        `/archive/${index + 1}-0123456789abcdef0123456789abcdef/rss.xml`,
      ]),
    ),
  });

  test('ends where hosts stop reading, and tells what is left', () => {
    const { text, archivesLeft } = redirectsFile(many(5_000));
    expect(text.length).toBeLessThanOrEqual(100_000);
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(2_100);
    expect(archivesLeft.length).toBeGreaterThan(3_000);
    expect(text).toContain('/feed/ /rss.xml 301');
    expect(text).toContain('/topics/talks/* /topics/diplomacy/:splat 301');
    for (const path of archivesLeft.slice(0, 20)) expect(text).not.toContain(`${path} `);
  });

  test('is helped out by files where archives find no room', () => {
    const present = manifest.archives['/archive/1/rss.xml'] ?? '';
    const archives = Object.fromEntries(
      Object.keys(many(5_000).archives).map((path) => [path, present]),
    );
    const folder = openExportFolder(it.target, filesOfManifest);
    const { site } = it.room.state;
    const now = () => it.room.now;
    const end = { folder, manifest: { ...manifest, archives }, site, now, written: new Set('') };
    completeExport(end);
    const files = readFolder(it.target);
    expect(files.get('archive/4999/rss.xml')).toBe(files.get(present.slice(1)));
    expect(files.has('archive/1/rss.xml')).toBe(false);
  });

  test('holds nothing that a host would read as a pattern or as another host, nor in place of a document', () => {
    const redirects = {
      '/star/*': '/rss.xml',
      '/:ph/x': '/rss.xml',
      '/to': '//evil.example/',
      '/topics': '/rss.xml',
      '/old': '/rss.xml',
    };
    const { text } = redirectsFile({ ...manifest, redirects });
    const own = text.split('\n').filter((line) => / \/rss\.xml 301$|evil/.test(line));
    expect(own).toEqual(['/old /rss.xml 301']);
  });

  test('leaves out what no line can hold', () => {
    const redirects = { '/old feed': '/rss.xml', '/#x': '/rss.xml' };
    const { text, left } = redirectsFile({ ...manifest, redirects });
    expect(left).toEqual(['/old feed', '/#x']);
    expect(text).not.toContain('old feed');
  });
});

describe('files of an export', () => {
  test.each([
    ['/media/Map.png', '/media/map.png', /cannot be told from that of \/media\/Map\.png/],
    ['/media/x.png', `/media/${'y'.repeat(300)}.png`, /too long/],
    ['/media/x.png', '/media/what%3F.png', /not every file system takes/],
    ['/media/x.png', '/media/con.png', /Windows keeps the name con\.png/],
    ['/media/x.png', '/media/%2e%2e/%2e%2e/etc.png', /cannot be a file/],
    ['/media/x.png', '/media/a%2fb.png', /cannot be a file/],
    ['/media/x.png', '/media/%zz.png', /cannot be a file/],
  ])('take %s, and tell why not %s', (first, second, reason) => {
    const files = createExportFiles();
    expect(files.take(first)).toHaveProperty('file');
    expect(files.take(second)).toMatchObject({ reason: expect.stringMatching(reason) });
  });

  test('are all those that were written', () => {
    const written = [...readFolder(it.target).keys()];
    const folded = new Set(written.map((name) => name.toLowerCase()));
    expect(folded.size).toBe(written.length);
  });
});
