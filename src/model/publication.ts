/** The publication: what `publication.yaml` says, with every default filled in. */

import type { Author } from './article.ts';

/** How far back a live feed reaches, counted from its newest change (decision log). */
export interface Window {
  readonly hours: number;
  readonly atLeast: number;
  readonly atMost: number;
}

export const DEFAULT_WINDOW: Window = { hours: 48, atLeast: 20, atMost: 100 };

/**
 * Largest values, from 1. Feedbin reads the first 300 entries of a document: 150 beside at most 49 that no
 * archive holds and 100 notices.
 */
export const WINDOW_LIMITS: Window = { hours: 8_760, atLeast: 150, atMost: 150 };

export type TextPolicy = 'full' | 'summary';

/** Where the text of an entry prints the article's dated correction notes. */
export type CorrectionNotes = 'head' | 'foot' | 'none';

export interface Publication {
  /** A `tag:` URI; every feed's Atom id is made from it. Holds no base URL. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** The publisher's own site, when it is not the feed server. */
  readonly siteUrl?: string;
  /** Public base URL without a trailing slash, as written in the file. */
  readonly baseUrl?: string;
  /** BCP 47. */
  readonly language: string;
  /** IANA name, e.g. `Asia/Tokyo`: for dates without a zone, and the days that correction notes name. */
  readonly timeZone: string;
  readonly rights?: string;
  readonly licenceUrl?: string;
  /** Who answers for the publication; RSS managingEditor when it has a mail address. */
  readonly contact?: Author;
  /** External WebSub hubs to advertise. */
  readonly hubUrls: readonly string[];
  readonly window: Window;
  readonly text: TextPolicy;
  readonly correctionNotes: CorrectionNotes;
  /** Whole days for which the notice of a withdrawn story stands in its feeds. */
  readonly noticeDays: number;
  /** Freshness of live feeds; RSS ttl is the same in minutes. */
  readonly maxAgeSeconds: number;
  readonly iconUrl?: string;
  /** Path of a former system's feed -> path of ours, e.g. `/feed/` -> `/rss.xml`. */
  readonly redirects: Readonly<Record<string, string>>;
}
