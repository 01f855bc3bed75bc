/** What is wrong with mergers and former slugs, and what they do to topics that name the merged ones. */

import type { Problem } from '../model/result.ts';
import { successorOf } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import { type Candidate, placeIn } from './candidates.ts';
import { nameOf } from './claims.ts';
import type { Mergers } from './mergers.ts';
import { referencesOf } from './references.ts';

/** Who is to blame for a way that leads to nothing: whose own step does, else all who go it. */
export function mergerProblems(
  candidates: readonly Candidate[],
  live: ReadonlySet<string>,
  mergers: Mergers,
): readonly Problem[] {
  const lost = candidates.filter(
    ({ topic }) => topic.mergedInto !== undefined && !successorOf(topic.id, live, mergers),
  );
  const own = lost.filter(
    ({ topic }) => !Object.hasOwn(mergers, topic.mergedInto ?? '') || leadsBack(topic, mergers),
  );
  return (own.length > 0 ? own : lost).map((one) => {
    const isCircle = leadsBack(one.topic, mergers);
    const target = (one.topic.mergedInto ?? '').slice(0, 100);
    const message = isCircle
      ? `mergedInto ${target} leads back to ${one.topic.id}`
      : `there is no topic ${target} to lead to`;
    return mergeInvalid(one, message, 'name the id of a topic that has feeds');
  });
}

function leadsBack({ id, mergedInto }: Topic, mergers: Mergers): boolean {
  return successorOf(mergedInto ?? '', new Set([id]), mergers) === id;
}

function mergeInvalid(one: Candidate, message: string, hint: string): Problem {
  const { file } = one;
  const at = { file, ...placeIn(one, 'mergedInto'), field: 'mergedInto' };
  return { ...at, code: 'merge-invalid', message, hint, severity: 'error' };
}

/** A topic that took its stories from the merged one alone would hold none. */
export function emptiedProblems(
  candidates: readonly Candidate[],
  resolved: readonly Candidate[],
): readonly Problem[] {
  const matchOf = new Map(candidates.map(({ topic }) => [topic.id, topic.match]));
  return resolved.flatMap((one) => {
    const { id, match } = one.topic;
    const written = (matchOf.get(id) ?? []).flatMap(({ topics = [] }) => topics);
    if (match.length > 0 || written.length === 0) return [];
    const names = new Set(written.map((reference) => reference.written ?? reference.id));
    const merged = candidates.filter(
      ({ topic, places }) => places && topic.mergedInto !== undefined && names.has(topic.id),
    );
    const message = `topic ${id} takes its stories from ${[...names].join(', ')} alone, and would hold none`;
    const culprits = merged.length > 0 ? merged : [one];
    return culprits.map((each) => mergeInvalid(each, message, `give ${id} lines of its own first`));
  });
}

/** Tells whoever names a topic that was merged how that is read now. */
export function referrerWarnings(
  fresh: readonly Candidate[],
  live: ReadonlySet<string>,
  mergers: Mergers,
): readonly Problem[] {
  return fresh.flatMap(({ topic, file }) =>
    referencesOf(topic).flatMap(({ id, line, column }) => {
      const successor = successorOf(id, live, mergers);
      if (successor === undefined || successor === id) return [];
      const isOwn = successor === topic.id;
      const message = isOwn
        ? `${id} was merged into this topic, so that this names nothing any more`
        : `${id} was merged into ${successor}, and is read as that`;
      const hint = isOwn ? 'take it out' : `write ${successor}`;
      const at = { file, line, column, field: 'topic' };
      return [{ ...at, code: 'topic-merged', message, hint, severity: 'warning' as const }];
    }),
  );
}

interface Moved {
  /** Slug -> ids of the topics that name it as one that they had. */
  readonly moved: Readonly<Record<string, readonly string[]>>;
  readonly problems: readonly Problem[];
}

/** Slugs that lead to other addresses by what the files say. */
export function movedBy(candidates: readonly Candidate[], live: readonly Topic[]): Moved {
  const ownerOf = new Map(live.map((topic) => [topic.slug, topic]));
  const moved = new Map<string, readonly string[]>();
  const problems: Problem[] = [];
  for (const one of candidates) {
    const { id, slug, mergedInto, formerSlugs = [] } = one.topic;
    for (const former of [...(mergedInto === undefined ? [] : [slug]), ...formerSlugs]) {
      const owner = ownerOf.get(former);
      if (owner === undefined) moved.set(former, [...(moved.get(former) ?? []), id]);
      else if (one.places !== undefined) problems.push(formerTaken(one, former, owner));
    }
  }
  return { moved: Object.fromEntries(moved), problems };
}

function formerTaken(one: Candidate, slug: string, owner: Topic): Problem {
  const isOwn = owner.id === one.topic.id;
  const isFormer = one.topic.formerSlugs?.includes(slug) === true;
  return {
    file: one.file,
    ...placeIn(one, isFormer ? `formerSlugs.${slug}` : 'slug'),
    field: isFormer ? 'formerSlugs' : 'slug',
    code: 'topic-taken',
    message: isOwn
      ? `${slug} is the slug that this topic has now`
      : `${nameOf({ topic: owner, file: owner.file ?? '' })} has the slug ${slug} now, so that its address leads there`,
    hint: isOwn ? 'take it off the list' : 'give that topic another slug, or take it off the list',
    severity: 'warning',
  };
}
