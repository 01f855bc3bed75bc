/** Topics that name one another: whether all of them exist, and whether any of them goes in a circle. */

import type { Problem } from '../model/result.ts';
import type { Topic, TopicReference } from '../model/topic.ts';
import { type Candidate, placeIn } from './candidates.ts';
import { MAX_REFERENCE_DEPTH } from './decide.ts';

export interface ReferringTopic {
  readonly topic: Topic;
  /** Names the topic's file in problems. */
  readonly file?: string;
}

/** Where something was written that was not in force before; undefined for what was. */
export type NewReferences = (owner: string, reference: TopicReference) => Written | undefined;

interface Written {
  readonly file: string | undefined;
  readonly line: number;
  readonly column: number;
  readonly field: string;
}

/**
 * References to nothing, circles (each told once, whole, at its first step that is new) and chains that
 * are too long. A topic with a problem here must not be used: what it would match is not what it says.
 */
export function referencesProblems(
  files: readonly ReferringTopic[],
  isNew: NewReferences = () => undefined,
): readonly Problem[] {
  const byId = new Map(files.map((one) => [one.topic.id, one]));
  const problems: Problem[] = [];
  for (const { topic, file } of files) {
    for (const reference of referencesOf(topic)) {
      if (byId.has(reference.id)) continue;
      problems.push(
        problemAt(writtenIn(file, reference), {
          code: 'topic-unknown',
          message: `topic ${topic.id} refers to ${reference.id}, which is no topic`,
          hint: 'name the id of a topic of this publication',
        }),
      );
    }
  }
  return [...problems, ...circlesOf(files, byId, isNew)];
}

/** A merger may close a circle between topics that did not change: then it is what is new. */
export function newReferences(
  known: readonly Topic[],
  candidates: readonly Candidate[],
): NewReferences {
  const namedBy = new Map(
    known.map((topic) => {
      const references = referencesOf(topic);
      const ids = new Set(references.map(({ id }) => id));
      return [topic.id, { ids, written: new Set(references.map((one) => one.written ?? one.id)) }];
    }),
  );
  const merged = new Map(
    candidates
      .filter(({ topic, places }) => places && topic.mergedInto !== undefined)
      .map((one) => [one.topic.id, one]),
  );
  const fileOf = new Map(candidates.map(({ topic, file }) => [topic.id, file]));
  return (owner, reference) => {
    const named = namedBy.get(owner);
    if (named?.ids.has(reference.id)) return undefined;
    const { written = '' } = reference;
    const merger = named?.written.has(written) ? merged.get(written) : undefined;
    const place = merger && placeIn(merger, 'mergedInto');
    if (merger === undefined || place === undefined) return writtenIn(fileOf.get(owner), reference);
    return { file: merger.file, ...place, field: 'mergedInto' };
  };
}

function writtenIn(file: string | undefined, { line, column }: TopicReference): Written {
  return { file, line, column, field: 'topic' };
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

/** All that a topic names: in its lines, and by `implies`. */
export function referencesOf({ match, unless, implies = [] }: Topic): readonly TopicReference[] {
  return [...[...match, ...unless].flatMap(({ topics = [] }) => topics), ...implies];
}

interface Step {
  readonly to: string;
  /** Who names the other. */
  readonly owner: string;
  readonly file: string | undefined;
  readonly reference: TopicReference;
}

/** From each topic to those that must be decided before it: the ones it names, and its children. */
function stepsOf(files: readonly ReferringTopic[]): ReadonlyMap<string, readonly Step[]> {
  const steps = new Map<string, Step[]>(files.map(({ topic }) => [topic.id, []]));
  for (const { topic, file } of files) {
    for (const line of [...topic.match, ...topic.unless]) {
      for (const reference of line.topics ?? []) {
        steps.get(topic.id)?.push({ to: reference.id, owner: topic.id, file, reference });
      }
    }
    for (const reference of topic.implies ?? []) {
      steps.get(reference.id)?.push({ to: topic.id, owner: topic.id, file, reference });
    }
  }
  return steps;
}

function circlesOf(
  files: readonly ReferringTopic[],
  byId: ReadonlyMap<string, ReferringTopic>,
  isNew: NewReferences,
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
        const round = path.slice(circle);
        const taken = round.flatMap(({ id, next }) => steps.get(id)?.[next - 1] ?? []);
        problems.push(circleProblem([...round.map(({ id }) => id), step.to], taken, isNew));
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

function circleProblem(
  ids: readonly string[],
  steps: readonly Step[],
  isNew: NewReferences,
): Problem {
  const news = steps.flatMap(({ owner, reference }) => isNew(owner, reference) ?? []);
  const last = steps.at(-1);
  const at = news[0] ?? (last && writtenIn(last.file, last.reference));
  return problemAt(at ?? HEAD, {
    code: 'topic-cycle',
    message: `topics decide one another in a circle: ${ids.join(' -> ')}`,
    hint: 'remove one of these references',
  });
}

const HEAD: Written = { file: undefined, line: 1, column: 1, field: 'topic' };

function tooLong(id: string, byId: ReadonlyMap<string, ReferringTopic>): Problem {
  return problemAt(
    { ...HEAD, file: byId.get(id)?.file },
    {
      code: 'references-too-deep',
      message: `topic ${id} depends on a chain of ${MAX_REFERENCE_DEPTH} topics or more`,
      hint: 'refer to the topic that decides directly',
    },
  );
}

function problemAt(
  { file, ...place }: Written,
  what: Pick<Problem, 'code' | 'message' | 'hint'>,
): Problem {
  return { ...(file !== undefined && { file }), ...place, ...what, severity: 'error' };
}
