import { describe, expect, it } from 'vitest';
import {
  MAX_LABELLED_CHARACTERS,
  MAX_LABELLED_LINES,
  parseLabelled,
} from '../../src/classify/labelled.ts';
import { measureTopic } from '../../src/classify/measure.ts';
import { parseTopic } from '../../src/classify/parse.ts';
import type { Topic } from '../../src/model/topic.ts';

function topicOf(rule: string): Topic {
  const result = parseTopic(`name: Topic\n${rule}`, 'topic.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

const TOPIC = topicOf(`
lists: {place: [Pyongyang, 平壌], talks: [talks, 会談]}
match:
  - {all: [$place, $talks], in: title}
  - {all: [$place, $talks], in: lead}
unless:
  - {any: [marathon], in: title}
`);

function linesOf(...lines: readonly object[]): ReturnType<typeof parseLabelled>['lines'] {
  const parsed = parseLabelled(lines.map((line) => JSON.stringify(line)).join('\n'), 'a.jsonl');
  expect(parsed.problems).toEqual([]);
  return parsed.lines;
}

describe('parseLabelled', () => {
  it('reads what it knows and leaves the rest', () => {
    const line = { id: 'a', lang: 'ja', headline: ' 会談 ', lead: null, label: true, date: '2019' };
    expect(linesOf(line)).toEqual([
      { id: 'a', line: 1, language: 'ja', headline: '会談', label: true, certainty: 'clear' },
    ]);
  });

  it('takes two spellings of a language for one', () => {
    const lines = linesOf(
      { lang: 'EN', headline: 'Talks', label: true },
      { lang: 'en', headline: 'Talks', label: true },
      { lang: 'ZH_hant', headline: '会談', label: true },
      { lang: 'zh-Hant', headline: '会談', label: true },
    );
    expect(lines.map(({ language }) => language)).toEqual(['en', 'en', 'zh-Hant', 'zh-Hant']);
    expect(Object.keys(measureTopic(TOPIC, lines).byLanguage)).toEqual(['en', 'zh-Hant']);
  });

  it('reads certainty, lead and topic, skips blank lines and a byte order mark', () => {
    const json = JSON.stringify({
      headline: 'Talks',
      lead: 'In Oslo',
      label: false,
      certainty: 'borderline',
      topic: 't',
    });
    expect(parseLabelled(`\uFEFF${json}\r\n\r\n\n`, 'a.jsonl').lines).toEqual([
      {
        id: '1',
        line: 1,
        language: 'und',
        headline: 'Talks',
        lead: 'In Oslo',
        label: false,
        certainty: 'borderline',
        topic: 't',
      },
    ]);
  });

  it.each([
    ['{"headline": "a", "label": tr', 'the line is not one JSON object'],
    ['[1]', 'the line is not one JSON object'],
    ['null', 'the line is not one JSON object'],
    ['{"headline": " ", "label": true}', 'headline is empty or no text'],
    ['{"label": true}', 'headline is empty or no text'],
    ['{"headline": "a", "label": "yes"}', 'label is "yes"; it must be true or false'],
    ['{"headline": "a"}', 'label is missing; it must be true or false'],
    [
      '{"headline": "a", "label": true, "certainty": "sure"}',
      'certainty is "sure"; it must be "clear" or "borderline"',
    ],
    ['{"headline": "a", "label": true, "lang": "?"}', 'lang is "?", which is no language'],
    ['{"headline": "a", "label": true, "lead": ["b"]}', 'lead is no text'],
    [
      'x'.repeat(MAX_LABELLED_CHARACTERS + 1),
      `the line has ${MAX_LABELLED_CHARACTERS + 1} characters; at most ${MAX_LABELLED_CHARACTERS} are read`,
    ],
  ])('tells what is wrong with %.60s', (json, message) => {
    const good = '{"headline": "a", "label": true}';
    const { lines, problems } = parseLabelled(`${good}\n${json}\n${good}`, 'a.jsonl');
    expect(lines.map(({ line }) => line)).toEqual([1, 3]);
    expect(problems).toEqual([
      { file: 'a.jsonl', line: 2, code: 'label-line-invalid', message, severity: 'error' },
    ]);
  });

  it('tells every fault of a line', () => {
    const { problems } = parseLabelled('{"headline": 7.5, "label": 1, "lang": 3}', 'a.jsonl');
    expect(problems).toHaveLength(2);
  });

  it('tells where it stopped reading', () => {
    const text = '\n'.repeat(MAX_LABELLED_LINES);
    expect(parseLabelled(text, 'a.jsonl').problems).toEqual([]);
    expect(parseLabelled(`${text}{}`, 'a.jsonl').problems).toMatchObject([
      {
        line: MAX_LABELLED_LINES + 1,
        message: `only the first ${MAX_LABELLED_LINES} lines are read`,
      },
    ]);
  });
});

describe('measureTopic', () => {
  const lines = linesOf(
    { id: 'tp', lang: 'en', headline: 'Pyongyang talks', label: true },
    { id: 'lead', lang: 'ja', headline: '代表団', lead: '平壌で会談した。', label: true },
    { id: 'fn', lang: 'en', headline: 'Pyongyang visit', label: true },
    { id: 'blocked', lang: 'en', headline: 'Pyongyang marathon talks', label: true },
    {
      id: 'fp',
      lang: 'en',
      headline: 'Talks about Pyongyang hotels',
      label: false,
      certainty: 'borderline',
    },
    { id: 'tn', lang: 'en', headline: 'Rain in Oslo', label: false },
  );
  const measured = measureTopic(TOPIC, lines);

  it('counts over all lines, over the clear ones and per language', () => {
    expect(measured).toMatchObject({
      topic: 'topic',
      precision: 2 / 3,
      recall: 0.5,
      f1: 4 / 7,
      clear: { precision: 1, recall: 0.5, f1: 2 / 3 },
      byLanguage: {
        en: { lines: 5, truePositives: 1, falsePositives: 1, falseNegatives: 2, precision: 0.5 },
        ja: { lines: 1, precision: 1, recall: 1, f1: 1 },
      },
    });
  });

  it('explains every miss', () => {
    expect(measured.misses).toMatchObject([
      {
        id: 'fn',
        line: 3,
        lang: 'en',
        kind: 'false-negative',
        reason: 'match[0] misses $talks in title',
        explanation: { nearest: { id: 'match[0]', missing: [{ text: '$talks in title' }] } },
      },
      {
        id: 'blocked',
        kind: 'false-negative',
        reason: 'unless[0] blocks it: "marathon" in title',
        explanation: { blocked: { id: 'unless[0]' } },
      },
      {
        id: 'fp',
        kind: 'false-positive',
        certainty: 'borderline',
        reason: 'match[0] matches it: "Pyongyang" in title, "Talks" in title',
        explanation: { fired: { id: 'match[0]' } },
      },
    ]);
  });

  it('knows the topics that this one refers to, and those that imply it', () => {
    const city = topicOf('id: city\nimplies: [travel]\nmatch: [{any: Hanoi}]');
    const travel = topicOf('id: travel\nmatch: [{topic: city, any: tours}, {any: cruise}]');
    const lines = linesOf({ headline: 'Hanoi', label: true }, { headline: 'Tours', label: false });
    expect(measureTopic(travel, lines, [city, travel])).toMatchObject({ precision: 1, recall: 1 });
  });

  it.each([
    ['nothing taken, something to take', [true, 'Rain'], { recall: 0, f1: 0 }],
    ['something taken, nothing to take', [false, 'Pyongyang talks'], { precision: 0, f1: 0 }],
    ['nothing at all', [false, 'Rain'], {}],
  ])('has no figure without a denominator: %s', (_name, [label, headline], expected) => {
    const { precision, recall, f1 } = measureTopic(TOPIC, linesOf({ headline, label }));
    const none = { precision: undefined, recall: undefined, f1: undefined };
    expect({ precision, recall, f1 }).toEqual({ ...none, ...expected });
  });
});
