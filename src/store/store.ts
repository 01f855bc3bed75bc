/** The port to whatever keeps the articles. The only way in or out of a database. */

import type { Article, ArticleState } from '../model/article.ts';
import type { AuditEntry, AuditRecord } from '../model/audit.ts';
import type { Selector } from '../model/feed.ts';
import type { Problem } from '../model/result.ts';
import type { StoredToken, Token } from '../model/token.ts';
import type { ActivityStore } from './activity.ts';
import type { FeedParts, FeedRows, SavedDigests } from './feed-parts.ts';
import type { Walk } from './progress.ts';

/** What an article is a member of, with the human name of the selector. */
export interface Membership {
  readonly key: string;
  readonly selector: Selector;
  readonly label: string;
}

export interface ArticleWrite {
  readonly article: Article;
  /** Version of the stored article that this one was made from; 0 when there was none. */
  readonly baseVersion: number;
  /** Hash of the article's content; equal hash means an unchanged article. */
  readonly hash: string;
  /** Hash of what feeds can show of it; equal means that no feed is touched. */
  readonly shownHash: string;
  readonly shortId: string;
  /** When time alone changes the state next. */
  readonly dueAt: Date | undefined;
  /** Instant at which the article entered or changed, for the window. */
  readonly changedAt: Date;
  /** Back catalogue: no news, so that live documents hold it by its own date alone. */
  readonly isQuiet: boolean;
  /** Bytes of the text that feeds show. */
  readonly textBytes: number;
  /** When readers lost a story that they had; undefined while they have it, and when they never had. */
  readonly goneAt: Date | undefined;
  /** The content changed but not `updatedAt`: the article keeps its place in the window. */
  readonly isSmallEdit: boolean;
  /** The API's word outranks the file's until it is released (decision log). */
  readonly isHeld: boolean;
  /** Erased for good: the id never comes back. */
  readonly isErased: boolean;
  /** The article before its withdrawal, for an undo while the notice stands. */
  readonly kept: Article | undefined;
  /** Tokens of the text for search, parted by spaces; undefined: nobody may find it. */
  readonly tokens: string | undefined;
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

/** An answer that is given again to the same request under the same Idempotency-Key. */
export interface KeptReply {
  /** Id of the token that asked. */
  readonly token: string;
  readonly key: string;
  /** Hash of method, path and body. */
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Empty when it speaks of several. */
  readonly articleId: string;
}

/** One atomic change of the store. */
export interface Change {
  readonly at: Date;
  readonly writes: readonly ArticleWrite[];
  readonly files: readonly FileRecord[];
  readonly forgottenFiles: readonly string[];
  /** Articles that decided the change without being written: their versions must hold as well. */
  readonly seen?: readonly Pick<StoredArticle, 'id' | 'version'>[];
  readonly audit?: readonly AuditEntry[];
  readonly reply?: KeptReply;
  /** The configuration that the writes were classified by: `conflict` when another one is in force. */
  readonly settingsSeq?: number | undefined;
  /**
   * Members that enter are no news, and get their places later, by publication: from `numberMembers`.
   */
  readonly isBackfill?: boolean;
  /** Files are to be read again: whoever follows the folder is told. */
  readonly wakesFolder?: boolean;
  /** The change brings out or alters text, which the emergency stop forbids. */
  readonly isStoppable?: boolean;
}

export interface SelectorState {
  /** 0 when nothing was ever a member. */
  readonly seq: number;
  readonly label: string;
  readonly changedAt: Date;
  /** Newest loss of a story that ever stood in it. */
  readonly goneAt: Date | undefined;
  /** How many archives are closed: numbers 1 to this. None while a first load runs. */
  readonly archives: number;
  /** The last place given to a member: see listPlaced. 0 while a first load runs. */
  readonly places: number;
  /** Digest of the live document's (id, hash) pairs; undefined when it must be computed anew. */
  readonly digest: string | undefined;
  /** Digest of its tombstones; known when `digest` is. */
  readonly goneDigest: string | undefined;
  /** Instant at which time alone changes anything in the store next; past when it is overdue. */
  readonly nextDueAt: Date | undefined;
  /** Instant at which a public article expires next; past when it is overdue. */
  readonly nextExpiryAt: Date | undefined;
}

/** An article of a feed document, by what it shows. */
export interface Pair {
  readonly id: string;
  readonly shownHash: string;
}

export interface StoredArticle {
  readonly id: string;
  /** Of the whole content. */
  readonly hash: string;
  readonly article: Article;
  readonly topicIds: readonly string[];
  /** Number of its last change of content. */
  readonly seq: number;
  /** Number of its last write. */
  readonly version: number;
  readonly isHeld: boolean;
  readonly isErased: boolean;
  readonly kept: Article | undefined;
}

/** A story that a feed's readers had and shall have no more (RFC 6721). */
export interface StoredTombstone {
  readonly id: string;
  readonly goneAt: Date;
  /** BCP 47. */
  readonly language: string;
  readonly isWithdrawn: boolean;
}

export interface Setting {
  readonly key: string;
  readonly fingerprint: string;
  readonly value: string;
  readonly changedAt: Date;
}

export interface StoredSettings {
  /** By key. */
  readonly settings: readonly Setting[];
  /** See Signal. */
  readonly settingsSeq: number;
}

export interface DigestSave {
  readonly key: string;
  readonly seq: number;
  readonly digests: SavedDigests;
}

/** The emergency stop: nothing new comes out while it stands. */
export interface Freeze {
  readonly at: Date;
  readonly actor: string;
  readonly note?: string;
}

/** What one small read tells of a store that others write to as well. */
export interface Signal {
  /** Number of the last change. */
  readonly seq: number;
  /** Raised whenever a setting changes or the emergency stop is set or lifted. */
  readonly settingsSeq: number;
  readonly freeze: Freeze | undefined;
}

/** The newest first: by publishedAt, then id. */
export interface ArticleFilter {
  readonly state?: ArticleState;
  /** Keys of selectors; all of them must hold it. Public articles, unless `state` asks for notices (`withdrawn`). */
  readonly selectorKeys?: readonly string[];
  /** Phrases of folded tokens parted by single spaces (parseQuery); all of them must occur. Only public articles are found. */
  readonly phrases?: readonly string[];
  readonly publishedFrom?: Date;
  readonly publishedBefore?: Date;
}

/** Where a page of a list ends and the next begins. */
export interface ListKey {
  readonly published: Date;
  readonly id: string;
}

/** What a list asks of the members of selectors. */
export interface MemberQuery {
  /**
   * Keys of selectors: of each group one must hold the article; without a group it is one of all. The
   * first group leads: the list is soonest read when that is the one with the fewest members.
   */
  readonly groups: readonly (readonly string[])[];
  /** None of these may hold it. */
  readonly none: readonly string[];
  /** As in ArticleFilter. */
  readonly phrases?: readonly string[];
}

/** Newest first, by publishedAt, then id. */
export interface MemberPage {
  readonly after?: ListKey;
  /** Most stories. */
  readonly limit: number;
  /** Most notices of withdrawn stories beside them, the newest; none unless it is given, nor with phrases: a notice has no words. */
  readonly notices?: number;
}

export interface Member extends Pair {
  readonly published: Date;
  readonly isNotice: boolean;
  /** Decoded when it is first asked for. */
  readonly article: () => Article;
}

export interface MemberState {
  readonly key: string;
  readonly label: string;
  readonly seq: number;
  readonly changedAt: Date;
  /** Newest loss of a story that ever stood in it. */
  readonly goneAt: Date | undefined;
  /** Stories and notices. */
  readonly members: number;
}

export interface SelectorStates {
  /** See Signal. */
  readonly settingsSeq: number;
  /** See FeedRows. */
  readonly beatAt: Date | undefined;
  /** Of those that anything was ever a member of. */
  readonly states: readonly MemberState[];
  /** Instant at which time alone changes anything in the store next; past when it is overdue. */
  readonly nextDueAt: Date | undefined;
}

export interface Store extends ActivityStore {
  /** Brings the schema up to date; safe to repeat, and for several processes at once. Returns how many steps were new. */
  migrate(): Promise<number>;
  /** Applies the change, all or nothing. Throws `conflict` when a version, the stop or a kept reply stands against it; `internal` when it writes an article twice. */
  commit(change: Change): Promise<void>;

  /** One small read of what a feed is, and in the same read what else of it `parts` asks for. */
  readFeed(key: string, parts?: FeedParts): Promise<FeedRows>;
  /** One small read for all of `keys`. */
  selectorStates(keys: readonly string[]): Promise<SelectorStates>;
  /** One page of what `query` holds. */
  listMembers(query: MemberQuery, page: MemberPage): Promise<readonly Member[]>;
  /**
   * Remembers what live documents were found to be, but for selectors that changed since `seq`. Once one is
   * overtaken its state is among the known ones.
   */
  saveDigests(saves: readonly DigestSave[]): Promise<void>;
  /** Keeps states overtaken since `before`, and of each selector the newest `most`. */
  forgetKnownStates(before: Date, most: number): Promise<void>;
  /** Instant at which time alone changes anything next; past when it is overdue. */
  nextDueAt(): Promise<Date | undefined>;

  readArticle(id: string): Promise<StoredArticle | undefined>;
  readArticles(ids: readonly string[]): Promise<readonly StoredArticle[]>;
  readByShortId(shortId: string): Promise<readonly StoredArticle[]>;
  /** Articles after `afterId` in the order of ids, for walks over everything; at most `limit`. */
  listArticles(afterId: string, limit: number): Promise<readonly StoredArticle[]>;
  /** One page of what `filter` holds, from behind `after`; at most `limit`. */
  findArticles(
    filter: ArticleFilter,
    page: { readonly after?: ListKey; readonly limit: number },
  ): Promise<readonly StoredArticle[]>;
  /**
   * Every article changed after `since`, in order of change, each once with its newest state; at most
   * `limit`. `publicOnly` leaves out what readers never had.
   */
  listChanges(
    since: number,
    options: { readonly limit: number; readonly publicOnly: boolean },
  ): Promise<readonly StoredArticle[]>;
  /** Articles whose state time has changed, oldest first; at most `limit`. Embargoed ones only when they may be lifted. */
  listDue(now: Date, limit: number, mayLift: boolean): Promise<readonly StoredArticle[]>;
  /** States of the articles that show the file below `/media/`, without those taken back before readers had them. */
  listMediaStates(path: string): Promise<readonly ArticleState[]>;

  signal(): Promise<Signal>;
  /** Notes that the clock was looked at: by it a reader of a copy sees how old the copy is. */
  saveBeat(at: Date): Promise<void>;
  saveFreeze(freeze: Freeze | undefined, audit: AuditEntry, at: Date): Promise<void>;

  /** Whether a first load was ever completed: until then articles' own dates are their times of change. */
  isLoaded(): Promise<boolean>;
  /**
   * Gives up to `limit` members that a first load or a backfill brought in their places, by publication;
   * returns how many. To be repeated until it returns 0; at a first load before `markLoaded`.
   */
  numberMembers(limit: number, at: Date): Promise<number>;
  /** The first load is complete; gives what has no place yet one. */
  markLoaded(at: Date): Promise<void>;
  /** In the order of paths, behind `afterPath`; at most `limit`. */
  listFiles(afterPath: string, limit: number): Promise<readonly FileRecord[]>;
  filesOf(articleId: string): Promise<readonly FileRecord[]>;

  /** Undefined while there is no walk. */
  readWalk(): Promise<Walk | undefined>;
  saveWalk(walk: Walk | undefined): Promise<void>;
  /** Of every state. */
  countArticles(): Promise<number>;

  readSettings(): Promise<StoredSettings>;
  /** Replaces all settings; a setting with the same fingerprint keeps its changedAt. Digests are forgotten when one differs. */
  saveSettings(settings: readonly Omit<Setting, 'changedAt'>[], now: Date): Promise<void>;

  /** Newest first, from before `before`; of one article when its id is given. */
  listAudit(options: {
    readonly articleId?: string;
    readonly before?: number;
    readonly limit: number;
  }): Promise<readonly AuditRecord[]>;

  saveToken(token: StoredToken, audit: AuditEntry): Promise<void>;
  /** By the SHA-256 of its secret, in hex. */
  findToken(hash: string): Promise<Token | undefined>;
  listTokens(): Promise<readonly Token[]>;
  revokeToken(id: string, audit: AuditEntry, at: Date): Promise<void>;

  readReply(token: string, key: string): Promise<Omit<KeptReply, 'articleId'> | undefined>;
  forgetReplies(before: Date): Promise<void>;

  /** Keys of the selectors that any of the articles stands in or ever stood in, in no order. */
  everIn(articleIds: readonly string[]): Promise<readonly string[]>;

  /** See SqlDriver; undefined where it cannot be told. */
  version(): number | undefined;
  close(): Promise<void>;
}
