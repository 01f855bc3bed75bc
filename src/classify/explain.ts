/** Why a topic took an article or did not, and whether a topic keeps its own examples. */

import type { Problem } from '../model/result.ts';
import type { LineExplanation, Topic, TopicExplanation } from '../model/topic.ts';
import { guessLanguage } from '../text/language.ts';
import { type ClassifiableArticle, readTexts } from './article-text.ts';
import { type CompiledTopics, compileTopics } from './compile.ts';
import { createDecisions, type Decisions } from './decide.ts';
import { countParts, explainLine } from './explain-line.ts';
import { closureOf } from './references.ts';
import { scanText } from './scan.ts';

/** Every topic, in order, whether it matched or not. */
export function explainTopics(
  compiled: CompiledTopics,
  article: ClassifiableArticle,
): readonly TopicExplanation[] {
  const decisions = decide(compiled, article);
  return compiled.topics.map((_, index) => explain(index, decisions));
}

/** One topic; undefined when there is none with this id. */
export function explainTopic(
  compiled: CompiledTopics,
  article: ClassifiableArticle,
  id: string,
): TopicExplanation | undefined {
  const index = compiled.topics.findIndex((topic) => topic.id === id);
  return index < 0 ? undefined : explain(index, decide(compiled, article));
}

/**
 * Examples that the rule contradicts; empty when it keeps them all. An example is a headline alone:
 * no lead, no metadata, its language guessed by script. `file` names the topic file in problems;
 * `others` are the topics that this one may refer to.
 */
export function examplesProblems(
  topic: Topic,
  file?: string,
  others: readonly Topic[] = [],
): readonly Problem[] {
  const compiled = compileTopics(closureOf(topic, others));
  const problems: Problem[] = [];
  for (const kind of ['match', 'reject'] as const) {
    for (const { headline, line } of topic.examples[kind]) {
      const explanation = explainTopic(compiled, headlineAlone(headline), topic.id);
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

function decide(compiled: CompiledTopics, article: ClassifiableArticle): Decisions {
  scanText(compiled, readTexts(article), article);
  return createDecisions(compiled, article);
}

function explain(index: number, decisions: Decisions): TopicExplanation {
  const { compiled, isMember, isTaken, verdictOf } = decisions;
  const topic = compiled.topics[index];
  if (topic === undefined) throw new RangeError(`no topic ${index}`);
  const { id, threshold, retired } = topic;
  const match = topic.match.map((line) => explainLine(line, decisions));
  const unless = topic.unless.map((line) => explainLine(line, decisions));
  const fired = match.find(({ holds }) => holds)?.id;
  const blocked = unless.find(({ holds, weight }) => holds && weight === 0)?.id;
  const nearest = fired === undefined ? nearestLine(match, topic.match.map(countParts)) : undefined;
  // A topic that one line decides stops at the first; here all that hold are shown and counted.
  const score = sumOf(match) + sumOf(unless);
  const isMatched = isMember(index);
  const isShort = fired !== undefined && blocked === undefined && score < threshold;
  return {
    id,
    isMatched,
    isReview: !isMatched && verdictOf(index)?.isReview === true,
    score,
    threshold,
    match,
    unless,
    ...(fired === undefined ? {} : { fired }),
    ...(fired === undefined || blocked === undefined ? {} : { blocked }),
    ...(nearest === undefined ? {} : { nearest }),
    ...(isShort ? { short: `score ${score} of ${threshold}` } : {}),
    impliedBy: (compiled.impliedBy.get(index) ?? [])
      .filter(isMember)
      .map((child) => compiled.topics[child]?.id ?? ''),
    ...(retired === undefined || isTaken(index) ? {} : { retired: retired.day }),
  };
}

function sumOf(lines: readonly LineExplanation[]): number {
  return lines.reduce(
    (sum, { holds, weight, isReview }) => (holds && !isReview ? sum + weight : sum),
    0,
  );
}

function nearestLine(
  lines: readonly LineExplanation[],
  parts: readonly number[],
): string | undefined {
  let best: string | undefined;
  let bestShare = Number.POSITIVE_INFINITY;
  for (const [index, { id, missing }] of lines.entries()) {
    const share = missing.length / Math.max(parts[index] ?? 1, 1);
    if (share >= bestShare) continue;
    bestShare = share;
    best = id;
  }
  return best;
}

/** What decided, in one sentence for people. */
export function describeExplanation(explanation: TopicExplanation): string {
  const { match, unless, fired, blocked, nearest, short, impliedBy, isMatched, retired } =
    explanation;
  const words = (lines: readonly LineExplanation[], id: string): string =>
    (lines.find((line) => line.id === id)?.found ?? [])
      .map(({ text, field }) => `"${text}" in ${field}`)
      .join(', ');
  if (retired !== undefined) return `it takes no stories since ${retired}`;
  if (isMatched && impliedBy.length > 0) return `${impliedBy.join(', ')} implies it`;
  if (blocked !== undefined) return `${blocked} blocks it: ${words(unless, blocked)}`;
  if (short !== undefined) return short;
  if (fired !== undefined) return `${fired} matches it: ${words(match, fired)}`;
  if (nearest === undefined) return 'the topic has no match line';
  const missing = match.find(({ id }) => id === nearest)?.missing ?? [];
  return `${nearest} misses ${missing.map(({ text }) => text).join('; ')}`;
}

function headlineAlone(headline: string): ClassifiableArticle {
  return { headline, bodyHtml: '', language: guessLanguage(headline) ?? 'und', tags: [] };
}
