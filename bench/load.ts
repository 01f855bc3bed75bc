/** Load from a second process, on the other core: `wrk` when it is wanted and present, else one of ours. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinnedTo } from './machine.ts';

export interface LoadSpec {
  readonly port: number;
  /** Connections are shared out among them; `port` alone when left out. */
  readonly ports?: readonly number[];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly etag?: string | undefined;
  /** The status that is wanted; latencies are those of its answers. */
  readonly status: number;
  readonly connections: number;
  readonly maxRequests: number;
  readonly maxMs: number;
  /** Requests a second, whatever the server does; as fast as it answers when left out. */
  readonly rate?: number;
  /** Ask on with the ETag of the last whole answer, as a reader does. */
  readonly followsEtag?: boolean;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Status -> number of answers. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Milliseconds; NaN where the generator does not tell. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Load {
  run(spec: LoadSpec): Promise<LoadResult>;
  close(): void;
}

/** Throws in `run` when the server closes a connection or does not answer. */
export function createLoad(): Load {
  const [program = '', ...parameters] = [
    ...pinnedTo(1),
    ...[process.execPath, '--import', 'tsx', join(import.meta.dirname, 'load-process.ts')],
  ];
  const child = spawn(program, parameters, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    run: (spec) => askChild(child, spec),
    close: () => {
      process.off('exit', kill);
      child.disconnect();
    },
  };
}

async function askChild(child: ChildProcess, spec: LoadSpec): Promise<LoadResult> {
  const answer = once(child, 'message');
  child.send(spec);
  const [message] = (await answer) as [{ result?: LoadResult; error?: string }];
  if (message.result === undefined) throw new Error(`${spec.path}: ${message.error}`);
  return message.result;
}

/** The same as a run of `wrk`, which counts whole seconds and knows no fixed rate. */
export async function runWrk(spec: LoadSpec): Promise<LoadResult> {
  const { port, path, headers, etag, connections, maxMs, status } = spec;
  const sent = { ...headers, ...(etag !== undefined && { 'If-None-Match': etag }) };
  const lines = Object.entries(sent).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const seconds = Math.max(1, Math.round(maxMs / 1000));
  const [program = '', ...parameters] = [
    ...[...pinnedTo(1), 'wrk', '-t1', `-c${connections}`, `-d${seconds}s`, ...lines],
    `http://127.0.0.1:${port}${path}`,
  ];
  const { stdout } = await promisify(execFile)(program, parameters);
  const [, count = '0', time = '1', unit] = /(\d+) requests in ([\d.]+)(s|m)/.exec(stdout) ?? [];
  const wrong = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const requests = Number(count);
  return {
    requests,
    seconds: Number(time) * (unit === 'm' ? 60 : 1),
    statuses: { [status]: requests - wrong, ...(wrong > 0 && { other: wrong }) },
    p50Ms: Number.NaN,
    p99Ms: Number.NaN,
  };
}
