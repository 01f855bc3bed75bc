/**
 * What the API answers, as schemas. Open for further members: a client passes over what it does not
 * know. Tests hold real answers against them.
 */

import * as z from 'zod';
import type { Article } from '../../model/article.ts';
import type { AuditAction } from '../../model/audit.ts';
import { fault } from './problem-schema.ts';
import { address, describedCodes, instant, stateOf } from './schema-parts.ts';

const text = (what: string) => z.string().describe(what);
const count = (what: string) => z.int().min(0).describe(what);
const entityTag = z.string().describe('The entity tag, with its quotes, for `If-Match`.');
const apiUrl = address('The address of the article in the API.');
const topics = z.array(z.string()).describe('Ids of the topics that it falls under.');

const author = z
  .object({
    name: text('As printed.'),
    url: address('Page of the author.').optional(),
    email: text('Mail address.').optional(),
  })
  .meta({ id: 'Author', title: 'An author' });

const dateline = z
  .object({
    raw: text('As printed.'),
    places: z.array(z.string()).describe('The places it names.'),
    date: text('As printed.').optional(),
    agency: text('Name of the agency.').optional(),
  })
  .meta({ id: 'Dateline', title: 'A dateline' });

const medium = z
  .object({
    url: address('Where it lies.'),
    type: text('Media type.'),
    bytes: count('Size.').optional(),
    width: count('In pixels.').optional(),
    height: count('In pixels.').optional(),
    alt: text('Text for those who do not see it.').optional(),
    caption: text('Caption.').optional(),
    credit: text('Credit line.').optional(),
    role: z
      .enum(['lead', 'inline', 'gallery', 'audio', 'video', 'document'])
      .describe('What it is to the story.'),
  })
  .meta({ id: 'Media', title: 'A picture, sound or video' });

const articleMeta = z
  .object({
    etag: entityTag,
    seq: count('Number of its last change.'),
    pageUrl: address('Where the story is published.'),
    apiUrl,
    topics,
    held: z
      .boolean()
      .describe('Whether the word of the API stands over the file; told to holders of a token.')
      .optional(),
    goneAt: instant('When readers lost it.').optional(),
    noticeUntil: instant('Until when the notice of a withdrawal stands.').optional(),
  })
  .meta({ id: 'ArticleMeta', title: 'What the API adds to an article' });

/** A field that the model gets and this does not know fails to compile. */
const ARTICLE_FIELDS = {
  id: text('Permanent.'),
  slug: text('End of the path of our own page.'),
  url: address('Where the story is published, when that is not here.').optional(),
  headline: text('Plain text, one line; empty once the article was taken back.'),
  standfirst: text('Plain text; the summary in feeds.').optional(),
  bodyHtml: text('The text as feeds have it; empty once the article was taken back.'),
  language: text('BCP 47.'),
  publishedAt: instant('First publication.'),
  updatedAt: instant('Last significant change.'),
  dateline: dateline.optional(),
  byline: text('The printed credit.').optional(),
  authors: z.array(author).describe('The people behind it.'),
  source: z
    .object({
      name: text('Agency or partner.'),
      url: address('Its site, or the original story.').optional(),
      feedUrl: address('Its feed.').optional(),
    })
    .describe('Agency or partner.')
    .optional(),
  section: text('One section.').optional(),
  tags: z.array(z.string()).describe("The story's own tags."),
  subjects: z
    .array(z.object({ uri: text('URI.'), label: text('Name.').optional() }))
    .describe('IPTC Media Topics, or concepts of another vocabulary.'),
  media: z.array(medium).describe('Pictures, sound, video.'),
  rights: text('Copyright line.').optional(),
  licenceUrl: address('Page of the licence.').optional(),
  state: stateOf('Who may see it.'),
  embargoedUntil: instant('Nobody sees it before.').optional(),
  expiresAt: instant('Gone from then on.').optional(),
  corrections: z
    .array(z.object({ at: instant('When.'), note: text('What was wrong.') }))
    .describe('Dated notes.'),
  slugline: text("The desk's short label.").optional(),
  urgency: z.int().min(1).max(9).describe('1 (highest) to 9.').optional(),
  provider: z
    .object({ id: text('Id there.'), version: text('Version there.').optional() })
    .describe('Where it comes from.')
    .optional(),
  translations: z
    .array(
      z.object({
        language: text('BCP 47.'),
        id: text('Id of an article here.').optional(),
        url: address('Its page.').optional(),
      }),
    )
    .describe('The same story in other languages.'),
  withdrawal: z
    .object({ at: instant('When.'), note: text('For readers.').optional() })
    .describe('Of a withdrawn article.')
    .optional(),
  backCatalogue: z.literal(true).describe('An old story taken in late.').optional(),
} satisfies Record<Exclude<keyof Article, 'goneAt'>, z.ZodType>;

export const articleView = z
  .object({ ...ARTICLE_FIELDS, meta: articleMeta })
  .meta({ id: 'Article', title: 'An article' });

export const articleList = z
  .object({
    articles: z.array(articleView).describe('The newest first.'),
    next: address('The next page; absent on the last one.').optional(),
  })
  .meta({ id: 'ArticleList', title: 'A page of articles' });

export const writeSummary = z
  .object({
    id: text('Permanent; made by the server when the article had none.'),
    state: stateOf('What the article is now.'),
    etag: entityTag,
    publishedAt: instant('First publication.'),
    updatedAt: instant('Last significant change.'),
    pageUrl: address('Where the story is published.'),
    topics,
    warnings: z.array(fault).describe('What was taken in, but perhaps not as it was meant.'),
  })
  .meta({ id: 'WriteSummary', title: 'What became of one article' });

export const batchSummary = z
  .object({
    created: count('How many are new.'),
    updated: count('How many replaced an older version.'),
    articles: z.array(writeSummary).describe('In the order of the lines.'),
  })
  .meta({ id: 'BatchSummary', title: 'What became of many articles' });

export const changeList = z
  .object({
    changes: z
      .array(
        z.object({
          seq: count('Number of the change.'),
          id: text('The article.'),
          state: stateOf('What the article is now.'),
          etag: entityTag.describe('Without a token of public articles alone.').optional(),
          updatedAt: instant('Last significant change, or loss.'),
          apiUrl,
        }),
      )
      .describe('In the order of change, each article once.'),
    next: count('What to give as `since` the next time.'),
    hasMore: z.boolean().describe('Whether more are known already.'),
  })
  .meta({ id: 'ChangeList', title: 'What changed' });

const ACTIONS: Readonly<Record<AuditAction, string>> = {
  publish: 'A new article.',
  update: 'A new version.',
  correct: 'A correction.',
  withdraw: 'A withdrawal with a notice.',
  restore: 'A withdrawal undone.',
  release: 'Brought out, or given back to the file.',
  remove: 'Taken away without a notice.',
  expire: 'Its time was over.',
  erase: 'Erased for good.',
  repair: 'A first publication mended.',
  freeze: 'The emergency stop set.',
  thaw: 'The emergency stop lifted.',
  'token-create': 'A token made.',
  'token-revoke': 'A token revoked.',
};

export const auditList = z
  .object({
    records: z
      .array(
        z.object({
          number: z.int().min(1).describe('Grows with each record.'),
          at: instant('When.'),
          actor: text('`token:<id>`, `folder:<path>`, `clock` or `cli`.'),
          action: describedCodes(ACTIONS).describe('What was done.'),
          articleId: text('Empty for what concerns the whole publication.'),
          detail: z
            .record(z.string(), z.unknown())
            .describe('States and names of fields; no text of an article.'),
        }),
      )
      .describe('The newest first.'),
  })
  .meta({ id: 'AuditList', title: 'Who changed what' });

export const freezeView = z
  .object({
    frozen: z.boolean().describe('Whether the emergency stop stands.'),
    at: instant('Since when.').optional(),
    actor: text('Who set it.').optional(),
    note: text('Why.').optional(),
  })
  .meta({ id: 'Freeze', title: 'The emergency stop' });

/** Every form of an answer with a name of its own, and after the article what it is made of. */
export const REPLY_SCHEMAS = [
  articleView,
  articleMeta,
  author,
  dateline,
  medium,
  articleList,
  writeSummary,
  batchSummary,
  changeList,
  auditList,
  freezeView,
] as const;
