/** Collects the problems of one input, each said once per field. */

import type { Problem } from '../model/result.ts';

export type Complaint = Pick<Problem, 'code' | 'message' | 'field' | 'hint' | 'line' | 'column'>;

export interface ProblemList {
  readonly all: readonly Problem[];
  /** The input is used, with a repair that the message states. */
  warn(complaint: Complaint): void;
  /** The input is not used. */
  refuse(complaint: Complaint): void;
  addAll(problems: readonly Problem[]): void;
}

/** An input of nonsense does not become a megabyte of complaints. */
const MAX_PROBLEMS = 100;

export function createProblemList(file: string): ProblemList {
  const all: Problem[] = [];
  const add = (problem: Problem): void => {
    const isKnown = all.some(
      ({ code, field, line }) =>
        code === problem.code && field === problem.field && line === problem.line,
    );
    // An error is never crowded out: it decides whether the input is used.
    if (!isKnown && (all.length < MAX_PROBLEMS || problem.severity === 'error')) all.push(problem);
  };
  return {
    all,
    warn: (complaint) => add({ file, ...complaint, severity: 'warning' }),
    refuse: (complaint) => add({ file, ...complaint, severity: 'error' }),
    addAll: (problems) => {
      for (const problem of problems) add(problem);
    },
  };
}
