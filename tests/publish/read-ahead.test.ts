import { expect, test } from 'vitest';
import { createStoredReads } from '../../src/publish/read-ahead.ts';
import type { Store, StoredArticle } from '../../src/store/store.ts';
import { buildArticle } from '../helpers/build.ts';

function stored(id: string): StoredArticle {
  const article = buildArticle({ id });
  const kept = { topicIds: [], seq: 1, version: 1, isHeld: false, isErased: false } as const;
  return { id, article, hash: '', kept: undefined, ...kept };
}

/** Holds `known`; tells what it was asked for. */
function open(known: readonly string[], isEmpty = false) {
  const asked: string[] = [];
  const find = (id: string): StoredArticle[] => (known.includes(id) ? [stored(id)] : []);
  const store: Pick<Store, 'readArticle' | 'readArticles'> = {
    readArticle: async (id) => {
      asked.push(id);
      return find(id)[0];
    },
    readArticles: async (ids) => {
      asked.push(ids.join('+'));
      return ids.flatMap(find);
    },
  };
  return { reads: createStoredReads(store, { isEmpty }), asked };
}

test('what was read ahead is told once, also that there is none; later it is asked for again', async () => {
  const { reads, asked } = open(['a']);
  await reads.readAhead(['a', 'b']);
  expect([(await reads.read('a'))?.id, await reads.read('b')]).toEqual(['a', undefined]);
  expect(asked).toEqual(['a+b']);
  await reads.read('a');
  await reads.read('b');
  await reads.read('c');
  expect(asked).toEqual(['a+b', 'a', 'b', 'c']);
});

test('an empty store is asked for nothing but what the pass wrote', async () => {
  const { reads, asked } = open(['a'], true);
  await reads.readAhead(['a', 'b']);
  expect([await reads.read('a'), await reads.read('b')]).toEqual([undefined, undefined]);
  expect(asked).toEqual([]);
  reads.note(['a']);
  expect((await reads.read('a'))?.id).toBe('a');
});

test('once somebody else wrote, everything is asked for as it stands', async () => {
  const { reads, asked } = open(['a'], true);
  reads.forget();
  expect((await reads.read('a'))?.id).toBe('a');
  await reads.readAhead(['a']);
  reads.forget();
  await reads.read('a');
  expect(asked).toEqual(['a', 'a', 'a']);
});
