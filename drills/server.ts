/** A server of our own as a process that a drill or a test may kill, on any runtime. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export const DRILL_TOKEN = 'a-token-for-drills-only';

export interface ServerProcess {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Resolves when the first pass over the folder is over, or was another process's. */
  readonly loaded: Promise<void>;
  /** As by a power cut, as far as the process goes. */
  kill(): Promise<void>;
  /** Resolves with the exit code; null when a signal ended it. */
  stop(signal?: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
  /** A request of an administrator. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
}

export interface ServerOptions {
  readonly folder: string;
  readonly data: string;
  readonly databaseUrl?: string;
  /** The runtime and its parameters, such as `['deno', 'run', '-A']`; by default the Node that runs this. */
  readonly program?: readonly string[];
  /** What it runs instead of `wireroom serve`, with the same parameters after it. */
  readonly script?: readonly string[];
  /** 0, and so a free one, by default. */
  readonly port?: number;
}

const ROOT = resolve(import.meta.dirname, '..');
const START_MS = 60_000;
const SERVE = ['src/cli/wireroom.mjs', 'serve'];
/** Events of the log after which everything is there. */
const LOADED = /"message":"(?:synced|standing by)"/;

/** Starts a server on 127.0.0.1; resolves when it listens. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const child = spawnServer(options);
  // Nothing of ours outlives the drill.
  const killChild = (): void => void child.kill('SIGKILL');
  process.once('exit', killChild);
  const loaded = untilLine(child.stderr, LOADED);
  const url = await listeningUrl(child);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    process.off('exit', killChild);
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
    return child.exitCode;
  };
  return {
    url,
    loaded: loaded.then(() => {}),
    kill: async () => void (await end('SIGKILL')),
    stop: (signal = 'SIGTERM') => end(signal),
    call: (method, path, body) =>
      fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${DRILL_TOKEN}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
}

/** The process alone: for servers that are not expected to listen. */
export function spawnServer(options: ServerOptions): ChildProcess {
  const { folder, data, databaseUrl, program = [process.execPath], script = SERVE } = options;
  const [command = '', ...parameters] = program;
  return spawn(
    command,
    [
      ...parameters,
      ...script,
      folder,
      ...['--port', String(options.port ?? 0), '--data', data],
      ...['--base-url', 'https://news.example'],
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DATABASE_URL: databaseUrl ?? '', WIREROOM_TOKEN: DRILL_TOKEN },
    },
  );
}

async function listeningUrl(child: ChildProcess): Promise<string> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the server ended with ${code}`);
  });
  const late = new Promise<never>((_, fail) => {
    setTimeout(() => fail(new Error('the server does not start')), START_MS).unref();
  });
  // Only what comes first is heard.
  late.catch(() => {});
  ended.catch(() => {});
  const line = await Promise.race([untilLine(child.stdout, /^listening on http/), ended, late]);
  return line.replace('listening on ', '');
}

/** Reads on after the line, so that the process never waits for a reader. */
function untilLine(stream: NodeJS.ReadableStream | null, wanted: RegExp): Promise<string> {
  if (stream === null) throw new TypeError('the server has no output');
  return new Promise((done) => {
    createInterface(stream).on('line', (line) => {
      if (wanted.test(line)) done(line);
    });
  });
}
