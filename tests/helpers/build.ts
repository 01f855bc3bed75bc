/** Values with a sensible default for every field, so that a test shows only what matters. */

import type { Article } from '../../src/model/article.ts';
import { DEFAULT_WINDOW, type Publication } from '../../src/model/publication.ts';
import type { Site } from '../../src/model/site.ts';
import type { Topic } from '../../src/model/topic.ts';

export function buildArticle(overrides: Partial<Article> = {}): Article {
  return {
    id: 'urn:uuid:0190d3c0-0000-7000-8000-000000000001',
    slug: 'envoys-meet',
    headline: 'Envoys meet in Stockholm',
    bodyHtml: '<p>Envoys of both countries met.</p>',
    language: 'en',
    publishedAt: new Date('2019-10-05T09:00:00Z'),
    updatedAt: new Date('2019-10-05T09:00:00Z'),
    authors: [],
    tags: [],
    subjects: [],
    media: [],
    state: 'public',
    corrections: [],
    translations: [],
    ...overrides,
  };
}

export function buildPublication(overrides: Partial<Publication> = {}): Publication {
  return {
    id: 'tag:news.example,2019:wire',
    title: 'News Example',
    description: 'News of the world',
    language: 'en',
    timeZone: 'UTC',
    hubUrls: [],
    window: DEFAULT_WINDOW,
    text: 'full',
    correctionNotes: 'head',
    noticeDays: 14,
    maxAgeSeconds: 300,
    redirects: {},
    ...overrides,
  };
}

/** Matches articles with the tag that is its id. */
export function buildTopic(id: string, overrides: Partial<Topic> = {}): Topic {
  return {
    id,
    slug: id,
    names: { en: id },
    description: `All about ${id}`,
    lists: {},
    match: [
      {
        id: 'match[0]',
        line: 1,
        all: [],
        none: [],
        fields: ['title'],
        where: { tag: [id] },
      },
    ],
    unless: [],
    examples: { match: [], reject: [] },
    ...overrides,
  };
}

export function buildSite(overrides: Partial<Site> = {}): Site {
  return {
    publication: buildPublication(),
    topics: [buildTopic('diplomacy'), buildTopic('weapons')],
    baseUrl: 'https://news.example',
    ...overrides,
  };
}
