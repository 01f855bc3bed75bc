/** The texts of an article that rules look at. */

import type { Article } from '../model/article.ts';
import { firstParagraph, htmlToText } from '../text/html.ts';
import type { ClassifiableText } from './scan.ts';

export type ClassifiableArticle = Pick<
  Article,
  'headline' | 'standfirst' | 'bodyHtml' | 'language' | 'tags' | 'section' | 'source' | 'dateline'
>;

/** The lead is the standfirst, or without one the first paragraph; the dateline is no part of it. */
export function readTexts(article: ClassifiableArticle): ClassifiableText {
  const { headline: title, standfirst, bodyHtml, tags } = article;
  const text = htmlToText(bodyHtml);
  if (standfirst !== undefined && standfirst !== '') {
    return { title, lead: standfirst, body: text, leadIsBody: false, tags };
  }
  const lead = firstParagraph(bodyHtml);
  const at = text.indexOf(lead);
  if (lead === '' || at < 0) return { title, lead, body: text, leadIsBody: false, tags };
  const body = `${text.slice(0, at)}\n\n${text.slice(at + lead.length)}`.trim();
  return { title, lead, body, leadIsBody: true, tags };
}
