/** What kind of document an address names, told from its path: whether there is such a document is not asked. */

import {
  ARCHIVE_SEGMENT,
  DIRECTORY_PATH,
  FEED_FILES,
  MEDIA_PREFIX,
  NEWS_SITEMAP_PATH,
  OPML_PATH,
  parseArchiveName,
  ROBOTS_PATH,
  SELECTOR_FOLDERS,
  SITEMAP_PATH,
  TOMBSTONES_SEGMENT,
  topicsPath,
} from './urls.ts';

export type PathKind =
  | 'feed'
  | 'tombstones'
  | 'archive'
  | 'page'
  /** Of the whole site: feeds or addresses. */
  | 'list'
  | 'robots'
  | 'media';

const LISTS: readonly string[] = [OPML_PATH, DIRECTORY_PATH, SITEMAP_PATH, NEWS_SITEMAP_PATH];

/** Of a path, with or without a query. Undefined for what names nothing that a file could hold. */
export function pathKind(address: string): PathKind | undefined {
  const [path = ''] = address.split('?', 1);
  if (path === '/' || path === topicsPath(1)) return 'page';
  if (path === ROBOTS_PATH) return 'robots';
  if (path.startsWith(MEDIA_PREFIX)) return 'media';
  if (LISTS.includes(path) || /^\/(?:sitemaps|news-sitemap)\/[^/]+$/.test(path)) return 'list';
  const segments = path.split('/').slice(1);
  return isFeedFile(segments.at(-1)) ? documentKind(segments) : pageKind(segments);
}

function isFeedFile(name: string | undefined): boolean {
  return (FEED_FILES as readonly (string | undefined)[]).includes(name);
}

function documentKind(segments: readonly string[]): PathKind | undefined {
  const [before = '', beforeThat] = [segments.at(-2), segments.at(-3)];
  if (beforeThat === ARCHIVE_SEGMENT && parseArchiveName(before) !== undefined) return 'archive';
  const rest = segments.slice(0, before === TOMBSTONES_SEGMENT ? -2 : -1);
  const isRoot = rest.length === 0;
  if (!isRoot && pageKind(rest) === undefined) return undefined;
  if (rest[0] === 'articles') return undefined;
  return before === TOMBSTONES_SEGMENT ? 'tombstones' : 'feed';
}

function pageKind([folder = '', name = '', ...rest]: readonly string[]): PathKind | undefined {
  if (name === '') return undefined;
  if (folder === 'articles') return rest.length === 0 ? 'page' : undefined;
  const isSelector = SELECTOR_FOLDERS.includes(folder) && rest.length <= 1 && rest[0] !== '';
  return isSelector ? 'page' : undefined;
}

/** The path that leads to an archive whatever it holds, and whether this one names its content. */
export function archiveByNumber(
  path: string,
): { readonly path: string; readonly isExact: boolean } | undefined {
  if (pathKind(path) !== 'archive') return undefined;
  const segments = path.split('/');
  const name = parseArchiveName(segments.at(-2) ?? '');
  if (name === undefined) return undefined;
  const byNumber = segments.with(-2, String(name.number)).join('/');
  return { path: byNumber, isExact: name.digest !== undefined };
}
