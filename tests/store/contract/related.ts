/** Which topics share stories with one. */

import { expect, test } from 'vitest';
import type { Membership } from '../../../src/store/store.ts';
import { AT, article, type Room, second, write } from './room.ts';

const topic = (value: string, language?: string): Membership => ({
  key: `topic:${value}${language ? `:${language}` : ''}`,
  selector: { kind: 'topic', value, ...(language && { language }) },
  label: value,
});

export function relatedContract(room: Room): void {
  const ALL = { stories: 500, leastShared: 1, limit: 5 };
  const related = async (options = ALL) =>
    (await room.store.listRelatedTopics('topic:a', options)).map(
      ({ topicId, shared }) => `${topicId} ${shared}`,
    );
  /** A newer story for each, in these topics. */
  const save = (...stories: readonly string[]): Promise<void> =>
    room.commit(
      AT,
      ...stories.map((topics, index) =>
        write(article(`id-${index}`, { publishedAt: second(index) }), ['world'], {
          memberships: topics.split(' ').flatMap((one) => [topic(one), topic(one, 'en')]),
        }),
      ),
    );

  test('those that share most come first, itself and languages left out', async () => {
    await save('a b', 'a c', 'a b c', 'a c d', 'b d', 'd');
    expect(await related()).toEqual(['c 3', 'b 2', 'd 1']);
    expect(await related({ ...ALL, leastShared: 2 })).toEqual(['c 3', 'b 2']);
    expect(await related({ ...ALL, limit: 1 })).toEqual(['c 3']);
  });

  test('of equals the first by key', async () => {
    await save('a c b', 'a b c');
    expect(await related()).toEqual(['b 2', 'c 2']);
  });

  test('only the newest stories count', async () => {
    await save('a b', 'a b', 'a c', 'a c');
    expect(await related({ ...ALL, stories: 2 })).toEqual(['c 2']);
    expect(await related({ ...ALL, stories: 3 })).toEqual(['c 2', 'b 1']);
  });

  test('neither what left nor the notice of a withdrawn story counts', async () => {
    await save('a b', 'a b', 'a b');
    await room.commit(AT, write(article('id-0'), [], { memberships: [topic('a')] }));
    const notice = article('id-1', { state: 'withdrawn', withdrawal: { at: AT } });
    await room.commit(AT, write(notice, [], { goneAt: AT }));
    expect(await related()).toEqual(['b 1']);
    expect(await room.store.listRelatedTopics('topic:none', ALL)).toEqual([]);
  });
}
