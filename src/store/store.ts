/** The port to whatever keeps the articles. The only way in or out of a database. */

import type { Article, ArticleState } from '../model/article.ts';
import type { Selector } from '../model/feed.ts';
import type { Window } from '../model/publication.ts';
import type { Problem } from '../model/result.ts';

/** What an article is a member of, with the human name of the selector. */
export interface Membership {
  readonly key: string;
  readonly selector: Selector;
  readonly label: string;
}

export interface ArticleWrite {
  readonly article: Article;
  /** Hash of the article's content; equal hash means an unchanged article. */
  readonly hash: string;
  readonly shortId: string;
  /** When time alone changes the state next. */
  readonly dueAt: Date | undefined;
  /** Instant at which the article entered or changed, for the window. */
  readonly changedAt: Date;
  /** The content changed but not `updatedAt`: the article keeps its place in the window. */
  readonly isSmallEdit: boolean;
  readonly topicIds: readonly string[];
  /** All selectors it is a member of; the ones it had before and are not named are left. */
  readonly memberships: readonly Membership[];
  /** Paths below `/media/` that the article shows; undefined: as before, so that a picture of a withdrawn story stays known as gone. */
  readonly mediaPaths: readonly string[] | undefined;
}

export interface FileRecord {
  readonly path: string;
  /** Empty when the file could not be used. */
  readonly articleId: string;
  readonly size: number;
  readonly modifiedAt: Date;
  readonly hash: string;
  readonly hasSidecar: boolean;
  readonly problems: readonly Problem[];
}

/** One atomic change of the store. */
export interface Change {
  readonly at: Date;
  readonly writes: readonly ArticleWrite[];
  readonly files: readonly FileRecord[];
  readonly forgottenFiles: readonly string[];
}

export interface SelectorState {
  /** 0 when nothing was ever a member. */
  readonly seq: number;
  readonly label: string;
  readonly changedAt: Date;
  /** Digest of the live document's (id, hash) pairs; undefined when it must be computed anew. */
  readonly digest: string | undefined;
  /** Instant at which time alone changes anything in the store next; past when it is overdue. */
  readonly nextDueAt: Date | undefined;
  /** Instant at which a public article expires next; past when it is overdue. */
  readonly nextExpiryAt: Date | undefined;
}

export interface Pair {
  readonly id: string;
  readonly hash: string;
}

export interface StoredArticle extends Pair {
  readonly article: Article;
  readonly topicIds: readonly string[];
  readonly seq: number;
}

export interface SelectorSummary {
  readonly selector: Selector;
  readonly label: string;
  readonly members: number;
}

export interface Setting {
  readonly key: string;
  readonly fingerprint: string;
  readonly value: string;
  readonly changedAt: Date;
}

export interface Store {
  /** Brings the schema up to date; safe to repeat. */
  migrate(): Promise<void>;
  /** Applies the change, all or nothing. */
  commit(change: Change): Promise<void>;

  /** One small read; undefined when no article was ever a member. */
  selectorState(key: string): Promise<SelectorState | undefined>;
  /** The live document's pairs, in its order (decision log). */
  listPairs(key: string, window: Window): Promise<readonly Pair[]>;
  /** The live document's articles, in its order. */
  listWindow(key: string, window: Window): Promise<readonly StoredArticle[]>;
  /** Remembers a digest, unless the selector changed since `seq`. */
  saveDigest(key: string, seq: number, digest: string): Promise<void>;
  /** Selectors that have members, by key. */
  listSelectors(): Promise<readonly SelectorSummary[]>;

  readArticle(id: string): Promise<StoredArticle | undefined>;
  readArticles(ids: readonly string[]): Promise<readonly StoredArticle[]>;
  readByShortId(shortId: string): Promise<readonly StoredArticle[]>;
  /** Articles after `afterId` in the order of ids, for walks over everything; at most `limit`. */
  listArticles(afterId: string, limit: number): Promise<readonly StoredArticle[]>;
  /** Articles whose state time has changed, oldest first; at most `limit`. */
  listDue(now: Date, limit: number): Promise<readonly StoredArticle[]>;
  /** States of the articles that show the file below `/media/`. */
  listMediaStates(path: string): Promise<readonly ArticleState[]>;

  /** Whether a first load was ever completed: until then articles' own dates are their times of change. */
  isLoaded(): Promise<boolean>;
  markLoaded(): Promise<void>;
  listFiles(): Promise<readonly FileRecord[]>;

  listSettings(): Promise<readonly Setting[]>;
  /** Replaces all settings; a setting with the same fingerprint keeps its changedAt. Digests are forgotten when one differs. */
  saveSettings(settings: readonly Omit<Setting, 'changedAt'>[], now: Date): Promise<void>;

  close(): Promise<void>;
}
