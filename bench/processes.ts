/** Servers as processes of their own, pinned to one core; nothing of ours outlives the bench. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds, pinTo } from './machine.ts';

export const ROOT = resolve(import.meta.dirname, '..');
export const TOKEN = 'a-token-for-the-bench-only';
/** What links say; `serve` would take its port, which differs. */
export const BASE_URL = 'https://news.example';

const START_MS = 15 * 60_000;
const STOP_MS = 5_000;
const LOOK_MS = 20;
const QUIET_MS = 250;
/** Of one core. */
const QUIET_SHARE = 0.1;

export interface Running {
  readonly pid: number;
  readonly port: number;
  /** Empties the log, which a million requests would fill the disk with. */
  forgetLog(): void;
  stop(): Promise<void>;
}

export interface Launch {
  readonly command: readonly string[];
  readonly port: number;
  /** Standard output and standard error, appended. */
  readonly logFile: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** False where the work is not the point, or where several processes want a core each. */
  readonly isPinned?: boolean;
  /** A path that answers 200 once it serves; any answer of `/` will do when left out. */
  readonly readyPath?: string;
  /** What the log says once everything is there. */
  readonly readyLine?: RegExp;
}

/** Resolves when it answers. */
export async function launch(options: Launch): Promise<Running> {
  const { command, port, logFile, cwd = ROOT, env = {}, isPinned = true } = options;
  const [program = '', ...parameters] = command;
  const log = openSync(logFile, 'a');
  const child = spawn(program, parameters, {
    cwd,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env },
  });
  closeSync(log);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    await end(child);
  };
  try {
    await untilReady(child, options);
  } catch (error) {
    await stop();
    throw error;
  }
  if (isPinned && child.pid !== undefined) pinTo(0, child.pid);
  return { pid: child.pid ?? 0, port, stop, forgetLog: () => truncateSync(logFile) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await once(child, 'exit');
  clearTimeout(late);
}

async function untilReady(child: ChildProcess, options: Launch): Promise<void> {
  const { logFile } = options;
  const until = performance.now() + START_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(lastLinesOf(logFile));
    if (await isReady(options)) return;
    await delay(LOOK_MS);
  }
  throw new Error(`the server does not answer: ${lastLinesOf(logFile)}`);
}

async function isReady({ port, readyPath, readyLine, logFile }: Launch): Promise<boolean> {
  if (readyLine !== undefined && !readyLine.test(readFileSync(logFile, 'utf8'))) return false;
  try {
    const response = await fetch(`http://127.0.0.1:${port}${readyPath ?? '/'}`);
    await response.arrayBuffer();
    return readyPath === undefined || response.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

/** The folder of the bench goes when it ends, so the reason is told while it is there. */
function lastLinesOf(logFile: string): string {
  return readFileSync(logFile, 'utf8').slice(-2_000);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** Events of the log after which everything is there. */
const LOADED = /"message":"(?:synced|standing by)"/;

export interface ServeOptions {
  readonly folder: string;
  readonly data: string;
  readonly port?: number;
  readonly flags?: readonly string[];
  readonly isPinned?: boolean;
  readonly nodeFlags?: readonly string[];
}

/** What `npm start` gives Node, and the units in deploy/ the C library: memory, at no cost in time. */
const NODE_FLAGS = ['--max-semi-space-size=8'];
const MEMORY_ENV = { MALLOC_ARENA_MAX: '2' };

/** The real command with its default settings; the log of requests goes to a file. */
export async function launchWireroom(options: ServeOptions): Promise<Running> {
  const { folder, data, flags = [], nodeFlags = [], isPinned = true } = options;
  const port = options.port ?? (await freePort());
  const logFile = join(data, '..', `wireroom-${port}.log`);
  const running = await launch({
    command: [
      ...[process.execPath, ...NODE_FLAGS, ...nodeFlags, 'src/cli/wireroom.mjs', 'serve', folder],
      ...['--port', String(port), '--data', data, '--base-url', BASE_URL, ...flags],
    ],
    port,
    logFile,
    env: { ...MEMORY_ENV, WIREROOM_TOKEN: TOKEN, DATABASE_URL: '' },
    isPinned,
    readyPath: '/rss.xml',
    readyLine: LOADED,
  });
  await untilQuiet(running.pid);
  return running;
}

/** After its first pass a server begins to watch, and passes once more over what came meanwhile. */
async function untilQuiet(pid: number): Promise<void> {
  const until = performance.now() + START_MS;
  for (let quiet = 0; quiet < 2 && performance.now() < until; ) {
    const before = cpuSeconds(pid);
    await delay(QUIET_MS);
    const share = (cpuSeconds(pid) - before) / (QUIET_MS / 1000);
    quiet = share < QUIET_SHARE ? quiet + 1 : 0;
  }
}

/** Whether `serve` of this version can start several processes by itself. */
export function hasWorkersFlag(): boolean {
  const help = execFileSync(process.execPath, ['src/cli/wireroom.mjs', 'serve', '--help'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return help.includes('--workers');
}
