import { describe, expect, it } from 'vitest';
import { compileTopics } from '../../src/classify/compile.ts';
import { type ClassifiableArticle, matchTopics } from '../../src/classify/match.ts';
import { parseTopic } from '../../src/classify/parse.ts';
import type { Topic, TopicMatch } from '../../src/model/topic.ts';

function topicOf(rule: string, id = 'topic'): Topic {
  const result = parseTopic(`name: Topic\n${rule}`, `${id}.yaml`);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function article(fields: Partial<ClassifiableArticle>): ClassifiableArticle {
  return { headline: 'Untitled', bodyHtml: '', language: 'en', tags: [], ...fields };
}

function matches(rule: string, fields: Partial<ClassifiableArticle>): readonly TopicMatch[] {
  return matchTopics(compileTopics([topicOf(rule)]), article(fields));
}

describe('terms', () => {
  it.each([
    ['summit', 'Leaders hold Summits', true],
    ['summit', 'Summiteers rejoice', false],
    ['peace treaty', 'A peace-treaty is signed', true],
    ['peace treaty', 'A treaty of peace', false],
    ['negotiat*', 'Renegotiations fail, negotiators say', true],
    ['negotiat*', 'Renegotiations fail', false],
    ['give* up nuclear', 'Pyongyang is giving up nuclear arms', false],
    ['giv* up nuclear', 'Pyongyang is giving up nuclear arms', true],
    ['policy*', 'Old policies return', true],
    ['Kim Jong Un', 'What Kim Jong-un’s sister wants', true],
    ['N Korea', 'N.Korea and N. Korea', true],
    ['US', 'The U.S. agrees', true],
    ['Sao Paulo', 'Protests in São Paulo', true],
    ['=DPRK', 'DPRK’s envoy', true],
    ['=DPRK', 'The dprk envoy', false],
    ['=Koreas', 'The two Koreas', true],
    ['=C++', 'Grade C pupils', false],
    ['=C++', 'Written in C++, mostly', true],
    ['=C++', 'Written in c++', false],
    ['=.NET', 'A net', false],
    ['=.NET', 'NET', false],
    ['=.NET', 'In .NET', true],
    ['=Yahoo!', 'Yahoo! buys', true],
    ['=Yahoo!', 'Yahoo buys', false],
    ['=U.S.', 'The U.S. agrees', true],
    ['=U.S.', 'The US agrees', false],
    ['=Koreas', 'South Korea’s markets', false],
    ['North Korea', 'Is it North? Korea says no', false],
    ['nuclear', 'The nu\u00ADclear deal', true],
    ['nuclear', 'The nu\u200Bclear deal', true],
    ['nuclear', 'The \uFEFFnuclear\u2060 deal', true],
    ['nuclear deal', 'The nu\u200Cclear\u200D deal', true],
    ['nu\u00ADclear', 'The nuclear deal', true],
    ['=DPRK', 'The DP\u00ADRK', true],
    ['=DP\u00ADRK', 'The DPRK', true],
    ['negotiat*', 'Nego\u00ADtiators', true],
    ['می\u200Cخواهم', 'میخواهم', true],
    ['میخواهم', 'می\u200Cخواهم', true],
    ['葛城', '葛\u{E0100}城', true],
    ['북한', '북\u200B한', true],
    ['Trump Kim', 'Trump, Kim to meet', true],
    ['Trump Kim', 'Trump: Kim to meet', true],
    ['peace treaty', 'Both sides want peace. Treaty talks begin', false],
    ['peace treaty', 'Both sides want peace… Treaty talks begin', false],
    ['peace treaty', 'Both sides want peace... Treaty talks begin', false],
    ['peace treaty', 'They said: “We want peace.” Treaty talks begin', false],
    ['peace treaty', 'Both want peace.\n“Treaty talks” begin', false],
    ['peace treaty', 'Both want peace; treaty talks begin', false],
    ['peace 17', 'Both want peace. 17 came', false],
    ['peace treaty', 'A peace… treaty, perhaps', true],
    ['US Treasury', 'The U.S. Treasury', true],
    ['N Korea', 'N. Korea’s envoy', true],
    ['Gen Kim', 'Gen. Kim arrives', true],
    ['Lt Gen Kim', 'Lt. Gen. Kim arrives', true],
    ['Jan 17', 'On Jan. 17 they met', true],
    ['J F Kennedy', 'J. F. Kennedy', true],
    ['Roe v Wade', 'Roe v. Wade falls', true],
    ['St Petersburg', 'In St. Petersburg', true],
    ['会談 合意', '会談. 合意', false],
    ['열었다 북한', '회담을 열었다. 북한은 거부했다', false],
    ['北朝鮮', '北朝鮮が発射', true],
    ['ミサイル', 'ﾐｻｲﾙ発射', true],
    ['首脳会談', '首脳、会談へ', false],
    ['북한', '북한의 대표단', true],
    ['북한', '대북 한국 정책', false],
    ['북미 정상회담', '북미정상회담은', true],
    ['북미 정상회담', '북미 정상회담은', true],
    ['6カ国協議', '６カ国協議が再開', true],
  ])('%s in "%s": %s', (term, headline, expected) => {
    const found = matches(`match: [{any: ["${term}"]}]`, { headline, language: 'und' });
    expect(found.length > 0).toBe(expected);
  });

  it.each([
    ['en', 'en', true],
    ['en', 'en-GB', true],
    ['en', 'ja', false],
    ['en', 'und', true],
    ['"*"', 'ko', true],
  ])('uses a %s term for an article in %s: %s', (key, language, expected) => {
    const rule = `lists: {a: {${key}: [summit]}}\nmatch: [{any: $a}]`;
    expect(matches(rule, { headline: 'Summit', language }).length > 0).toBe(expected);
  });

  it('keeps Japanese terms out of Chinese text', () => {
    const rule = 'lists: {a: {ja: [訪朝]}}\nmatch: [{any: $a}]';
    expect(matches(rule, { headline: '造訪朝鮮王朝', language: 'zh' })).toEqual([]);
    expect(matches(rule, { headline: '首相が訪朝', language: 'ja' })).toHaveLength(1);
  });

  it('does not count a hit inside a phrase of except, but counts one outside it', () => {
    const rule = 'lists: {a: {en: [talks], except: [tough talk]}}\nmatch: [{any: $a}]';
    expect(matches(rule, { headline: 'More tough talk' })).toEqual([]);
    expect(matches(rule, { headline: 'Tough talk before talks' })).toHaveLength(1);
  });

  it('masks only the list that has the exception', () => {
    const rule =
      'lists: {a: {en: [talks], except: [tough talk]}, b: [talks]}\nmatch: [{any: [$a, $b]}]';
    expect(matches(rule, { headline: 'Tough talk' })).toHaveLength(1);
  });
});

describe('lines', () => {
  it.each([
    ['title', { headline: 'Summit' }, true],
    ['title', { standfirst: 'Summit' }, false],
    ['lead', { standfirst: 'Summit' }, true],
    ['lead', { bodyHtml: '<p>Summit</p><p>More</p>' }, true],
    ['lead', { bodyHtml: '<p>First</p><p>Summit</p>' }, false],
    ['lead', { bodyHtml: '<p>A<br>summit</p><p>More</p>' }, true],
    ['lead', { standfirst: 'First', bodyHtml: '<p>Summit</p>' }, false],
    ['body', { bodyHtml: '<p>Summit</p><p>More</p>' }, true],
    ['body', { bodyHtml: '<p>First</p><p>Summit</p>' }, true],
    ['body', { standfirst: 'Summit', bodyHtml: '<p>First</p>' }, false],
    ['tags', { tags: ['Summit'] }, true],
    ['tags', { headline: 'Summit' }, false],
  ])('looks only in %s: %j is %s', (field, fields, expected) => {
    expect(matches(`match: [{any: summit, in: ${field}}]`, fields).length > 0).toBe(expected);
  });

  it('does not run a phrase across two tags', () => {
    expect(matches('match: [{any: peace treaty}]', { tags: ['peace', 'treaty'] })).toEqual([]);
  });

  const EVACUATION = 'lists: {a: [evacuation, quake], b: [evacuation, shelter]}\n';
  it.each([
    ['one word in two lists', 'Evacuation ordered', false],
    ['two words', 'Evacuation to a shelter', true],
    ['the same word twice', 'Evacuation after evacuation', true],
  ])('needs words of its own for each group of all: %s', (_what, headline, expected) => {
    const found = matches(`${EVACUATION}match: [{all: [$a, $b]}]`, { headline });
    expect(found.length > 0).toBe(expected);
  });

  it('does not count the first paragraph as lead and again as body', () => {
    const found = matches(`${EVACUATION}match: [{all: [$a, $b]}]`, {
      bodyHtml: '<p>An<br>evacuation.</p><p>More.</p>',
    });
    expect(found).toEqual([]);
  });

  it('gives up on groups that can never be told apart, in good time', () => {
    const groups = Array.from({ length: 8 }, () => 'a b').join(', ');
    const bodyHtml = `<p>${'b '.repeat(2000)}${'a b '.repeat(7)}</p>`;
    expect(matches(`match: [{all: [${groups}]}]`, { bodyHtml })).toEqual([]);
  });

  it.each([
    ['Kim agrees to talks', true],
    ['Kim agrees to missile talks', false],
    ['Missile talks', false],
  ])('refuses a line with a word of none: %s', (headline, expected) => {
    const found = matches('match: [{all: [kim, talks], none: [missile]}]', { headline });
    expect(found.length > 0).toBe(expected);
  });

  it('needs phrases and metadata of one line both', () => {
    const rule = 'match: [{any: summit, section: World}]';
    expect(matches(rule, { headline: 'Summit', section: 'world' })).toHaveLength(1);
    expect(matches(rule, { headline: 'Summit', section: 'Sport' })).toEqual([]);
    expect(matches(rule, { headline: 'Game', section: 'World' })).toEqual([]);
  });

  it.each([
    ['tag: [外交, Diplomacy]', { tags: ['diplomacy'] }, true],
    ['tag: Diplomacy', { tags: ['Diplomacy today'] }, false],
    ['source: Kyodo', { source: { name: 'KYODO' } }, true],
    ['source: Kyodo', { dateline: { raw: 'X', places: [], agency: 'Kyodo' } }, true],
    ['place: Sao Paulo', { dateline: { raw: 'X', places: ['São Paulo'] } }, true],
    ['place: Beijing', {}, false],
    ['language: en', { language: 'en-GB' }, true],
    ['language: en-GB', { language: 'en' }, false],
    ['language: en', { language: 'enm' }, false],
    ['language: ZH_hant', { language: 'zh-Hant-TW' }, true],
    ['language: zh-Hant', { language: 'zh_hant' }, true],
    ['language: zh-Hant', { language: 'zh-Hans' }, false],
    ['tag: C', { tags: ['C++'] }, false],
    ['tag: C++', { tags: ['c++'] }, true],
    ['tag: C++', { tags: ['Ｃ＋＋ '] }, true],
    ['tag: C#', { tags: ['C'] }, false],
    ['tag: Korea', { tags: ['#Korea'] }, true],
    ['section: US', { section: 'US$' }, false],
    ['source: 共同', { dateline: { raw: 'X', places: [], agency: 'Kyodo' } }, true],
    ['source: 연합뉴스', { dateline: { raw: 'X', places: [], agency: 'Yonhap' } }, true],
    ['source: Kyodo-News', { source: { name: '共同通信' } }, true],
    ['source: 共同', { source: { name: '時事' } }, false],
    ['place: ソウル', { dateline: { raw: 'X', places: ['Seoul'] } }, true],
    ['place: Tokyo', { dateline: { raw: 'X', places: ['東京'] } }, true],
  ])('matches by metadata alone: %s with %j is %s', (line, fields, expected) => {
    expect(matches(`match: [{${line}}]`, fields).length > 0).toBe(expected);
  });

  it('keeps an article out when any line of unless holds', () => {
    const rule = 'match: [{any: summit}]\nunless: [{any: mountain, in: title}, {section: Sport}]';
    expect(matches(rule, { headline: 'Summit' })).toHaveLength(1);
    expect(matches(rule, { headline: 'Mountain summit' })).toEqual([]);
    expect(matches(rule, { headline: 'Summit', section: 'sport' })).toEqual([]);
  });
});

describe('texts', () => {
  it('show words as they are written, what nobody sees among them', () => {
    const [found] = matches('match: [{any: nuclear deal}]', {
      headline: 'A nu\u00ADclear\u200B deal\u2060.',
    });
    expect(found?.matched[0]?.text).toBe('nu\u00ADclear\u200B deal');
  });

  it.each([
    ['<p>首脳会\n談へ</p>', '会談', true],
    ['<p>首脳会 \n  談へ</p>', '会談', true],
    ['<p>首脳会</p>\n<p>談へ</p>', '会談', false],
    ['<p>首脳会<br>談へ</p>', '会談', false],
    ['<p>首脳会 談へ</p>', '会談', false],
    ['<p>대북\n한국</p>', '북한', false],
    ['<p>peace\ntreaty</p>', 'peacetreaty', false],
    ['<p>peace\ntreaty</p>', 'peace treaty', true],
  ])('in %j %s is found: %s', (bodyHtml, term, expected) => {
    expect(matches(`match: [{any: ${term}}]`, { bodyHtml, language: 'und' }).length > 0).toBe(
      expected,
    );
  });
});

describe('matchTopics', () => {
  it('names the line that fired and the words as found, with their field', () => {
    const rule =
      'lists: {a: [North Korea*], b: [talks]}\nmatch: [{any: nothing}, {id: both, all: [$a, $b], tag: Asia}]';
    const found = matches(rule, {
      headline: 'North Koreans arrive',
      standfirst: 'For ‘Talks’ in Hanoi',
      tags: ['asia'],
    });
    expect(found).toEqual([
      {
        id: 'topic',
        line: 'both',
        matched: [
          { term: 'North Korea*', field: 'title', text: 'North Koreans' },
          { term: 'talks', field: 'lead', text: 'Talks' },
          { term: 'tag: Asia', field: 'metadata', text: 'asia' },
        ],
      },
    ]);
  });

  it('looks at no topic whose data is not the article’s', () => {
    const topics = Array.from({ length: 4000 }, (_, n) =>
      topicOf(`match: [{tag: tag ${n}}]`, `t${n}`),
    );
    const compiled = compileTopics(topics);
    const tags = ['Tag 7', 'other', 'tag-3999'];
    expect(matchTopics(compiled, article({ tags })).map(({ id }) => id)).toEqual(['t7', 't3999']);
    expect(compiled.scan.readyTopics.length).toBe(2);
    expect(compiled.always.size).toBe(0);
  });

  it('finds every topic in one pass, in the order of the topics', () => {
    const compiled = compileTopics([
      topicOf('match: [{any: talks}]', 'talks'),
      topicOf('match: [{any: peace}]', 'peace'),
      topicOf('match: [{language: en}]', 'english'),
      topicOf('match: [{any: peace talks}]', 'peace-talks'),
    ]);
    const ids = matchTopics(compiled, article({ headline: 'Peace talks' })).map(({ id }) => id);
    expect(ids).toEqual(['talks', 'peace', 'english', 'peace-talks']);
  });
});
