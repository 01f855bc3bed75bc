/** A file of the configuration as text: a regular file of moderate size, in UTF-8, or a problem. */

import { readFileSync, statSync } from 'node:fs';
import { failure, type Problem, type Result, success } from '../model/result.ts';

/** A larger one is a mistake, not a configuration. */
const MAX_CONFIG_BYTES = 1_000_000;

/** `name` stands for the file in problems. Follows links; opens neither pipes nor devices, which may never end. */
export function readConfig(file: string, name: string): Result<string> {
  try {
    const found = statSync(file);
    if (!found.isFile()) return failure([unreadable(name, 'it is no regular file')]);
    if (found.size > MAX_CONFIG_BYTES) return failure([tooLarge(name, found.size)]);
    return decode(readFileSync(file), name);
  } catch (error) {
    return failure([unreadable(name, String(error))]);
  }
}

function decode(bytes: Uint8Array, name: string): Result<string> {
  try {
    return success(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The decoder says only that it failed.
    return failure([
      {
        file: name,
        code: 'encoding-not-utf8',
        message: 'the file is not UTF-8',
        hint: 'save it as UTF-8; `iconv -f SHIFT_JIS -t UTF-8` converts a Japanese file, for example',
        severity: 'error',
      },
    ]);
  }
}

function unreadable(file: string, reason: string): Problem {
  return {
    file,
    code: 'file-unreadable',
    message: `the file cannot be read: ${reason}`,
    hint: 'check that it is a file, and that the server may read it',
    severity: 'error',
  };
}

function tooLarge(file: string, size: number): Problem {
  return {
    file,
    code: 'file-too-large',
    message: `the file has ${size} bytes; at most ${MAX_CONFIG_BYTES} are read`,
    hint: 'split it, or check that it is the right file',
    severity: 'error',
  };
}
