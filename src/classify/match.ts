/** Which topics an article belongs to, and the words that put it there. */

import type { TopicMatch } from '../model/topic.ts';
import { type ClassifiableArticle, type ClassifiableText, readTexts } from './article-text.ts';
import type { CompiledTopics } from './compile.ts';
import { createDecisions, type Decisions, type HeldLine } from './decide.ts';
import { matchedTerms } from './evaluate.ts';
import { scanText } from './scan.ts';

export type { ClassifiableArticle } from './article-text.ts';

export interface Classification {
  /** Topics that take the article, in the order of the topics. */
  readonly members: readonly TopicMatch[];
  /** Topics that do not, but ask an editor to look. */
  readonly reviews: readonly TopicMatch[];
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
  for (const index of candidates) {
    const verdict = decisions.verdictOf(index);
    const id = compiled.topics[index]?.id ?? '';
    if (verdict?.isMember) members.set(index, matchOf(id, verdict.fired, compiled));
    else if (verdict?.isReview) reviews.set(index, matchOf(id, verdict.forReview, compiled));
  }
  addImplied(members, decisions);
  for (const index of members.keys()) reviews.delete(index);
  return { members: inOrder(members), reviews: inOrder(reviews) };
}

function matchOf(id: string, held: readonly HeldLine[], compiled: CompiledTopics): TopicMatch {
  return {
    id,
    line: held[0]?.line.id ?? '',
    matched: held.flatMap(({ line, holding }) => matchedTerms(line, holding, compiled)),
  };
}

/** A Map also visits what is added while it is walked, so parents of parents are found too. */
function addImplied(members: Map<number, TopicMatch>, { compiled, isTaken }: Decisions): void {
  for (const [index, { id: child }] of members) {
    for (const parent of compiled.topics[index]?.implies ?? []) {
      if (members.has(parent) || !isTaken(parent)) continue;
      const id = compiled.topics[parent]?.id ?? '';
      const matched = [{ term: `topic: ${child}`, field: 'metadata', text: child } as const];
      members.set(parent, { id, line: 'implied', matched });
    }
  }
}

function inOrder(matches: ReadonlyMap<number, TopicMatch>): readonly TopicMatch[] {
  return [...matches].sort(([a], [b]) => a - b).map(([, match]) => match);
}
