/** Articles in, one feed document out: what stands in it and in which words. Pure. */

import { type Article, type Author, BASE_MARK, type Media } from '../model/article.ts';
import type { Entry, Feed, Selector } from '../model/feed.ts';
import type { Publication, TextPolicy } from '../model/publication.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import { escapeXml } from '../text/xml.ts';
import { authorNames, primarySubtag } from './membership.ts';
import { noticeFor } from './notices.ts';
import { articlePath, type FeedFile, feedId, feedPath, pagePath } from './urls.ts';

export interface FeedSource {
  readonly site: Site;
  readonly selector: Selector;
  /** The selector's human name; empty for `main`. */
  readonly label: string;
  /** In document order. */
  readonly articles: readonly Article[];
}

/** The document of `source` at the path that ends in `file`. */
export function assembleFeed(source: FeedSource, file: FeedFile): Feed {
  const { site, selector, articles } = source;
  const { publication, topics, baseUrl } = site;
  const topic = topicOf(selector, topics);
  const entries = articles.map((article) =>
    assembleEntry(article, topic?.text ?? publication.text, baseUrl),
  );
  return {
    id: feedId(publication.id, selector),
    title: feedTitle(source),
    description: topic?.description || publication.description,
    language: feedLanguage(selector, publication),
    homeUrl: baseUrl + pagePath(selector, topics),
    selfUrl: baseUrl + feedPath(selector, file, topics),
    updatedAt: newestChange(entries) ?? publicationStart(publication.id),
    publisher: { name: publication.title, url: publication.siteUrl ?? `${baseUrl}/` },
    hubUrls: publication.hubUrls,
    ttlMinutes: Math.max(1, Math.round(publication.maxAgeSeconds / 60)),
    entries,
    ...(publication.rights !== undefined && { rights: publication.rights }),
    ...(publication.licenceUrl !== undefined && { licenceUrl: publication.licenceUrl }),
    ...(publication.iconUrl !== undefined && { iconUrl: publication.iconUrl }),
    ...(publication.contact !== undefined && { contact: publication.contact }),
  };
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

function newestChange(entries: readonly Entry[]): Date | undefined {
  const newest = entries.reduce((time, entry) => Math.max(time, entry.updatedAt.getTime()), -1);
  return newest < 0 ? undefined : new Date(newest);
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
export function assembleEntry(article: Article, text: TextPolicy, baseUrl: string): Entry {
  if (article.state === 'withdrawn') return assembleNotice(article, baseUrl);
  const absolute = (value: string): string => value.replaceAll(BASE_MARK, baseUrl);
  const contentHtml = absolute(article.bodyHtml);
  const { standfirst, source, section, rights, licenceUrl } = article;
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
    ...(text === 'full' &&
      contentHtml !== '' && { contentHtml: withDateline(article, contentHtml) }),
    ...(standfirst !== undefined && { summary: standfirst }),
    ...(source !== undefined && { source }),
    ...(section !== undefined && { section }),
    ...(rights !== undefined && { rights }),
    ...(licenceUrl !== undefined && { licenceUrl }),
  };
}

function assembleNotice(article: Article, baseUrl: string): Entry {
  const notice = noticeFor(primarySubtag(article.language));
  const note = article.withdrawal?.note;
  const paragraphs = note === undefined ? [notice.text] : [notice.text, note];
  return {
    id: article.id,
    url: baseUrl + articlePath(article),
    title: notice.title,
    summary: paragraphs.join(' '),
    contentHtml: paragraphs.map((text) => `<p>${escapeXml(text)}</p>`).join(''),
    language: article.language,
    publishedAt: article.publishedAt,
    updatedAt: article.withdrawal?.at ?? article.updatedAt,
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
