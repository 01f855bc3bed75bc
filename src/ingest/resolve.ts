/** Where the URLs in a file lead: absolute ones kept, relative ones to the article's site or our folder. */

import { BASE_MARK } from '../model/article.ts';
import { parseWebUrl } from '../text/urls.ts';

export type UrlKind = 'link' | 'media';

export interface Resolver {
  /** An absolute URL, or BASE_MARK and a path of ours; undefined when it leads nowhere usable. */
  resolve(url: string, kind: UrlKind): string | undefined;
  /** What was refused so far, but for links within a page. */
  dropped(): readonly string[];
}

const MAIL = /^mailto:[^\s<>"']+@[^\s<>"']+$/i;
const MAX_REPORTED = 100;

/** `articleUrl` is the base of an article published elsewhere; otherwise the file's own folder is. */
export function createResolver(file: string, articleUrl: string | undefined): Resolver {
  const refused: string[] = [];
  const folder = file.split('/').slice(0, -1).map(encodeURIComponent).join('/');
  const find = (url: string, kind: UrlKind): string | undefined => {
    const absolute = parseWebUrl(url);
    if (absolute !== undefined) return absolute;
    if (kind === 'link' && MAIL.test(url)) return url;
    // Any other scheme, or a host without one.
    if (/^[\s\p{C}]*(?:[a-z][\w+.\s-]*:|[/\\]{2})/iu.test(url) || url.trim().startsWith('#'))
      return undefined;
    if (articleUrl !== undefined) return parseWebUrl(url, articleUrl);
    return ownPath(url, kind, folder);
  };
  return {
    resolve: (url, kind) => {
      const found = find(url, kind);
      if (found === undefined && !url.trim().startsWith('#') && refused.length < MAX_REPORTED) {
        refused.push(url);
      }
      return found;
    },
    dropped: () => refused,
  };
}

/** A picture beside the article, or a page of ours; the URL parser keeps `..` inside the folder. */
function ownPath(url: string, kind: UrlKind, folder: string): string | undefined {
  const isRooted = url.startsWith('/');
  // A relative link from a file names another file, not a page.
  if (kind === 'link') return isRooted ? rooted(url, '/') : undefined;
  if (isRooted) return rooted(url.replace(/^\/media\//, '/'), '/', '/media');
  return rooted(url, `/${folder}/`, '/media');
}

function rooted(url: string, base: string, prefix = ''): string | undefined {
  const absolute = parseWebUrl(url, `http://folder.invalid${base}`);
  if (absolute === undefined) return undefined;
  const path = absolute.slice('http://folder.invalid'.length);
  return BASE_MARK + prefix + path;
}
