/** The article: the one internal noun. What a newsroom publishes, after every reader and normaliser. */

/** Only `public` and, for as long as its notice stands, `withdrawn` articles appear in a feed. */
export type ArticleState =
  | 'public'
  | 'embargoed'
  | 'withheld'
  | 'expired'
  | 'withdrawn'
  | 'removed';

export const ARTICLE_STATES = [
  'public',
  'embargoed',
  'withheld',
  'expired',
  'withdrawn',
  'removed',
] as const satisfies readonly ArticleState[];

export interface Author {
  readonly name: string;
  readonly url?: string;
  readonly email?: string;
}

/** Where a syndicated story came from: an agency or a partner. */
export interface Source {
  readonly name: string;
  readonly url?: string;
  readonly feedUrl?: string;
}

/** Place, date and agency at the head of the text, as printed. Stored apart: `bodyHtml` does not repeat it. */
export interface Dateline {
  /** As printed, e.g. `BEIJING (Kyodo) --`. */
  readonly raw: string;
  readonly places: readonly string[];
  /** As printed, e.g. `Jan. 17`. */
  readonly date?: string;
  /** Canonical agency name, e.g. `Kyodo` for both `Kyodo` and `共同`. */
  readonly agency?: string;
}

/** A IPTC Media Topic (or another vocabulary's concept). */
export interface Subject {
  /** Absolute URI, e.g. `http://cv.iptc.org/newscodes/mediatopic/20000638`. */
  readonly uri: string;
  readonly label?: string;
}

export type MediaRole = 'lead' | 'inline' | 'gallery' | 'audio' | 'video' | 'document';

export interface Media {
  /** Absolute URL, or BASE_MARK followed by a path of ours (`/media/…`). */
  readonly url: string;
  /** Media type, e.g. `image/jpeg`. */
  readonly type: string;
  readonly bytes?: number;
  readonly width?: number;
  readonly height?: number;
  readonly alt?: string;
  readonly caption?: string;
  readonly credit?: string;
  readonly role: MediaRole;
}

export interface Correction {
  readonly at: Date;
  readonly note: string;
}

/** The same story in another language. */
export interface Translation {
  readonly language: string;
  /** Id of an article of this publication, when it is one. */
  readonly id?: string;
  readonly url?: string;
}

/**
 * Stands in stored text where the public base URL belongs, so that the base URL can change without
 * touching an article. A noncharacter that `cleanText` removes from all input, hence unforgeable.
 */
export const BASE_MARK = '\uFDD0';

export interface Article {
  /** Opaque, permanent, compared byte for byte; the same in RSS guid, Atom id and JSON Feed id. */
  readonly id: string;
  /** URL part of the article's own page: lower-case ASCII. */
  readonly slug: string;
  /** Where the story is published, when that is not our own page. Absolute. */
  readonly url?: string;
  /** Plain text, one line, never empty. */
  readonly headline: string;
  /** Plain text. */
  readonly standfirst?: string;
  /** Sanitised, balanced HTML; every URL absolute or led by BASE_MARK. */
  readonly bodyHtml: string;
  /** BCP 47. */
  readonly language: string;
  /** First publication: frozen once public. */
  readonly publishedAt: Date;
  /** Last significant change; never before publishedAt. */
  readonly updatedAt: Date;
  readonly dateline?: Dateline;
  /** The printed credit. */
  readonly byline?: string;
  readonly authors: readonly Author[];
  readonly source?: Source;
  readonly section?: string;
  readonly tags: readonly string[];
  readonly subjects: readonly Subject[];
  readonly media: readonly Media[];
  /** Human text. */
  readonly rights?: string;
  readonly licenceUrl?: string;
  readonly state: ArticleState;
  readonly embargoedUntil?: Date;
  readonly expiresAt?: Date;
  readonly corrections: readonly Correction[];
  /** The desk's short label. */
  readonly slugline?: string;
  /** 1 (highest) to 9. */
  readonly urgency?: number;
  readonly provider?: { readonly id: string; readonly version?: string };
  readonly translations: readonly Translation[];
  /** What readers are told when `state` is withdrawn; plain text. */
  readonly withdrawal?: {
    readonly at: Date;
    readonly note?: string;
    /** Until when the notice stands in the feeds; then a tombstone alone tells of the story. */
    readonly noticeUntil?: Date;
  };
  /** When a story that readers had was taken back other than by a withdrawal: removed, expired, held back again. */
  readonly goneAt?: Date;
  /** An old story taken in late: enters feeds by its own date and is not pushed. */
  readonly backCatalogue?: true;
}
