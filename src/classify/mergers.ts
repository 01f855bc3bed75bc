/** What refers to topics that were merged into others. */

import { successorOf } from '../model/site.ts';
import type { Topic, TopicReference } from '../model/topic.ts';

/** Id -> id of the topic that took its place. */
export type Mergers = Readonly<Record<string, string>>;

/**
 * The topic with every reference to one that was merged turned to its successor. What would make it refer
 * to itself is left out, and with it a line that asked for nothing else of other topics: no story is in a
 * topic that is no more.
 */
export function withMergers(topic: Topic, live: ReadonlySet<string>, mergers: Mergers): Topic {
  const follow = (references: readonly TopicReference[]): readonly TopicReference[] =>
    references
      .map((reference) => followed(reference, live, mergers))
      .filter(({ id, written }) => written === undefined || id !== topic.id);
  const linesOf = (lines: Topic['match']): Topic['match'] =>
    lines.flatMap((line) => {
      if (line.topics === undefined) return [line];
      const topics = follow(line.topics);
      return topics.length === 0 ? [] : [{ ...line, topics }];
    });
  const implies = topic.implies && follow(topic.implies);
  return {
    ...topic,
    match: linesOf(topic.match),
    unless: linesOf(topic.unless),
    ...(implies && { implies }),
  };
}

function followed(
  reference: TopicReference,
  live: ReadonlySet<string>,
  mergers: Mergers,
): TopicReference {
  const { id, written = id, line, column } = reference;
  const successor = successorOf(written, live, mergers);
  // A topic that is missing stays named as it was: whoever looks for it tells.
  if (successor === undefined || successor === written) return { id: written, line, column };
  return { id: successor, written, line, column };
}
