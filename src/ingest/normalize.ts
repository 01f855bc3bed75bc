/** One path for every reader: raw fields become an Article, with a problem for each repair. */

import type { Article, Author, Source, Translation } from '../model/article.ts';
import { failure, type Result, success } from '../model/result.ts';
import { htmlToText } from '../text/html.ts';
import { guessLanguage } from '../text/language.ts';
import { findAgency } from '../text/names.ts';
import { isSlug, parseWebUrl, slugify } from '../text/urls.ts';
import { cleanLine } from '../text/xml.ts';
import { idRemark, isArticleId } from './article-id.ts';
import { compact } from './compact.ts';
import { readDates } from './dates.ts';
import { type CheckedFields, checkFields } from './fields.ts';
import { parseLanguageTag } from './language-tag.ts';
import { readMedia } from './media.ts';
import { createProblemList, type ProblemList, shorten } from './problem-list.ts';
import { type Prose, readProse } from './prose.ts';
import type { RawFields } from './raw.ts';
import type { IngestContext, IngestedArticle } from './read.ts';
import { createResolver, type Resolver } from './resolve.ts';

export interface NormalizeContext extends IngestContext {
  readonly file: string;
  readonly modifiedAt: Date;
}

interface Tools {
  readonly context: NormalizeContext;
  readonly problems: ProblemList;
  readonly resolver: Resolver;
  /** The article's own URL. */
  readonly base: string | undefined;
}

const MAX_MADE_HEADLINE = 90;

/** Never throws. An article with neither headline nor text, unless it is taken back, is an error. */
export function normalizeArticle(
  raw: RawFields,
  context: NormalizeContext,
): Result<IngestedArticle> {
  const problems = createProblemList(context.file);
  const fields = checkFields(raw, problems);
  const url = readUrl(fields.url, 'url', { problems });
  const resolver = createResolver({
    file: context.file,
    articleUrl: url,
    problems,
    ownBaseUrl: context.ownBaseUrl,
  });
  const tools = { context, problems, resolver, base: url };
  const prose = readProse(fields, tools);
  const dates = readDates(fields, { ...context, problems });
  const identity = readIdentity(fields, tools);
  const isTakenBack = dates.state === 'withdrawn' || dates.state === 'removed';
  const headline =
    fields.headline ||
    madeHeadline(fields, prose, problems) ||
    // A kill must reach readers even when the file holds nothing but the id.
    (isTakenBack ? identity.id : '');
  if (headline === '') return failure([...problems.all, emptyArticle(context.file)]);
  const article: Article = {
    ...compact({ id: identity.id, slug: readSlug(fields, headline, problems), url }),
    headline,
    bodyHtml: prose.bodyHtml,
    language: readLanguage(fields, { headline, bodyHtml: prose.bodyHtml, tools }),
    ...dates,
    ...readLists(fields, prose, tools),
    ...readOptional(fields, prose, tools),
    ...(fields.backCatalogue && { backCatalogue: true }),
  };
  return success({ article, idSource: identity.idSource }, problems.all);
}

function emptyArticle(file: string) {
  return {
    file,
    code: 'article-empty',
    message: 'the file holds neither a headline nor a text',
    hint: 'give it a headline, or take it out of the folder',
    severity: 'error',
  } as const;
}

/** An absolute URL; a relative one only counts where the article's own `base` is known. */
function readUrl(
  written: string | undefined,
  field: string,
  { problems, base }: { readonly problems: ProblemList; readonly base?: string | undefined },
): string | undefined {
  const url = written === undefined ? undefined : parseWebUrl(written, base);
  if (written !== undefined && url === undefined) {
    problems.warn({
      code: 'url-unusable',
      field,
      message: `${shorten(cleanLine(written))} is no http or https URL; it was left out`,
      hint: 'give an absolute URL',
    });
  }
  return url;
}

function readIdentity(
  fields: CheckedFields,
  { context, problems }: Tools,
): { readonly id: string; readonly idSource: IngestedArticle['idSource'] } {
  const declared = (fields.id ?? '').trim();
  if (declared === '') return { id: context.assignId, idSource: 'assigned' };
  if (declared === 'new') return { id: context.assignId, idSource: 'new' };
  if (isArticleId(declared)) {
    const remark = idRemark(declared);
    if (remark !== undefined) problems.warn(remark);
    return { id: declared, idSource: 'declared' };
  }
  problems.warn({
    code: 'id-unusable',
    field: 'id',
    message: 'the id is too long or holds characters that no feed can carry; the file is given one',
    hint: 'use a urn:uuid: or tag: URI',
  });
  return { id: context.assignId, idSource: 'assigned' };
}

function madeHeadline(fields: CheckedFields, prose: Prose, problems: ProblemList): string {
  const text = cleanLine(fields.standfirst || htmlToText(prose.bodyHtml));
  if (text === '') return '';
  problems.warn({
    code: 'headline-missing',
    field: 'headline',
    message: 'there is no headline; the first words of the text stand in for it',
    hint: 'give the article a headline',
  });
  if (text.length <= MAX_MADE_HEADLINE) return text;
  const cut = text.slice(0, MAX_MADE_HEADLINE).replace(/[\uD800-\uDBFF]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${space > 0 ? cut.slice(0, space) : cut}…`;
}

function readSlug(fields: CheckedFields, headline: string, problems: ProblemList): string {
  if (!fields.slug) return slugify(headline);
  if (isSlug(fields.slug)) return fields.slug;
  const slug = slugify(fields.slug);
  problems.warn({
    code: 'slug-repaired',
    field: 'slug',
    message: `a slug holds lower-case letters, digits and hyphens only; ${slug} is used`,
  });
  return slug;
}

function readLanguage(
  fields: CheckedFields,
  text: { readonly headline: string; readonly bodyHtml: string; readonly tools: Tools },
): string {
  const { context, problems } = text.tools;
  const declared = fields.language && parseLanguageTag(fields.language);
  if (declared) return declared;
  if (fields.language) {
    problems.warn({
      code: 'language-unknown',
      field: 'language',
      message: `${shorten(fields.language)} is no language tag; the language is told from the script`,
      hint: 'write en, ja, ko, en-GB …',
    });
  }
  const { language } = context.publication;
  // One Korean word in an English text makes it no Korean text: the headline's script decides.
  if (!EAST_ASIAN.test(text.headline)) return language;
  return (
    guessLanguage(text.headline) ??
    guessLanguage(htmlToText(text.bodyHtml).slice(0, 500)) ??
    language
  );
}

const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

type Lists = Pick<Article, 'authors' | 'tags' | 'subjects' | 'media' | 'translations'>;

function readLists(fields: CheckedFields, prose: Prose, tools: Tools): Lists {
  const authors = fields.authors.map(
    ({ name, url, email }, index): Author =>
      compact({ name, email, url: readUrl(url, `authors[${index}].url`, tools) }),
  );
  return {
    authors,
    tags: uniqueTags(fields.tags),
    subjects: readSubjects(fields, tools.problems),
    media: readMedia(fields, prose.bodyHtml, tools),
    translations: fields.translations.flatMap((one, index) => readTranslation(one, index, tools)),
  };
}

/** In the order given; the first spelling wins. */
function uniqueTags(tags: readonly string[]): readonly string[] {
  const bySpelling = new Map<string, string>();
  for (const tag of tags.map(cleanLine)) {
    const key = tag.normalize('NFKC').toLowerCase();
    if (tag !== '' && !bySpelling.has(key)) bySpelling.set(key, tag);
  }
  return [...bySpelling.values()];
}

const MEDIA_TOPIC = 'http://cv.iptc.org/newscodes/mediatopic/';

function readSubjects(fields: CheckedFields, problems: ProblemList): Article['subjects'] {
  return fields.subjects.flatMap(({ uri: written, label }, index) => {
    const code = /^(?:medtop:)?(\d{8})$/.exec(written)?.[1];
    const uri = code === undefined ? subjectUri(written) : MEDIA_TOPIC + code;
    if (uri !== undefined) return [compact({ uri, label })];
    problems.warn({
      code: 'subject-unusable',
      field: `subjects[${index}]`,
      message: `${shorten(written)} is no URI and no Media Topic code; it was left out`,
      hint: 'write medtop:11000000, or the URI of the concept',
    });
    return [];
  });
}

function subjectUri(written: string): string | undefined {
  if (/^https?:/i.test(written)) return parseWebUrl(written);
  return /^(?:urn|tag|qcode):[!#-;=?-Z_a-z~]+$/i.test(written) ? written : undefined;
}

function readTranslation(
  one: CheckedFields['translations'][number],
  index: number,
  tools: Tools,
): readonly Translation[] {
  const field = `translations[${index}]`;
  const language = parseLanguageTag(one.language);
  const url = readUrl(one.url, `${field}.url`, tools);
  if (language !== undefined && (one.id || url)) return [compact({ language, id: one.id, url })];
  tools.problems.warn({
    code: 'translation-unusable',
    field,
    message: 'a translation needs a language tag and an id or a URL; it was left out',
  });
  return [];
}

type Optional = Partial<
  Pick<
    Article,
    | 'standfirst'
    | 'byline'
    | 'dateline'
    | 'source'
    | 'section'
    | 'rights'
    | 'licenceUrl'
    | 'slugline'
    | 'urgency'
    | 'provider'
  >
>;

function readOptional(fields: CheckedFields, prose: Prose, tools: Tools): Optional {
  return compact({
    standfirst: fields.standfirst,
    byline: fields.byline,
    dateline: prose.dateline,
    source: readSource(fields, prose, tools),
    section: fields.section,
    rights: fields.rights,
    licenceUrl: readUrl(fields.licenceUrl, 'licenceUrl', tools),
    slugline: fields.slugline,
    urgency: fields.urgency,
    provider: fields.provider && compact(fields.provider),
  });
}

/** The declared source, else the agency of the dateline; agencies under one name. */
function readSource(fields: CheckedFields, prose: Prose, tools: Tools): Source | undefined {
  const agency = prose.dateline?.agency;
  if (fields.source === undefined) return agency === undefined ? undefined : { name: agency };
  const { name, url, feedUrl } = fields.source;
  return compact({
    name: findAgency(name)?.name ?? name,
    url: readUrl(url, 'source.url', tools),
    feedUrl: readUrl(feedUrl, 'source.feedUrl', tools),
  });
}
