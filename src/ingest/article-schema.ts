/**
 * What the API takes for an article, strictly: the schemas of requests and of their documentation are
 * the same. Files are read by fields.ts, which mends what it can; here every fault is told.
 */

import * as z from 'zod';
import { ARTICLE_STATES } from '../model/article.ts';
import { cleanLine, cleanText } from '../text/xml.ts';
import { isArticleId } from './article-id.ts';

/** As for files: longer ones are text that slipped into the wrong field; what no feed can carry goes. */
const line = (what: string) => z.string().overwrite(cleanLine).min(1).max(1_000).describe(what);
const paragraph = (what: string) =>
  z
    .string()
    .overwrite((text) => cleanText(text).trim())
    .min(1)
    .max(5_000)
    .describe(what);
const date = (what: string) =>
  z
    .string()
    .min(1)
    .max(100)
    .describe(`${what} ISO 8601; without a zone in the publication's time zone.`);
const webUrl = (what: string) => z.string().min(1).max(4_000).describe(what);
const listOf = <T extends z.ZodType>(shape: T, what: string) =>
  z.array(shape).max(200).describe(what);

const author = z
  .strictObject({
    name: line('As printed.'),
    url: webUrl('Page of the author.').optional(),
    email: z.email().max(254).describe('Mail address.').optional(),
  })
  .meta({ id: 'AuthorInput', title: 'An author to publish' });

const source = z
  .strictObject({
    name: line('Agency or partner.'),
    url: webUrl('Its site, or the original story.').optional(),
    feedUrl: webUrl('Its feed.').optional(),
  })
  .meta({ id: 'SourceInput', title: 'A source to publish' });

const dateline = z
  .strictObject({
    raw: line('As printed, such as `BEIJING (Kyodo) --`.').optional(),
    places: z.array(line('A place.')).max(20).describe('The places it names.').optional(),
    date: line('As printed, such as `Jan. 17`.').optional(),
    agency: line('Agency.').optional(),
  })
  .meta({ id: 'DatelineInput', title: 'A dateline to publish' });

const pixels = (what: string) => z.number().int().positive().max(1_000_000).describe(what);

const medium = z
  .strictObject({
    url: webUrl('Absolute, or a path below `/media/`.'),
    type: line('Media type, such as `image/jpeg`; else told from the name.').optional(),
    bytes: z.number().int().positive().max(Number.MAX_SAFE_INTEGER).describe('Size.').optional(),
    width: pixels('In pixels.').optional(),
    height: pixels('In pixels.').optional(),
    alt: line('Text for those who do not see it.').optional(),
    caption: paragraph('Caption.').optional(),
    credit: line('Credit line.').optional(),
    role: z
      .enum(['lead', 'inline', 'gallery', 'audio', 'video', 'document'])
      .describe('Without it told from the type; the first picture leads.')
      .optional(),
  })
  .meta({ id: 'MediaInput', title: 'A picture, sound or video to publish' });

/** Fields that a correction may change: everything that readers see, but neither identity nor dates. */
const TEXT_FIELDS = {
  headline: line('Plain text, one line.').optional(),
  standfirst: paragraph('Plain text; the summary in feeds.').optional(),
  bodyHtml: z.string().max(2_000_000).describe('The text; made safe, at most 256 KiB.').optional(),
  bodyText: z
    .string()
    .max(2_000_000)
    .describe('The text without markup, paragraphs parted by empty lines; instead of bodyHtml.')
    .optional(),
  dateline: z
    .union([line('As printed.'), dateline])
    .describe('Head of the text; else found in it.')
    .optional(),
  byline: line('The printed credit.').optional(),
  authors: listOf(z.union([line('Name.'), author]), 'The people behind it.').optional(),
  source: z
    .union([line('Name.'), source])
    .describe('Agency or partner.')
    .optional(),
  section: line('One section.').optional(),
  tags: listOf(line('A tag.'), "The story's own tags.").optional(),
  subjects: listOf(
    z.union([
      line('`medtop:20000638`, or a URI.'),
      z.strictObject({ uri: line('URI.'), label: line('Name.').optional() }),
    ]),
    'IPTC Media Topics, or concepts of another vocabulary.',
  ).optional(),
  media: listOf(z.union([webUrl('URL.'), medium]), 'Pictures, sound, video.').optional(),
  rights: line("Copyright line, when not the publication's.").optional(),
  licenceUrl: webUrl('Page of the licence.').optional(),
  slugline: line("The desk's short label.").optional(),
  urgency: z.number().int().min(1).max(9).describe('1 (highest) to 9.').optional(),
  translations: listOf(
    z.strictObject({
      language: line('BCP 47.'),
      id: line('Id of an article here.').optional(),
      url: webUrl('Its page.').optional(),
    }),
    'The same story in other languages.',
  ).optional(),
} as const;

export const articleInput = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .max(1_000)
      .refine(isArticleId, 'it holds what no feed or address can carry')
      .describe('Permanent, kept byte for byte; made when it is missing.')
      .optional(),
    slug: line('End of the path of our own page: lower-case letters, digits, hyphens.').optional(),
    url: webUrl('Where the story is published, when that is not here.').optional(),
    ...TEXT_FIELDS,
    language: line('BCP 47; else told from the script.').optional(),
    publishedAt: date('First publication; never moves once the story is out.').optional(),
    updatedAt: date('Last significant change.').optional(),
    state: z
      .enum(ARTICLE_STATES)
      .describe('`public` unless it says otherwise; `withheld` keeps it back.')
      .optional(),
    embargoedUntil: date('Nobody sees it before.').optional(),
    expiresAt: date('Gone from then on, without a notice.').optional(),
    corrections: listOf(
      z.strictObject({ at: date('When.'), note: paragraph('What was wrong.') }),
      'Dated notes; without this field those of before stay.',
    ).optional(),
    withdrawal: z
      .strictObject({ at: date('When.').optional(), note: paragraph('For readers.').optional() })
      .describe('With `state: withdrawn`.')
      .optional(),
    provider: z
      .strictObject({
        id: line('Id in the system it came from.'),
        version: line('Its version.').optional(),
      })
      .describe('Where it comes from, for your own use; no feed shows it.')
      .optional(),
    backCatalogue: z
      .boolean()
      .describe('An old story taken in late: enters feeds by its own date, pushed to nobody.')
      .optional(),
  })
  .extend({
    meta: z
      .unknown()
      .describe('What the API adds to an article; ignored, so that it can be sent back.')
      .optional(),
  })
  .meta({
    id: 'ArticleInput',
    title: 'An article to publish',
    examples: [
      {
        id: 'urn:uuid:0190d3c0-5f00-7000-8000-000000000001',
        headline: 'Envoys to meet in Stockholm',
        standfirst: 'Working-level talks begin on Saturday.',
        bodyHtml: '<p>Envoys of both countries will meet in Stockholm on Saturday.</p>',
        language: 'en',
        publishedAt: '2019-10-01T18:00:00+09:00',
        section: 'Diplomacy',
        tags: ['North Korea', 'United States'],
      },
    ],
  });

export const correctionInput = z
  .strictObject({
    note: paragraph('What was wrong and is right now; shown to readers with the date.'),
    changes: z.strictObject(TEXT_FIELDS).describe('Fields that change with it.').optional(),
  })
  .meta({
    id: 'CorrectionInput',
    title: 'A correction',
    examples: [
      {
        note: 'An earlier version gave the wrong day.',
        changes: { standfirst: 'Working-level talks begin on Friday.' },
      },
    ],
  });

export const withdrawalInput = z
  .strictObject({ note: paragraph('What readers are told beside the notice.').optional() })
  .meta({
    id: 'WithdrawalInput',
    title: 'A withdrawal',
    examples: [{ note: 'Filed twice by mistake.' }],
  });

export const releaseInput = z
  .strictObject({
    to: z
      .enum(['public', 'file'])
      .describe(
        '`public` publishes an embargoed or withheld article now; `file` gives the last word back to the file. Without it: what applies.',
      )
      .optional(),
  })
  .meta({ id: 'ReleaseInput', title: 'A release', examples: [{ to: 'public' }] });

/** For verbs that say everything by themselves. */
export const nothingInput = z.strictObject({}).meta({ id: 'Nothing', title: 'Nothing' });

export const freezeInput = z.strictObject({ note: paragraph('Why.').optional() }).meta({
  id: 'FreezeInput',
  title: 'An emergency stop',
  examples: [{ note: 'The import went wrong.' }],
});

export type ArticleInput = z.infer<typeof articleInput>;
export type CorrectionInput = z.infer<typeof correctionInput>;
export type WithdrawalInput = z.infer<typeof withdrawalInput>;
export type ReleaseInput = z.infer<typeof releaseInput>;

/** Every form of a request with a name of its own, and after the article what it is made of. */
export const INPUT_SCHEMAS = [
  articleInput,
  author,
  source,
  dateline,
  medium,
  correctionInput,
  withdrawalInput,
  releaseInput,
  nothingInput,
  freezeInput,
] as const;
