/** What the API answers about topics, as schemas. */

import * as z from 'zod';
import { fault } from './problem-schema.ts';
import { instant } from './schema-parts.ts';

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

export const TOPIC_SCHEMAS = [topicPreview, story, sample, keptOutSample, matchedTerm] as const;
