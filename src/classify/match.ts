/** Which topics an article belongs to, and the words that put it there. */

import type { TopicMatch } from '../model/topic.ts';
import { type ClassifiableArticle, type ClassifiableText, readTexts } from './article-text.ts';
import type { CompiledTopics } from './compile.ts';
import { createDecisions, type Decisions, type HeldLine, weightOf } from './decide.ts';
import { matchedTerms } from './evaluate.ts';
import { scanText } from './scan.ts';
import { MAX_WORK } from './work.ts';

export type { ClassifiableArticle } from './article-text.ts';

/** Raised when the same rules take other articles than before, so that stored ones are looked at again. */
export const MATCHER_VERSION = 2;

export interface Classification {
  /** Topics that take the article, in the order of the topics. */
  readonly members: readonly TopicMatch[];
  /** Topics that do not, but ask an editor to look. */
  readonly reviews: readonly TopicMatch[];
  /** Ids of topics whose rule asks for more than one article is given; in order. */
  readonly givenUp: readonly string[];
}

/** In the order of the topics; for each the first `match` line that holds. */
export function matchTopics(
  compiled: CompiledTopics,
  article: ClassifiableArticle,
): readonly TopicMatch[] {
  return classifyArticle(compiled, article).members;
}

export function classifyArticle(
  compiled: CompiledTopics,
  article: ClassifiableArticle,
): Classification {
  return classifyText(compiled, readTexts(article), article);
}

/** Like `classifyArticle`, for a caller that has the texts already; `article` gives the other data. */
export function classifyText(
  compiled: CompiledTopics,
  text: ClassifiableText,
  article: ClassifiableArticle,
): Classification {
  const { readyTopics } = scanText(compiled, text, article);
  const decisions = createDecisions(compiled, article);
  // Without a line of which all is there, or that needs nothing, no topic matches: most are never
  // looked at.
  const candidates = new Set(compiled.always);
  for (let index = 0; index < readyTopics.length; index += 1) candidates.add(readyTopics.at(index));
  const members = new Map<number, TopicMatch>();
  const reviews = new Map<number, TopicMatch>();
  const givenUp: number[] = [];
  for (const index of candidates) {
    const verdict = decisions.verdictOf(index);
    const id = compiled.topics[index]?.id ?? '';
    if (verdict?.isMember) members.set(index, matchOf(id, verdict.fired, compiled));
    else if (verdict?.isReview) reviews.set(index, matchOf(id, verdict.forReview, compiled));
    if (verdict?.isGivenUp) givenUp.push(index);
  }
  addImplied(members, decisions);
  for (const index of members.keys()) reviews.delete(index);
  return {
    members: inOrder(members),
    reviews: inOrder(reviews),
    givenUp: givenUp.sort((a, b) => a - b).map((index) => compiled.topics[index]?.id ?? ''),
  };
}

export interface Judgement {
  /** Undefined when the topic does not take the article. */
  readonly match?: TopicMatch;
  /** How it would take the article if it were not for its `unless`. */
  readonly unblocked?: TopicMatch;
  readonly isGivenUp?: boolean;
}

/** What the topic with this id makes of an article, and of no other topic more than that asks for. */
export function judgeTopic(
  compiled: CompiledTopics,
  article: ClassifiableArticle,
  id: string,
): Judgement {
  scanText(compiled, readTexts(article), article);
  const decisions = createDecisions(compiled, article);
  const index = compiled.topics.findIndex((topic) => topic.id === id);
  const verdict = decisions.verdictOf(index);
  if (verdict?.isMember) return { match: matchOf(id, verdict.fired, compiled) };
  const child = (compiled.impliedBy.get(index) ?? []).find(decisions.isMember);
  if (child !== undefined && decisions.isTaken(index))
    return { match: impliedMatch(compiled, index, child) };
  if (verdict === undefined || verdict.isGivenUp) return { isGivenUp: verdict !== undefined };
  const { threshold = 1 } = compiled.topics[index] ?? {};
  const { fired } = verdict;
  const isUnblocked = fired.length > 0 && weightOf(fired) >= threshold;
  return isUnblocked ? { unblocked: matchOf(id, fired, compiled) } : {};
}

function matchOf(id: string, held: readonly HeldLine[], compiled: CompiledTopics): TopicMatch {
  compiled.scan.work = MAX_WORK;
  return {
    id,
    line: held[0]?.line.id ?? '',
    matched: held.flatMap(({ line, holding }) => matchedTerms(line, holding, compiled)),
  };
}

/** A Map also visits what is added while it is walked, so parents of parents are found too. */
function addImplied(members: Map<number, TopicMatch>, { compiled, isTaken }: Decisions): void {
  for (const index of members.keys()) {
    for (const parent of compiled.topics[index]?.implies ?? []) {
      if (members.has(parent) || !isTaken(parent)) continue;
      members.set(parent, impliedMatch(compiled, parent, index));
    }
  }
}

function impliedMatch({ topics }: CompiledTopics, parent: number, child: number): TopicMatch {
  const text = topics[child]?.id ?? '';
  const matched = [{ term: `topic: ${text}`, field: 'metadata', text } as const];
  return { id: topics[parent]?.id ?? '', line: 'implied', matched };
}

function inOrder(matches: ReadonlyMap<number, TopicMatch>): readonly TopicMatch[] {
  return [...matches].sort(([a], [b]) => a - b).map(([, match]) => match);
}
