/** `wireroom get`: one response of the server on standard output. */

import { parseBaseUrl } from '../runtime/config.ts';
import { openOffline } from './offline.ts';
import { EXIT, type ExitCode, reportProblems, type Shell, writeError } from './output.ts';
import { createProgress } from './progress.ts';

export interface GetFlags {
  readonly path: string;
  readonly folder: string;
  readonly baseUrl?: string;
  readonly headers?: boolean;
}

export async function get(flags: GetFlags, shell: Shell): Promise<ExitCode> {
  const baseUrl = flags.baseUrl === undefined ? undefined : parseBaseUrl(flags.baseUrl);
  if (flags.baseUrl !== undefined && baseUrl === undefined) {
    writeError(shell, `wireroom: ${flags.baseUrl} is no base URL`);
    return EXIT.usage;
  }
  const opened = await openOffline(flags.folder, {
    baseUrl,
    progress: createProgress(shell, 'reading articles'),
  });
  if (!opened.ok) {
    reportProblems(shell, opened.problems);
    return EXIT.failed;
  }
  const { publication, close } = opened.value;
  const path = flags.path.startsWith('/') ? flags.path : `/${flags.path}`;
  const response = await publication.app.request(path);
  if (flags.headers) {
    const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    shell.stdout.write(`${response.status}\n${lines.join('\n')}\n\n`);
  }
  shell.stdout.write(new Uint8Array(await response.arrayBuffer()));
  await close();
  if (response.ok) return EXIT.ok;
  writeError(shell, `wireroom: ${path} answered ${response.status}`);
  return EXIT.problems;
}
