/** Topics that want to be in force: as their files say, or, where a file cannot be used, as they were before. */

import type { Result } from '../model/result.ts';
import type { Topic } from '../model/topic.ts';
import type { Mergers } from './mergers.ts';
import type { ParsedTopic, TopicPlaces } from './parse.ts';
import type { Place } from './yaml-source.ts';

export interface TopicFile {
  /** Path relative to the publication's folder. */
  readonly file: string;
  readonly read: Result<ParsedTopic>;
}

export interface KnownTopics {
  readonly topics: readonly Topic[];
  readonly mergers: Mergers;
  /** Whether a topic stays whose file is gone; the file is empty for a topic that remembers none. */
  readonly isKept: (file: string) => boolean;
}

export interface Candidate {
  readonly topic: Topic;
  readonly file: string;
  /** Of what its file says; undefined for a topic that is kept as it was. */
  readonly places?: TopicPlaces;
}

/** Kept ones first, then files in their order. No id or slug was compared yet, but for a file that was renamed. */
export function candidatesOf(
  usable: ReadonlyMap<string, ParsedTopic>,
  refused: ReadonlySet<string>,
  known: KnownTopics,
): readonly Candidate[] {
  const claimed = new Set<string>();
  const wanted = new Set<string>();
  for (const [file, { topic }] of usable) (refused.has(file) ? wanted : claimed).add(topic.id);
  const isKept = ({ id, file = '' }: Topic): boolean => {
    if (refused.has(file)) return true;
    if (usable.has(file) || claimed.has(id)) return false;
    // Its file is gone, or has another name that was refused.
    return wanted.has(id) || known.isKept(file);
  };
  const kept = known.topics.filter(isKept).map((topic) => ({ topic, file: topic.file ?? '' }));
  const fresh = [...usable]
    .filter(([file]) => !refused.has(file))
    .map(([file, { topic, places }]) => ({ topic: { ...topic, file }, file, places }));
  return [...kept, ...fresh];
}

/** Where a file says what `key` names; its head when it does not write it. */
export function placeIn({ places }: Candidate, key: string): Place | undefined {
  return places && (places.get(key) ?? { line: 1, column: 1 });
}
