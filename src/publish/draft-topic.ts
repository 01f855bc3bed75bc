/** A topic file that is not in force, read against the site that is: everything wrong with it at once. */

import { type CompiledTopics, compileTopics } from '../classify/compile.ts';
import { tryExamples } from '../classify/explain.ts';
import { parseTopicFile } from '../classify/parse.ts';
import { closureOf } from '../classify/references.ts';
import { topicsInForce } from '../classify/topics-in-force.ts';
import { failure, type Result, success } from '../model/result.ts';
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
  const read = parseTopicFile(text, file);
  if (!read.ok) return read;
  const { topics, mergers = {} } = site;
  const others = { topics, mergers, isKept: () => true };
  const found = topicsInForce([{ file, read }], others, { triesExamples: false });
  const problems = found.problems.filter((problem) => problem.file === file);
  if (problems.some(({ severity }) => severity === 'error')) return failure(problems);
  const { id } = read.value.topic;
  const topic = found.topics.find((one) => one.id === id) ?? read.value.topic;
  const compiled = compileTopics(closureOf(topic, found.topics));
  for (const problem of tryExamples(compiled, topic, file)) {
    if (problem !== undefined) problems.push({ ...problem, severity: 'warning' });
    await pause?.();
  }
  return success({ topic, compiled }, problems);
}
