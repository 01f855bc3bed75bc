/** What commands print and how they exit. */

import { styleText } from 'node:util';
import { AppError, type ErrorCode } from '../model/errors.ts';
import type { Problem } from '../model/result.ts';

/** Documented in the README. */
export const EXIT = { ok: 0, problems: 1, usage: 2, failed: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function writeLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function writeError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** `articles/a.md:3: date-unreadable: message` and a hint line, on standard error. */
export function reportProblems(problems: readonly Problem[]): void {
  for (const problem of problems) {
    const { severity, code, message, hint } = problem;
    const word = severity === 'error' ? styleText('red', 'error') : styleText('yellow', 'warning');
    writeError(`${placeOf(problem)}${word} ${code}: ${message}`);
    if (hint) writeError(`  hint: ${hint}`);
  }
}

function placeOf({ file, line, column, field }: Problem): string {
  const position = [file, line, column].filter((part) => part !== undefined).join(':');
  const place = [position, field].filter((part) => part).join(' ');
  return place === '' ? '' : `${place}: `;
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/** The one map from thrown errors to exit codes. */
export function exitCodeFor(error: unknown): ExitCode {
  return error instanceof AppError ? exitCodeOf(error.code) : EXIT.failed;
}

function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case 'bad-request':
    case 'method-not-allowed':
    case 'unsupported-media-type':
      return EXIT.usage;
    case 'not-found':
    case 'gone':
    case 'invalid-input':
    case 'payload-too-large':
    case 'precondition-failed':
    case 'key-reused':
    case 'frozen':
      return EXIT.problems;
    case 'conflict':
    case 'store-unavailable':
    case 'unauthorized':
    case 'forbidden':
    case 'busy':
    case 'internal':
      return EXIT.failed;
    default:
      return code satisfies never;
  }
}
