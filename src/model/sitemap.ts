/** What stands in a sitemap: pages of the publication, and the news among them. */

export interface SitemapUrl {
  /** Absolute, on a host that the publication answers for. */
  readonly loc: string;
  readonly changedAt?: Date;
}

export interface NewsStory {
  /** Absolute, on a host that the publication answers for. */
  readonly loc: string;
  /** Plain text. */
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly publishedAt: Date;
}
