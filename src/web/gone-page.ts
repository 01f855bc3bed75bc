/** What stands where a story was: nothing of the story itself, not even its headline. */

import { html } from 'hono/html';
import type { Publication } from '../model/publication.ts';
import { renderLayout } from './layout.ts';

export interface GonePageOptions {
  readonly publication: Publication;
  /** Kept out on purpose: a headline may be the very thing that was withdrawn. */
  readonly headline?: undefined;
  /** What readers are told; plain text. */
  readonly note?: string;
  readonly baseUrl?: string;
}

/** A complete HTML document, for an answer of 410. */
export function renderGonePage({ publication, note, baseUrl }: GonePageOptions): string {
  return renderLayout({
    publication,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    title: `No longer available - ${publication.title}`,
    language: publication.language,
    isHidden: true,
    main: html`<h1 lang="en">This story is no longer available</h1>
${note ? html`<p class="notice">${note}</p>` : ''}
<p lang="en"><a href="${baseUrl ?? ''}/">Latest stories and feeds</a></p>`,
  });
}
