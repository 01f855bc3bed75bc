/** A story's own page, for publications whose stories have no page elsewhere. */

import { html, raw } from 'hono/html';
import type { Article, Media } from '../model/article.ts';
import type { Publication } from '../model/publication.ts';
import { formatForPeople, formatRfc3339 } from '../text/dates.ts';
import { escapeXml } from '../text/xml.ts';
import { type AlternateLink, type Fragment, placeBaseUrl, renderLayout, webUrl } from './layout.ts';
import { newsArticleJson } from './news-article.ts';

export interface ArticlePageOptions {
  readonly publication: Publication;
  readonly article: Article;
  /** This page; an article with a `url` elsewhere names that one as canonical instead. */
  readonly canonicalUrl: string;
  /** Sanitised, with the base URL in place. */
  readonly bodyHtml: string;
  /** Feeds to be discovered from this page. */
  readonly alternates: readonly AlternateLink[];
  readonly topics: readonly {
    readonly name: string;
    readonly href: string;
    /** Page that tells why the story is in it. */
    readonly whyHref?: string;
  }[];
  /** For pictures of ours; without a trailing slash. Without it they are relative to the root. */
  readonly baseUrl?: string;
}

/** A complete HTML document. */
export function renderArticlePage(options: ArticlePageOptions): string {
  const { publication, article, alternates, baseUrl } = options;
  const canonicalUrl = article.url ?? options.canonicalUrl;
  const json = newsArticleJson({ ...options, canonicalUrl });
  return renderLayout({
    publication,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    title: `${article.headline} - ${publication.title}`,
    language: article.language,
    ...(article.standfirst === undefined ? {} : { description: article.standfirst }),
    canonicalUrl,
    alternates,
    head: html`<script type="application/ld+json">${raw(json)}</script>`,
    main: renderArticle(options),
  });
}

function renderArticle(options: ArticlePageOptions): Fragment {
  const { article, bodyHtml, baseUrl, topics } = options;
  const lead = article.media.find(({ role, type }) => role === 'lead' && isImage(type));
  const rest = article.media.filter((media) => media !== lead && media.role !== 'inline');
  return html`<article dir="auto">
<h1>${article.headline}</h1>
${article.standfirst ? html`<p class="standfirst">${article.standfirst}</p>` : ''}
${renderMeta(article)}
${lead ? renderPicture(lead, baseUrl) : ''}
${renderCorrections(article)}
<div class="body">
${raw(withDateline(bodyHtml, article.dateline?.raw))}
</div>
${renderAttachments(rest, baseUrl)}
${renderRights(article)}
</article>
${
  topics.length > 0
    ? html`<nav lang="en" aria-labelledby="topics"><h2 id="topics">Topics</h2>
<ul class="topics">${topics.map(
        ({ name, href, whyHref }) =>
          html`<li><a href="${href}">${name}</a>${
            whyHref
              ? html` <small><a rel="nofollow" href="${whyHref}" aria-label="Why ${name}?">why?</a></small>`
              : ''
          }</li>`,
      )}</ul></nav>`
    : ''
}`;
}

function renderMeta(article: Article): Fragment {
  const { source, publishedAt, updatedAt } = article;
  const sourceUrl = webUrl(source?.url);
  const sourceName = sourceUrl ? html`<a href="${sourceUrl}">${source?.name}</a>` : source?.name;
  const isUpdated = updatedAt.getTime() > publishedAt.getTime();
  return html`<div class="meta">
${renderByline(article)}
${source ? html`<p class="source">${sourceName}</p>` : ''}
<p lang="en">${renderTime(publishedAt)}${
    isUpdated ? html`, updated ${renderTime(updatedAt)}` : ''
  }</p>
</div>`;
}

/** The printed credit; without one the authors, linked. */
function renderByline({ byline, authors }: Article): Fragment | string {
  if (byline !== undefined) return html`<p class="byline">${byline}</p>`;
  if (authors.length === 0) return '';
  const names = authors.map(({ name, url }, index) => {
    const href = webUrl(url);
    const linked = href ? html`<a rel="author" href="${href}">${name}</a>` : name;
    return html`${index > 0 ? ', ' : ''}${linked}`;
  });
  return html`<p class="byline">${names}</p>`;
}

function renderTime(at: Date): Fragment {
  return html`<time datetime="${formatRfc3339(at)}">${formatForPeople(at)}</time>`;
}

/** Inside the first paragraph, as papers print it; else in a paragraph of its own. */
function withDateline(bodyHtml: string, dateline: string | undefined): string {
  if (dateline === undefined || dateline === '') return bodyHtml;
  const printed = `<span class="dateline">${escapeXml(dateline)}</span>`;
  const body = bodyHtml.trimStart();
  if (body.startsWith('<p>')) return `<p>${printed} ${body.slice('<p>'.length)}`;
  return `<p>${printed}</p>\n${body}`;
}

function renderPicture(media: Media, baseUrl: string | undefined): Fragment | string {
  const src = webUrl(placeBaseUrl(media.url, baseUrl));
  if (src === undefined) return '';
  const { width, height, alt, caption, credit } = media;
  const size = width && height ? html` width="${width}" height="${height}"` : '';
  return html`<figure><img src="${src}" alt="${alt ?? ''}"${size}>${
    caption || credit
      ? html`<figcaption>${caption ?? ''}${
          credit ? html` <span class="credit">${credit}</span>` : ''
        }</figcaption>`
      : ''
  }</figure>`;
}

function renderAttachments(
  media: readonly Media[],
  baseUrl: string | undefined,
): readonly (Fragment | string)[] {
  return media.map((one) => {
    if (isImage(one.type)) return renderPicture(one, baseUrl);
    const href = webUrl(placeBaseUrl(one.url, baseUrl));
    if (href === undefined) return '';
    const label = one.caption ?? one.alt ?? href.split('/').at(-1);
    return html`<p class="attachment"><a href="${href}" type="${one.type}">${label}</a></p>`;
  });
}

function renderCorrections({ corrections }: Article): Fragment | string {
  if (corrections.length === 0) return '';
  return html`<aside class="notice" aria-labelledby="corrections">
<h2 id="corrections" lang="en">${corrections.length > 1 ? 'Corrections' : 'Correction'}</h2>
${corrections.map(
  ({ at, note }) => html`<p>${note} <span lang="en">(${renderTime(at)})</span></p>
`,
)}</aside>`;
}

function renderRights({ rights, licenceUrl }: Article): Fragment | string {
  const licence = webUrl(licenceUrl);
  if (rights === undefined && licence === undefined) return '';
  const text = rights ?? licence;
  return html`<p class="meta">${licence ? html`<a rel="license" href="${licence}">${text}</a>` : text}</p>`;
}

function isImage(type: string): boolean {
  return type.startsWith('image/');
}
