/**
 * What the topic files say, joined with the topics in force, topic by topic: a file that cannot be used
 * leaves its own topic as it was, and holds up no other. Pure.
 */

import type { Problem } from '../model/result.ts';
import type { Topic } from '../model/topic.ts';
import { compareText } from '../text/order.ts';
import { type Candidate, candidatesOf, type KnownTopics, type TopicFile } from './candidates.ts';
import { claimProblems } from './claims.ts';
import { examplesProblems } from './explain.ts';
import { emptiedProblems, mergerProblems, movedBy, referrerWarnings } from './merger-problems.ts';
import { type Mergers, withMergers } from './mergers.ts';
import { newReferences, referencesProblems } from './references.ts';

export interface TopicsInForce {
  /** Those that have feeds, by id. */
  readonly topics: readonly Topic[];
  /** By the files: slug -> topics that had it. */
  readonly moved: Readonly<Record<string, readonly string[]>>;
  /** By the files. */
  readonly mergers: Mergers;
  readonly problems: readonly Problem[];
}

/**
 * `files` in the order in which they win where nothing is in force. A refused file can free what another
 * one waits for, or keep what another one claims, so all is looked at again until nothing more is refused.
 */
export function topicsInForce(
  files: readonly TopicFile[],
  known: KnownTopics,
  { triesExamples = true }: { readonly triesExamples?: boolean } = {},
): TopicsInForce {
  const problems = files.flatMap(({ read }) => read.problems);
  const usable = new Map(
    files.flatMap(({ file, read }) => (read.ok ? [[file, read.value] as const] : [])),
  );
  const refused = new Set(files.filter(({ read }) => !read.ok).map(({ file }) => file));
  const isNew = ({ file = '' }: Problem): boolean => usable.has(file) && !refused.has(file);
  for (;;) {
    const view = viewOf(candidatesOf(usable, refused, known), known);
    const faults = faultsOf(view, known, isNew);
    const news = faults.filter(isNew);
    if (news.length === 0) {
      const untold = faults.filter((fault) => !isTold(fault, problems));
      const result = resultOf(view, [...problems, ...untold]);
      if (!triesExamples) return result;
      return { ...result, problems: [...result.problems, ...contradictedIn(view, result.topics)] };
    }
    problems.push(...news);
    for (const { file = '' } of news) refused.add(file);
  }
}

/** What is kept may lack just what its file was refused for. */
function isTold({ file, code }: Problem, problems: readonly Problem[]): boolean {
  return problems.some((one) => one.file === file && one.code === code);
}

interface View {
  readonly candidates: readonly Candidate[];
  /** Without those that were merged, and with references that follow the mergers. */
  readonly live: readonly Candidate[];
  readonly ids: ReadonlySet<string>;
  /** By the files, and all that are remembered. */
  readonly declared: Mergers;
  readonly mergers: Mergers;
}

function viewOf(candidates: readonly Candidate[], known: KnownTopics): View {
  const written = candidates.filter(({ topic }) => topic.mergedInto === undefined);
  const ids = new Set(written.map(({ topic }) => topic.id));
  const declared = Object.fromEntries(
    candidates.flatMap(({ topic: { id, mergedInto } }) =>
      mergedInto === undefined ? [] : [[id, mergedInto] as const],
    ),
  );
  const mergers = { ...known.mergers, ...declared };
  const live = written.map((one) => ({ ...one, topic: withMergers(one.topic, ids, mergers) }));
  return { candidates, live, ids, declared, mergers };
}

/** One kind after the other: who stands for what is looked at once names are clear. */
function faultsOf(
  { candidates, live, ids, mergers }: View,
  known: KnownTopics,
  isNew: (fault: Problem) => boolean,
): readonly Problem[] {
  const kinds = [
    () => claimProblems(candidates, known.topics),
    () => mergerProblems(candidates, ids, mergers),
    () => emptiedProblems(candidates, live),
    () => referencesProblems(live, newReferences(known.topics, candidates)),
  ];
  const faults: Problem[] = [];
  for (const faultsOfKind of kinds) {
    if (!faults.some(isNew)) faults.push(...faultsOfKind());
  }
  return faults;
}

function resultOf(view: View, problems: readonly Problem[]): TopicsInForce {
  const { candidates, live, ids, declared, mergers } = view;
  const topics = live.map(({ topic }) => topic).sort((a, b) => compareText(a.id, b.id));
  const moved = movedBy(candidates, topics);
  const fresh = candidates.filter(({ places }) => places !== undefined);
  const warnings = [...moved.problems, ...referrerWarnings(fresh, ids, mergers)];
  return {
    topics,
    moved: moved.moved,
    mergers: declared,
    problems: [...problems, ...warnings],
  };
}

/** Examples of the files that are in force. */
function contradictedIn({ live }: View, topics: readonly Topic[]): readonly Problem[] {
  return live.flatMap(({ topic, file, places }) =>
    places === undefined ? [] : examplesProblems(topic, file, topics),
  );
}
