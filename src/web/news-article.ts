/** schema.org NewsArticle as JSON-LD: what search engines and previews read from a story's page. */

import type { Article } from '../model/article.ts';
import type { Publication } from '../model/publication.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { placeBaseUrl } from './layout.ts';

export interface NewsArticleOptions {
  readonly publication: Publication;
  readonly article: Article;
  readonly canonicalUrl: string;
  readonly baseUrl?: string;
}

/** JSON for a script element; no `<` in it, so that no headline can close the element. */
export function newsArticleJson(options: NewsArticleOptions): string {
  return JSON.stringify(newsArticle(options))
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function newsArticle(options: NewsArticleOptions): unknown {
  const { article, publication, canonicalUrl } = options;
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: article.headline,
    description: article.standfirst,
    url: canonicalUrl,
    mainEntityOfPage: canonicalUrl,
    identifier: article.id,
    inLanguage: article.language,
    datePublished: formatRfc3339(article.publishedAt),
    dateModified: formatRfc3339(article.updatedAt),
    author: authorsOf(article, publication),
    publisher: { '@type': 'Organization', name: publication.title, url: publication.siteUrl },
    image: filled(imageUrls(options)),
    articleSection: article.section,
    keywords: filled(article.tags),
    dateline: article.dateline?.raw,
    locationCreated: filled(
      (article.dateline?.places ?? []).map((name) => ({ '@type': 'Place', name })),
    ),
    about: filled(
      article.subjects.map(({ uri, label }) => ({ '@type': 'Thing', '@id': uri, name: label })),
    ),
    copyrightNotice: article.rights,
    license: article.licenceUrl,
    correction: filled(
      article.corrections.map(({ at, note }) => ({
        '@type': 'CorrectionComment',
        text: note,
        datePublished: formatRfc3339(at),
      })),
    ),
  };
}

function authorsOf({ authors, byline, source }: Article, publication: Publication): unknown {
  if (authors.length > 0) {
    return authors.map(({ name, url }) => ({ '@type': 'Person', name, url }));
  }
  if (byline !== undefined) return [{ '@type': 'Person', name: byline }];
  return [{ '@type': 'Organization', name: source?.name ?? publication.title, url: source?.url }];
}

function imageUrls({ article, baseUrl }: NewsArticleOptions): readonly string[] {
  return article.media
    .filter(({ type }) => type.startsWith('image/'))
    .map(({ url }) => placeBaseUrl(url, baseUrl))
    .filter((url) => /^https?:\/\//i.test(url));
}

/** An empty list is left out of the JSON. */
function filled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
