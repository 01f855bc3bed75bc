/**
 * How much comparing of words one topic may do for one article. A rule that asks for more is given up,
 * and says so: whoever wrote it would else hold up every story, and everything else that the server does.
 */

/**
 * In hits looked at and choices tried, over all lines of a topic: some milliseconds. The rules of the
 * sample publication need less than a hundred for a story, and 3,300 for a text of 60,000 words.
 */
export const MAX_WORK = 200_000;

/** What is left to the topic at hand. Below 0 whatever it finds is void. */
export interface Work {
  work: number;
}

export function isSpent({ work }: Work): boolean {
  return work < 0;
}
