/** The feed: a selector (which articles) and the document made of it, ready for any renderer. */

import type { Author, Media, Source, Subject } from './article.ts';

export type SelectorKind =
  | 'main'
  | 'topic'
  | 'section'
  | 'author'
  | 'source'
  | 'place'
  | 'language';

/** A stored feed without its format (decision log). */
export interface Selector {
  readonly kind: SelectorKind;
  /** URL slug (a topic's id for `topic`); empty for `main`; BCP 47 tag for `language`. */
  readonly value: string;
  /** `topic` only: the topic in one language. */
  readonly language?: string;
}

/** A feed document: envelope and entries. Renderers are functions of this value alone. */
export interface Feed {
  /** Atom id: the publication's id plus the selector. Never holds the base URL. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** BCP 47. */
  readonly language: string;
  /** HTML page this feed belongs to. */
  readonly homeUrl: string;
  /** The exact URL a subscriber should use, for the format being rendered. */
  readonly selfUrl: string;
  /**
   * Newest change among the entries, or the newest loss of one, so that it never goes back; for a
   * feed without any a constant of the publication.
   */
  readonly updatedAt: Date;
  /** Who publishes; the default author. */
  readonly publisher: Author;
  /** Who answers for the publication; RSS managingEditor when it has a mail address. */
  readonly contact?: Author;
  readonly rights?: string;
  readonly licenceUrl?: string;
  readonly iconUrl?: string;
  readonly hubUrls: readonly string[];
  readonly ttlMinutes: number;
  /** The same feed in other languages, in the format being rendered. */
  readonly languageUrls?: readonly { readonly language: string; readonly url: string }[];
  /** Nothing new will ever come. */
  readonly isOver?: boolean;
  /** Which part of the feed the document is; absent where the document is all there is. */
  readonly paging?: Paging;
  readonly entries: readonly Entry[];
  /** No entry names an author. */
  readonly isAuthorless: boolean;
  /** Stories that readers had and should drop (RFC 6721); written by Atom alone. */
  readonly tombstones?: readonly Tombstone[];
}

/** What an envelope is made of: the feed without its entries. */
export type FeedHead = Omit<Feed, 'entries'>;

/** The neighbours of a document that is one part of its feed (RFC 5005), in the format being rendered. */
export type Paging =
  /** The live document in front of closed archives. */
  | {
      readonly kind: 'live';
      readonly prevArchiveUrl: string;
      /** Where stories that this document does not hold begin; absent when it holds all there are. */
      readonly nextUrl?: string;
    }
  | {
      readonly kind: 'archive';
      /** The live document. */
      readonly currentUrl: string;
      /** Absent in the oldest. */
      readonly prevArchiveUrl?: string;
      readonly nextArchiveUrl: string;
    }
  /** A page of a list that goes on as long as there is something. */
  | { readonly kind: 'page'; readonly firstUrl: string; readonly nextUrl?: string };

/** What is left of a story that is gone. */
export interface Tombstone {
  /** The entry's id, byte for byte. */
  readonly id: string;
  readonly goneAt: Date;
  /** Plain text; says neither why nor what the story was. */
  readonly comment: string;
  /** BCP 47, of the comment. */
  readonly language: string;
}

/** One story in a feed. All URLs absolute; texts plain unless the name ends in Html. */
export interface Entry {
  readonly id: string;
  /** The article's page: its own `url`, else ours. */
  readonly url: string;
  /** Plain text, never empty. */
  readonly title: string;
  readonly summary?: string;
  /** Absent when the feed's text policy is `summary`. */
  readonly contentHtml?: string;
  readonly language: string;
  readonly publishedAt: Date;
  readonly updatedAt: Date;
  /** After this instant nobody may show the story: its expiry, or the time of its withdrawal. */
  readonly validUntil?: Date;
  /** Named authors, else the byline as one author. */
  readonly authors: readonly Author[];
  readonly source?: Source;
  readonly section?: string;
  readonly tags: readonly string[];
  readonly subjects: readonly Subject[];
  readonly media: readonly Media[];
  readonly rights?: string;
  readonly licenceUrl?: string;
}
