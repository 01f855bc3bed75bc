/** One path for every reader: checked fields become an Article, with a problem for each repair. */

import type { Article, Media } from '../model/article.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import {
  dropLeadingText,
  firstImage,
  firstParagraph,
  htmlToText,
  sanitizeHtml,
  textToHtml,
  truncateHtml,
} from '../text/html.ts';
import { guessLanguage } from '../text/language.ts';
import { mediaTypeOf } from '../text/media-types.ts';
import { findAgency } from '../text/names.ts';
import { isSlug, parseWebUrl, slugify } from '../text/urls.ts';
import { parseDateline } from './dateline.ts';
import { readDates } from './dates.ts';
import { type CheckedFields, checkFields } from './fields.ts';
import type { RawFields } from './raw.ts';
import type { IngestContext, IngestedArticle } from './read.ts';
import { createResolver, type Resolver } from './resolve.ts';

export interface NormalizeContext extends IngestContext {
  readonly file: string;
  readonly modifiedAt: Date;
}

/** Text of one article in a feed; beyond it the entry links to the page (limits of real readers). */
const MAX_BODY_BYTES = 256 * 1024;
const MAX_MADE_HEADLINE = 90;
const MAX_ID = 1_000;
const MEDIA_TOPIC = 'http://cv.iptc.org/newscodes/mediatopic/';

/** Never throws. An article with neither headline nor text, unless it is a withdrawal, is an error. */
export function normalizeArticle(
  raw: RawFields,
  context: NormalizeContext,
): Result<IngestedArticle> {
  const checked = checkFields(raw, context.file);
  const problems: Problem[] = [...checked.problems];
  const { fields } = checked;
  const warn = createWarn(problems, context.file);
  const url = fields.url === undefined ? undefined : parseWebUrl(fields.url);
  if (fields.url !== undefined && url === undefined) {
    warn(
      'url',
      'url-unusable',
      `${shorten(fields.url)} is no http or https URL; the article's own page is linked instead`,
    );
  }
  const resolver = createResolver(context.file, url);
  const prose = readProse(fields, { resolver, warn });
  const headline = fields.headline || madeHeadline(fields, prose.bodyHtml, warn);
  const dates = readDates(fields, { ...context, warn });
  const isTakenBack = dates.state === 'withdrawn' || dates.state === 'removed';
  if (headline === '' && !isTakenBack) {
    return failure([...problems, emptyArticle(context.file)]);
  }
  const identity = readIdentity(fields, context);
  const article: Article = {
    id: identity.id,
    slug: readSlug(fields, headline, warn),
    headline,
    bodyHtml: prose.bodyHtml,
    language: readLanguage(fields, { headline, prose: prose.bodyHtml, context, warn }),
    authors: (fields.authors ?? []).map((author) => withUrl(author, 'url', resolver)),
    tags: fields.tags ?? [],
    subjects: readSubjects(fields, warn),
    media: readMedia(fields, { resolver, warn, bodyHtml: prose.bodyHtml }),
    translations: (fields.translations ?? []).map((one) => withUrl(one, 'url', resolver)),
    ...dates,
    ...optionalFields(fields, context),
    ...(url !== undefined && { url }),
    ...prose.credits,
  };
  if (resolver.dropped().length > 0) {
    warn(
      'body',
      'url-unusable',
      `${resolver.dropped().length} links or pictures have no usable URL: ${resolver.dropped().slice(0, 3).map(shorten).join(', ')}`,
    );
  }
  return success({ article: withoutUndefined(article), idSource: identity.idSource }, problems);
}

export type Warn = (field: string, code: string, message: string, hint?: string) => void;

function createWarn(problems: Problem[], file: string): Warn {
  return (field, code, message, hint) => {
    problems.push({ file, field, code, message, severity: 'warning', ...(hint && { hint }) });
  };
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function emptyArticle(file: string): Problem {
  return {
    file,
    code: 'article-empty',
    message: 'the file holds neither a headline nor a text',
    hint: 'give it a headline, or take it out of the folder',
    severity: 'error',
  };
}

function readIdentity(
  fields: CheckedFields,
  context: NormalizeContext,
): { readonly id: string; readonly idSource: IngestedArticle['idSource'] } {
  const declared = (fields.id ?? '').trim();
  if (declared === 'new') return { id: context.assignId, idSource: 'new' };
  // Kept byte for byte (decision 1); only what no format can carry makes it no id.
  const isUsable =
    declared !== '' && declared.length <= MAX_ID && !/[\s\p{C}\uFFFD]/u.test(declared);
  return isUsable
    ? { id: declared, idSource: 'declared' }
    : { id: context.assignId, idSource: 'assigned' };
}

interface Prose {
  readonly bodyHtml: string;
  readonly credits: Partial<Pick<Article, 'dateline' | 'source'>>;
}

function readProse(fields: CheckedFields, tools: { resolver: Resolver; warn: Warn }): Prose {
  const given = fields.bodyHtml ?? bodyOf(fields);
  const safe = sanitizeHtml(given, { resolve: tools.resolver.resolve });
  const whole = truncateHtml(safe, MAX_BODY_BYTES);
  if (whole !== safe) {
    tools.warn(
      'body',
      'body-too-long',
      `the text is longer than ${MAX_BODY_BYTES} bytes and was cut; its end is on the article's page only at the source`,
    );
  }
  const { dateline, bodyHtml } = takeDateline(fields, whole);
  const agency = dateline?.agency;
  const source = fields.source ?? (agency === undefined ? undefined : { name: agency });
  return {
    bodyHtml,
    credits: {
      ...(dateline && { dateline }),
      ...(source && { source: readSource(source, tools.resolver) }),
    },
  };
}

/** `body` is HTML when it begins like it; plain text otherwise. */
function bodyOf(fields: CheckedFields): string {
  const body = fields.body ?? '';
  if (fields.bodyText !== undefined) return textToHtml(fields.bodyText);
  return /^\s*<(?:[a-z]|!--)/i.test(body) ? body : textToHtml(body);
}

function readSource(
  source: { name: string; url?: string | undefined; feedUrl?: string | undefined },
  resolver: Resolver,
) {
  const known = findAgency(source.name);
  const named = { ...source, name: known?.name ?? source.name };
  return withUrl(withUrl(named, 'url', resolver), 'feedUrl', resolver);
}

/** The declared dateline, else the one at the head of the text, which then leaves the text. */
function takeDateline(
  fields: CheckedFields,
  bodyHtml: string,
): { readonly dateline?: NonNullable<Article['dateline']>; readonly bodyHtml: string } {
  const { dateline } = fields;
  const first = firstParagraph(bodyHtml);
  const found = first === undefined ? undefined : parseDateline(first);
  if (typeof dateline === 'object') {
    const declared = withoutUndefined(dateline) as NonNullable<Article['dateline']>;
    return { dateline: declared, bodyHtml: withoutHead(bodyHtml, first, declared.raw) };
  }
  if (typeof dateline === 'string') {
    const parsed = parseDateline(`${dateline} -`) ?? parseDateline(dateline);
    return {
      dateline: { ...(parsed?.dateline ?? { places: [] }), raw: dateline },
      bodyHtml: withoutHead(bodyHtml, first, dateline),
    };
  }
  if (found === undefined || first === undefined) return { bodyHtml };
  return { dateline: found.dateline, bodyHtml: withoutHead(bodyHtml, first, found.dateline.raw) };
}

/** A dateline is printed once: it does not also begin the text. */
function withoutHead(bodyHtml: string, first: string | undefined, raw: string): string {
  const dense = (text: string): string => text.replace(/\s+/g, '');
  const head = dense(raw);
  if (head === '' || first === undefined || !dense(first).startsWith(head)) return bodyHtml;
  return dropLeadingText(bodyHtml, head.length);
}

function madeHeadline(fields: CheckedFields, bodyHtml: string, warn: Warn): string {
  const text = fields.standfirst || htmlToText(bodyHtml).replace(/\s+/g, ' ');
  if (text === '') return '';
  const cut = text.slice(0, MAX_MADE_HEADLINE);
  const made =
    text.length <= MAX_MADE_HEADLINE ? text : `${cut.replace(/\s\S*$/, '').toWellFormed()}…`;
  warn(
    'headline',
    'headline-missing',
    'there is no headline; the first words of the text stand in',
    'give the article a headline',
  );
  return made;
}

function readSlug(fields: CheckedFields, headline: string, warn: Warn): string {
  if (fields.slug === undefined) return slugify(headline);
  if (isSlug(fields.slug)) return fields.slug;
  const slug = slugify(fields.slug);
  warn(
    'slug',
    'slug-repaired',
    `a slug holds lower-case letters, digits and hyphens only; ${slug} is used`,
  );
  return slug;
}

function readLanguage(
  fields: CheckedFields,
  from: { headline: string; prose: string; context: NormalizeContext; warn: Warn },
): string {
  const { publication } = from.context;
  const declared = fields.language?.replaceAll('_', '-');
  if (declared === undefined) {
    return (
      guessLanguage(`${from.headline} ${htmlToText(from.prose).slice(0, 500)}`) ??
      publication.language
    );
  }
  try {
    return Intl.getCanonicalLocales(declared)[0] ?? publication.language;
  } catch {
    // RangeError is how the runtime says that this is no language tag.
    from.warn(
      'language',
      'language-unknown',
      `${shorten(declared)} is no BCP 47 language; ${publication.language} is used`,
      'write en, ja, ko, en-GB …',
    );
    return publication.language;
  }
}

function readSubjects(fields: CheckedFields, warn: Warn): Article['subjects'] {
  return (fields.subjects ?? []).flatMap((subject) => {
    const { uri: written, ...rest } = subject;
    const code = /^(?:medtop:)?(\d{8})$/.exec(written)?.[1];
    const uri = code === undefined ? written : MEDIA_TOPIC + code;
    if (/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(uri))
      return [{ uri, ...withoutUndefined(rest) }];
    warn(
      'subjects',
      'subject-unusable',
      `${shorten(written)} is no URI and no Media Topic code; it was left out`,
      'write medtop:11000000, or the URI of the concept',
    );
    return [];
  });
}

function readMedia(
  fields: CheckedFields,
  tools: { resolver: Resolver; warn: Warn; bodyHtml: string },
): readonly Media[] {
  const declared = (fields.media ?? []).flatMap((one, index) => readMedium(one, index, tools));
  if (declared.length > 0) return declared;
  const image = firstImage(tools.bodyHtml);
  const type = image && mediaTypeOf(image.src);
  if (image === undefined || type === undefined) return [];
  const { src, ...rest } = image;
  return [{ url: src, type, role: 'inline', ...rest }];
}

function readMedium(
  one: NonNullable<CheckedFields['media']>[number],
  index: number,
  tools: { resolver: Resolver; warn: Warn },
): readonly Media[] {
  const field = `media[${index}]`;
  const url = tools.resolver.resolve(one.url, 'media');
  if (url === undefined) {
    tools.warn(
      field,
      'url-unusable',
      `${shorten(one.url)} is no usable URL; the picture was left out`,
    );
    return [];
  }
  const {
    type: written,
    role,
    ...rest
  } = 'type' in one ? one : { ...one, type: undefined, role: undefined };
  const type =
    /^[a-z]+\/[a-z0-9.+-]+$/.test(written ?? '') && written !== 'image/jpg'
      ? written
      : mediaTypeOf(one.url);
  if (type === undefined) {
    tools.warn(
      field,
      'media-type-unknown',
      `the type of ${shorten(one.url)} is not known; it was left out`,
      'give `type`, such as image/jpeg',
    );
    return [];
  }
  const kind = type.split('/')[0];
  const usual =
    kind === 'audio' || kind === 'video' ? kind : kind === 'image' ? 'gallery' : 'document';
  const first = index === 0 && kind === 'image' ? 'lead' : usual;
  return [withoutUndefined({ ...rest, url, type, role: role ?? first })];
}

function optionalFields(fields: CheckedFields, context: NormalizeContext): Partial<Article> {
  const { publication } = context;
  const licenceUrl =
    (fields.licenceUrl && parseWebUrl(fields.licenceUrl)) ?? publication.licenceUrl;
  return {
    ...(fields.standfirst && { standfirst: fields.standfirst }),
    ...(fields.byline && { byline: fields.byline }),
    ...(fields.section && { section: fields.section }),
    ...(fields.rights && { rights: fields.rights }),
    ...(licenceUrl && licenceUrl !== publication.licenceUrl && { licenceUrl }),
    ...(fields.slugline && { slugline: fields.slugline }),
    ...(fields.urgency !== undefined && { urgency: fields.urgency }),
    ...(fields.provider && { provider: withoutUndefined(fields.provider) }),
  };
}

function withUrl<T extends object, Key extends string>(
  value: T,
  key: Key,
  resolver: Resolver,
): Clean<T> {
  const { [key]: written, ...rest } = value as Record<string, unknown>;
  const url = typeof written === 'string' ? resolver.resolve(written, 'link') : undefined;
  return withoutUndefined({ ...rest, ...(url !== undefined && { [key]: url }) }) as Clean<T>;
}

/** Optional properties are absent, never undefined. */
type Clean<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(value: T): Clean<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as Clean<T>;
}
