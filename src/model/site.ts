/** The site: everything that is configured, as opposed to stored. */

import type { Publication } from './publication.ts';
import type { Topic } from './topic.ts';

export interface Site {
  readonly publication: Publication;
  /** Those that have feeds; none that was merged into another. */
  readonly topics: readonly Topic[];
  /**
   * Slug -> ids of the topics that had it. Its addresses lead to the first that is still there; to none
   * while a topic has it now.
   */
  readonly moved?: Readonly<Record<string, readonly string[]>>;
  /** Id of a topic that was merged -> id of the one that took its place. */
  readonly mergers?: Readonly<Record<string, string>>;
  /** Public base URL in force, without a trailing slash. */
  readonly baseUrl: string;
}

/** Id of the topic that took the place of `id`, or `id` itself; undefined when that is none of `live`. */
export function successorOf(
  id: string,
  live: ReadonlySet<string>,
  mergers: Readonly<Record<string, string>>,
): string | undefined {
  let current: string | undefined = id;
  // By length: one that leads round in a circle leads nowhere.
  for (let left = Object.keys(mergers).length; current !== undefined && left >= 0; left -= 1) {
    if (live.has(current)) return current;
    current = Object.hasOwn(mergers, current) ? mergers[current] : undefined;
  }
  return undefined;
}
