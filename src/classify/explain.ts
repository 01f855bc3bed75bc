/** Why a topic took an article or did not, and whether a topic keeps its own examples. */

import type { Problem } from '../model/result.ts';
import type { LineExplanation, Topic, TopicExample, TopicExplanation } from '../model/topic.ts';
import { guessLanguage } from '../text/language.ts';
import { type ClassifiableArticle, readTexts } from './article-text.ts';
import { type CompiledTopic, type CompiledTopics, compileTopics } from './compile.ts';
import { createDecisions, type Decisions, type Verdict } from './decide.ts';
import { describeExplanation } from './describe-explanation.ts';
import { countParts, explainLine } from './explain-line.ts';
import { closureOf } from './references.ts';
import { scanText } from './scan.ts';
import { MAX_WORK } from './work.ts';

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
  return [...tryExamples(compiled, topic, file)].flatMap((problem) => problem ?? []);
}

/**
 * One example after the other: a problem, or undefined for one that the rule keeps, so that a caller can
 * let others work in between. `compiled` holds the topic and all that decides it.
 */
export function* tryExamples(
  compiled: CompiledTopics,
  topic: Topic,
  file?: string,
): Generator<Problem | undefined> {
  let contradicted = 0;
  for (const kind of ['match', 'reject'] as const) {
    for (const example of topic.examples[kind]) {
      const isExplained = contradicted < MAX_EXPLAINED;
      const problem = tryExample(compiled, topic.id, { ...example, kind, isExplained });
      if (problem !== undefined) contradicted += 1;
      yield problem && { ...(file === undefined ? {} : { file }), ...problem };
      // The same lines would cost as much for every example.
      if (problem?.code === 'rule-too-costly') return;
    }
  }
}

/** Examples of which it is told why: whoever has more to mend begins with these. */
const MAX_EXPLAINED = 20;

interface Trial extends TopicExample {
  readonly kind: 'match' | 'reject';
  readonly isExplained: boolean;
}

function tryExample(compiled: CompiledTopics, topicId: string, trial: Trial): Problem | undefined {
  const { headline, line, kind, isExplained } = trial;
  const index = compiled.topics.findIndex(({ id }) => id === topicId);
  const decisions = decide(compiled, headlineAlone(headline));
  const isMatched = decisions.isMember(index);
  const at = { line, field: `examples.${kind}`, severity: 'error' } as const;
  if (decisions.verdictOf(index)?.isGivenUp) {
    const message = `the rule compares too many words of its example "${headline}"`;
    const hint = 'ask for fewer groups of the same words in all and near, or use fewer lines';
    return { ...at, code: 'rule-too-costly', message, hint };
  }
  if (isMatched === (kind === 'match')) return undefined;
  const message = `the rule does not ${kind} its example "${headline}"`;
  const hint = isExplained ? { hint: describeExplanation(explain(index, decisions)) } : {};
  return { ...at, code: 'example-contradicted', message, ...hint };
}

function decide(compiled: CompiledTopics, article: ClassifiableArticle): Decisions {
  scanText(compiled, readTexts(article), article);
  return createDecisions(compiled, article);
}

/** For all lines of a topic; those behind are named alone. */
const MAX_EXPLAIN_WORK = 2 * MAX_WORK;

function explain(index: number, decisions: Decisions): TopicExplanation {
  const { compiled, isMember, verdictOf } = decisions;
  const topic = compiled.topics[index];
  if (topic === undefined) throw new RangeError(`no topic ${index}`);
  const { id, threshold } = topic;
  const verdict = verdictOf(index);
  compiled.scan.work = MAX_EXPLAIN_WORK;
  const match = topic.match.map((line) => explainLine(line, decisions));
  const unless = topic.unless.map((line) => explainLine(line, decisions));
  // A topic that one line decides stops at the first; here all that hold are shown and counted.
  const score = sumOf(match) + sumOf(unless);
  const isMatched = isMember(index);
  return {
    id,
    isMatched,
    isReview: !isMatched && verdict?.isReview === true,
    score,
    threshold,
    match,
    unless,
    ...decidingLines({ match, unless, score }, topic, verdict),
    impliedBy: (compiled.impliedBy.get(index) ?? [])
      .filter(isMember)
      .map((child) => compiled.topics[child]?.id ?? ''),
    ...limitsOf(index, decisions),
  };
}

type Deciding = Pick<TopicExplanation, 'fired' | 'blocked' | 'nearest' | 'short'>;

function decidingLines(
  { match, unless, score }: Pick<TopicExplanation, 'match' | 'unless' | 'score'>,
  topic: CompiledTopic,
  verdict: Verdict | undefined,
): Deciding {
  const fired = match.find(({ holds }) => holds)?.id ?? verdict?.fired[0]?.line.id;
  if (fired === undefined) {
    const nearest = nearestLine(match, topic.match.map(countParts));
    return nearest === undefined ? {} : { nearest };
  }
  const blocked = unless.find(({ holds, weight }) => holds && weight === 0)?.id;
  if (blocked !== undefined) return { fired, blocked };
  const { threshold } = topic;
  return score < threshold ? { fired, short: `score ${score} of ${threshold}` } : { fired };
}

/** What else than lines keeps a topic from taking an article, or from seeing all of it. */
function limitsOf(
  index: number,
  { compiled, isTaken, verdictOf }: Decisions,
): Pick<TopicExplanation, 'givenUp' | 'retired'> {
  const { retired } = compiled.topics[index] ?? {};
  if (retired !== undefined && !isTaken(index)) return { retired: retired.day };
  if (verdictOf(index)?.isGivenUp) return { givenUp: 'rule' };
  return compiled.scan.isCut ? { givenUp: 'article' } : {};
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

function headlineAlone(headline: string): ClassifiableArticle {
  return { headline, bodyHtml: '', language: guessLanguage(headline) ?? 'und', tags: [] };
}
