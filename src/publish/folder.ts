/** What syncing needs of a folder; a runtime supplies it. */

export interface FolderFile {
  /** Relative to the folder, `/` separated. */
  readonly path: string;
  /** Bytes of the file and its sidecar together. */
  readonly size: number;
  /** The later of the file's and its sidecar's. */
  readonly modifiedAt: Date;
  readonly sidecarPath?: string;
}

export interface FolderListing {
  /** Every article file, sorted by path. */
  readonly files: readonly FolderFile[];
  /** Folders that cannot be read now, without a trailing slash: what lay in them is not gone. */
  readonly unreadable: readonly string[];
}

export interface ArticleFolder {
  list(): Promise<FolderListing>;
  /** Lets what else waits go on, between two steps of a long pass. */
  pause(): Promise<void>;
  /** Throws when the file cannot be read; one that is too large is cut to a size the reader refuses. */
  read(path: string): Promise<Uint8Array>;
}
