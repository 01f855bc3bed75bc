/** Runs bench/start.ts, which knows how a start is timed, for several numbers of files. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StartResult } from './results.ts';

interface Printed {
  readonly first: { readonly completeMs: number; readonly servingMs: number };
  readonly second: { readonly servingMs: number; readonly residentMb: number };
}

/** Throws when a second start reads a file. */
export async function measureStart(files: number): Promise<StartResult> {
  const script = join(import.meta.dirname, 'start.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--import', 'tsx', script],
    ...['--files', String(files), '--json'],
  ]);
  const { first, second } = JSON.parse(stdout) as Printed;
  return {
    files,
    firstMs: first.completeMs,
    firstServingMs: first.servingMs,
    secondMs: second.servingMs,
    residentMb: second.residentMb,
  };
}
