/** The topics of the sample publication: what they promise in docs/topics.md, measured on headlines of ours. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examplesProblems } from '../../src/classify/explain.ts';
import { parseLabelled } from '../../src/classify/labelled.ts';
import { measureTopic } from '../../src/classify/measure.ts';
import { parseTopic } from '../../src/classify/parse.ts';
import type { Topic } from '../../src/model/topic.ts';
import { guessLanguage } from '../../src/text/language.ts';

const root = resolve(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

const TOPICS: readonly Topic[] = readdirSync(join(root, 'articles/topics')).map((file) => {
  const result = parseTopic(textOf(`articles/topics/${file}`), file);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
});

function measure(file: string) {
  const { lines, problems } = parseLabelled(textOf(`tests/data/${file}`), file);
  expect(problems).toEqual([]);
  const topic = TOPICS.find(({ id }) => id === 'north-korea-diplomacy');
  if (topic === undefined) throw new Error('the sample has no such topic');
  return { lines, measured: measureTopic(topic, lines, TOPICS) };
}

describe('the rule of north-korea-diplomacy', () => {
  const { lines, measured } = measure('north-korea-diplomacy.jsonl');

  it('is tuned on headlines in three languages, half of them near misses', () => {
    for (const language of ['en', 'ja', 'ko']) {
      const own = lines.filter((line) => line.language === language);
      expect(own.length).toBeGreaterThanOrEqual(40);
      const share = own.filter(({ label }) => !label).length / own.length;
      expect(share).toBeGreaterThan(0.45);
      expect(share).toBeLessThan(0.55);
    }
  });

  it('agrees with editors on those', () => {
    expect(measured.clear.precision).toBeGreaterThanOrEqual(0.95);
    expect(measured.clear.recall).toBeGreaterThanOrEqual(0.95);
  });

  it.each(['en', 'ja', 'ko'])('agrees in %s', (language) => {
    expect(measured.byLanguage[language]?.precision).toBeGreaterThanOrEqual(0.93);
    expect(measured.byLanguage[language]?.recall).toBeGreaterThanOrEqual(0.93);
  });

  it('takes little that is wrong from headlines that it was not tuned on, and misses more', () => {
    const { clear } = measure('north-korea-diplomacy-held-out.jsonl').measured;
    expect(clear.precision).toBeGreaterThanOrEqual(0.95);
    expect(clear.recall).toBeGreaterThanOrEqual(0.75);
  });
});

describe.each(TOPICS.map((topic) => [topic.id, topic] as const))('the topic %s', (_id, topic) => {
  it('has a name, terms and examples of both kinds in English, Japanese and Korean', () => {
    expect(Object.keys(topic.names)).toEqual(['en', 'ja', 'ko']);
    for (const kind of ['match', 'reject'] as const) {
      const languages = topic.examples[kind].map(
        ({ headline }) => guessLanguage(headline) ?? (/[A-Za-z]/.test(headline) ? 'en' : 'ja'),
      );
      expect(new Set(languages)).toEqual(new Set(['en', 'ja', 'ko']));
    }
  });

  it('keeps its examples', () => {
    expect(examplesProblems(topic, undefined, TOPICS)).toEqual([]);
  });
});
