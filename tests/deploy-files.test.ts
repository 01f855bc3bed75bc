/** The files of `deploy/` against the server that they start: what they name is there, and nothing else is let in. */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../src/runtime/config.ts';

const root = resolve(import.meta.dirname, '..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, one = '']) => one);

/** Every variable that the server reads. */
const KNOWN = new Set(found(textOf('src/runtime/config.ts'), /environment\['([A-Z_]+)'\]/g));
const DEFAULTS = parseConfig({}, {});
const PORT = DEFAULTS.ok ? DEFAULTS.value.port : 0;

describe('the image', () => {
  const dockerfile = textOf('deploy/Dockerfile');
  const copied = found(dockerfile, /^COPY (?!--from)(.+) \S+$/gm).flatMap((list) =>
    list.split(' '),
  );

  test('copies what is there, and .dockerignore lets in that and no more', () => {
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const [first, ...allowed] = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
    expect(allowed.map((line) => line.slice(1)).sort()).toEqual([...new Set(copied)].sort());
  });

  test('starts the server as another user than root, by a file that is copied', () => {
    const [command] = found(dockerfile, /^CMD (.+)$/gm).slice(-1);
    const [program, script, verb, folder] = JSON.parse(command ?? '[]') as string[];
    expect([program, verb, folder]).toEqual(['node', 'serve', '/articles']);
    expect(copied).toContain(script?.split('/')[0]);
    expect(existsSync(join(root, script ?? ''))).toBe(true);
    expect(dockerfile.indexOf('\nUSER node')).toBeLessThan(dockerfile.indexOf('\nCMD'));
  });

  test('sets variables that the server reads, and asks the path that it answers', () => {
    const [line = ''] = found(dockerfile, /^ENV (.+)$/gm);
    const variables = Object.fromEntries(line.split(' ').map((pair) => pair.split('=')));
    expect(Object.keys(variables).filter((name) => !KNOWN.has(name))).toEqual(['NODE_ENV']);
    expect(parseConfig({}, variables)).toMatchObject({
      ok: true,
      value: { host: '0.0.0.0', port: PORT, dataFolder: '/data' },
    });
    expect(dockerfile).toContain('/healthz');
  });

  test('installs what the lock file says, without scripts of packages', () => {
    expect(dockerfile).toContain('npm ci --omit=dev --ignore-scripts');
  });
});

test('the compose file builds that image, waits for its database, and sets what the server reads', () => {
  const { services, volumes } = parse(textOf('deploy/compose.yaml'));
  const { wireroom, database } = services;
  expect(existsSync(join(root, 'deploy', wireroom.build.context, wireroom.build.dockerfile))).toBe(
    true,
  );
  expect(Object.keys(wireroom.environment).filter((name) => !KNOWN.has(name))).toEqual([]);
  expect(Object.keys(wireroom.depends_on)).toEqual(['database']);
  expect(database.healthcheck.test).toContain('pg_isready');
  expect(Object.keys(volumes)).toEqual(['database']);
  // Nobody reaches the server, or its database, past the proxy.
  expect(wireroom.ports).toEqual([`127.0.0.1:${PORT}:${PORT}`]);
  expect(database.ports).toBeUndefined();
});

describe('the service', () => {
  const unit = textOf('deploy/wireroom.service');
  const valuesOf = (key: string): readonly string[] =>
    found(unit, new RegExp(`^${key}=(.*)$`, 'gm'));

  test('starts a file that is there, in the folder that the document names', () => {
    const [start = ''] = valuesOf('ExecStart');
    const [, script = '', ...rest] = start.split(' ');
    expect(script.startsWith('/opt/wireroom/')).toBe(true);
    expect(existsSync(join(root, script.replace('/opt/wireroom/', '')))).toBe(true);
    expect(rest).toEqual(['serve', '/srv/articles']);
    expect(valuesOf('WorkingDirectory')).toEqual(['/opt/wireroom']);
  });

  test('keeps the store where systemd makes its folder', () => {
    expect(valuesOf('StateDirectory')).toEqual(['wireroom']);
    expect(valuesOf('Environment')).toContain('WIREROOM_DATA=/var/lib/wireroom');
  });

  test('has an environment of variables that the server reads, and takes', () => {
    const lines = found(textOf('deploy/wireroom.env'), /^#?([A-Z_]+=.*)$/gm);
    const variables = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s)));
    expect(Object.keys(variables).filter((name) => !KNOWN.has(name))).toEqual([]);
    expect(parseConfig({}, variables).problems).toEqual([]);
    expect(valuesOf('EnvironmentFile')).toEqual(['/etc/wireroom.env']);
  });
});

test.each(['nginx.conf', 'nginx-cache.conf', 'Caddyfile'])(
  '%s passes on to the port of the server, and compresses nothing again',
  (file) => {
    const text = textOf(`deploy/${file}`);
    expect(text).toContain(`127.0.0.1:${PORT}`);
    expect(text).not.toMatch(/^\s*(?:encode|gzip on|brotli on)/m);
  },
);

test('a cache in front asks for no delta, and keeps nothing for longer than it is told', () => {
  const text = textOf('deploy/nginx-cache.conf');
  expect(text).toContain('proxy_set_header A-IM "";');
  expect(text).not.toMatch(
    /^\s*(?:proxy_cache_use_stale|proxy_cache_valid|proxy_ignore_headers.*Cache-Control)/m,
  );
});

test('the worker that only serves has the bindings of the other, but for the API', () => {
  const bindings = (text: string): readonly string[] =>
    found(text, /^(?:binding|database_name|directory|run_worker_first|html_handling) = (.+)$/gm);
  expect(bindings(textOf('deploy/wrangler-read.toml'))).toEqual(bindings(textOf('wrangler.toml')));
});
