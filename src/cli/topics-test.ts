/** `wireroom topics test`: measures topic rules against headlines that people have labelled. */

import { readFileSync, statSync } from 'node:fs';
import { type LabelledHeadline, parseLabelled } from '../classify/labelled.ts';
import { type Figures, type Measurement, measureTopic } from '../classify/measure.ts';
import { AppError } from '../model/errors.ts';
import type { Problem, Result } from '../model/result.ts';
import { failure, success } from '../model/result.ts';
import type { Topic } from '../model/topic.ts';
import { describeMeasurement, shareText } from './measurement-text.ts';
import {
  EXIT,
  type ExitCode,
  hasErrors,
  reportProblems,
  type Shell,
  writeError,
  writeLine,
} from './output.ts';
import { openSite } from './read-input.ts';

/** A hundred thousand headlines with leads; more is not a labelled sample. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

export interface TopicsTestFlags {
  readonly file: string;
  /** Folder of the publication whose topics are measured. */
  readonly folder: string;
  /** Topic id; without it the lines say which. */
  readonly topic?: string;
  readonly json?: boolean;
  /** Shares from 0 to 1, over all lines. */
  readonly minPrecision?: string;
  readonly minRecall?: string;
}

/** Exit code 1 for a bad line, a file without a usable one, and figures below what was asked for. */
export async function topicsTest(flags: TopicsTestFlags, shell: Shell): Promise<ExitCode> {
  const floors = {
    precision: parseShare('--min-precision', flags.minPrecision),
    recall: parseShare('--min-recall', flags.minRecall),
  };
  const site = openSite(flags.folder);
  reportProblems(shell, site.problems);
  if (!site.ok) return EXIT.failed;
  const text = readLabels(flags.file);
  if (!text.ok) {
    reportProblems(shell, text.problems);
    return EXIT.problems;
  }
  const { lines, problems } = parseLabelled(text.value, flags.file);
  const plan = planTopics(lines, site.value.topics, flags);
  const all = [...problems, ...plan.problems];
  reportProblems(shell, all);
  const measured = plan.runs.map((run) => measureTopic(run.topic, run.lines, site.value.topics));
  if (flags.json && measured.length > 0) writeLine(shell, toJson(measured));
  else for (const one of measured) writeLine(shell, describeMeasurement(one).join('\n'));
  const isBelow = measured.map((one) => reportBelow(shell, one, floors)).includes(true);
  return hasErrors(all) || isBelow ? EXIT.problems : EXIT.ok;
}

function parseShare(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const share = /^(?:0|1|[01]?\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (share >= 0 && share <= 1) return share;
  throw new AppError('bad-request', `${flag} must be a share from 0 to 1, such as 0.95`);
}

function readLabels(file: string): Result<string> {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) {
    return failure([problem(file, { code: 'file-unreadable', message: 'there is no such file' })]);
  }
  if (stat.size > MAX_FILE_BYTES) {
    const message = `the file has ${stat.size} bytes; at most ${MAX_FILE_BYTES} are read`;
    return failure([problem(file, { code: 'file-too-large', message })]);
  }
  try {
    return success(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)));
  } catch (error) {
    // What the decoder throws; a file that may not be read throws a plain Error.
    if (error instanceof TypeError) {
      const message = 'the file is not UTF-8';
      return failure([problem(file, { code: 'encoding-not-utf8', message })]);
    }
    const message = `the file cannot be read: ${String(error)}`;
    return failure([problem(file, { code: 'file-unreadable', message })]);
  }
}

interface Plan {
  readonly runs: readonly { readonly topic: Topic; readonly lines: readonly LabelledHeadline[] }[];
  readonly problems: readonly Problem[];
}

/** Which topic is measured with which lines. */
function planTopics(
  lines: readonly LabelledHeadline[],
  topics: readonly Topic[],
  { file, topic }: TopicsTestFlags,
): Plan {
  const wanted = topic ?? onlyTopic(lines, topics);
  if (topic !== undefined && !topics.some(({ id }) => id === topic)) {
    throw new AppError('not-found', `there is no topic ${topic}; there are ${idsOf(topics)}`);
  }
  const named = lines.map((line) => ({ line, id: line.topic ?? wanted }));
  const used = named.filter(({ id }) => topic === undefined || id === topic);
  const problems = used
    .filter(({ id }) => !topics.some((one) => one.id === id))
    .map(({ line, id }) => unknownTopic(file, line.line, id));
  const runs = topics.flatMap((one) => {
    const own = used.filter(({ id }) => id === one.id).map(({ line }) => line);
    return own.length === 0 ? [] : [{ topic: one, lines: own }];
  });
  if (runs.length > 0) return { runs, problems };
  return { runs, problems: [...problems, noLine(file)] };
}

/** Lines that name no topic are about the only one of the folder; of several, someone must choose. */
function onlyTopic(
  lines: readonly LabelledHeadline[],
  topics: readonly Topic[],
): string | undefined {
  if (topics.length === 1) return topics[0]?.id;
  if (lines.length > 0 && lines.every((line) => line.topic === undefined)) {
    throw new AppError('bad-request', `say which topic with --topic: ${idsOf(topics)}`);
  }
  return undefined;
}

function idsOf(topics: readonly Topic[]): string {
  return topics.length === 0 ? 'none' : topics.map(({ id }) => id).join(', ');
}

function unknownTopic(file: string, line: number, id: string | undefined): Problem {
  const message = id === undefined ? 'the line names no topic' : `there is no topic ${id}`;
  return problem(file, { code: 'topic-unknown', message, line });
}

function noLine(file: string): Problem {
  return problem(file, { code: 'labels-missing', message: 'no line can be used' });
}

function problem(file: string, told: Pick<Problem, 'code' | 'message' | 'line'>): Problem {
  return { file, ...told, severity: 'error' };
}

/** One object, or an array of them where several topics were measured. */
function toJson(measured: readonly Measurement[]): string {
  const shown = measured.length === 1 ? measured[0] : measured;
  // A figure that does not exist is undefined here and null in JSON, where it would else vanish.
  return JSON.stringify(shown, (_key, value: unknown) => value ?? null, 2);
}

/** A figure that does not exist proves nothing, so it counts as below. */
function reportBelow(
  shell: Shell,
  measurement: Measurement,
  floors: Pick<Partial<Figures>, 'precision' | 'recall'>,
): boolean {
  let isBelow = false;
  for (const name of ['precision', 'recall'] as const) {
    const floor = floors[name];
    const reached = measurement[name];
    if (floor === undefined || (reached !== undefined && reached >= floor)) continue;
    isBelow = true;
    writeError(shell, `${measurement.topic}: ${name} ${shareText(reached)} is below ${floor}`);
  }
  return isBelow;
}
