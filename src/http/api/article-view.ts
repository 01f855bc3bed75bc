/** An article as the API shows it: the fields that the API takes, and `meta` for what it adds. */

import { articlePath } from '../../feeds/urls.ts';
import { type Article, BASE_MARK } from '../../model/article.ts';
import type { Site } from '../../model/site.ts';
import type { StoredArticle } from '../../store/store.ts';

/** Path of the article in the API. */
export function apiPath(id: string): string {
  return `/api/articles/${encodeURIComponent(id)}`;
}

/** Strong, quoted: a hash of the whole content. */
export function articleTag(hash: string): string {
  return `"${hash}"`;
}

/** What no feed shows: the desk's own. */
const DESK_FIELDS: ReadonlySet<string> = new Set<keyof Article>([
  'slugline',
  'urgency',
  'provider',
  'embargoedUntil',
  'backCatalogue',
]);

/** `isTrusted`: for a caller with a token, who may know what the desk noted and who wrote last. */
export function viewArticle(
  stored: Pick<StoredArticle, 'article' | 'hash' | 'seq' | 'isHeld' | 'topicIds'>,
  site: Site,
  isTrusted: boolean,
): Readonly<Record<string, unknown>> {
  const { article, hash, seq, isHeld, topicIds } = stored;
  const { goneAt, withdrawal, ...fields } = article;
  const shown = Object.entries(fields).filter(([name]) => isTrusted || !DESK_FIELDS.has(name));
  const view = {
    ...Object.fromEntries(shown),
    ...(withdrawal && {
      withdrawal: { at: withdrawal.at, ...(withdrawal.note && { note: withdrawal.note }) },
    }),
    meta: {
      etag: articleTag(hash),
      seq,
      pageUrl: pageUrl(article, site),
      apiUrl: site.baseUrl + apiPath(article.id),
      topics: topicIds,
      ...(isTrusted && { held: isHeld }),
      ...(goneAt && { goneAt }),
      ...(withdrawal?.noticeUntil && { noticeUntil: withdrawal.noticeUntil }),
    },
  };
  // Dates become ISO 8601 and our own address takes the place of its mark.
  return JSON.parse(JSON.stringify(view).replaceAll(BASE_MARK, site.baseUrl)) as Record<
    string,
    unknown
  >;
}

export function pageUrl(article: Article, site: Site): string {
  return article.url ?? site.baseUrl + articlePath(article);
}
