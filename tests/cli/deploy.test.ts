/** A deployment as far as it goes without Cloudflare. */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWireroom, wireroom } from '../helpers/cli.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');

let folder: EditorFolder;
let project: EditorFolder;
beforeEach(() => {
  folder = createFolder();
  project = createFolder();
  folder.write('a.md', markdown('Envoys meet', 'tags: [diplomacy]'));
  folder.write('pictures/map.png', 'a map');
  project.write('wrangler.toml', projectFile());
});
afterEach(() => {
  folder.destroy();
  project.destroy();
});

/** The one of the sources, used from another folder. */
function projectFile(): string {
  return readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')
    .replace('"src/', `"${ROOT}/src/`)
    .replace('"./src/', `"${ROOT}/src/`)
    .replace('".wireroom/edge"', '"edge"');
}

const parameters = (...more: readonly string[]): readonly string[] => [
  'deploy',
  ...['--folder', folder.path, '--config', join(project.path, 'wrangler.toml')],
  ...more,
];

test('a deployment that is not told where the feeds will be is refused', async () => {
  const { code, stderr } = await wireroom(...parameters());
  expect(code).toBe(2);
  expect(stderr).toContain('base-url-missing');
});

test('a deployment without a database is refused, with what to do', async () => {
  const { code, stderr } = await wireroom(...parameters('--base-url', 'https://news.example'));
  expect(code).toBe(1);
  expect(stderr).toContain('npx wrangler d1 create wireroom');
});

test('a rehearsal fills a database, lays out pictures, builds the worker and leaves nothing else', async () => {
  folder.write('bad.json', '{"headline": ');
  folder.write('b.md', markdown('Held back', 'embargoedUntil: 2099-01-01T00:00:00Z'));
  const { code, stdout, stderr } = await startWireroom(...parameters('--dry-run', '--serve-only'))
    .ended;
  expect(stderr).toContain('bad.json');
  expect(stderr).toContain('warning base-url-missing');
  expect(stderr).toContain('warning clock-missing');
  expect(stdout).toContain('3 article files: 3 read, 0 removed');
  expect(stdout).toMatch(/D1: \d+ rows written by \d+ statements in [\d.]+ seconds/);
  expect(stdout).toContain('pictures: 1, of which 1 new');
  expect(stdout).toContain('--dry-run: exiting now.');
  expect(code).toBe(0);
  expect(existsSync(join(project.path, 'edge/media/pictures/map.png'))).toBe(true);
  expect(existsSync(join(project.path, '.wrangler/state'))).toBe(false);
});

test('a fault of the publication stops a rehearsal before anything is built', async () => {
  folder.write('topics/diplomacy.yaml', 'id: diplomacy\nname: {en: D}\nmatch:\n  - {tagg: x}\n');
  const { code, stdout } = await wireroom(...parameters('--dry-run'));
  expect([code, stdout]).toEqual([1, '']);
  expect(existsSync(join(project.path, 'edge'))).toBe(false);
});
