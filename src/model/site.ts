/** The site: everything that is configured, as opposed to stored. */

import type { Publication } from './publication.ts';
import type { Topic } from './topic.ts';

export interface Site {
  readonly publication: Publication;
  /** Those that have feeds; none that was merged into another. */
  readonly topics: readonly Topic[];
  /** Slug that a topic had, or that of one which was merged -> id of the topic that its addresses lead to. */
  readonly moved?: Readonly<Record<string, string>>;
  /** Public base URL in force, without a trailing slash. */
  readonly baseUrl: string;
}
