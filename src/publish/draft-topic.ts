/** A topic file that is not in force, read against the site that is: everything wrong with it at once. */

import { examplesProblems } from '../classify/explain.ts';
import { mergeTopics, topicTaken } from '../classify/merge-topics.ts';
import { parseTopic } from '../classify/parse.ts';
import { referencesProblems } from '../classify/references.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';

/**
 * Like `parseTopic`; with a slug, a merger or a reference that the topics in force stand against it
 * fails. An example that the rule contradicts is a warning: the topic can be tried nevertheless.
 */
export function readDraft(text: string, file: string, site: Site): Result<Topic> {
  const parsed = parseTopic(text, file);
  if (!parsed.ok) return parsed;
  const topic = parsed.value;
  const others = site.topics.filter(({ id }) => id !== topic.id);
  const clashing = clashesOf(topic, others, file);
  const problems = [...parsed.problems, ...clashing];
  if (clashing.some(({ severity }) => severity === 'error')) return failure(problems);
  const contradicted = examplesProblems(topic, file, others).map(
    (problem): Problem => ({ ...problem, severity: 'warning' }),
  );
  return success(topic, [...problems, ...contradicted]);
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
