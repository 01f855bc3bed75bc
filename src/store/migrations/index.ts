/** Every migration in order; the position is its number. Append, never edit. */

import type { Dialect } from '../driver.ts';
import { articlesAndSelectors } from './0001-articles-and-selectors.ts';
import { lastingStore } from './0002-lasting-store.ts';
import { archives } from './0003-archives.ts';
import { walk } from './0004-walk.ts';
import { states } from './0005-states.ts';
import { beat } from './0006-beat.ts';

export interface Migration {
  /** For every database, written for SQLite: see definitionFor. */
  readonly common: string;
  /** What only one dialect has, after `common` and as it stands. */
  readonly only?: Readonly<Record<Dialect, string>>;
}

export const MIGRATIONS: readonly Migration[] = [
  { common: articlesAndSelectors },
  lastingStore,
  archives,
  walk,
  states,
  beat,
];
