/** Ids and slugs that two topics want: who has one in force keeps it, and the other's file is refused. */

import type { Problem } from '../model/result.ts';
import type { Topic } from '../model/topic.ts';
import { type Candidate, placeIn } from './candidates.ts';

type Field = 'id' | 'slug';

/** Slugs once ids are clear: a topic that is refused for its id claims no slug. */
export function claimProblems(
  candidates: readonly Candidate[],
  known: readonly Topic[],
): readonly Problem[] {
  const byId = new Map(known.map((topic) => [topic.id, topic]));
  const problems = clashesOf('id', candidates, byId);
  if (problems.length > 0) return problems;
  // A topic that was merged has no feeds, so that its slug is only one that it had.
  const live = candidates.filter(({ topic }) => topic.mergedInto === undefined);
  return clashesOf('slug', live, byId);
}

type ById = ReadonlyMap<string, Topic>;

function clashesOf(
  field: Field,
  candidates: readonly Candidate[],
  known: ById,
): readonly Problem[] {
  const groups = new Map<string, Candidate[]>();
  for (const one of candidates) {
    const value = one.topic[field];
    groups.set(value, [...(groups.get(value) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    // The first of the strongest: sorting is stable.
    const [owner, ...others] = group.toSorted(
      (a, b) => rank(field, a, known) - rank(field, b, known),
    );
    return owner === undefined ? [] : others.map((one) => topicTaken(field, one, owner));
  });
}

/** Lower is stronger: in force and untouched, in force and changed otherwise, new. */
function rank(field: Field, { topic, file, places }: Candidate, known: ById): number {
  if (places === undefined) return 0;
  const before = known.get(topic.id);
  const isInForce = field === 'id' ? before?.file === file : before?.slug === topic.slug;
  return isInForce ? 1 : 2;
}

/** A topic of a former store remembers no file. */
export function nameOf({ topic, file }: { readonly topic: Topic; readonly file: string }): string {
  return file === '' ? `topic ${topic.id}` : `topic ${topic.id} (${file})`;
}

function topicTaken(field: Field, one: Candidate, owner: Candidate): Problem {
  const { topic } = owner;
  // Without a slug of its own, it is the id that claims one.
  const key = field === 'slug' && one.places?.has('slug') === false ? 'id' : field;
  return {
    file: one.file,
    ...placeIn(one, key),
    field,
    code: 'topic-taken',
    message: `the ${field} ${topic[field]} belongs to ${nameOf(owner)}`,
    hint:
      field === 'id'
        ? 'give this file an id of its own; when it is a copy, remove it'
        : 'give this topic another slug; two topics swap theirs when both files change together',
    severity: 'error',
  };
}
