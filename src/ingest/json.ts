/** Our JSON form to raw fields: one object whose keys are the model's field names. */

import { failure, type Problem, type Result, success } from '../model/result.ts';
import { cleanLine } from '../text/xml.ts';
import type { RawFields } from './raw.ts';

export function readJson(text: string, file: string): Result<RawFields> {
  const refuse = (message: string, at: Partial<Problem> = {}): Result<RawFields> =>
    failure([{ file, code: 'json-invalid', message, severity: 'error', ...at }]);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return success(value as RawFields);
    }
    return refuse('the file holds no JSON object', { hint: 'one article is one { … }' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(`the file is not readable JSON: ${cleanLine(reason)}`, placeOf(reason, text));
  }
}

/** Engines name the offset in the message, some of them only. */
function placeOf(reason: string, text: string): Partial<Problem> {
  const offset = /at position (\d+)/.exec(reason)?.[1];
  if (offset === undefined) return {};
  const before = text.slice(0, Number(offset)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
