/** Whether an article is in a topic: lines, weights, what blocks, and what other topics have to do with it. */

import type { ClassifiableArticle } from './article-text.ts';
import type { CompiledTopic, CompiledTopics } from './compile.ts';
import type { CompiledLine } from './compile-line.ts';
import { type Evaluation, evaluateLine, type Holding } from './evaluate.ts';
import { isSpent, MAX_WORK } from './work.ts';

/** Topics that decide one another in a row; longer rows are refused when the files are read. */
export const MAX_REFERENCE_DEPTH = 32;

export interface HeldLine {
  readonly line: CompiledLine;
  readonly holding: Holding;
}

/** By the topic's own lines. */
export interface Verdict {
  readonly isMember: boolean;
  /** Not a member, but an editor should look. */
  readonly isReview: boolean;
  /** Sum of the weights of the lines that hold, those for review left out. */
  readonly score: number;
  /** Lines of `match` that hold; of a simple topic the first alone. */
  readonly fired: readonly HeldLine[];
  readonly forReview: readonly HeldLine[];
  readonly blocked?: HeldLine;
  /** The rule asked for more work than a topic may do: it takes nothing that it has not looked through. */
  readonly isGivenUp?: true;
}

/** What is decided about one scanned article, each topic once. */
export interface Decisions extends Evaluation {
  /** Undefined when no line of `match` holds, or the topic takes no articles of that day. */
  verdictOf(topic: number): Verdict | undefined;
  /** False for a topic that was retired before the article was published. */
  isTaken(topic: number): boolean;
}

/** `compiled` must have scanned the texts of `article` last. */
export function createDecisions(compiled: CompiledTopics, article: ClassifiableArticle): Decisions {
  const { scan } = compiled;
  const verdicts = new Map<number, Verdict | undefined>();
  const members = new Map<number, boolean>();
  let depth = 0;
  const decisions: Decisions = {
    compiled,
    article,
    verdictOf(index) {
      if (verdicts.has(index)) return verdicts.get(index);
      const topic = decisions.isTaken(index) ? compiled.topics[index] : undefined;
      // Of the topic that asks for this one.
      const { work } = scan;
      scan.work = MAX_WORK;
      const verdict = topic && decideTopic(topic, decisions);
      scan.work = work;
      verdicts.set(index, verdict);
      return verdict;
    },
    isTaken(index) {
      const end = compiled.topics[index]?.retired?.at;
      const { publishedAt } = article;
      return end === undefined || publishedAt === undefined || publishedAt.getTime() < end;
    },
    isMember(index) {
      const known = members.get(index);
      if (known !== undefined) return known;
      if (depth >= MAX_REFERENCE_DEPTH) return false;
      // In a circle of topics, which is refused when the files are read, none holds by the others.
      members.set(index, false);
      depth += 1;
      const children = compiled.impliedBy.get(index) ?? [];
      const found =
        decisions.isTaken(index) &&
        (decisions.verdictOf(index)?.isMember === true || children.some(decisions.isMember));
      depth -= 1;
      members.set(index, found);
      return found;
    },
  };
  return decisions;
}

function decideTopic(topic: CompiledTopic, evaluation: Evaluation): Verdict | undefined {
  const { threshold, isSimple } = topic;
  const { scan } = evaluation.compiled;
  const fired: HeldLine[] = [];
  const forReview: HeldLine[] = [];
  for (const line of topic.match) {
    if (isSimple && fired.length > 0) break;
    const holding = evaluateLine(line, evaluation);
    if (holding !== undefined) (line.isReview ? forReview : fired).push({ line, holding });
  }
  let score = weightOf(fired);
  const out = { isMember: false, isReview: false, score, fired, forReview };
  if (isSpent(scan)) return { ...out, isGivenUp: true };
  if (fired.length === 0 && forReview.length === 0) return undefined;
  for (const line of topic.unless) {
    const holding = evaluateLine(line, evaluation);
    if (isSpent(scan)) return { ...out, isGivenUp: true };
    if (holding === undefined) continue;
    if (line.weight === 0) return { ...out, score, blocked: { line, holding } };
    score += line.weight;
  }
  const isMember = fired.length > 0 && score >= threshold;
  const isReview = !isMember && forReview.length > 0 && score + weightOf(forReview) >= threshold;
  return { isMember, isReview, score, fired, forReview };
}

export function weightOf(lines: readonly HeldLine[]): number {
  return lines.reduce((sum, { line }) => sum + line.weight, 0);
}
