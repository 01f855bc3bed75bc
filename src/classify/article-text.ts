/** The texts of an article that rules look at. */

import type { Article } from '../model/article.ts';
import { readSearchedText } from '../text/canonical-text.ts';
import { cleanLine } from '../text/xml.ts';

export type ClassifiableArticle = Pick<
  Article,
  'headline' | 'standfirst' | 'bodyHtml' | 'language' | 'tags' | 'section' | 'source' | 'dateline'
> &
  Partial<Pick<Article, 'subjects' | 'publishedAt'>>;

/** The texts a rule can look at. */
export interface ClassifiableText {
  readonly title: string;
  readonly lead: string;
  /** Without the lead, when that is the body's first paragraph: no word is read twice. */
  readonly body: string;
  readonly leadIsBody: boolean;
  readonly tags: readonly string[];
}

/** The lead is the standfirst, or without one the first paragraph; the dateline is no part of it. */
export function readTexts(article: ClassifiableArticle): ClassifiableText {
  const { headline: title, standfirst, bodyHtml, tags } = article;
  const { text, lead } = readSearchedText(bodyHtml);
  if (standfirst !== undefined && standfirst !== '') {
    return { title, lead: standfirst, body: text, leadIsBody: false, tags };
  }
  const paragraphs = text.split('\n\n');
  const at = paragraphs.findIndex((paragraph) => cleanLine(paragraph) === lead);
  if (lead === undefined || at < 0) {
    return { title, lead: lead ?? '', body: text, leadIsBody: false, tags };
  }
  const body = paragraphs.toSpliced(at, 1).join('\n\n');
  return { title, lead, body, leadIsBody: true, tags };
}
