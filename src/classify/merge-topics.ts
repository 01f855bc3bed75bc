/** Topics as their files give them: those that were merged into others become addresses that lead there. */

import type { Problem } from '../model/result.ts';
import type { Topic } from '../model/topic.ts';

export interface MergedTopics {
  readonly topics: readonly Topic[];
  /** Former slug -> id of the topic it leads to. */
  readonly moved: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** `fileOf` names the file of a topic in problems. */
export function mergeTopics(
  read: readonly Topic[],
  fileOf: (topic: Topic) => string,
): MergedTopics {
  const byId = new Map(read.map((topic) => [topic.id, topic]));
  const topics = read.filter(({ mergedInto }) => mergedInto === undefined);
  const taken = new Set(topics.map(({ slug }) => slug));
  const moved = new Map<string, string>();
  const problems: Problem[] = [];
  for (const topic of read) {
    const target = targetOf(topic, byId);
    if (target === undefined) {
      problems.push(mergeInvalid(fileOf(topic), topic));
      continue;
    }
    const own = topic.mergedInto === undefined ? [] : [topic.slug];
    for (const slug of [...own, ...(topic.formerSlugs ?? [])]) {
      if (taken.has(slug)) problems.push(slugTaken(fileOf(topic), slug));
      else moved.set(slug, target.id);
    }
  }
  return { topics, moved: Object.fromEntries(moved), problems };
}

/** Two topics cannot share an id or a slug; the one that is there stays. */
export function topicTaken(file: string, taken: Topic): Problem {
  return {
    file,
    field: 'id',
    code: 'topic-taken',
    message: `another topic has the id ${taken.id} or the slug ${taken.slug} already`,
    hint: 'give each topic file an id and a slug of its own',
    severity: 'error',
  };
}

/** Undefined at the end of a way that leads to nothing, or round and round. */
function targetOf(topic: Topic, byId: ReadonlyMap<string, Topic>): Topic | undefined {
  let current: Topic | undefined = topic;
  for (let steps = 0; steps <= byId.size; steps += 1) {
    if (current?.mergedInto === undefined) return current;
    current = byId.get(current.mergedInto);
  }
  return undefined;
}

function mergeInvalid(file: string, { mergedInto = '' }: Topic): Problem {
  return {
    file,
    field: 'mergedInto',
    code: 'merge-invalid',
    message: `there is no topic ${mergedInto.slice(0, 100)} to lead to, or it leads back here`,
    hint: 'name the id of a topic that has feeds',
    severity: 'error',
  };
}

function slugTaken(file: string, slug: string): Problem {
  return {
    file,
    field: 'formerSlugs',
    code: 'topic-taken',
    message: `another topic has the slug ${slug} now, so that its address leads there`,
    hint: 'give that topic a slug of its own, or take this one off the list',
    severity: 'warning',
  };
}
