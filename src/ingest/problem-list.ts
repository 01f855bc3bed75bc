/** Collects the problems of one input, each said once per field. */

import type { Problem } from '../model/result.ts';

export type Complaint = Omit<Problem, 'file' | 'severity'>;

export interface ProblemList {
  readonly all: readonly Problem[];
  /** The input is used, with the repair that `message` states. */
  warn(complaint: Complaint): void;
}

/** An input of nonsense does not become a megabyte of complaints. */
const MAX_PROBLEMS = 100;
const MAX_SHOWN = 80;

export function createProblemList(file: string): ProblemList {
  const all: Problem[] = [];
  return {
    all,
    warn: (complaint) => {
      const isKnown = all.some(
        ({ code, field }) => code === complaint.code && field === complaint.field,
      );
      if (isKnown || all.length >= MAX_PROBLEMS) return;
      all.push({ file, ...complaint, severity: 'warning' });
    },
  };
}

/** A value of the input as a message shows it. */
export function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN).toWellFormed()}…` : text;
}
