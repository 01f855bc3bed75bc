/** The site: everything that is configured, as opposed to stored. */

import type { Publication } from './publication.ts';
import type { Topic } from './topic.ts';

export interface Site {
  readonly publication: Publication;
  readonly topics: readonly Topic[];
  /** Public base URL in force, without a trailing slash. */
  readonly baseUrl: string;
}
