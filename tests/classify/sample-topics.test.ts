/** The topics of the sample publication: what they promise in docs/topics.md, measured on headlines of ours. */

import { createHash } from 'node:crypto';
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

const firstHexDigit = (id: string): number =>
  Number.parseInt(createHash('sha256').update(id).digest('hex').slice(0, 1), 16);

const TUNED_ON = measure('north-korea-diplomacy.jsonl');
const HELD_OUT = measure('north-korea-diplomacy-held-out.jsonl');

describe('the rule of north-korea-diplomacy', () => {
  it('is tuned on headlines in three languages, half of them near misses', () => {
    for (const language of ['en', 'ja', 'ko']) {
      const own = TUNED_ON.lines.filter((line) => line.language === language);
      expect(own.length).toBeGreaterThanOrEqual(100);
      const share = own.filter(({ label }) => !label).length / own.length;
      expect(share).toBeGreaterThan(0.45);
      expect(share).toBeLessThan(0.55);
    }
  });

  it('is measured on lines that a hash of their id set aside, none of them in both files', () => {
    expect(HELD_OUT.lines.length).toBeGreaterThanOrEqual(200);
    for (const { id } of HELD_OUT.lines) expect(firstHexDigit(id)).toBeGreaterThanOrEqual(8);
    const ids = [...TUNED_ON.lines, ...HELD_OUT.lines].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of TUNED_ON.lines.map((line) => line.id).filter((own) => own.startsWith('wire-')))
      expect(firstHexDigit(id)).toBeLessThan(8);
  });

  it('agrees with editors on what it was tuned on', () => {
    expect(TUNED_ON.measured.clear.precision).toBeGreaterThanOrEqual(0.97);
    expect(TUNED_ON.measured.clear.recall).toBeGreaterThanOrEqual(0.97);
  });

  it('takes little that is wrong from lines that it was not tuned on, and most of what is right', () => {
    expect(HELD_OUT.measured.clear.precision).toBeGreaterThanOrEqual(0.95);
    expect(HELD_OUT.measured.clear.recall).toBeGreaterThanOrEqual(0.9);
  });

  it.each(['en', 'ja', 'ko'])('agrees in %s, borderline lines included', (language) => {
    expect(TUNED_ON.measured.byLanguage[language]?.precision).toBeGreaterThanOrEqual(0.95);
    expect(TUNED_ON.measured.byLanguage[language]?.recall).toBeGreaterThanOrEqual(0.93);
    expect(HELD_OUT.measured.byLanguage[language]?.precision).toBeGreaterThanOrEqual(0.93);
    expect(HELD_OUT.measured.byLanguage[language]?.recall).toBeGreaterThanOrEqual(0.86);
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
