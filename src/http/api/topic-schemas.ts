/** What the API answers about topics, as schemas. */

import * as z from 'zod';
import { fault } from './problem-schema.ts';
import { address, instant, stateOf } from './schema-parts.ts';

const text = (what: string) => z.string().describe(what);
const count = (what: string) => z.int().min(0).describe(what);

export const matchedTerm = z
  .object({
    term: text('As written in the rule, or `tag: …` and so on.'),
    field: z.enum(['title', 'lead', 'body', 'tags', 'metadata']).describe('Where it was found.'),
    text: text('As found in the article.'),
  })
  .meta({ id: 'MatchedTerm', title: 'A word or value that a rule found' });

const story = z
  .object({ id: text('The article.'), headline: text('Its headline.') })
  .meta({ id: 'TopicStory', title: 'A story of a topic' });

const sample = story
  .extend({
    publishedAt: instant('First publication.'),
    line: text('The line of `match` that took it, or `implied` by another topic.'),
    matched: z.array(matchedTerm).describe('The words that it found.'),
  })
  .meta({ id: 'TopicSample', title: 'A story that the rule takes' });

const keptOutSample = sample
  .extend({
    unless: text('The line of `unless` that kept it out.'),
    blocking: z.array(matchedTerm).describe('The words that this one found.'),
  })
  .meta({ id: 'KeptOutSample', title: 'A story that the rule keeps out' });

const counted = (schema: z.ZodType, what: string) =>
  z
    .object({
      count: count('How many there are.'),
      stories: z.array(schema).describe('The newest of them.'),
    })
    .describe(what);

export const topicPreview = z
  .object({
    topic: text('Id of the topic.'),
    isKnown: z.boolean().describe('Whether there is a topic of this id already.'),
    lookedAt: count('Public articles that were looked at, the newest ones.'),
    from: instant('First publication of the oldest of them.').optional(),
    to: instant('First publication of the newest of them.').optional(),
    matching: count('How many of them the rule takes.'),
    givenUp: count('How many it takes not, as it compares too many of their words.'),
    storiesPerDay: z.number().min(0).describe('Of the stories that it takes.'),
    entering: counted(story, 'Would come into the topic; at most 50 are named.'),
    leaving: counted(story, 'Would leave it; at most 50 are named.'),
    samples: z.array(sample).describe('Stories that it takes, at most 20.'),
    keptOut: counted(
      keptOutSample,
      'Stories that a line of `unless` kept out; at most 20 are named.',
    ),
    warnings: z
      .array(fault)
      .describe('What is odd about the topic, such as an example that the rule contradicts.'),
  })
  .meta({ id: 'TopicPreview', title: 'What a topic would hold' });

const foundTerm = matchedTerm
  .extend({
    group: text('The part of the line that it satisfies: `$list`, the terms, or `tag` and so on.'),
    times: count('How often the term stands in this field.'),
    position: z
      .object({
        word: z.int().min(1).describe('Number of the first word in the field, from 1.'),
        start: count('Offset into the text of the field, in UTF-16 code units.'),
        end: count('The same of its end.'),
      })
      .describe('Where it stands the first time; absent for metadata.')
      .optional(),
  })
  .meta({ id: 'FoundTerm', title: 'A word or value that a line found' });

const maskedTerm = matchedTerm
  .extend({
    group: text('The part of the line that it would satisfy.'),
    except: text('The phrase of `except`, as written in the rule.'),
    inside: text('The longer phrase, as found in the article.'),
  })
  .meta({ id: 'MaskedTerm', title: 'A word that does not count' });

const explainedLine = z
  .object({
    id: text('Name of the line.'),
    line: z.int().min(1).describe('Line in the topic file.'),
    holds: z.boolean().describe('Whether everything that it names is there.'),
    weight: z.number().describe('What it adds to the score; 0 for a line of `unless` that blocks.'),
    isReview: z.boolean().describe('Enough for an editor to look, not to take the article.'),
    found: z.array(foundTerm).describe('What it found.'),
    masked: z.array(maskedTerm).describe('What lies inside a phrase of `except`.'),
    missing: z
      .array(
        z.object({
          kind: z
            .enum(['group', 'near', 'apart', 'count', 'none', 'data', 'topic', 'work'])
            .describe('Which part of the line.'),
          text: text('For people.'),
        }),
      )
      .describe('What is not there, or is there and may not be.'),
  })
  .meta({ id: 'ExplainedLine', title: 'What one line of a rule found' });

const topicExplanation = z
  .object({
    id: text('Id of the topic.'),
    isMatched: z.boolean().describe('Whether the rule takes the article.'),
    isReview: z.boolean().describe('It does not, but an editor should look.'),
    score: z.number().describe('Sum of the weights of the lines that hold.'),
    threshold: z.number().describe('What the score must come to.'),
    match: z.array(explainedLine).describe('The lines that take articles.'),
    unless: z.array(explainedLine).describe('The lines that keep articles out.'),
    fired: text('The first line of `match` that holds.').optional(),
    blocked: text('The line of `unless` that keeps the article out.').optional(),
    nearest: text('Without a line that holds, the one with the least missing.').optional(),
    short: text('Lines hold, but not enough of them.').optional(),
    impliedBy: z.array(z.string()).describe('Topics that bring the article into this one.'),
    givenUp: z
      .enum(['rule', 'article'])
      .optional()
      .describe(
        'What kept the rule from being looked at as a whole: the rule compares too many words of the article (it takes none then), or the article holds more words of rules than are read.',
      ),
    retired: z
      .string()
      .optional()
      .describe('The day from which on the topic takes no articles, when this one is from then.'),
  })
  .meta({ id: 'TopicExplanation', title: 'What a rule says of an article' });

export const topicWhy = z
  .object({
    topic: text('Id of the topic.'),
    article: z
      .object({
        id: text('Permanent.'),
        headline: text('Empty once the article was taken back.'),
        state: stateOf('Who may see it.'),
        pageUrl: address('Where the story is published.'),
      })
      .describe('The article.'),
    isMember: z
      .boolean()
      .describe('Whether the feeds of the topic hold it; changed rules reach old articles later.'),
    isRetired: z.boolean().describe('The topic takes no articles of that day any more.'),
    explanation: topicExplanation,
  })
  .meta({ id: 'TopicWhy', title: 'Why an article is in a topic or is not' });

export const TOPIC_SCHEMAS = [
  topicWhy,
  topicExplanation,
  explainedLine,
  foundTerm,
  maskedTerm,
  topicPreview,
  story,
  sample,
  keptOutSample,
  matchedTerm,
] as const;
