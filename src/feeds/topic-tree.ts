/** Topics below those that they imply: narrower ones below broader ones. Pure. */

import type { Topic } from '../model/topic.ts';
import { compareText } from '../text/order.ts';

/** A topic in the order of the tree, with the ones that it stands below, the broadest first. */
export interface TopicPlace {
  readonly topic: Topic;
  readonly path: readonly Topic[];
}

/** Lists in lists any deeper help no reader: what is deeper stands at this depth. */
const MAX_DEPTH = 4;

/**
 * Every topic once, below the first topic that it implies, neighbours by name. A topic that implies none
 * that is there, or that stands below itself, is at the top.
 */
export function orderTopics(
  topics: readonly Topic[],
  nameOf: (topic: Topic) => string,
): readonly TopicPlace[] {
  const parents = parentsOf(topics);
  const children = new Map<string | undefined, Topic[]>();
  for (const topic of byName(topics, nameOf)) {
    const parent = parents.get(topic.id);
    const siblings = children.get(parent);
    if (siblings) siblings.push(topic);
    else children.set(parent, [topic]);
  }
  const places: TopicPlace[] = [];
  // A stack of its own: a chain of thousands would run over the runtime's.
  const waiting: TopicPlace[] = [];
  const add = (below: string | undefined, path: readonly Topic[]): void => {
    const found = children.get(below) ?? [];
    waiting.push(...found.toReversed().map((topic) => ({ topic, path })));
  };
  add(undefined, []);
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    places.push(place);
    const { topic, path } = place;
    add(topic.id, path.length < MAX_DEPTH ? [...path, topic] : path);
  }
  return places;
}

/** The topics that this one implies, as far as they are there. */
export function broaderTopics(topic: Topic, topics: readonly Topic[]): readonly Topic[] {
  const wanted = new Set((topic.implies ?? []).map(({ id }) => id));
  return topics.filter(({ id }) => wanted.has(id) && id !== topic.id);
}

/** The topics that imply this one. */
export function narrowerTopics(topic: Topic, topics: readonly Topic[]): readonly Topic[] {
  return topics.filter(
    (other) => other.id !== topic.id && (other.implies ?? []).some(({ id }) => id === topic.id),
  );
}

/** Id of a topic -> id of the one that it stands below. */
function parentsOf(topics: readonly Topic[]): ReadonlyMap<string, string> {
  const known = new Set(topics.map(({ id }) => id));
  const parents = new Map<string, string>();
  for (const { id, implies = [] } of topics) {
    const parent = implies.find((one) => one.id !== id && known.has(one.id))?.id;
    if (parent !== undefined && !isBelow(parent, id, parents)) parents.set(id, parent);
  }
  return parents;
}

/** Whether `id` stands below `other` already: the check of references refuses circles, an older store may hold one. */
function isBelow(id: string, other: string, parents: ReadonlyMap<string, string>): boolean {
  let above = parents.get(id);
  while (above !== undefined && above !== other) above = parents.get(above);
  return above === other;
}

/** By code point without regard to case: the order of a locale differs with the runtime. */
function byName(topics: readonly Topic[], nameOf: (topic: Topic) => string): readonly Topic[] {
  return topics
    .map((topic) => ({ topic, name: nameOf(topic).toLowerCase() }))
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.topic.id, b.topic.id))
    .map(({ topic }) => topic);
}
