/**
 * Wrangler as a deployment uses it: its configuration file, the D1 that this names, as it is on this machine
 * or at Cloudflare, and its commands. A development dependency, so it is loaded only when it is asked for.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../model/errors.ts';
import type { D1Binding, D1Statement } from '../store/d1.ts';

export interface WranglerProject {
  /** `wrangler.toml`, or what was given with `--config`. */
  readonly configPath: string;
  /** Section of it, as of `--env`. */
  readonly environment: string | undefined;
}

export interface OpenedD1 {
  readonly binding: D1Binding;
  close(): Promise<void>;
}

/** Where the rows lie: in a folder of this machine, or in the account of whoever deploys. */
export type D1Place = { readonly folder: string } | 'remote';

/** Where wrangler itself keeps what it simulates, below the folder of its configuration. */
export const LOCAL_STATE = '.wrangler/state';
/** What is made for wrangler from its configuration. */
const MADE_FOLDER = '.wireroom/deploy';

const BINDING = 'DB';
/** As in the file that comes with the sources. */
const NO_DATABASE = /^[0-]*$/;

/** No reports, no banner, and no question to the network that a local run could do without. */
const QUIET = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
} as const;

type Table = Readonly<Record<string, unknown>>;

/** Throws `invalid-input` when the configuration names no database `DB`, or none that is there to deploy to. */
export async function openD1(project: WranglerProject, place: D1Place): Promise<OpenedD1> {
  const { name = 'wireroom', compatibility_date, account_id } = await readConfig(project);
  const database = await readDatabase(project);
  if (place === 'remote' && NO_DATABASE.test(String(database['database_id'] ?? ''))) {
    const message = `${project.configPath} names no D1 database yet; make one with \`npx wrangler d1 create wireroom\` and write its id there as database_id`;
    throw new AppError('invalid-input', message);
  }
  const configPath = writeMade(project, 'd1.json', {
    name,
    compatibility_date,
    ...(account_id !== undefined && { account_id }),
    d1_databases: [{ ...database, remote: place === 'remote' }],
  });
  Object.assign(process.env, { ...QUIET, ...process.env });
  const { getPlatformProxy } = await import('wrangler');
  const proxy = await getPlatformProxy({
    configPath,
    remoteBindings: place === 'remote',
    persist: place === 'remote' ? false : { path: join(resolve(place.folder), 'v3') },
  });
  return { binding: keepStatements(proxy.env[BINDING] as D1Binding), close: () => proxy.dispose() };
}

/** Each call of the proxy that is no promise stops this process for milliseconds, so none is made twice. */
function keepStatements(binding: D1Binding): D1Binding {
  const prepared = new Map<string, D1Statement>();
  return {
    prepare: (sql) => {
      const statement = prepared.get(sql) ?? binding.prepare(sql);
      prepared.set(sql, statement);
      return statement;
    },
    batch: (statements) => binding.batch(statements),
  };
}

async function readConfig({ configPath, environment }: WranglerProject): Promise<Table> {
  const { experimental_readRawConfig: read } = await import('wrangler');
  const config = read({ config: configPath }).rawConfig as Table;
  const sections = (config['env'] ?? {}) as Readonly<Record<string, Table>>;
  return { ...config, ...(environment !== undefined && sections[environment]) };
}

async function readDatabase(project: WranglerProject): Promise<Table> {
  const { d1_databases: databases } = await readConfig(project);
  const found = ((databases ?? []) as readonly Table[]).find(({ binding }) => binding === BINDING);
  if (found !== undefined) return found;
  const message = `${project.configPath} has no [[d1_databases]] with binding = "${BINDING}"`;
  throw new AppError('invalid-input', message);
}

/** Where the configuration wants the pictures laid out; undefined for a worker without any. */
export async function readAssetsFolder(project: WranglerProject): Promise<string | undefined> {
  const { directory } = ((await readConfig(project))['assets'] ?? {}) as { directory?: string };
  return directory && resolve(dirname(project.configPath), directory);
}

/** The configuration of a worker that only serves: built without what writes, and without a clock. */
export function writeServeOnlyConfig(project: WranglerProject): Promise<string> {
  return writeConfig(project, 'serve-only.json', ({ define }) => ({
    define: { ...(define as Table | undefined), WIREROOM_SERVE_ONLY: 'true' },
    triggers: { crons: [] },
  }));
}

/**
 * Writes the configuration with changes, beside others that are made of it, and resolves with its path. Paths
 * in it are made absolute, since it stands in another folder.
 */
export async function writeConfig(
  project: WranglerProject,
  name: string,
  change: (config: Table) => Table,
): Promise<string> {
  const { experimental_readRawConfig: read } = await import('wrangler');
  const given = read({ config: project.configPath }).rawConfig as Table;
  const root = dirname(resolve(project.configPath));
  const absolute = (path: unknown): string => resolve(root, String(path));
  const { main, assets, alias } = given as { main?: string; assets?: Table; alias?: Table };
  const aliases = Object.entries(alias ?? {}).map(([from, to]) => [
    from,
    String(to).startsWith('.') ? absolute(to) : to,
  ]);
  const config: Table = {
    ...given,
    main: absolute(main),
    ...(assets && { assets: { ...assets, directory: absolute(assets['directory']) } }),
    alias: Object.fromEntries(aliases),
  };
  return writeMade(project, name, { ...config, ...change(config) });
}

function writeMade(project: WranglerProject, name: string, content: Table): string {
  const file = resolve(dirname(project.configPath), MADE_FOLDER, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  return file;
}

/** Runs a command of wrangler in this terminal; resolves with its exit code. */
export async function runWrangler(
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const package_ = createRequire(import.meta.url).resolve('wrangler/package.json');
  const program = join(dirname(package_), 'bin/wrangler.js');
  const child = spawn(process.execPath, [program, ...parameters], {
    stdio: 'inherit',
    env: { ...QUIET, ...environment },
  });
  forwardSignals(child);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 3));
  });
}

/** Miniflare, closed by now, would still end this process at a signal, before the child has heard of it. */
function forwardSignals(child: ChildProcess): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => void child.kill(signal));
  }
}
