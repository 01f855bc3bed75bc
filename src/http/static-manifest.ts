/**
 * What an export knows of its files beyond their bytes: validators, redirects, what is gone. Written by the
 * export, read by its next run and by whoever serves the files with the conditional rules of the app.
 */

/** Beside the files, in their root. */
export const MANIFEST_FILE = '.wireroom-export.json';
/** What people are shown where nothing is, and where a story was. */
export const NOT_FOUND_FILE = '404.html';
export const GONE_FILE = '410.html';

export interface StaticDocument {
  /** Of the bytes: hashBytes. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  /** Ms since the epoch, whole seconds. */
  readonly changedAt: number;
  readonly contentType: string;
  /** Ms since the epoch: it may be kept less long than its kind. */
  readonly goodUntil?: number;
}

export interface StaticManifest {
  /** Number of this form. */
  readonly wireroomExport: 1;
  readonly publicationId: string;
  readonly baseUrl: string;
  readonly hubUrls: readonly string[];
  readonly maxAgeSeconds: number;
  /** Ms since the epoch: when time alone changes anything next, when a public story expires next. */
  readonly nextDueAt?: number;
  readonly nextExpiryAt?: number;
  /** By path and query. */
  readonly documents: Readonly<Record<string, StaticDocument>>;
  /** Pages that tell of a withdrawal, by path. */
  readonly gonePages: Readonly<Record<string, Pick<StaticDocument, 'hash' | 'size'>>>;
  /** Short ids of stories that left no more than that they are gone. */
  readonly goneArticles: readonly string[];
  /** Further paths that are gone for good. */
  readonly gone: readonly string[];
  /** Path of an archive by its number -> path of what it leads to. */
  readonly archives: Readonly<Record<string, string>>;
  /** Paths of contents that archives held at earlier runs, the latest first. */
  readonly formerArchives: readonly string[];
  /** Former slugs of topics -> the present ones. */
  readonly moved: Readonly<Record<string, string>>;
  /** Slugs of retired topics -> ms since the epoch: the first instant whose stories they do not take. */
  readonly retired: Readonly<Record<string, number>>;
  /** Paths of a former system -> paths of ours. */
  readonly redirects: Readonly<Record<string, string>>;
  /** Files beside the documents, such as `_headers`. */
  readonly extras: readonly string[];
}

/** The manifest that a text holds; undefined for any other text. */
export function parseManifest(text: string): StaticManifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isOurs =
      typeof value === 'object' &&
      value !== null &&
      'wireroomExport' in value &&
      value.wireroomExport === 1;
    return isOurs ? (value as StaticManifest) : undefined;
  } catch {
    return undefined;
  }
}

const INDEX_FILE = 'index.html';

/** Of documents with a query, which a host that knows files alone cannot tell from those without. */
const QUERIES_FOLDER = 'queries';

/**
 * The file that holds the document of a path and query, from the root of the export: a page is the index of
 * its folder. Undefined for a path that cannot be a file.
 */
export function fileOf(address: string, isPage: boolean): string | undefined {
  const [path = '', query] = address.split('?', 2);
  if (query !== undefined) {
    const file = fileOf(path, isPage);
    return file && `${QUERIES_FOLDER}/${file}/${query.replace(/[^A-Za-z0-9.=-]/g, '_')}`;
  }
  if (path === '/') return INDEX_FILE;
  const segments = decoded(path)?.slice(1).split('/');
  if (segments === undefined || segments.some((one) => /^\.{0,2}$/.test(one))) return undefined;
  return [...segments, ...(isPage ? [INDEX_FILE] : [])].join('/');
}

/** Undefined for a malformed escape, and for one that would stand for a separator or an end. */
function decoded(path: string): string | undefined {
  if (/%(?:2f|5c|00)/i.test(path)) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
