/** Query parameters of the API. One that is not known is a fault: misspelt, it would not do what is meant. */

import type { RequestFault } from '../problem.ts';

/** A fault for every parameter that is none of `known`. */
export function unknownParameters(
  parameters: URLSearchParams,
  known: readonly string[],
): readonly RequestFault[] {
  return [...new Set(parameters.keys())]
    .filter((name) => !known.includes(name))
    .map((name) => ({
      parameter: name.slice(0, 60).toWellFormed(),
      code: 'parameter-invalid',
      detail: 'there is no such parameter',
      hint: known.length > 0 ? `known: ${known.join(', ')}` : 'this takes none',
    }));
}

/** `true`, `false`, or a fault for anything else; false without the parameter. */
export function readFlag(parameters: URLSearchParams, name: string): boolean | RequestFault {
  const written = parameters.get(name) ?? 'false';
  if (written === 'true' || written === 'false') return written === 'true';
  return { parameter: name, code: 'parameter-invalid', detail: 'give true or false' };
}

/** Undefined when it is out of range or no whole number. */
export function readNumber(
  written: string | null,
  range: { readonly from: number; readonly to: number; readonly or: number },
): number | undefined {
  if (written === null) return range.or;
  const number = /^\d{1,16}$/.test(written) ? Number(written) : Number.NaN;
  return number >= range.from && number <= range.to ? number : undefined;
}
