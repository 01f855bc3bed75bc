/** What lists of feeds ask of the store: which feeds there are, what each holds, how much comes, what is akin. */

import type { Article } from '../model/article.ts';
import type { Selector, SelectorKind } from '../model/feed.ts';

export interface ActivityStore {
  /** Selectors that have members, by key. */
  listSelectors(): Promise<readonly SelectorSummary[]>;
  /** Selectors that have members, and the main one and topics that once had, by key. */
  listActivity(options: ActivityOptions): Promise<readonly SelectorActivity[]>;
  /** The same of the selectors of these keys, and of a topic among them in each language, by key. */
  readActivity(keys: readonly string[], since: Date): Promise<readonly SelectorActivity[]>;
  /** By key, the newest story of each selector that has one; never a notice. */
  readNewest(keys: readonly string[]): Promise<ReadonlyMap<string, Article>>;
  /** Other topics that hold the newest stories of the selector, those that share most first. */
  listRelatedTopics(key: string, options: RelatedOptions): Promise<readonly RelatedTopic[]>;
}

export interface SelectorSummary {
  readonly selector: Selector;
  readonly label: string;
  readonly members: number;
}

/** A feed as a directory shows it. */
export interface SelectorActivity extends SelectorSummary {
  /** Stories, without the notices of withdrawn ones. */
  readonly members: number;
  readonly changedAt: Date;
  /** Stories first published at `since` or later. */
  readonly recent: number;
}

export interface RelatedTopic {
  readonly topicId: string;
  /** Stories that stand in both. */
  readonly shared: number;
}

export interface RelatedOptions {
  /** Newest stories that are compared. */
  readonly stories: number;
  /** Topics that share fewer are left out. */
  readonly leastShared: number;
  readonly limit: number;
}

export interface ActivityOptions {
  /** From when on stories count as recent; without it none does. */
  readonly since?: Date;
  /** Of these kinds alone. */
  readonly kinds: readonly SelectorKind[];
  /** Key that the page begins behind; empty for the first one. */
  readonly after: string;
  readonly limit: number;
}
