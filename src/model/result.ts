/** Results and problems: how bad input is described without throwing. */

/** A value describing bad input: where, what, what to do. */
export interface Problem {
  /** File path relative to the folder, or another name of the input. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
  /** Field of the input, e.g. `publishedAt` or `media[0].url`. */
  readonly field?: string;
  /** From a closed list in kebab-case, e.g. `date-unreadable`. */
  readonly code: string;
  /** What happened, to which thing; one sentence, lower case, no full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** `error`: the input is not used. `warning`: used, with a repair that `message` states. */
  readonly severity: 'error' | 'warning';
}

export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** `problems` may hold warnings only. */
export function success<T>(value: T, problems: readonly Problem[] = []): Result<T> {
  return { ok: true, value, problems };
}

/** At least one of `problems` is an error. */
export function failure<T>(problems: readonly Problem[]): Result<T> {
  return { ok: false, problems };
}
