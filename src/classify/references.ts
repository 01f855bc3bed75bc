/** Topics that name one another: whether all of them exist, and whether any of them goes in a circle. */

import type { Problem } from '../model/result.ts';
import type { Topic, TopicReference } from '../model/topic.ts';
import { MAX_REFERENCE_DEPTH } from './decide.ts';

export interface TopicFile {
  readonly topic: Topic;
  /** Names the topic's file in problems. */
  readonly file?: string;
}

/**
 * References to nothing, circles (each told once, whole, at its first step) and chains that are too
 * long. A topic with a problem here must not be used: what it would match is not what it says.
 */
export function referencesProblems(files: readonly TopicFile[]): readonly Problem[] {
  const byId = new Map(files.map((one) => [one.topic.id, one]));
  const problems: Problem[] = [];
  for (const { topic, file } of files) {
    for (const reference of referencesOf(topic)) {
      if (byId.has(reference.id)) continue;
      problems.push(
        problemAt(file, reference, {
          code: 'topic-unknown',
          message: `topic ${topic.id} refers to ${reference.id}, which is no topic`,
          hint: 'name the id of a topic of this publication',
        }),
      );
    }
  }
  return [...problems, ...circlesOf(files, byId)];
}

/** The topic first, then all whose decision it depends on. */
export function closureOf(topic: Topic, others: readonly Topic[]): readonly Topic[] {
  const byId = new Map(others.map((one) => [one.id, one]));
  const found = new Map([[topic.id, topic]]);
  const children = new Map<string, Topic[]>();
  for (const other of others) {
    for (const { id } of other.implies ?? []) {
      children.set(id, [...(children.get(id) ?? []), other]);
    }
  }
  // A Map also visits what is added while it is walked.
  for (const one of found.values()) {
    const named = referencesOf(one).flatMap(({ id }) => byId.get(id) ?? []);
    for (const other of [...named, ...(children.get(one.id) ?? [])]) {
      if (!found.has(other.id)) found.set(other.id, other);
    }
  }
  return [...found.values()];
}

function referencesOf({ match, unless, implies = [] }: Topic): readonly TopicReference[] {
  return [...[...match, ...unless].flatMap(({ topics = [] }) => topics), ...implies];
}

interface Step {
  readonly to: string;
  readonly file: string | undefined;
  readonly reference: TopicReference;
}

/** From each topic to those that must be decided before it: the ones it names, and its children. */
function stepsOf(files: readonly TopicFile[]): ReadonlyMap<string, readonly Step[]> {
  const steps = new Map<string, Step[]>(files.map(({ topic }) => [topic.id, []]));
  for (const { topic, file } of files) {
    for (const line of [...topic.match, ...topic.unless]) {
      for (const reference of line.topics ?? []) {
        steps.get(topic.id)?.push({ to: reference.id, file, reference });
      }
    }
    for (const reference of topic.implies ?? []) {
      steps.get(reference.id)?.push({ to: topic.id, file, reference });
    }
  }
  return steps;
}

function circlesOf(
  files: readonly TopicFile[],
  byId: ReadonlyMap<string, TopicFile>,
): readonly Problem[] {
  const steps = stepsOf(files);
  const problems: Problem[] = [];
  /** Longest chain below a topic that is done. */
  const depths = new Map<string, number>();
  for (const start of byId.keys()) {
    // A stack of its own: a chain of thousands would run over the runtime's.
    const path: { readonly id: string; next: number; depth: number }[] = [];
    const onPath = new Map<string, number>();
    const open = (id: string): void => {
      onPath.set(id, path.length);
      path.push({ id, next: 0, depth: 0 });
    };
    if (!depths.has(start)) open(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const step = steps.get(top.id)?.[top.next];
      if (step === undefined) {
        path.pop();
        onPath.delete(top.id);
        depths.set(top.id, top.depth);
        const below = path.at(-1);
        if (below) below.depth = Math.max(below.depth, top.depth + 1);
        continue;
      }
      top.next += 1;
      const known = depths.get(step.to);
      const circle = onPath.get(step.to);
      if (circle !== undefined) {
        problems.push(circleProblem([...path.slice(circle).map(({ id }) => id), step.to], step));
      } else if (known !== undefined) {
        top.depth = Math.max(top.depth, known + 1);
      } else if (byId.has(step.to)) {
        open(step.to);
      }
    }
    if ((depths.get(start) ?? 0) >= MAX_REFERENCE_DEPTH) problems.push(tooLong(start, byId));
  }
  return problems;
}

function circleProblem(ids: readonly string[], { file, reference }: Step): Problem {
  return problemAt(file, reference, {
    code: 'topic-cycle',
    message: `topics decide one another in a circle: ${ids.join(' -> ')}`,
    hint: 'remove one of these references',
  });
}

function tooLong(id: string, byId: ReadonlyMap<string, TopicFile>): Problem {
  return problemAt(
    byId.get(id)?.file,
    { id, line: 1, column: 1 },
    {
      code: 'references-too-deep',
      message: `topic ${id} depends on a chain of ${MAX_REFERENCE_DEPTH} topics or more`,
      hint: 'refer to the topic that decides directly',
    },
  );
}

function problemAt(
  file: string | undefined,
  { line, column }: TopicReference,
  what: Pick<Problem, 'code' | 'message' | 'hint'>,
): Problem {
  const at = file === undefined ? {} : { file };
  return { ...at, line, column, field: 'topic', ...what, severity: 'error' };
}
