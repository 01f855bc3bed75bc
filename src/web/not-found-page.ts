/** The page for an address where nothing is and nothing was. */

import { html } from 'hono/html';
import type { Publication } from '../model/publication.ts';
import { renderLayout } from './layout.ts';

export interface NotFoundPageOptions {
  readonly publication: Publication;
  readonly baseUrl?: string;
}

/** A complete HTML document, for an answer of 404. */
export function renderNotFoundPage({ publication, baseUrl }: NotFoundPageOptions): string {
  return renderLayout({
    publication,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    title: `Not found - ${publication.title}`,
    language: publication.language,
    isHidden: true,
    main: html`<h1 lang="en">Nothing is at this address</h1>
<p lang="en"><a href="${baseUrl ?? ''}/">Latest stories and feeds</a></p>`,
  });
}
