/** One pass over a folder: what it builds up as it walks, and what it tells in the end. */

import type { Problem } from '../model/result.ts';
import type { ArticleWrite, FileRecord, Freeze, Store, StoredArticle } from '../store/store.ts';
import type { ArticleFolder, FolderFile, FolderListing } from './folder.ts';
import type { StoredReads } from './read-ahead.ts';
import type { SiteState } from './site-state.ts';

export interface SyncDeps {
  readonly store: Store;
  readonly folder: ArticleFolder;
  readonly now: () => Date;
  /** A new `urn:uuid:` of version 7, for `id: new`. */
  readonly mintId: () => string;
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked between two files: a server that shuts down does not finish a long pass. */
  readonly isStopping?: () => boolean;
  /** What times files have means nothing, as in a fresh clone: one that holds what is known is noted with none. */
  readonly ignoresTimes?: boolean;
  /** Removes articles even when most of the folder is gone (decision log). */
  readonly allowMassRemoval?: boolean;
}

export interface SyncReport {
  /** Files that were read because they are new or changed. */
  readonly read: number;
  readonly removed: number;
  /** Article files in the folder. */
  readonly files: number;
  /** Some file vanished only just now, or somebody else wrote its article: another pass has to decide. */
  readonly isUnsettled: boolean;
  /** Problems of the files that were read, and of the pass itself. */
  readonly problems: readonly Problem[];
}

/** What a pass begins with: what lies in the folder, and what the store knows of it. */
export interface Inventory {
  readonly listing: FolderListing;
  readonly records: readonly FileRecord[];
}

/** Rows at once: a hundred thousand in one go would hold requests up for half a second. */
const RECORDS_AT_ONCE = 5_000;

export async function takeInventory(
  store: Pick<Store, 'listFiles'>,
  folder: ArticleFolder,
): Promise<Inventory> {
  const listing = await folder.list();
  const records: FileRecord[] = [];
  for (;;) {
    const page = await store.listFiles(records.at(-1)?.path ?? '', RECORDS_AT_ONCE);
    records.push(...page);
    if (page.length < RECORDS_AT_ONCE) return { listing, records };
    await folder.pause();
  }
}

/** Passes never overlap: one process syncs a folder, one pass at a time. */
export interface Pass {
  readonly deps: SyncDeps;
  readonly state: SiteState;
  readonly isFirstLoad: boolean;
  /** What the store holds. */
  readonly stored: StoredReads;
  /** The emergency stop, when it stands. */
  readonly freeze: Freeze | undefined;
  /** By path; updated as files are taken in. */
  readonly known: Map<string, FileRecord>;
  /** Article id -> path of the file that holds it. */
  readonly owners: Map<string, string>;
  /** Hash -> records of files that are gone: a rename when the same bytes turn up elsewhere. */
  readonly gone: Map<string, FileRecord[]>;
  /** Paths of files that are gone, whose story turned up in a file that could not be taken in yet. */
  readonly waiting: Set<string>;
  readonly problems: Problem[];
}

/** A file that was read, and what is to be committed of it. */
export interface Taken {
  readonly file: FolderFile;
  /** What was known of the path before. */
  readonly before: FileRecord | undefined;
  /** The vanished file whose identity it took. */
  readonly moved: FileRecord | undefined;
  readonly record: FileRecord;
  readonly write?: ArticleWrite;
  /** The article whose hold by the API keeps the file waiting. */
  readonly heldBy?: StoredArticle;
  /** What the store held: for the audit record. */
  readonly stored?: ArticleWrite['article'] | undefined;
}

/** Articles of one atomic change, and their bytes: D1 bounds a parameter, a crash loses one batch of work. */
export const BATCH_ARTICLES = 100;
export const BATCH_BYTES = 500_000;
