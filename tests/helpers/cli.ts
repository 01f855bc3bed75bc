/** Runs the command line: in the test's own process, or as an editor would, in one of its own. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import { run } from '../../src/cli/main.ts';

const BIN = resolve(import.meta.dirname, '../../src/cli/wireroom.mjs');

export interface Transcript {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command in this process, with streams and an empty environment of its own: no second to start. */
export async function wireroom(...parameters: readonly string[]): Promise<Transcript> {
  const [stdout, stderr] = [createCapture(), createCapture()];
  const code = await run(parameters, { stdout: stdout.stream, stderr: stderr.stream, env: {} });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

export interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  /** Settles when the process has ended by itself or by a signal. */
  readonly ended: Promise<Transcript>;
}

/** The program itself, for what only a process has: its exit code, its pipes, its signals. */
export function startWireroom(...parameters: readonly string[]): Started {
  const child = spawn(process.execPath, [BIN, ...parameters], {
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const [stdout, stderr] = [createCapture(), createCapture()];
  child.stdout.pipe(stdout.stream);
  child.stderr.pipe(stderr.stream);
  const ended = new Promise<Transcript>((done) => {
    child.on('close', (code) => {
      done({ code: code ?? -1, stdout: stdout.text(), stderr: stderr.text() });
    });
  });
  return { child, ended };
}

function createCapture(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Uint8Array[] = [];
  const stream = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
