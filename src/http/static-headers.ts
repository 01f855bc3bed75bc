/**
 * The file `_headers`, by which Cloudflare, Netlify and others say what a static host answers beside a file.
 * Grouped by pattern: Cloudflare takes 100 rules. All rules that match a path count together, so no header
 * stands in two of them that match the same path.
 */

import { type PathKind, pathKind } from '../feeds/path-kind.ts';
import {
  ARCHIVE_SEGMENT,
  DIRECTORY_PATH,
  FEED_FILES,
  MEDIA_PREFIX,
  NEWS_SITEMAP_PATH,
  OPML_PATH,
  ROBOTS_PATH,
  SELECTOR_FOLDERS,
  SITEMAP_PATH,
  TOMBSTONES_SEGMENT,
  topicPath,
  topicsPath,
} from '../feeds/urls.ts';
import { formatByFile } from '../render/formats.ts';
import { CORS_HEADERS, HTML, linkHeader, PAGE_HEADERS, ROBOTS_TYPE } from './headers.ts';
import { staticCaching } from './static-caching.ts';
import type { StaticManifest } from './static-manifest.ts';

/** Of Cloudflare, for Pages and for assets of Workers; Netlify has none. */
export const MAX_HEADER_RULES = 100;

interface Rule {
  readonly pattern: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** `pathPrefix` stands before every path where the base URL is not the root of its host. */
export function headersFile(manifest: StaticManifest, now: Date): string {
  const prefix = pathPrefix(manifest);
  const blocks = merged(rulesOf(manifest, now)).map(({ pattern, headers }) => {
    const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
    return `${prefix}${pattern}\n${lines.join('')}`;
  });
  return blocks.join('\n');
}

/** Of two rules with one pattern hosts take the last alone. */
function merged(rules: readonly Rule[]): readonly Rule[] {
  const byPattern = new Map<string, Rule['headers']>();
  for (const { pattern, headers } of rules) {
    byPattern.set(pattern, { ...byPattern.get(pattern), ...headers });
  }
  return [...byPattern].map(([pattern, headers]) => ({ pattern, headers }));
}

/** Empty where the base URL is the root of its host. */
export function pathPrefix({ baseUrl }: StaticManifest): string {
  return new URL(baseUrl).pathname.replace(/\/$/, '');
}

function rulesOf(manifest: StaticManifest, now: Date): readonly Rule[] {
  const cached = (kind: PathKind): Readonly<Record<string, string>> => ({
    ...staticCaching(kind, manifest, { now, goodUntil: endOf(kind, manifest) }),
  });
  return [
    { pattern: '/*', headers: CORS_HEADERS },
    ...FEED_FILES.flatMap(typeRules),
    ...liveFeeds().map((pattern) => ({
      pattern,
      headers: { ...cached('feed'), Link: linkTo(pattern, manifest) },
    })),
    ...archivePatterns().map((pattern) => ({ pattern, headers: cached('archive') })),
    ...pagePatterns().map((pattern) => ({
      pattern,
      headers: { 'Content-Type': HTML, ...cached('page'), ...PAGE_HEADERS },
    })),
    ...listRules(manifest).map(([pattern, contentType]) => ({
      pattern,
      headers: { 'Content-Type': contentType, ...cached('list') },
    })),
    { pattern: ROBOTS_PATH, headers: { 'Content-Type': ROBOTS_TYPE, ...cached('robots') } },
    {
      pattern: `${MEDIA_PREFIX}*`,
      headers: { ...cached('media'), 'X-Content-Type-Options': 'nosniff' },
    },
  ];
}

/** The first end of any document of the kind: a rule speaks for all. */
function endOf(kind: PathKind, { documents }: StaticManifest): number | undefined {
  const ends = Object.entries(documents).flatMap(([path, { goodUntil }]) =>
    goodUntil !== undefined && pathKind(path) === kind ? [goodUntil] : [],
  );
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** Wherever a feed stands: hosts know `.xml` and `.json` alone. */
function typeRules(file: (typeof FEED_FILES)[number]): readonly Rule[] {
  const headers = { 'Content-Type': formatByFile(file)?.contentType ?? '' };
  return [`/${file}`, `/*/${file}`].map((pattern) => ({ pattern, headers }));
}

const SLUG = ':slug';
const FURTHER = ':language';

/** A topic's tombstones have the form of its feed in a language. */
function liveFeeds(): readonly string[] {
  const below = FEED_FILES.flatMap((file) => [
    `/${file}`,
    ...SELECTOR_FOLDERS.map((folder) => `/${folder}/${SLUG}/${file}`),
    `${topicPath(SLUG)}/${FURTHER}/${file}`,
  ]);
  const tombstones = `${TOMBSTONES_SEGMENT}/atom.xml`;
  const others = SELECTOR_FOLDERS.map((folder) => `/${folder}/${SLUG}/${tombstones}`);
  const gone = [`/${tombstones}`, ...others, `${topicPath(SLUG)}/${FURTHER}/${tombstones}`];
  return [...below, ...gone.filter((pattern) => pattern !== `${topicPath(SLUG)}/${tombstones}`)];
}

/** Cloudflare puts what a placeholder stood for in its place, in values too. */
function linkTo(pattern: string, { baseUrl, hubUrls }: StaticManifest): string {
  return linkHeader([[baseUrl + pattern, 'self'], ...hubUrls.map((url) => [url, 'hub'] as const)]);
}

function archivePatterns(): readonly string[] {
  return [
    `/${ARCHIVE_SEGMENT}/*`,
    ...SELECTOR_FOLDERS.map((folder) => `/${folder}/${SLUG}/${ARCHIVE_SEGMENT}/*`),
    `${topicPath(SLUG)}/${FURTHER}/${ARCHIVE_SEGMENT}/*`,
  ];
}

/** With a slash at the end, as most hosts have it, and without where no feed has that form. */
function pagePatterns(): readonly string[] {
  const folders = ['articles', ...SELECTOR_FOLDERS];
  const pages = [topicsPath(1), ...folders.map((folder) => `/${folder}/${SLUG}`)];
  return ['/', ...pages.flatMap((page) => [page, `${page}/`]), `${topicPath(SLUG)}/${FURTHER}/`];
}

/** Types as they were answered: of a folder by any of its files. */
function listRules({ documents }: StaticManifest): readonly (readonly [string, string])[] {
  const patterns = [
    OPML_PATH,
    DIRECTORY_PATH,
    SITEMAP_PATH,
    NEWS_SITEMAP_PATH,
    '/sitemaps/*',
    '/news-sitemap/*',
  ];
  return patterns.flatMap((pattern) => {
    const start = pattern.replace('*', '');
    const path = Object.keys(documents).find((one) => one.startsWith(start));
    const contentType = path === undefined ? undefined : documents[path]?.contentType;
    return contentType === undefined ? [] : [[pattern, contentType] as const];
  });
}
