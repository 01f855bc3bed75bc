/** The frame every page stands in. No script, one inline style, nothing fetched from elsewhere. */

import { html, raw } from 'hono/html';
import { BASE_MARK } from '../model/article.ts';
import type { Publication } from '../model/publication.ts';
import { PAGE_STYLE } from './style.ts';

/** Escaped HTML; a promise only when a promise was put into the template, which no page does. */
export type Fragment = ReturnType<typeof html>;

/** A link for feed autodiscovery, or to another form of the page. */
export interface AlternateLink {
  /** Media type. */
  readonly type: string;
  readonly href: string;
  readonly title: string;
}

export interface LayoutOptions {
  readonly publication: Publication;
  /** Without it, links to our own pages are relative to the root. No trailing slash. */
  readonly baseUrl?: string;
  readonly title: string;
  /** BCP 47, of the page's content. */
  readonly language: string;
  readonly description?: string;
  readonly canonicalUrl?: string;
  /** Keeps the page out of search engines. */
  readonly isHidden?: boolean;
  readonly alternates?: readonly AlternateLink[];
  readonly head?: Fragment;
  readonly main: Fragment;
}

/** A complete HTML document. */
export function renderLayout(options: LayoutOptions): string {
  const { publication, baseUrl = '' } = options;
  const document = html`<!doctype html>
<html lang="${options.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${options.title}</title>
${renderHead(options)}
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#main" lang="en">Skip to content</a>
<header class="site" lang="${publication.language}"><a href="${baseUrl}/">${publication.title}</a></header>
<main id="main">
${options.main}
</main>
<footer class="site" lang="${publication.language}">${renderFooter(publication)}</footer>
</body>
</html>
`;
  return String(document);
}

function renderHead(options: LayoutOptions): Fragment {
  const { description, canonicalUrl, isHidden, alternates = [], publication, head } = options;
  const canonical = webUrl(canonicalUrl);
  const icon = webUrl(publication.iconUrl);
  return html`${description ? html`<meta name="description" content="${description}">\n` : ''}${
    isHidden ? html`<meta name="robots" content="noindex">\n` : ''
  }${canonical ? html`<link rel="canonical" href="${canonical}">\n` : ''}${alternates.map(
    ({ type, href, title }) =>
      html`<link rel="alternate" type="${type}" href="${href}" title="${title}">\n`,
  )}${icon ? html`<link rel="icon" href="${icon}">\n` : ''}${head ?? ''}`;
}

function renderFooter({ rights, siteUrl, title }: Publication): Fragment {
  const site = webUrl(siteUrl);
  return html`${rights ? html`<p>${rights}</p>` : ''}${
    site ? html`<p><a href="${site}">${title}</a></p>` : ''
  }`;
}

/**
 * A URL that is safe to follow from a page: http, https or relative. Stored URLs have been checked,
 * but a link is the one place where a `javascript:` that slipped through would run.
 */
export function webUrl(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  return /^https?:\/\//i.test(url) || /^\/(?![/\\])/.test(url) ? url : undefined;
}

/** `url` with the public base URL in place of the mark. */
export function placeBaseUrl(url: string, baseUrl: string | undefined): string {
  return url.startsWith(BASE_MARK) ? `${baseUrl ?? ''}${url.slice(BASE_MARK.length)}` : url;
}
