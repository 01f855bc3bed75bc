/** Which URL means what. The only place where paths of feeds, articles and media are made or read. */

import type { Article } from '../model/article.ts';
import type { Selector, SelectorKind } from '../model/feed.ts';
import { type Site, successorOf } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import { hashText } from '../text/hash.ts';

/** First path segment per kind of selector; `main` stands at the root. */
const FOLDERS: Readonly<Record<Exclude<SelectorKind, 'main'>, string>> = {
  topic: 'topics',
  section: 'sections',
  author: 'authors',
  source: 'sources',
  place: 'places',
  language: 'languages',
};

export const FEED_FILES = ['rss.xml', 'atom.xml', 'feed.json'] as const;
export type FeedFile = (typeof FEED_FILES)[number];

export const SELECTOR_FOLDERS: readonly string[] = Object.values(FOLDERS);

export const MAIN: Selector = { kind: 'main', value: '' };

/** Longest slug or language tag looked up; longer ones name nothing. */
const MAX_SEGMENT = 200;

/** Key of a selector in the store: `main`, `topic:<id>`, `topic:<id>:<language>`, `place:<slug>` … */
export function selectorKey(selector: Selector): string {
  if (selector.kind === 'main') return 'main';
  const language = selector.language ? `:${selector.language}` : '';
  return `${selector.kind}:${selector.value}${language}`;
}

/** Path of the page of a selector, without a trailing slash but for the root. */
export function pagePath(selector: Selector, topics: readonly Topic[]): string {
  if (selector.kind === 'main') return '/';
  const language = selector.language ? `/${selector.language}` : '';
  return `/${FOLDERS[selector.kind]}/${segmentOf(selector, topics)}${language}`;
}

/** Path of a feed document, e.g. `/topics/north-korea-diplomacy/ja/atom.xml`. */
export function feedPath(selector: Selector, file: FeedFile, topics: readonly Topic[]): string {
  const page = pagePath(selector, topics);
  return page === '/' ? `/${file}` : `${page}/${file}`;
}

/** No language of a topic can be called this: a language has 2 to 8 letters. */
export const TOMBSTONES_SEGMENT = 'tombstones';

/** Path of the Atom document that lists what is gone from a feed, e.g. `/topics/diplomacy/tombstones/atom.xml`. */
export function tombstonesPath(selector: Selector, topics: readonly Topic[]): string {
  const page = pagePath(selector, topics);
  return `${page === '/' ? '' : page}/${TOMBSTONES_SEGMENT}/atom.xml`;
}

/** Stands where a language does, and is none. */
export const WHY_SEGMENT = 'why';

/** Where it is told why an article is in a topic. */
export function whyPath(selector: Selector, articleId: string, topics: readonly Topic[]): string {
  return `${pagePath(selector, topics)}/${WHY_SEGMENT}?article=${encodeURIComponent(articleId)}`;
}

const ARCHIVE_SEGMENT = 'archive';

/** Path of an archive in any of its states: the server knows the one that holds. */
export interface ArchivePlace {
  readonly selector: Selector;
  readonly file: FeedFile;
  /** From 1, the oldest. */
  readonly number: number;
  /** Of its content; without one the path leads to whatever the archive holds by then. */
  readonly digest?: string;
}

/** E.g. `/topics/diplomacy/archive/3-0123456789abcdef/atom.xml`, or `…/archive/3/atom.xml`. */
export function archivePath(place: ArchivePlace, topics: readonly Topic[]): string {
  const page = pagePath(place.selector, topics);
  const state = place.digest === undefined ? '' : `-${place.digest}`;
  const folder = `${page === '/' ? '' : page}/${ARCHIVE_SEGMENT}`;
  return `${folder}/${place.number}${state}/${place.file}`;
}

/** Number and digest of the segment that names an archive; undefined for what cannot be one. */
export function parseArchiveName(
  segment: string,
): { readonly number: number; readonly digest?: string } | undefined {
  const [, number, digest] = /^([1-9]\d{0,8})(?:-([0-9a-f]{1,64}))?$/.exec(segment) ?? [];
  if (number === undefined) return undefined;
  return { number: Number(number), ...(digest !== undefined && { digest }) };
}

/** A topic is named by its slug in URLs and by its id everywhere else. */
function segmentOf(selector: Selector, topics: readonly Topic[]): string {
  if (selector.kind !== 'topic') return selector.value;
  return topics.find(({ id }) => id === selector.value)?.slug ?? selector.value;
}

/**
 * The selector that a page's or feed's folder, slug and language name; undefined when they cannot
 * name one. Whether anything is stored for it is the store's to say. A topic must be a known one.
 */
export function parseSelector(
  segments: { readonly folder: string; readonly slug: string; readonly language?: string },
  topics: readonly Topic[],
): Selector | undefined {
  const { folder, slug, language } = segments;
  const kind = kindOf(folder);
  if (kind === undefined || slug.length > MAX_SEGMENT) return undefined;
  if (kind !== 'topic') return language === undefined ? { kind, value: slug } : undefined;
  const topic = topics.find((one) => one.slug === slug);
  if (topic === undefined || (language !== undefined && !isLanguage(language))) return undefined;
  return { kind, value: topic.id, ...(language !== undefined && { language }) };
}

function isLanguage(segment: string): boolean {
  return segment !== WHY_SEGMENT && /^[a-z]{2,8}$/.test(segment);
}

type Addresses = Pick<Site, 'topics' | 'moved' | 'mergers'>;

/** The path of a topic's former address as it is now; undefined when it never moved. */
export function movedTopicPath(path: string, slug: string, site: Addresses): string | undefined {
  const prefix = `/${FOLDERS.topic}/${slug}`;
  const topic = movedTopic(slug, site);
  if (topic === undefined || !path.startsWith(prefix)) return undefined;
  return `/${FOLDERS.topic}/${topic.slug}${path.slice(prefix.length)}`;
}

/** The topic that a slug of former times leads to; none while another topic has the slug. */
export function movedTopic(
  slug: string,
  { topics, moved = {}, mergers = {} }: Addresses,
): Topic | undefined {
  const owners = Object.hasOwn(moved, slug) ? (moved[slug] ?? []) : [];
  if (owners.length === 0 || topics.some((one) => one.slug === slug)) return undefined;
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const live = new Set(byId.keys());
  const ids = owners.map((id) => successorOf(id, live, mergers));
  const found = ids.find((id) => id !== undefined);
  return found === undefined ? undefined : byId.get(found);
}

function kindOf(folder: string): Exclude<SelectorKind, 'main'> | undefined {
  for (const [kind, name] of Object.entries(FOLDERS)) {
    if (name === folder) return kind as Exclude<SelectorKind, 'main'>;
  }
  return undefined;
}

/** Names of parameters that ask for what stands in a feed. */
export const SELECTOR_PARAMETERS = Object.keys(FOLDERS) as readonly (keyof typeof FOLDERS)[];

export const SELECTOR_KINDS: readonly SelectorKind[] = ['main', ...SELECTOR_PARAMETERS];

/** The selector that a parameter and its value name; a topic must be a known one. */
export function selectorFor(
  kind: (typeof SELECTOR_PARAMETERS)[number],
  slug: string,
  topics: readonly Topic[],
): Selector | undefined {
  return parseSelector({ folder: FOLDERS[kind], slug }, topics);
}

/** Atom id of a feed (decision log): unmoved by a new base URL, slug or format. */
export function feedId(publicationId: string, selector: Selector): string {
  if (selector.kind === 'main') return `${publicationId}/main`;
  const language = selector.language ? `/${selector.language}` : '';
  return `${publicationId}/${FOLDERS[selector.kind]}/${selector.value}${language}`;
}

/** 48 bits: among a million articles two share one about once in five hundred stores; a lookup copes. */
const SHORT_ID_CHARACTERS = 12;

/** The permanent end of an article page's path, made from its id. */
export function shortId(articleId: string): string {
  return hashText(articleId).slice(0, SHORT_ID_CHARACTERS);
}

/** Path of an article's own page: `/articles/<slug>-<short id>` (decision log). */
export function articlePath(article: Pick<Article, 'id' | 'slug'>): string {
  return `/articles/${article.slug}-${shortId(article.id)}`;
}

/** The short id at the end of an article page's last segment; the slug before it is decoration. */
export function parseArticleName(name: string): string | undefined {
  return /^(?:[a-z0-9-]{0,200}-)?([0-9a-f]{12})$/.exec(name)?.[1];
}

export const MEDIA_PREFIX = '/media/';

/** Path of a page of the directory of topics, from 1. */
export function topicsPath(number: number): string {
  return number === 1 ? `/${FOLDERS.topic}` : `/${FOLDERS.topic}?page=${number}`;
}

export const OPML_PATH = '/opml.xml';
export const DIRECTORY_PATH = '/feeds.json';

export const SITEMAP_PATH = '/sitemap.xml';
export const NEWS_SITEMAP_PATH = '/news-sitemap.xml';

/** Path of one sitemap of the index: of pages, or the n-th of articles. */
export function sitemapPath(part: 'pages' | number): string {
  return `/sitemaps/${part}.xml`;
}

/** Path of the n-th news sitemap, where one file cannot hold them all. */
export function newsSitemapPath(number: number): string {
  return `/news-sitemap/${number}.xml`;
}

/** The number of a file `<n>.xml`, written in the one way that counts. */
export function parseSitemapFile(file: string): number | undefined {
  const digits = /^([1-9]\d{0,8})\.xml$/.exec(file)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
