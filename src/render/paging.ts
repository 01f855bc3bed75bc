/** How a document says which part of its feed it is: link relations (RFC 5005), `next_url` (JSON Feed). */

import type { Feed, Paging } from '../model/feed.ts';

/** For RSS and Atom documents that are archives. */
export const HISTORY_NAMESPACE = 'http://purl.org/syndication/history/1.0';

export interface PagingLink {
  readonly rel: 'prev-archive' | 'next-archive' | 'current' | 'first' | 'next';
  readonly href: string;
}

/** In the order in which they are written. */
export function pagingLinks(paging: Paging | undefined): readonly PagingLink[] {
  switch (paging?.kind) {
    case undefined:
      return [];
    case 'live':
      return [{ rel: 'prev-archive', href: paging.prevArchiveUrl }];
    case 'archive':
      return [
        { rel: 'current', href: paging.currentUrl },
        ...link('prev-archive', paging.prevArchiveUrl),
        { rel: 'next-archive', href: paging.nextArchiveUrl },
      ];
    case 'page':
      return [{ rel: 'first', href: paging.firstUrl }, ...link('next', paging.nextUrl)];
    default:
      return paging satisfies never;
  }
}

function link(rel: PagingLink['rel'], href: string | undefined): readonly PagingLink[] {
  return href === undefined ? [] : [{ rel, href }];
}

/**
 * Where a JSON Feed goes on: older stories; undefined on the last page. The newest archives may hold
 * nothing that the live document does not: a reader who goes on until a page brings nothing new would
 * stop there.
 */
export function nextPageUrl(paging: Paging | undefined): string | undefined {
  return paging?.kind === 'archive' ? paging.prevArchiveUrl : paging?.nextUrl;
}

/**
 * What a JSON Feed calls `feed_url`: what a reader subscribes to, and the feed's identity, on every
 * page of it.
 */
export function subscriptionUrl({ selfUrl, paging }: Pick<Feed, 'selfUrl' | 'paging'>): string {
  if (paging?.kind === 'archive') return paging.currentUrl;
  return paging?.kind === 'page' ? paging.firstUrl : selfUrl;
}
