/** The worker as it is deployed, on workerd, over a D1 that a deployment filled: all under a clock that stands still. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleQuickly } from '../../bench/edge-bundle.ts';
import { Miniflare, type MiniflareOptions, WORKERD_VERSION } from '../../bench/miniflare.ts';
import { layOutAssets } from '../../src/runtime/edge-assets.ts';
import { seedStore } from '../../src/runtime/seed.ts';
import { createD1, type D1Binding } from '../../src/store/d1.ts';
import { createStore } from '../../src/store/sql-store.ts';
import type { RunningTarget } from './targets.ts';

export interface WorkerOptions {
  readonly folder: string;
  readonly baseUrl: string;
  readonly now: Date;
}

export async function startWorker(options: WorkerOptions): Promise<RunningTarget> {
  const assets = mkdtempSync(join(tmpdir(), 'wireroom-assets-'));
  layOutAssets(options.folder, assets);
  const { code } = await bundleQuickly('full');
  const miniflare = new Miniflare(
    settingsOf(options, { assets, code: new TextDecoder().decode(code) }),
  );
  const stop = async (): Promise<void> => {
    await miniflare.dispose();
    rmSync(assets, { recursive: true, force: true });
  };
  try {
    await seed((await miniflare.getD1Database('DB')) as unknown as D1Binding, options);
    const { origin } = await miniflare.ready;
    return { url: origin, version: WORKERD_VERSION, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function settingsOf(
  { now }: WorkerOptions,
  { assets, code }: { readonly assets: string; readonly code: string },
): MiniflareOptions {
  return {
    compatibilityDate: '2026-05-01',
    d1Databases: ['DB'],
    cf: false,
    host: '127.0.0.1',
    // Its access log is no news.
    handleRuntimeStdio: (out: NodeJS.ReadableStream, error: NodeJS.ReadableStream) =>
      void [out.resume(), error.resume()],
    serviceBindings: { ASSETS: (request: { readonly url: string }) => readAsset(assets, request) },
    modulesRoot: '/',
    modules: [
      {
        type: 'ESModule',
        path: '/entry.mjs',
        // The clock first: modules are read in the order of their imports.
        contents: "import './clock.mjs';\nexport { default } from './worker.mjs';",
      },
      { type: 'ESModule', path: '/clock.mjs', contents: clockAt(now) },
      { type: 'ESModule', path: '/worker.mjs', contents: code },
    ],
  } as MiniflareOptions;
}

function clockAt(now: Date): string {
  return `const Real = Date;
globalThis.Date = class extends Real {
  constructor(...parameters) {
    super(...(parameters.length === 0 ? [${now.getTime()}] : parameters));
  }
  static now() {
    return ${now.getTime()};
  }
};`;
}

function readAsset(folder: string, { url }: { readonly url: string }): Response {
  try {
    return new Response(readFileSync(join(folder, decodeURIComponent(new URL(url).pathname))));
  } catch {
    // No such file.
    return new Response(null, { status: 404 });
  }
}

async function seed(binding: D1Binding, { folder, baseUrl, now }: WorkerOptions): Promise<void> {
  const seeded = await seedStore({
    folder,
    store: createStore(createD1(binding)),
    baseUrl,
    fallbackUrl: baseUrl,
    now: () => now,
  });
  if (!seeded.ok) throw new Error(JSON.stringify(seeded.problems));
}
