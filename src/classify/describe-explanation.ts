/** What decided about an article, in one sentence for people. */

import type { LineExplanation, TopicExplanation } from '../model/topic.ts';

export function describeExplanation(explanation: TopicExplanation): string {
  const decided = describeDecision(explanation);
  if (explanation.givenUp !== 'article') return decided;
  return `${decided}; the article holds more words of rules than are read`;
}

function describeDecision(explanation: TopicExplanation): string {
  const { match, unless, fired, blocked, short, impliedBy, isMatched } = explanation;
  const { givenUp, retired } = explanation;
  if (retired !== undefined) return `it takes no stories since ${retired}`;
  if (isMatched && impliedBy.length > 0) return `${impliedBy.join(', ')} implies it`;
  if (givenUp === 'rule') return 'the rule compares too many words of this article';
  if (blocked !== undefined) return `${blocked} blocks it: ${wordsOf(unless, blocked)}`;
  if (short !== undefined) return short;
  if (fired !== undefined) return `${fired} matches it: ${wordsOf(match, fired)}`;
  return describeNearest(explanation);
}

function wordsOf(lines: readonly LineExplanation[], id: string): string {
  const found = lines.find((line) => line.id === id)?.found ?? [];
  return found.map(({ text, field }) => `"${text}" in ${field}`).join(', ');
}

function describeNearest({ match, nearest }: TopicExplanation): string {
  if (nearest === undefined) return 'the topic has no match line';
  const missing = match.find(({ id }) => id === nearest)?.missing ?? [];
  return `${nearest} misses ${missing.map(({ text }) => text).join('; ')}`;
}
