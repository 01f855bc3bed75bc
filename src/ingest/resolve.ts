/** Where the URLs in a file lead: absolute ones kept, relative ones to the article's site or our folder. */

import { BASE_MARK } from '../model/article.ts';
import { parseWebUrl } from '../text/urls.ts';
import { cleanText } from '../text/xml.ts';
import { type ProblemList, shorten } from './problem-list.ts';

export type UrlKind = 'link' | 'media';

export interface Resolver {
  /**
   * An absolute URL, or BASE_MARK and a path of ours; undefined, with a warning for `field`, when it
   * leads nowhere usable.
   */
  resolve(url: string, kind: UrlKind, field: string): string | undefined;
}

interface ResolverContext {
  /** Path of the article's file, relative to the folder. */
  readonly file: string;
  /** The base of an article that is published elsewhere; without it the file's own folder is the base. */
  readonly articleUrl: string | undefined;
  readonly problems: ProblemList;
  /** Our own public base URL, where input may name our files by it; without a trailing slash. */
  readonly ownBaseUrl?: string | undefined;
}

const MAIL = /^mailto:[^\s<>"'\\`{}|^]{1,500}@[^\s<>"'\\`{}|^]{1,500}$/i;
const ANY_SCHEME = /^[a-z][a-z0-9+.-]*:/i;
// Names are resolved as URLs of a host that cannot exist, so that `..` is handled by the URL parser.
const FOLDER = 'http://folder.invalid';

export function createResolver(context: ResolverContext): Resolver {
  return {
    resolve: (written, kind, field) => {
      const url = cleanText(written).trim();
      const found = withMark(resolveUrl(url, kind, context), context.ownBaseUrl);
      // A link within the page is lost without a page; nobody needs to repair it.
      if (found === undefined && url !== '' && !url.startsWith('#')) {
        context.problems.warn({
          code: 'url-unusable',
          field,
          message: `${shorten(url)} leads nowhere that a feed may point to; it was left out`,
          hint: 'give an absolute http or https URL, or the path of a file beside the article',
        });
      }
      return found;
    },
  };
}

/** What we showed with our address in it is the same when it is sent back. */
function withMark(url: string | undefined, own: string | undefined): string | undefined {
  if (own === undefined || !url?.startsWith(`${own}/`)) return url;
  return BASE_MARK + url.slice(own.length);
}

function resolveUrl(url: string, kind: UrlKind, context: ResolverContext): string | undefined {
  if (/^mailto:/i.test(url)) return kind === 'link' && MAIL.test(url) ? url : undefined;
  const base = context.articleUrl;
  if (/^[/\\]{2}/.test(url)) return parseWebUrl(url, base ?? 'https://folder.invalid');
  if (ANY_SCHEME.test(url.replace(/\s/g, ''))) return parseWebUrl(url);
  if (base !== undefined) return parseWebUrl(url, base);
  return ownPath(url, kind, context.file);
}

/** A picture beside the article, or a page of ours. */
function ownPath(url: string, kind: UrlKind, file: string): string | undefined {
  // Every URL that begins with a slash is a path of ours; a relative link names a file, not a page.
  if (kind === 'link') return url.startsWith('/') ? marked(url, '', '/') : undefined;
  if (url.startsWith('/')) return marked(url.replace(/^\/media\//, '/'), '/media', '/');
  const folder = file.split('/').slice(0, -1);
  if (leavesFolder(url, folder.length)) return undefined;
  const path = folder.map((segment) => `${encodeURIComponent(segment)}/`).join('');
  return marked(url.replace(/[?#].*$/s, ''), '/media', `/${path}`);
}

function leavesFolder(url: string, depth: number): boolean {
  let level = depth;
  for (const segment of url.replace(/%2e/gi, '.').split(/[/\\]/)) {
    if (segment === '..') level -= 1;
    else if (segment !== '.' && segment !== '') level += 1;
    if (level < 0) return true;
  }
  return false;
}

function marked(url: string, prefix: string, base: string): string | undefined {
  const absolute = parseWebUrl(url, FOLDER + base);
  if (!absolute?.startsWith(`${FOLDER}/`)) return undefined;
  const path = absolute.slice(FOLDER.length);
  return path === '/' && prefix !== '' ? undefined : BASE_MARK + prefix + path;
}
