/** The numbered rules of the language of topics, each in English, Japanese and Korean. */

import { describe, expect, test } from 'vitest';
import { compileTopics } from '../../src/classify/compile.ts';
import { matchTopics } from '../../src/classify/match.ts';
import { parseTopic } from '../../src/classify/parse.ts';
import { readArticle } from '../../src/ingest/read.ts';
import type { Article } from '../../src/model/article.ts';
import { buildArticle, buildPublication } from '../helpers/build.ts';

type Language = 'en' | 'ja' | 'ko';
type Row = readonly [language: Language, rule: string, headline: string, expected: boolean];

function isMember(rule: string, article: Article): boolean {
  const result = parseTopic(`name: Topic\n${rule}`, 'topic.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return matchTopics(compileTopics([result.value]), article).length > 0;
}

const any = (term: string, more = ''): string => `match: [{any: ["${term}"]${more}}]`;
const listed = (lists: string, line: string): string => `lists: {${lists}}\nmatch: [${line}]`;
const near = (a: string, b: string): string =>
  `match: [{near: ["${a}", "${b}"], within: sentence}]`;

const RULES: Readonly<Record<string, readonly Row[]>> = {
  '1: a word of letters ends where Han, kana or hangul begin': [
    ['en', any('Xi'), '訪朝のXi氏', true],
    ['en', any('DPRK'), '북한DPRK대표', true],
    ['ja', any('習主席'), '8日訪朝の習主席', true],
    ['ja', any('8日'), '8日訪朝の習主席', true],
    ['ko', any('방북'), '8일방북한 시진핑', true],
    ['ko', any('8일'), '8일방북한 시진핑', true],
  ],
  '2: a plural is folded, but for a term that is exact': [
    ['en', any('Korea'), 'The two Koreas', true],
    ['en', any('=Koreas'), 'South Korea’s markets', false],
    ['en', any('=Koreas'), 'The two Koreas', true],
    ['ja', any('=DPRK'), '日本とdprkの協議', false],
    ['ja', any('=DPRK'), '日本とDPRKの協議', true],
    ['ko', any('=DPRK'), '한국과 dprk의 협의', false],
    ['ko', any('=DPRK'), '한국과 DPRK의 협의', true],
  ],
  '3: dots of an acronym are dropped, and an exact term sees the word as written': [
    ['en', any('US'), 'The U.S. agrees', true],
    ['en', any('=US'), 'They told us', false],
    ['ja', any('US'), '日本とU.S.の協議', true],
    ['ja', any('ＵＳ'), '日本とUSの協議', true],
    ['ko', any('US'), '한국과 U.S.의 협의', true],
    ['ko', any('=US'), '한국과 us의 협의', false],
  ],
  '4: a sentence ends at its own stop and not after an initial': [
    ['en', near('Korea', 'talks'), 'N. Korea sends Gen. Kim to talks', true],
    ['en', near('Korea', 'talks'), 'Envoys left Korea. Talks go on', false],
    ['ja', near('北朝鮮', '協議'), '北朝鮮は9.5度の首都で協議した', true],
    ['ja', near('北朝鮮', '協議'), '北朝鮮を訪れた。協議はなかった', false],
    ['ja', near('北朝鮮', '協議'), '北朝鮮か！協議はない', false],
    ['ko', near('북한', '회담'), '북한은 9.5도의 평양에서 회담했다', true],
    ['ko', near('북한', '회담'), '북한을 찾았다. 회담은 없었다', false],
  ],
  '6: a term is for articles in its own language, and for those in none': [
    ['en', listed('a: {en: [summit]}', '{any: $a}'), 'Summit opens', true],
    ['en', listed('a: {ja: [summit], ko: [summit]}', '{any: $a}'), 'Summit opens', false],
    ['ja', listed('a: {ja: [訪朝]}', '{any: $a}'), '首相が訪朝', true],
    ['ja', listed('a: {ko: [訪朝], en: [訪朝]}', '{any: $a}'), '首相が訪朝', false],
    ['ko', listed('a: {ko: [방북]}', '{any: $a}'), '총리 방북', true],
    ['ko', listed('a: {ja: [방북], en: [방북]}', '{any: $a}'), '총리 방북', false],
  ],
  '7: a term is found inside running text, and hidden inside a phrase of except': [
    ['en', any('summit'), 'Summiteers rejoice', false],
    ['en', listed('a: {en: [talks], except: [tough talk]}', '{any: $a}'), 'Tough talk', false],
    ['ja', any('首脳会談'), '米朝首脳会談は', true],
    ['ja', listed('a: {ja: [会談], except: [密会談]}', '{any: $a}'), '密会談義', false],
    ['ko', any('정상회담'), '북미정상회담은', true],
    ['ko', listed('a: {ko: [북한], except: [북한산]}', '{any: $a}'), '북한산의 가을', false],
    ['ko', listed('a: {ko: [북한], except: [북한산]}', '{any: $a}'), '북한산 위의 북한', true],
  ],
};

describe.each(Object.entries(RULES))('rule %s', (_rule, rows) => {
  test.each(rows)('in %s: %s with "%s" is %s', (language, rule, headline, expected) => {
    expect(isMember(rule, buildArticle({ headline, language, bodyHtml: '' }))).toBe(expected);
  });

  test('is tried in three languages', () => {
    expect(new Set(rows.map(([language]) => language))).toEqual(new Set(['en', 'ja', 'ko']));
  });
});

/** A text as an agency sends it; `place` and `agency` as they stand in its dateline. */
const WIRES: readonly {
  readonly language: Language;
  readonly text: string;
  readonly place: string;
  readonly agency: string;
  /** The agency's one name, under which it is filed. */
  readonly source: string;
}[] = [
  {
    language: 'en',
    text: 'TOKYO (Reuters) - Washington will send an envoy, Tokio hears.',
    place: 'Tokyo',
    agency: 'Reuters',
    source: 'Reuters',
  },
  {
    language: 'ja',
    text: '【ソウル共同】米国は特使を送る。',
    place: 'ソウル',
    agency: '共同',
    source: 'Kyodo',
  },
  {
    language: 'ko',
    text: '(서울=연합뉴스) 강건택 기자 = 미국이 특사를 보낸다.',
    place: '서울',
    agency: '연합뉴스',
    source: 'Yonhap',
  },
];

async function readWire(language: Language, text: string): Promise<Article> {
  const matter = `headline: Headline\nlanguage: ${language}\npublishedAt: 2019-10-05T09:00:00Z`;
  const bytes = new TextEncoder().encode(`---\n${matter}\n---\n${text}\n\nMore text.\n`);
  const now = new Date('2019-11-01T00:00:00Z');
  const read = await readArticle(
    { file: 'a.md', bytes, modifiedAt: now },
    { publication: buildPublication(), now, assignId: 'urn:uuid:1' },
  );
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value.article;
}

describe('rule 5: a dateline is no text of an article', () => {
  test.each(WIRES)('in $language its words stand in no field', async ({ language, ...wire }) => {
    const article = await readWire(language, wire.text);
    for (const term of [wire.place, wire.agency]) {
      expect(isMember(any(term), article)).toBe(false);
      for (const field of ['title', 'lead', 'body', 'tags']) {
        expect(isMember(any(term, `, in: ${field}`), article), field).toBe(false);
      }
    }
  });

  test.each(WIRES)('in $language its place and agency are data', async ({ language, ...wire }) => {
    const article = await readWire(language, wire.text);
    expect(isMember(`match: [{place: "${wire.place}"}]`, article)).toBe(true);
    expect(isMember(`match: [{source: "${wire.source}"}]`, article)).toBe(true);
  });

  test.each([
    ['en', 'envoy'],
    ['ja', '特使'],
    ['ko', '특사'],
  ] as const)('in %s the lead begins behind it: "%s"', async (language, term) => {
    const wire = WIRES.find((one) => one.language === language);
    const article = await readWire(language, wire?.text ?? '');
    expect(isMember(any(term, ', in: lead'), article)).toBe(true);
  });

  test('is no field that a line can look in', () => {
    const { ok, problems } = parseTopic('name: T\nmatch: [{any: a, in: dateline}]', 't.yaml');
    expect(ok).toBe(false);
    expect(problems.map(({ message, hint }) => `${message} ${hint}`).join()).toContain(
      'title, lead, body, tags',
    );
  });
});
