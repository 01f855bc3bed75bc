/** A server of our own as a process that a drill may kill. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export const DRILL_TOKEN = 'a-token-for-drills-only';

export interface ServerProcess {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** As by a power cut, as far as the process goes. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** A request of an administrator. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
}

const ROOT = resolve(import.meta.dirname, '..');
const START_MS = 60_000;

/** Starts `wireroom serve` on a free port of 127.0.0.1; resolves when it listens. */
export async function startServer(options: {
  readonly folder: string;
  readonly data: string;
  readonly databaseUrl?: string;
}): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    [
      'src/cli/wireroom.mjs',
      'serve',
      options.folder,
      ...['--port', '0', '--data', options.data, '--base-url', 'https://news.example'],
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        DATABASE_URL: options.databaseUrl ?? '',
        WIREROOM_TOKEN: DRILL_TOKEN,
      },
    },
  );
  // Nothing of ours outlives the drill.
  const killChild = (): void => void child.kill('SIGKILL');
  process.once('exit', killChild);
  const url = await listeningUrl(child);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    process.off('exit', killChild);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  return {
    url,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
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

async function listeningUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('the server has no output');
  const lines = createInterface(child.stdout);
  const found = new Promise<string>((done, fail) => {
    lines.on('line', (line) => {
      const url = /^listening on (http:\S+)$/.exec(line)?.[1];
      if (url !== undefined) done(url);
    });
    child.once('exit', (code) => fail(new Error(`the server ended with ${code}`)));
    setTimeout(() => fail(new Error('the server does not start')), START_MS).unref();
  });
  return found;
}
