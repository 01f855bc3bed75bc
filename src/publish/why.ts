/** Why a stored article is in a topic or is not, by the rules in force. */

import { readTexts } from '../classify/article-text.ts';
import { explainTopic } from '../classify/explain.ts';
import type { FoundTerm, Topic, TopicExplanation } from '../model/topic.ts';
import type { StoredArticle } from '../store/store.ts';
import { compiledOf } from './compiled-topics.ts';
import type { SiteState } from './site-state.ts';

export interface Why {
  readonly explanation: TopicExplanation;
  /** What feeds hold: another thing than what the rule says while changed rules are being applied. */
  readonly isMember: boolean;
  /** The topic takes no stories of that day any more. */
  readonly isRetired: boolean;
}

/** `topic` must be one of those in force. */
export function whyOf(stored: StoredArticle, topic: Topic, state: SiteState): Why {
  const { article, topicIds } = stored;
  const explanation = explainTopic(compiledOf(state), article, topic.id);
  if (explanation === undefined) throw new TypeError(`topic ${topic.id} is not in force`);
  return {
    explanation,
    isMember: topicIds.includes(topic.id),
    isRetired: explanation.retired !== undefined,
  };
}

/** The words with what stands around them. */
export interface Snippet {
  readonly before: string;
  readonly words: string;
  readonly after: string;
}

/** Characters on either side: enough to find the place, too few to read the story by. */
const CONTEXT = 40;

/** The words as they stand in the article; alone where they are no part of a text. */
export function snippetsOf({
  article,
}: Pick<StoredArticle, 'article'>): (found: FoundTerm) => Snippet {
  const texts = readTexts(article);
  return ({ field, text, position }) => {
    const alone = { before: '', words: text, after: '' };
    if (position === undefined || field === 'metadata' || field === 'tags') return alone;
    const { start, end } = position;
    const whole = texts[field];
    if (whole.slice(start, end) !== text) return alone;
    return {
      before: ending(whole.slice(0, start)),
      words: text,
      after: beginning(whole.slice(end)),
    };
  };
}

/** Cut between two words where there are spaces. */
function ending(text: string): string {
  if (text.length <= CONTEXT) return text;
  return `…${text.slice(-CONTEXT).replace(/^\S*\s/, '')}`.toWellFormed();
}

function beginning(text: string): string {
  if (text.length <= CONTEXT) return text;
  return `${text.slice(0, CONTEXT).replace(/\s\S*$/, '')}…`.toWellFormed();
}
