/** `wireroom check`: every problem of a folder. */

import { openOffline } from './offline.ts';
import { EXIT, type ExitCode, hasErrors, reportProblems, writeLine } from './output.ts';

export interface CheckFlags {
  readonly folder: string;
  readonly json?: boolean;
}

/** Exit code 1 when there is at least one error; warnings alone are no failure. */
export async function check(flags: CheckFlags): Promise<ExitCode> {
  const opened = await openOffline(flags.folder);
  const problems = opened.ok ? opened.value.problems : opened.problems;
  if (flags.json) writeLine(JSON.stringify(problems, undefined, 2));
  else reportProblems(problems);
  if (!opened.ok) return EXIT.failed;
  if (!flags.json) writeLine(summary(opened.value.files, problems.length));
  await opened.value.close();
  return hasErrors(problems) ? EXIT.problems : EXIT.ok;
}

function summary(files: number, problems: number): string {
  return `${files} article files, ${problems === 0 ? 'no problems' : `${problems} problems`}`;
}
