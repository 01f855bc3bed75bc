/** Topics that share stories with one: what a reader of it may want as well. */

import { selectorKey } from '../feeds/urls.ts';
import type { RelatedTopic } from '../store/activity.ts';
import type { Store } from '../store/store.ts';
import { createStateMemory } from './state-memory.ts';

/** Fewer may be chance. */
const LEAST_SHARED = 3;
const MAX_RELATED = 5;
/** Newest stories that are compared: months of a busy topic, and a bound for the query. */
const STORIES = 500;

const MAX_TOPICS = 1_000;
const MAX_BYTES = 1024 * 1024;
/** Of one topic in the list. */
const ENTRY_BYTES = 200;

export type RelatedTopics = (topicId: string) => Promise<readonly RelatedTopic[]>;

/** At most five, those that share most first; asked once per state of the store. */
export function createRelatedTopics(
  store: Pick<Store, 'signal' | 'listRelatedTopics'>,
): RelatedTopics {
  const memory = createStateMemory<readonly RelatedTopic[]>({
    maxCount: MAX_TOPICS,
    maxBytes: MAX_BYTES,
    bytesOf: (related) => related.length * ENTRY_BYTES,
  });
  return async (topicId) => {
    // The store's own number: another topic gains a shared story without a change of this one.
    const { seq } = await store.signal();
    const key = selectorKey({ kind: 'topic', value: topicId });
    const options = { stories: STORIES, leastShared: LEAST_SHARED, limit: MAX_RELATED };
    return memory.read({ key, state: String(seq) }, () => store.listRelatedTopics(key, options));
  };
}
