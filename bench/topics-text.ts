/** Made-up news text and rules for bench/topics.ts: the same ones in every run. */

import type { Topic } from '../src/model/topic.ts';

const COMMON =
  'the of to in and a on for that with as at by from it was be are has will have said an its is not were after more who over their had which been this but they would he she or new up out about when last than two also one could first some into week year against between'.split(
    ' ',
  );
const HEADS =
  'bar cal dor fen gar hol jun kes lam mor nat or pel quin ros sel tor ul ver wes yar zen ash bri cro dra fla glo pri ste tre'.split(
    ' ',
  );
const MIDDLES = 'a e i o u y ai ea io ou an en in on ar er or al el is'.split(' ');
const TAILS = 'er y ed ing al ton ion ic ist an en th ge ck le rd ss m ve d'.split(' ');

/** 12,000 words that look like words; the first ones are the most frequent. */
const WORDS: readonly string[] = shuffled(
  HEADS.flatMap((head) =>
    MIDDLES.flatMap((middle) => TAILS.map((tail) => `${head}${middle}${tail}`)),
  ),
  7,
);

export type Random = () => number;

/** Numbers from 0 to 1 that are the same in every run. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const random = createRandom(seed);
  return items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** A word as often as words are in news: every second one is a small one, a few names recur. */
function drawWord(random: Random): string {
  if (random() < 0.52) return COMMON[Math.floor(random() ** 2 * COMMON.length)] ?? 'the';
  // Zipf: the n-th word about 1/n as often as the first.
  const rank = Math.floor(WORDS.length ** random()) - 1;
  return WORDS[rank] ?? 'word';
}

/** Sentences in paragraphs, of about so many characters. */
export function makeText(random: Random, characters: number): string {
  const paragraphs: string[] = [];
  for (let length = 0; length < characters; ) {
    const sentences = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const words = Array.from({ length: 12 + Math.floor(random() * 16) }, () => drawWord(random));
      const [first = '', ...rest] = words;
      const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)} ${rest.join(' ')}`;
      return random() < 0.2 ? `“${sentence},” he said — on the day.` : `${sentence}.`;
    });
    paragraphs.push(sentences.join(' '));
    length += (paragraphs.at(-1)?.length ?? 0) + 2;
  }
  // Joined anew: a slice of a longer string is read more slowly than the text of an article.
  return [...paragraphs.join('\n\n')].slice(0, characters).join('');
}

/** The same text as a typewriter has it. Decoded from bytes, as text of ASCII alone is stored in one byte each. */
export function asAscii(text: string): string {
  const plain = text.replaceAll('—', '-').replace(/[“”]/g, '"');
  return new TextDecoder().decode(new TextEncoder().encode(plain));
}

/** Different phrases of one to three words, cut from text of the same kind as the articles. */
export function makePhrases(random: Random, count: number): readonly string[] {
  const phrases = new Set<string>();
  while (phrases.size < count) {
    const words =
      makeText(random, 4_096)
        .toLowerCase()
        .match(/[a-z]+/g) ?? [];
    for (let at = 0; at + 3 < words.length && phrases.size < count; at += 2) {
      const length = random() < 0.08 ? 1 : random() < 0.6 ? 2 : 3;
      const cut = words.slice(at, at + length);
      if (cut.every((word) => !COMMON.includes(word)) || length > 1) phrases.add(cut.join(' '));
    }
  }
  return [...phrases];
}

/** Ten phrases each: two lists that must meet in a sentence, or one of them in the title. */
export function makeTopics(phrases: readonly string[], count: number): readonly Topic[] {
  return Array.from({ length: count }, (_, index) => {
    const own = phrases.slice(index * 10, index * 10 + 10);
    const id = `topic-${index}`;
    return {
      id,
      slug: id,
      names: { '*': id },
      description: '',
      lists: {
        one: { terms: { en: own.slice(0, 5) }, except: [] },
        two: { terms: { en: own.slice(5) }, except: [] },
      },
      match: [
        {
          id: 'near',
          line: 1,
          all: [],
          none: [],
          near: { groups: [['$one'], ['$two']], within: 'sentence' },
          fields: ['title', 'lead', 'body'],
        },
        { id: 'title', line: 2, all: [['$one'], ['$two']], none: [], fields: ['title'] },
      ],
      unless: [],
      examples: { match: [], reject: [] },
    };
  });
}

/** Topics that ask for a tag and a section, and no words. */
export function makeDataTopics(count: number): readonly Topic[] {
  const clause = { all: [], none: [], fields: ['title', 'lead', 'body', 'tags'] } as const;
  return Array.from({ length: count }, (_, index) => {
    const id = `data-${index}`;
    return {
      ...{ id, slug: id, names: { '*': id }, description: '', lists: {}, unless: [] },
      match: [
        { ...clause, id: 'tag', line: 1, where: { tag: [tagOf(index)] } },
        { ...clause, id: 'place', line: 2, where: { place: [tagOf(index)], section: ['World'] } },
      ],
      examples: { match: [], reject: [] },
    };
  });
}

/** So many tags, of which one topic in a hundred asks for. */
export function makeTags(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    index % 100 === 0 ? tagOf(index) : `Other subject ${index}`,
  );
}

function tagOf(index: number): string {
  return `Subject of topic ${index}`;
}
