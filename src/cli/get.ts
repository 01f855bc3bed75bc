/** `wireroom get`: one response of the server on standard output. */

import { parseBaseUrl } from '../runtime/config.ts';
import { openOffline } from './offline.ts';
import { EXIT, type ExitCode, reportProblems, writeError } from './output.ts';

export interface GetFlags {
  readonly path: string;
  readonly folder: string;
  readonly baseUrl?: string;
  readonly headers?: boolean;
}

export async function get(flags: GetFlags): Promise<ExitCode> {
  const baseUrl = flags.baseUrl === undefined ? undefined : parseBaseUrl(flags.baseUrl);
  if (flags.baseUrl !== undefined && baseUrl === undefined) {
    writeError(`wireroom: ${flags.baseUrl} is no base URL`);
    return EXIT.usage;
  }
  const opened = await openOffline(flags.folder, baseUrl);
  if (!opened.ok) {
    reportProblems(opened.problems);
    return EXIT.failed;
  }
  const { publication, close } = opened.value;
  const path = flags.path.startsWith('/') ? flags.path : `/${flags.path}`;
  const response = await publication.app.request(path);
  if (flags.headers) {
    const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    process.stdout.write(`${response.status}\n${lines.join('\n')}\n\n`);
  }
  process.stdout.write(new Uint8Array(await response.arrayBuffer()));
  await close();
  if (response.ok) return EXIT.ok;
  writeError(`wireroom: ${path} answered ${response.status}`);
  return EXIT.problems;
}
