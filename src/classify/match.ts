/** Which topics an article belongs to, and the words that put it there. */

import type { TopicMatch } from '../model/topic.ts';
import { type ClassifiableArticle, readTexts } from './article-text.ts';
import type { CompiledLine, CompiledTopics } from './compile.ts';
import { evaluateLine } from './evaluate.ts';
import { type Scan, scanText } from './scan.ts';

export type { ClassifiableArticle } from './article-text.ts';

/** In the order of the topics; for each the first `match` line that holds. */
export function matchTopics(
  compiled: CompiledTopics,
  article: ClassifiableArticle,
): readonly TopicMatch[] {
  const scan = scanText(compiled, readTexts(article), article.language);
  // A topic without a hit or a line of metadata alone cannot match: most are never looked at.
  const candidates = new Set(compiled.always);
  for (const list of scan.hitsOfList.keys()) {
    const topic = compiled.topicOfList[list];
    if (topic !== undefined) candidates.add(topic);
  }
  const matches: TopicMatch[] = [];
  for (const index of [...candidates].sort((a, b) => a - b)) {
    const topic = compiled.topics[index];
    if (topic === undefined) continue;
    const fired = firstLine(topic.match, scan, article);
    if (fired === undefined || firstLine(topic.unless, scan, article) !== undefined) continue;
    matches.push({ id: topic.id, ...fired });
  }
  return matches;
}

/** The first line that holds. */
export function firstLine(
  lines: readonly CompiledLine[],
  scan: Scan,
  article: ClassifiableArticle,
): Omit<TopicMatch, 'id'> | undefined {
  for (const line of lines) {
    const outcome = evaluateLine(line, scan, article);
    if (outcome.holds) return { line: line.id, matched: outcome.matched };
  }
  return undefined;
}
