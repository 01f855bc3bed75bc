/** What commands print and how they exit. */

import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { AppError, type ErrorCode } from '../model/errors.ts';
import type { Problem } from '../model/result.ts';
import type { Environment } from '../runtime/config.ts';

/** Documented in the README. */
export const EXIT = { ok: 0, problems: 1, usage: 2, failed: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'hasColors'>>;

/** What a command is given by whoever runs it: where it prints, and its settings. A process is one. */
export interface Shell {
  /** Results. */
  readonly stdout: Output;
  /** Everything else: problems, hints, progress. */
  readonly stderr: Output;
  readonly env: Environment;
}

export function writeLine({ stdout }: Shell, text: string): void {
  stdout.write(`${text}\n`);
}

export function writeError({ stderr }: Shell, text: string): void {
  stderr.write(`${text}\n`);
}

/** `articles/a.md:3: date-unreadable: message` and a hint line, on standard error. */
export function reportProblems(shell: Shell, problems: readonly Problem[]): void {
  for (const problem of problems) {
    const { severity, code, message, hint } = problem;
    const word = isColoured(shell) ? coloured(severity) : severity;
    writeError(shell, `${placeOf(problem)}${word} ${code}: ${message}`);
    if (hint) writeError(shell, `  hint: ${hint}`);
  }
}

/** Where problems go decides, not where results go, as `styleText` would have it. */
function isColoured({ stderr, env }: Shell): boolean {
  const forced = env['FORCE_COLOR'];
  return forced === undefined ? stderr.hasColors?.(env) === true : forced !== '0';
}

function coloured(severity: Problem['severity']): string {
  return styleText(severity === 'error' ? 'red' : 'yellow', severity, { validateStream: false });
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
    case 'too-many-requests':
    case 'internal':
      return EXIT.failed;
    default:
      return code satisfies never;
  }
}
