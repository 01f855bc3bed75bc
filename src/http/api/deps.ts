/** What the API is handed beside what every route has. */

import type { Desk } from '../../publish/change-articles.ts';
import type { AppDeps } from '../deps.ts';

export interface ApiDeps extends Pick<AppDeps, 'log' | 'compress'>, Desk {
  /** hashSecret of a token that the environment gives, with every scope. */
  readonly environmentTokenHash?: string;
  /** Of the package, for the description of the API. */
  readonly version?: string;
}

export function deskOf(deps: ApiDeps): Desk {
  return deps;
}
