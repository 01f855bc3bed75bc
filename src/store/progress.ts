/** What the store notes of documents that readers were given, and of work that takes its time. */

import type { Pair } from './store.ts';

/** A member of a feed by its place in the order of arrival. */
export interface PlacedPair extends Pair {
  /** Of the last significant change, for the window. */
  readonly changedAt: Date;
}

/** A state of a live document that readers were given, to tell later what is new to them. */
export interface KnownState {
  /** First part of its ETags. */
  readonly content: string;
  /** Hashes of its entries, of one length each. */
  readonly entries: string;
}

/** How far a walk over all articles by changed rules is. */
export interface Walk {
  /** Fingerprint of the rules that it applies. */
  readonly target: string;
  /** The last article that was looked at, in the order of ids. */
  readonly afterId: string;
  /** Articles. */
  readonly done: number;
  readonly total: number;
  readonly changed: number;
}
