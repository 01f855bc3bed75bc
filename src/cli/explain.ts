/** `wireroom explain`: what was read from a file, and which topics it enters by which rule. */

import type { Article } from '../model/article.ts';
import type { TopicMatch } from '../model/topic.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { htmlToText } from '../text/html.ts';
import { EXIT, type ExitCode, reportProblems, writeLine } from './output.ts';
import { type InputOptions, openSite, readInput } from './read-input.ts';

export interface ExplainFlags extends InputOptions {
  readonly file: string;
  readonly json?: boolean;
}

/** With `--json` one object `{article, problems, topics}`; `article` is null for a file that cannot be used. */
export async function explain(flags: ExplainFlags): Promise<ExitCode> {
  const site = openSite(flags.folder);
  if (!site.ok) {
    reportProblems(site.problems);
    return EXIT.failed;
  }
  const input = await readInput(flags.file, site.value, flags);
  if (flags.json) {
    const shown = input.ok
      ? { article: input.value.article, problems: input.problems, topics: input.value.topics }
      : { article: null, problems: input.problems, topics: [] };
    writeLine(JSON.stringify(shown, undefined, 2));
  } else {
    reportProblems(input.problems);
    if (input.ok) writeLine(describeArticle(input.value.article, input.value.topics).join('\n'));
  }
  return input.ok ? EXIT.ok : EXIT.problems;
}

/** The lines that a person reads: each field that is set, then the topics with the words that matched. */
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
