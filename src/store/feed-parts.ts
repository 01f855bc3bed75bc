/** What the store reads of a feed, and remembers of what was found. */

import type { Article } from '../model/article.ts';
import type { Window } from '../model/publication.ts';
import type { KnownState, PlacedPair } from './progress.ts';
import type { SelectorState, StoredTombstone } from './store.ts';

/** What is read of a feed beside its state, all of it as it stood at one moment. */
export interface FeedParts {
  /** The live document. */
  readonly window?: Window;
  /** The members with these places (see ARCHIVE_SIZE). */
  readonly archive?: { readonly first: number; readonly last: number };
  /** Of the members with places up to `upTo` in closed archives the last `limit`. */
  readonly behind?: { readonly limit: number; readonly upTo?: number };
  /** How many tombstones at most. */
  readonly tombstones?: number;
  /** Which of the states with these contents are remembered. */
  readonly known?: readonly string[];
  /** With the articles of `window` and `archive`. */
  readonly isWhole?: boolean;
}

export interface FeedRows {
  /** Undefined when no article was ever a member. */
  readonly stored: SelectorState | undefined;
  /** Instant at which time alone changes anything in the store next; past when it is overdue. */
  readonly nextDueAt: Date | undefined;
  /** See Signal. */
  readonly settingsSeq: number;
  /** Number of the last change of the store. */
  readonly storeSeq: number;
  /** When the store was last told that the clock was looked at; undefined when it never was. */
  readonly beatAt: Date | undefined;
  /** In the document's order (decision log). */
  readonly window: readonly FeedMember[];
  /** In the document's order. */
  readonly archive: readonly FeedMember[];
  /** Last place first. */
  readonly behind: readonly FeedMember[];
  /** Newest first. */
  readonly tombstones: readonly StoredTombstone[];
  readonly known: readonly KnownState[];
}

/** An article of a feed document. */
export interface FeedMember extends PlacedPair {
  readonly published: Date;
  /** The notice of a withdrawn story. */
  readonly isNotice: boolean;
  /** 0: not read, or none yet. */
  readonly place: number;
  /** Decoded when it is first asked for. Throws `internal` when the rows were read without articles. */
  readonly article: () => Article;
}

export interface SavedDigests extends KnownState {
  readonly live: string;
  /** Undefined: not looked at. */
  readonly gone: string | undefined;
}
