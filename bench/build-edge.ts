/**
 * Builds the worker in both sizes by wrangler, and says how large they are and what is in them. Fails when the
 * one that only serves is over its limit, or when anything of Node is in a bundle without a reason.
 * `npm run build:edge -- --json`; with `--profile` also what a cold start costs.
 */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import {
  BUILDS,
  type BuildName,
  type Bundle,
  faultsOf,
  makeAssetsFolder,
  readBundle,
} from './edge-bundle.ts';
import { type Profile, profileColdStarts } from './edge-profile.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
  },
});
const SHOWN_PACKAGES = 12;
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'wireroom-build-'));
try {
  const bundles = { serveOnly: await buildWith('serveOnly'), full: await buildWith('full') };
  const coldStarts = flags.profile
    ? await profileColdStarts({ codes: codesOf(), rounds: Number(flags.rounds) })
    : undefined;
  const faults = faultsOf(bundles);
  if (flags.json) printJson(bundles, coldStarts, faults);
  else print(bundles, coldStarts);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function buildWith(name: BuildName): Promise<Bundle> {
  makeAssetsFolder();
  const outdir = join(folder, name);
  await run(
    process.execPath,
    [
      'node_modules/wrangler/bin/wrangler.js',
      ...['deploy', '--dry-run', '--minify', '--metafile', '--outdir', outdir],
      ...(name === 'serveOnly' ? ['--define', 'WIREROOM_SERVE_ONLY:true'] : []),
    ],
    { env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' } },
  );
  return readBundle(outdir);
}

function codesOf(): Readonly<Record<BuildName, string>> {
  const read = (name: BuildName): string => readFileSync(join(folder, name, 'worker.js'), 'utf8');
  return { serveOnly: read('serveOnly'), full: read('full') };
}

function printJson(
  { serveOnly, full }: Readonly<Record<BuildName, Bundle>>,
  coldStarts: Readonly<Record<BuildName, Profile>> | undefined,
  faults: readonly string[],
): void {
  const nodeImports = [...new Set([...serveOnly.nodeImports, ...full.nodeImports])];
  const sized = ({ bytes, gzipBytes, packages }: Bundle) => ({
    bytes,
    gzipBytes,
    packages: packages.slice(0, SHOWN_PACKAGES),
  });
  const found = { serveOnly: sized(serveOnly), full: sized(full), nodeImports };
  console.log(JSON.stringify({ ...found, coldStarts, faults }, undefined, 2));
}

function print(
  bundles: Readonly<Record<BuildName, Bundle>>,
  coldStarts: Readonly<Record<BuildName, Profile>> | undefined,
): void {
  console.table(
    BUILDS.map((name) => ({
      build: name,
      bytes: bundles[name].bytes,
      gzipBytes: bundles[name].gzipBytes,
      nodeImports: bundles[name].nodeImports.join(' ') || 'none',
    })),
  );
  if (coldStarts === undefined) return;
  console.log('milliseconds of CPU: reading the modules, the first feed, the next one');
  console.table(
    BUILDS.flatMap((build) =>
      (['median', 'least'] as const).map((kind) => ({ build, kind, ...coldStarts[build][kind] })),
    ),
  );
}
