/** An article and a rule as lines that a person reads in a terminal. */

import type { Article } from '../model/article.ts';
import type { LineExplanation, TopicExplanation, TopicMatch } from '../model/topic.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { htmlToText } from '../text/html.ts';

/** Each field that is set, then the topics with the words that matched. */
export function describeArticle(
  article: Article,
  topics: readonly TopicMatch[],
): readonly string[] {
  const paragraphs = htmlToText(article.bodyHtml).split('\n\n');
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['id', article.id],
    ['headline', article.headline],
    ['standfirst', article.standfirst],
    ['language', article.language],
    ['published', formatRfc3339(article.publishedAt)],
    ['state', article.state],
    ['place', article.dateline?.places.join(', ')],
    ['agency', article.dateline?.agency],
    ['source', article.source?.name],
    ['byline', article.byline],
    ['section', article.section],
    ['tags', article.tags.join(', ')],
    ['paragraphs', String(paragraphs.length)],
    ['first', paragraphs[0]],
    ['last', paragraphs.at(-1)],
  ];
  const lines = fields
    .filter(([, value]) => value)
    .map(([name, value]) => `${`${name}:`.padEnd(12)}${value}`);
  const matches = topics.map(({ id, line, matched }) => {
    const words = matched.map(({ term, field, text }) => `${term} in ${field} (${text})`);
    return `${'topic:'.padEnd(12)}${id} by ${line}: ${words.join(', ')}`;
  });
  return [...lines, ...(matches.length > 0 ? matches : ['topic:      none'])];
}

/** Each line of the rule, with what it found, what does not count and what is missing. */
export function describeLines({ match, unless }: TopicExplanation): readonly string[] {
  return [...match, ...unless].flatMap(linesOf);
}

function linesOf({ id, line, holds, weight, found, masked, missing }: LineExplanation): string[] {
  const weighed = weight === 0 || weight === 1 ? '' : `, weight ${weight}`;
  return [
    `  ${id} (line ${line}) ${holds ? 'holds' : 'does not hold'}${weighed}`,
    ...found.map(({ term, field, text, times }) => {
      const often = times > 1 ? `, ${times} times` : '';
      return `    found ${term} in ${field} (${text})${often}`;
    }),
    ...masked.map(({ term, field, inside }) => `    not counted ${term} in ${field} (${inside})`),
    ...missing.map(({ text }) => `    missing ${text}`),
  ];
}
