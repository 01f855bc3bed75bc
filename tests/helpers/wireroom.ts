/** Runs the command line as an editor would, in a process of its own. */

import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const BIN = resolve(import.meta.dirname, '../../src/cli/wireroom.mjs');

export interface Transcript {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function wireroom(...parameters: string[]): Promise<Transcript> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [BIN, ...parameters],
      { env: { PATH: process.env['PATH'] ?? '' } },
      (error, stdout, stderr) => {
        done({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}
