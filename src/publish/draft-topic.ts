/** A topic file that is not in force, read against the site that is: everything wrong with it at once. */

import { type CompiledTopics, compileTopics } from '../classify/compile.ts';
import { tryExamples } from '../classify/explain.ts';
import { mergeTopics, topicTaken } from '../classify/merge-topics.ts';
import { parseTopic } from '../classify/parse.ts';
import { closureOf, referencesProblems } from '../classify/references.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';

export interface Draft {
  readonly topic: Topic;
  /** With all that decides it, and the topics in force in place of those of the same id. */
  readonly compiled: CompiledTopics;
}

/**
 * Like `parseTopic`; with a slug, a merger or a reference that the topics in force stand against it
 * fails. An example that the rule contradicts is a warning: the topic can be tried nevertheless. `pause`
 * lets what else waits go on between two examples.
 */
export async function readDraft(
  text: string,
  file: string,
  { site, pause }: { readonly site: Site; readonly pause?: (() => Promise<void>) | undefined },
): Promise<Result<Draft>> {
  const parsed = parseTopic(text, file);
  if (!parsed.ok) return parsed;
  const topic = parsed.value;
  const others = site.topics.filter(({ id }) => id !== topic.id);
  const clashing = clashesOf(topic, others, file);
  const problems: Problem[] = [...parsed.problems, ...clashing];
  if (clashing.some(({ severity }) => severity === 'error')) return failure(problems);
  const compiled = compileTopics(closureOf(topic, others));
  for (const problem of tryExamples(compiled, topic, file)) {
    if (problem !== undefined) problems.push({ ...problem, severity: 'warning' });
    await pause?.();
  }
  return success({ topic, compiled }, problems);
}

function clashesOf(topic: Topic, others: readonly Topic[], file: string): readonly Problem[] {
  const taken = others.find(({ slug }) => slug === topic.slug);
  const merged = mergeTopics([...others, topic], (one) => (one === topic ? file : ''));
  const references = referencesProblems([
    ...others.map((other) => ({ topic: other })),
    { topic, file },
  ]);
  return [
    ...(taken ? [topicTaken(file, taken)] : []),
    ...merged.problems,
    ...references.flatMap((problem) => ownProblem(problem, file)),
  ]
    .filter((problem) => problem.file === file)
    .map((problem) => ({ line: 1, column: 1, ...problem }));
}

/** A circle may be told at a reference of another topic, whose file is not at hand: it is this one that closes it. */
function ownProblem(problem: Problem, file: string): readonly Problem[] {
  if (problem.file === file) return [problem];
  if (problem.code === 'topic-unknown') return [];
  return [{ ...problem, file, line: 1, column: 1 }];
}
