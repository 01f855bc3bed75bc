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

export interface ArticleFolder {
  /** Every article file, sorted by path. */
  list(): Promise<readonly FolderFile[]>;
  /** Throws when the file cannot be read; one that is too large is cut to a size the reader refuses. */
  read(path: string): Promise<Uint8Array>;
}
