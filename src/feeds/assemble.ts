/** Articles in, one feed document out: what stands in it and in which words. Pure. */

import { type Article, type Author, BASE_MARK, type Media } from '../model/article.ts';
import type { Entry, Feed, FeedHead, Paging, Selector, Tombstone } from '../model/feed.ts';
import type { Publication, TextPolicy } from '../model/publication.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import { escapeXml } from '../text/xml.ts';
import { type NoteOptions, summaryWithNote, withNotes } from './corrections.ts';
import { authorNames, primarySubtag } from './membership.ts';
import { noticeFor } from './notices.ts';
import { articlePath, type FeedFile, feedId, feedPath, pagePath, tombstonesPath } from './urls.ts';

export interface FeedSource {
  readonly site: Site;
  readonly selector: Selector;
  /** The selector's human name; empty for `main`. */
  readonly label: string;
  /** In document order, without those that have a tombstone. */
  readonly stories: readonly StoryFacts[];
  /** Newest instant at which a story of this feed was withdrawn, removed or expired. */
  readonly goneAt?: Date;
  /**
   * Makes it the feed's variant with tombstones, an Atom document at a path of its own. Only of
   * stories that are gone now; may be empty.
   */
  readonly tombstones?: readonly GoneStory[];
  /** Path of the document; the live one's when left out. */
  readonly path?: string;
  /** Its neighbours, when it is one part of the feed. */
  readonly paging?: Paging;
}

export interface GoneStory {
  readonly id: string;
  readonly goneAt: Date;
  /** BCP 47, of the story. */
  readonly language: string;
  /** Withdrawn, rather than removed or expired. */
  readonly isWithdrawn: boolean;
}

/** What the envelope of a feed takes from its entries. */
export interface StoryFacts {
  readonly updatedAt: Date;
  readonly isAuthorless: boolean;
}

export interface EntryOptions extends NoteOptions {
  readonly text: TextPolicy;
  /** Without a trailing slash. */
  readonly baseUrl: string;
}

/** The envelope of `source` at the path that ends in `file`. */
export function assembleFeed(source: FeedSource, file: FeedFile): FeedHead {
  const { site, selector, tombstones, paging, stories } = source;
  const { publication, topics, baseUrl } = site;
  const topic = topicOf(selector, topics);
  const path = source.path ?? pathOf(source, file);
  return {
    ...commonParts(site),
    id: feedId(publication.id, selector),
    title: feedTitle(source),
    description: topic?.description || publication.description,
    language: feedLanguage(selector, publication),
    homeUrl: baseUrl + pagePath(selector, topics),
    selfUrl: baseUrl + path,
    updatedAt: feedUpdatedAt(source, stories),
    hubUrls: publication.hubUrls,
    isAuthorless: stories.every(({ isAuthorless }) => isAuthorless),
    ...(paging !== undefined && { paging }),
    ...(topic?.imageUrl !== undefined && { iconUrl: topic.imageUrl }),
    ...(topic?.retired !== undefined && { isOver: true }),
    ...languageUrls(source, topic, file),
    ...(tombstones !== undefined && { tombstones: tombstones.map(assembleTombstone) }),
  };
}

/** A topic has a feed in each language that it has a name in; archives name those of the live document alone. */
function languageUrls(
  { site, selector, paging }: FeedSource,
  topic: Topic | undefined,
  file: FeedFile,
): Pick<Feed, 'languageUrls'> {
  if (topic === undefined || paging?.kind === 'archive') return {};
  const languages = topicLanguages(topic).filter((language) => language !== selector.language);
  if (languages.length === 0) return {};
  const pathIn = (language: string): string =>
    feedPath({ kind: 'topic', value: topic.id, language }, file, site.topics);
  return {
    languageUrls: languages.map((language) => ({
      language,
      url: site.baseUrl + pathIn(language),
    })),
  };
}

/** Languages that a topic has names in; none when it is one alone, which says nothing. */
export function topicLanguages(topic: Topic): readonly string[] {
  const languages = Object.keys(topic.names).filter((language) => /^[a-z]{2,8}$/.test(language));
  return languages.length > 1 ? languages.toSorted() : [];
}

function pathOf({ site, selector, tombstones }: FeedSource, file: FeedFile): string {
  const { topics } = site;
  return tombstones === undefined
    ? feedPath(selector, file, topics)
    : tombstonesPath(selector, topics);
}

/** What the documents of a publication have in common. */
export function commonParts({ publication, baseUrl }: Site) {
  const { title, siteUrl, maxAgeSeconds, rights, licenceUrl, iconUrl, contact } = publication;
  return {
    publisher: { name: title, url: siteUrl ?? `${baseUrl}/` },
    ttlMinutes: Math.max(1, Math.round(maxAgeSeconds / 60)),
    ...(rights !== undefined && { rights }),
    ...(licenceUrl !== undefined && { licenceUrl }),
    ...(iconUrl !== undefined && { iconUrl }),
    ...(contact !== undefined && { contact }),
  };
}

/** How the entries of a feed are written, whichever of its documents they stand in. */
export function entryOptionsOf(site: Site, selector: Selector): EntryOptions {
  const { publication, topics, baseUrl } = site;
  const { correctionNotes, timeZone } = publication;
  const text = topicOf(selector, topics)?.text ?? publication.text;
  return { text, baseUrl, correctionNotes, timeZone };
}

function assembleTombstone({ id, goneAt, language, isWithdrawn }: GoneStory): Tombstone {
  const notice = noticeFor(primarySubtag(language));
  const comment = isWithdrawn ? notice.title : notice.gone;
  return { id, goneAt, comment, language: notice.language };
}

/** `Publication`, or `Publication: Topic`, in the language of the feed where the topic has a name in it. */
export function feedTitle(source: Pick<FeedSource, 'site' | 'selector' | 'label'>): string {
  const { site, selector, label } = source;
  const { publication } = site;
  if (selector.kind === 'main') return publication.title;
  const name = selectorName(selector, label, site);
  return `${publication.title}: ${name}`;
}

/** The human name of a selector, for pages, lists and titles. */
export function selectorName(selector: Selector, label: string, site: Site): string {
  if (selector.kind === 'main') return site.publication.title;
  if (selector.kind === 'language') return LANGUAGE_NAMES[selector.value] ?? selector.value;
  const topic = topicOf(selector, site.topics);
  if (topic === undefined) return label;
  const wanted = selector.language ?? primarySubtag(site.publication.language);
  const name = topic.names[wanted];
  if (name !== undefined || selector.language === undefined) {
    return name ?? Object.values(topic.names)[0] ?? topic.id;
  }
  return `${Object.values(topic.names)[0] ?? topic.id} (${selector.language})`;
}

// A table, not Intl.DisplayNames: its words differ with the runtime's ICU, and titles are bytes.
const LANGUAGE_NAMES: Readonly<Record<string, string>> = {
  en: 'English',
  ja: '日本語',
  ko: '한국어',
  zh: '中文',
  fr: 'Français',
  de: 'Deutsch',
  es: 'Español',
  pt: 'Português',
  ru: 'Русский',
  it: 'Italiano',
  ar: 'العربية',
  vi: 'Tiếng Việt',
};

function topicOf(selector: Selector, topics: readonly Topic[]): Topic | undefined {
  if (selector.kind !== 'topic') return undefined;
  return topics.find(({ id }) => id === selector.value);
}

function feedLanguage(selector: Selector, publication: Publication): string {
  if (selector.kind === 'language') return selector.value;
  return selector.language ?? publication.language;
}

/** A loss is a change too: the date of a feed never goes back when its newest story is taken out. */
export function feedUpdatedAt(
  source: Pick<FeedSource, 'site' | 'tombstones' | 'goneAt'>,
  stories: readonly Pick<StoryFacts, 'updatedAt'>[],
): Date {
  const changes = [
    ...stories.map(({ updatedAt }) => updatedAt),
    ...(source.tombstones ?? []).map(({ goneAt }) => goneAt),
    ...(source.goneAt === undefined ? [] : [source.goneAt]),
  ];
  const newest = changes.reduce((time, at) => Math.max(time, at.getTime()), -1);
  return newest < 0 ? publicationStart(source.site.publication.id) : new Date(newest);
}

/**
 * What an empty feed says of its last change: the date in the publication's `tag:` URI
 * (RFC 4151 2.1), the one date that is known, constant and no clock.
 */
function publicationStart(publicationId: string): Date {
  const [, year, month = '01', day = '01'] =
    /^tag:[^,]+,(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?:/.exec(publicationId) ?? [];
  return new Date(Date.UTC(Number(year ?? 2000), Number(month) - 1, Number(day)));
}

/** One story as every format renders it. A withdrawn one becomes its notice under the same id. */
export function assembleEntry(article: Article, options: EntryOptions): Entry {
  const { text, baseUrl } = options;
  if (article.state === 'withdrawn') return assembleNotice(article, baseUrl);
  const absolute = (value: string): string => value.replaceAll(BASE_MARK, baseUrl);
  const bodyHtml = absolute(article.bodyHtml);
  const hasText = text === 'full' && bodyHtml !== '';
  const summary = hasText ? article.standfirst : summaryWithNote(article, options);
  const { source, section, rights, licenceUrl, expiresAt } = article;
  return {
    id: article.id,
    url: article.url ?? baseUrl + articlePath(article),
    title: article.headline,
    language: article.language,
    publishedAt: article.publishedAt,
    updatedAt: article.updatedAt,
    authors: entryAuthors(article),
    tags: article.tags,
    subjects: article.subjects,
    media: article.media.map((one): Media => ({ ...one, url: absolute(one.url) })),
    ...(hasText && { contentHtml: withNotes(withDateline(article, bodyHtml), article, options) }),
    ...(summary !== undefined && { summary }),
    ...(expiresAt !== undefined && { validUntil: expiresAt }),
    ...(source !== undefined && { source }),
    ...(section !== undefined && { section }),
    ...(rights !== undefined && { rights }),
    ...(licenceUrl !== undefined && { licenceUrl }),
  };
}

function assembleNotice(article: Article, baseUrl: string): Entry {
  const notice = noticeFor(primarySubtag(article.language));
  const note = article.withdrawal?.note;
  const withdrawnAt = article.withdrawal?.at ?? article.updatedAt;
  const paragraphs = note === undefined ? [notice.text] : [notice.text, note];
  return {
    id: article.id,
    url: baseUrl + articlePath(article),
    title: notice.title,
    summary: paragraphs.join(' '),
    contentHtml: paragraphs.map((text) => `<p>${escapeXml(text)}</p>`).join(''),
    language: article.language,
    publishedAt: article.publishedAt,
    updatedAt: withdrawnAt,
    validUntil: withdrawnAt,
    authors: [],
    tags: [],
    subjects: [],
    media: [],
  };
}

function entryAuthors(article: Article): readonly Author[] {
  if (article.authors.length > 0) return article.authors;
  return authorNames(article).map((name) => ({ name }));
}

/** The dateline is stored apart from the body and printed once, at its head. */
function withDateline(article: Article, bodyHtml: string): string {
  const raw = article.dateline?.raw;
  if (raw === undefined || raw === '') return bodyHtml;
  const printed = `${escapeXml(raw)} `;
  return /^<p>/.test(bodyHtml)
    ? bodyHtml.replace(/^<p>/, () => `<p>${printed}`)
    : `<p>${printed.trim()}</p>${bodyHtml}`;
}
