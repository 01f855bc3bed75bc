/** What documents show and promise against the files and the numbers that they speak of. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { liveCaching } from '../src/http/headers.ts';
import { MAX_REPLICA_AGE_MS } from '../src/runtime/edge-store.ts';

const root = resolve(import.meta.dirname, '..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, one = '']) => one);

describe('a file that a document shows', () => {
  const shown = documents().flatMap((path) =>
    [...textOf(path).matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```/gm)].map(
      ([, file = '', block = '']) => ({ path, file, block }),
    ),
  );

  test.each(shown)('$file is in $path as it is', ({ file, block }) => {
    expect(block).toBe(textOf(file));
  });

  test('is every file of deploy/', () => {
    const files = readdirSync(join(root, 'deploy')).map((file) => `deploy/${file}`);
    expect(shown.map(({ file }) => file).sort()).toEqual(files.sort());
  });
});

describe('what caches of networks are told', () => {
  const told = liveCaching(300, Number.MAX_SAFE_INTEGER)['CDN-Cache-Control'] ?? '';

  test.each(['docs/cloudflare.md', 'src/http/headers.ts'])('is in %s as it is', (path) => {
    const [fresh, revalidating] = [...told.matchAll(/=(\d+)/g)].map(([, seconds]) =>
      Number(seconds),
    );
    expect(textOf(path)).toContain(`${(fresh ?? 0) + (revalidating ?? 0)} seconds`);
  });

  test('is quoted in docs/cloudflare.md, with the bound of replicas', () => {
    const document = textOf('docs/cloudflare.md');
    expect(document).toContain(`\`${told}\``);
    expect(document).toContain(`${MAX_REPLICA_AGE_MS / 1000} seconds`);
  });
});

test.each(documents())('the links of %s lead somewhere', (path) => {
  const links = found(textOf(path), /\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g);
  const missing = links.filter((link) => !existsSync(join(root, dirname(path), link)));
  expect(missing).toEqual([]);
});

function documents(): readonly string[] {
  const names = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...names.map((name) => `docs/${name}`)];
}
