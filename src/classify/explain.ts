/** Why a topic took an article or did not, and whether a topic keeps its own examples. */

import type { Problem } from '../model/result.ts';
import type { MatchedTerm, Topic, TopicMatch } from '../model/topic.ts';
import { guessLanguage } from '../text/language.ts';
import { type ClassifiableArticle, readTexts } from './article-text.ts';
import { type CompiledTopic, type CompiledTopics, compileTopics } from './compile.ts';
import { evaluateLine } from './evaluate.ts';
import { firstLine } from './match.ts';
import { type Scan, scanText } from './scan.ts';

export interface TopicExplanation {
  /** Topic id. */
  readonly id: string;
  readonly isMatched: boolean;
  /** The first `match` line that holds, also when an `unless` line then blocked it. */
  readonly fired?: Omit<TopicMatch, 'id'>;
  /** The `unless` line that kept the article out. */
  readonly blocked?: Omit<TopicMatch, 'id'>;
  /** Without a line that holds: the one with the fewest parts missing. */
  readonly nearest?: NearestLine;
}

export interface NearestLine {
  readonly line: string;
  readonly matched: readonly MatchedTerm[];
  /** One phrase for each part that is missing. */
  readonly missing: readonly string[];
}

/** Every topic, in order, whether it matched or not. */
export function explainTopics(
  compiled: CompiledTopics,
  article: ClassifiableArticle,
): readonly TopicExplanation[] {
  const scan = scanText(compiled, readTexts(article), article.language);
  return compiled.topics.map((topic) => explainTopic(topic, scan, article));
}

/**
 * Examples that the rule contradicts; empty when it keeps them all. An example is a headline alone:
 * no lead, no metadata, its language guessed by script. `file` names the topic file in problems.
 */
export function examplesProblems(topic: Topic, file?: string): readonly Problem[] {
  const compiled = compileTopics([topic]);
  const problems: Problem[] = [];
  for (const kind of ['match', 'reject'] as const) {
    for (const { headline, line } of topic.examples[kind]) {
      const [explanation] = explainTopics(compiled, headlineAlone(headline));
      if (explanation === undefined || explanation.isMatched === (kind === 'match')) continue;
      problems.push({
        ...(file === undefined ? {} : { file }),
        line,
        field: `examples.${kind}`,
        code: 'example-contradicted',
        message:
          kind === 'match'
            ? `the rule does not match its example "${headline}"`
            : `the rule does not reject its example "${headline}"`,
        hint: describeExplanation(explanation),
        severity: 'error',
      });
    }
  }
  return problems;
}

function explainTopic(
  topic: CompiledTopic,
  scan: Scan,
  article: ClassifiableArticle,
): TopicExplanation {
  const fired = firstLine(topic.match, scan, article);
  if (fired === undefined) {
    const nearest = nearestLine(topic, scan, article);
    return { id: topic.id, isMatched: false, ...(nearest ? { nearest } : {}) };
  }
  const blocked = firstLine(topic.unless, scan, article);
  if (blocked === undefined) return { id: topic.id, isMatched: true, fired };
  return { id: topic.id, isMatched: false, fired, blocked };
}

function nearestLine(
  topic: CompiledTopic,
  scan: Scan,
  article: ClassifiableArticle,
): NearestLine | undefined {
  let best: NearestLine | undefined;
  let bestShare = Number.POSITIVE_INFINITY;
  for (const line of topic.match) {
    const { matched, missing, parts } = evaluateLine(line, scan, article);
    const share = missing.length / Math.max(parts, 1);
    if (share >= bestShare) continue;
    bestShare = share;
    best = { line: line.id, matched, missing };
  }
  return best;
}

/** One phrase for people: what blocked or fired on which words, or what the nearest line misses. */
export function describeExplanation({ fired, blocked, nearest }: TopicExplanation): string {
  const words = (matched: readonly MatchedTerm[]): string =>
    matched.map(({ text, field }) => `"${text}" in ${field}`).join(', ');
  if (blocked) return `${blocked.line} blocks it: ${words(blocked.matched)}`;
  if (fired) return `${fired.line} matches it: ${words(fired.matched)}`;
  if (nearest) return `${nearest.line} misses ${nearest.missing.join('; ')}`;
  return 'the topic has no match line';
}

function headlineAlone(headline: string): ClassifiableArticle {
  return { headline, bodyHtml: '', language: guessLanguage(headline) ?? 'und', tags: [] };
}
