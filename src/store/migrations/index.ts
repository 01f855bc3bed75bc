/** Every migration in order; the position is its number. Append, never edit. */

import { articlesAndSelectors } from './0001-articles-and-selectors.ts';

export const MIGRATIONS: readonly string[] = [articlesAndSelectors];
