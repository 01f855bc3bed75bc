/** A topic file that is not in force, read against the site that is: everything wrong with it at once. */

import { parseTopicFile } from '../classify/parse.ts';
import { topicsInForce } from '../classify/topics-in-force.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';

/**
 * Like `parseTopic`; with a slug, a merger or a reference that the topics in force stand against it
 * fails. An example that the rule contradicts is a warning: the topic can be tried nevertheless.
 */
export function readDraft(text: string, file: string, site: Site): Result<Topic> {
  const read = parseTopicFile(text, file);
  if (!read.ok) return read;
  const { topic } = read.value;
  const { topics, mergers = {} } = site;
  const others = { topics, mergers, isKept: () => true };
  const found = topicsInForce([{ file, read }], others);
  const problems = found.problems.filter((problem) => problem.file === file).map(asDraft);
  if (problems.some(({ severity }) => severity === 'error')) return failure(problems);
  return success(found.topics.find(({ id }) => id === topic.id) ?? topic, problems);
}

function asDraft(problem: Problem): Problem {
  return problem.code === 'example-contradicted' ? { ...problem, severity: 'warning' } : problem;
}
