/** The worker as it is deployed, in both sizes: what is in it, and how large it is. */

import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

export const BUILDS = ['serveOnly', 'full'] as const;
export type BuildName = (typeof BUILDS)[number];

/** Gzipped: of a worker that only serves. Cloudflare takes 3 MB; what is small starts soon. */
export const MAX_SERVE_ONLY_BYTES = 80_000;

/** What of Node a bundle may import, each with its reason. Nothing so far. */
export const ALLOWED_NODE_IMPORTS: Readonly<Record<string, string>> = {};

export interface Bundle {
  readonly bytes: number;
  /** As wrangler tells it. */
  readonly gzipBytes: number;
  /** Modules of Node that it imports, such as `node:crypto`. */
  readonly nodeImports: readonly string[];
  /** Bytes of each package and folder of ours, the largest first. */
  readonly packages: readonly { readonly name: string; readonly bytes: number }[];
}

const ROOT = resolve(import.meta.dirname, '..');

/** By esbuild alone, with the options that wrangler gives it: for tests, in half a second. */
export async function bundleQuickly(
  name: BuildName,
): Promise<Bundle & { readonly code: Uint8Array }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/runtime/worker.ts'],
    bundle: true,
    minify: true,
    write: false,
    outfile: 'worker.js',
    metafile: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    alias: { 'xml-js': './src/runtime/xml-writer.mjs' },
    define: {
      'process.env.NODE_ENV': '"production"',
      ...(name === 'serveOnly' && { WIREROOM_SERVE_ONLY: 'true' }),
    },
    external: ['node:*', 'cloudflare:*'],
    keepNames: true,
    logLevel: 'silent',
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  return { ...describe(code, metafile), code };
}

/** What wrangler left in `folder`: the bundle and esbuild's account of it. */
export async function readBundle(folder: string): Promise<Bundle> {
  const metafile = JSON.parse(await readFile(join(folder, 'bundle-meta.json'), 'utf8')) as Metafile;
  return describe(await readFile(join(folder, 'worker.js')), metafile);
}

function describe(code: Uint8Array, { outputs }: Metafile): Bundle {
  const [output] = Object.values(outputs).filter(({ entryPoint }) => entryPoint !== undefined);
  if (output === undefined) throw new Error('esbuild made no worker');
  const bytes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
    const name = packageOf(file);
    bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
  }
  return {
    bytes: code.byteLength,
    gzipBytes: gzipSync(code).byteLength,
    nodeImports: output.imports.map(({ path }) => path).filter((path) => path.startsWith('node:')),
    packages: [...bytes]
      .map(([name, total]) => ({ name, bytes: total }))
      .sort((a, b) => b.bytes - a.bytes),
  };
}

function packageOf(file: string): string {
  const [, inside] = /.*node_modules\/(.+)/.exec(file) ?? [];
  const parts = (inside ?? file).split('/');
  return parts.slice(0, inside?.startsWith('@') || inside === undefined ? 2 : 1).join('/');
}

/** Faults in words; none when both builds are as they must be. */
export function faultsOf(bundles: Readonly<Record<BuildName, Bundle>>): readonly string[] {
  const { gzipBytes } = bundles.serveOnly;
  const imports = new Set(BUILDS.flatMap((name) => bundles[name].nodeImports));
  return [
    ...(gzipBytes > MAX_SERVE_ONLY_BYTES
      ? [`the worker that only serves has ${gzipBytes} bytes gzipped, over ${MAX_SERVE_ONLY_BYTES}`]
      : []),
    ...[...imports]
      .filter((path) => !(path in ALLOWED_NODE_IMPORTS))
      .map((path) => `${path} is imported without a reason in ALLOWED_NODE_IMPORTS`),
  ];
}

/** Where pictures are laid out: wrangler builds no worker without the folder. */
export function makeAssetsFolder(): void {
  mkdirSync(join(ROOT, '.wireroom/edge'), { recursive: true });
}
