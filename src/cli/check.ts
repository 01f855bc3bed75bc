/** `wireroom check`: every problem of a folder. */

import { openOffline } from './offline.ts';
import { EXIT, type ExitCode, hasErrors, reportProblems, type Shell, writeLine } from './output.ts';
import { createProgress } from './progress.ts';

export interface CheckFlags {
  readonly folder: string;
  readonly json?: boolean;
}

/** Exit code 1 when there is at least one error; warnings alone are no failure. */
export async function check(flags: CheckFlags, shell: Shell): Promise<ExitCode> {
  const opened = await openOffline(flags.folder, {
    progress: createProgress(shell, 'reading articles'),
  });
  const problems = opened.ok ? opened.value.problems : opened.problems;
  if (flags.json) writeLine(shell, JSON.stringify(problems, undefined, 2));
  else reportProblems(shell, problems);
  if (!opened.ok) return EXIT.failed;
  if (!flags.json) writeLine(shell, summary(opened.value.files, problems.length));
  await opened.value.close();
  return hasErrors(problems) ? EXIT.problems : EXIT.ok;
}

function summary(files: number, problems: number): string {
  return `${files} article files, ${problems === 0 ? 'no problems' : `${problems} problems`}`;
}
