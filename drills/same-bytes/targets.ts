/**
 * Where the sample publication is served for the comparison: one adapter for each runtime and store. A new
 * one (a worker, for example) is one more row of `createTargets`.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../tests/helpers/postgres-server.ts';
import { getRuntime, isMissing, RUNTIMES, type Runtime } from '../runtimes.ts';
import { startServer } from '../server.ts';
import { startExport } from './static-export.ts';

export interface Target {
  readonly name: string;
  /** Seeded by itself from the folder when it resolves. Throws MissingTarget when it cannot be had here. */
  start(folder: string): Promise<RunningTarget>;
}

export interface RunningTarget {
  /** Without a trailing slash. Documents name BASE_URL all the same. */
  readonly url: string;
  readonly version: string;
  /** False for paths that this target leaves to others; absent when it serves all. */
  readonly covers?: (path: string) => boolean;
  stop(): Promise<void>;
}

export class MissingTarget extends Error {}

/** Of every target: ids and links are made from it. As drills/server.ts passes it. */
export const BASE_URL = 'https://news.example';

/** The day after the newest sample story, so that the news sitemap holds some. */
export const NOW = '2019-11-21T12:00:00.000Z';

const SCRIPT = ['drills/same-bytes/serve-at.ts', NOW];

export function createTargets(): readonly Target[] {
  return [
    onRuntime('node20'),
    onRuntime('node24'),
    onRuntime('deno'),
    onRuntime('bun'),
    onPostgres('node24'),
    onWorkerd(),
    exported(),
  ];
}

function onRuntime(id: string): Target {
  return {
    name: `${titleOf(id)}, SQLite`,
    start: async (folder) => startOn(await runtimeOf(id), { folder }),
  };
}

function onWorkerd(): Target {
  return {
    name: 'workerd, D1',
    start: async (folder) => {
      const { startWorker } = await import('./worker-at.ts');
      return startWorker({ folder, baseUrl: BASE_URL, now: new Date(NOW) });
    },
  };
}

function onPostgres(id: string): Target {
  return {
    name: `${titleOf(id)}, PostgreSQL`,
    start: async (folder) => {
      const runtime = await runtimeOf(id);
      const postgres = await startPostgres();
      if ('missing' in postgres) throw new MissingTarget(postgres.missing);
      const databaseUrl = await postgres.createDatabase();
      const running = await startOn(runtime, { folder, databaseUrl });
      return {
        ...running,
        stop: async () => {
          await running.stop();
          await postgres.stop();
        },
      };
    },
  };
}

/** By the handler that serves an export on Workers. */
function exported(): Target {
  return {
    name: 'static export',
    start: async (folder) => {
      const { url, stop } = await startExport(folder, { baseUrl: BASE_URL, now: new Date(NOW) });
      return { url, stop, version: process.versions.node, covers: isExported };
    },
  };
}

/** Pages of stories link to explanations on a server, and to none in an export. */
function isExported(path: string): boolean {
  return !/^\/(?:feeds|search|api|articles)\/|^\/topics\/(?:schema\.json$|[^/]+\/why)/.test(path);
}

async function startOn(
  runtime: Runtime,
  options: { readonly folder: string; readonly databaseUrl?: string },
): Promise<RunningTarget> {
  const data = mkdtempSync(join(tmpdir(), 'wireroom-same-bytes-'));
  const program = runtime.scriptProgram;
  const server = await startServer({ ...options, data, program, script: SCRIPT });
  await server.loaded;
  return {
    url: server.url,
    version: runtime.version,
    stop: async () => {
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function runtimeOf(id: string): Promise<Runtime> {
  const kind = RUNTIMES.find((one) => one.id === id);
  if (kind === undefined) throw new TypeError(`there is no runtime ${id}`);
  const runtime = await getRuntime(kind);
  if (isMissing(runtime)) throw new MissingTarget(runtime.missing);
  return runtime;
}

function titleOf(id: string): string {
  return RUNTIMES.find((one) => one.id === id)?.title ?? id;
}
