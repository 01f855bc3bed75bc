import { describe, expect, it } from 'vitest';
import { compileTopics } from '../../src/classify/compile.ts';
import { describeExplanation } from '../../src/classify/describe-explanation.ts';
import { explainTopic, explainTopics } from '../../src/classify/explain.ts';
import { MAX_HITS, MAX_STEPS } from '../../src/classify/follow.ts';
import { type ClassifiableArticle, classifyArticle } from '../../src/classify/match.ts';
import { parseTopic } from '../../src/classify/parse.ts';
import type { Topic } from '../../src/model/topic.ts';

function topicOf(rule: string, id = 'topic'): Topic {
  const result = parseTopic(`name: Topic\n${rule}`, `${id}.yaml`);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function article(fields: Partial<ClassifiableArticle>): ClassifiableArticle {
  return { headline: 'Untitled', bodyHtml: '', language: 'und', tags: [], ...fields };
}

function classify(rule: string, fields: Partial<ClassifiableArticle>) {
  const { members, reviews } = classifyArticle(compileTopics([topicOf(rule)]), article(fields));
  return { isMember: members.length > 0, isReview: reviews.length > 0, members };
}

const isMember = (rule: string, headline: string): boolean => classify(rule, { headline }).isMember;

const LISTS = `lists:
  dprk: {en: [North Korea*, =DPRK, Pyongyang], ja: [北朝鮮, 平壌], ko: [북한, 평양], except: [북한산]}
  talks: {en: [summit, talks, envoy], ja: [会談, 協議], ko: [회담, 협상]}
`;

describe('near', () => {
  it.each([
    ['sentence', 'Pyongyang agrees to talks', true],
    ['sentence', 'Talks were held. Pyongyang was silent', false],
    ['sentence', 'N. Korea’s Pyongyang sent Gen. Kim to talks', true],
    ['sentence', 'The U.S. offered Pyongyang talks', true],
    ['sentence', '平壌で南北首脳が協議した', true],
    ['sentence', '平壌を訪れた。協議はなかった', false],
    ['sentence', '평양에서 남북이 회담을 열었다', true],
    ['sentence', '평양을 방문했다. 회담은 없었다', false],
    ['paragraph', 'Talks were held. Pyongyang was silent', true],
    ['0', 'Pyongyang talks', true],
    ['0', 'Talks, Pyongyang', true],
    ['1', 'Pyongyang talks', true],
    ['1', 'Pyongyang skips talks', true],
    ['1', 'Pyongyang skips long talks', false],
    ['2', '平壌で二者会談', false],
    ['3', '平壌で二者会談', true],
  ])('within %s, "%s": %s', (within, headline, expected) => {
    const rule = `${LISTS}match: [{near: [$dprk, $talks], within: ${within}}]`;
    expect(isMember(rule, headline)).toBe(expected);
  });

  it('does not reach from one field into another', () => {
    const rule = `${LISTS}match: [{near: [$dprk, $talks], within: paragraph}]`;
    expect(classify(rule, { headline: 'Pyongyang', standfirst: 'Talks' }).isMember).toBe(false);
  });

  it('does not reach from one paragraph into another', () => {
    const rule = `${LISTS}match: [{near: [$dprk, $talks], within: paragraph}]`;
    const bodyHtml = '<p>One.</p><p>Pyongyang</p><p>Talks</p>';
    expect(classify(rule, { bodyHtml }).isMember).toBe(false);
  });

  it('takes no word for two groups', () => {
    const rule = 'match: [{near: [[talks, summit], [talks, envoy]], within: sentence}]';
    expect(isMember(rule, 'Talks')).toBe(false);
    expect(isMember(rule, 'Talks about talks')).toBe(true);
  });

  it('finds the one sentence in which all groups of a line meet', () => {
    const rule = 'match: [{near: [a, b], within: sentence, any: c}]';
    expect(isMember(rule, 'A. Then b. Now a and b. Or c')).toBe(true);
    expect(isMember('match: [{near: [a, [b, c]], within: 0, any: b}]', 'Then a b. The c')).toBe(
      false,
    );
  });
});

describe('counts', () => {
  const TALKS = '[summit, talks, envoy]';
  it.each([
    [`atLeast: 2, of: ${TALKS}`, 'Summit talks', true],
    [`atLeast: 2, of: ${TALKS}`, 'Talks and talks', false],
    ['atLeast: 2, of: [peace talks, talks]', 'Peace talks', false],
    ['atLeast: 2, of: [peace talks, talks]', 'Peace talks, then talks', true],
    ['atLeast: 2, of: [talk*, talks]', 'Talks', false],
    ['atLeast: 2, of: [talk*, talks]', 'Talks and talkers', true],
    ['atLeast: 2, of: [会談, 首脳会談]', '首脳会談', false],
    [`mentions: 2, of: ${TALKS}`, 'Talks and talks', true],
    [`mentions: 2, of: ${TALKS}`, 'Talks', false],
    ['mentions: 2, of: [会談, 談会]', '会談会', false],
  ])('%s in "%s": %s', (line, headline, expected) => {
    expect(isMember(`match: [{${line}}]`, headline)).toBe(expected);
  });

  it('leave out what an exception hides', () => {
    const rule = 'lists: {a: {ko: [북한], except: [북한산]}}\nmatch: [{any: $a, mentions: 2}]';
    expect(isMember(rule, '북한, 북한')).toBe(true);
    expect(isMember(rule, '북한산의 북한')).toBe(false);
  });
});

describe('parts inside all', () => {
  const RULE = `
lists: {weapons: [missile, 미사일], talks: [talks, 회담], enough: [six-party]}
match: [{any: [Korea, 북한]}]
unless:
  - {all: [{any: $weapons}, {none: [$talks, $enough]}], in: title}
`;
  it.each([
    ['Korea fires missile', false],
    ['Korea talks about missile', true],
    ['북한 미사일 발사', false],
    ['북한 미사일 회담', true],
  ])('blocks weapons without talks: "%s": %s', (headline, expected) => {
    expect(isMember(RULE, headline)).toBe(expected);
  });

  it('looks for each part in its own fields', () => {
    const rule = 'match: [{all: [{any: kim, in: title}, {any: talks, in: lead}]}]';
    expect(classify(rule, { headline: 'Kim', standfirst: 'Talks' }).isMember).toBe(true);
    expect(classify(rule, { headline: 'Kim talks', standfirst: 'No' }).isMember).toBe(false);
  });
});

describe('weights', () => {
  const RULE = `
match: [{any: kim, weight: 2}, {any: talks}, {any: hanoi, weight: 2}]
unless: [{any: stocks, weight: -2}, {any: Olympics}]
threshold: 3
`;
  it.each([
    ['Kim', false],
    ['Kim talks', true],
    ['Kim in Hanoi', true],
    ['Stocks: Kim in Hanoi', false],
    ['Stocks: Kim talks in Hanoi', true],
    ['Olympics: Kim talks in Hanoi', false],
  ])('add up to the threshold, or not: "%s": %s', (headline, expected) => {
    expect(isMember(RULE, headline)).toBe(expected);
  });

  it('name the first line, and the words of all', () => {
    const [match] = classify(RULE, { headline: 'Kim in Hanoi' }).members;
    expect(match?.line).toBe('match[0]');
    expect(match?.matched.map(({ text }) => text)).toEqual(['Kim', 'Hanoi']);
  });
});

describe('review', () => {
  const RULE = 'match: [{any: talks}, {any: kim, review: true}]\nunless: [{any: sport}]';
  it.each([
    ['Talks', true, false],
    ['Kim', false, true],
    ['Kim talks', true, false],
    ['Kim on sport', false, false],
    ['Nothing', false, false],
  ])('"%s": member %s, for an editor %s', (headline, member, review) => {
    expect(classify(RULE, { headline })).toMatchObject({ isMember: member, isReview: review });
  });
});

describe('subject', () => {
  const MEDIA_TOPIC = 'http://cv.iptc.org/newscodes/mediatopic/';
  it.each([
    ['medtop:11000000', `${MEDIA_TOPIC}11000000`, true],
    ['11000000', `${MEDIA_TOPIC}11000000`, true],
    [`${MEDIA_TOPIC}11000000`, 'medtop:11000000', true],
    ['medtop:11000000', `${MEDIA_TOPIC}20000638`, true],
    ['medtop:11000000', `${MEDIA_TOPIC}20000639`, true],
    ['medtop:20000638', `${MEDIA_TOPIC}11000000`, false],
    ['medtop:15000000', `${MEDIA_TOPIC}20000638`, false],
    ['urn:desk:7', 'urn:desk:7', true],
    ['urn:desk:7', 'urn:desk:71', false],
  ])('%s holds for an article about %s: %s', (subject, uri, expected) => {
    const found = classify(`match: [{subject: '${subject}'}]`, { subjects: [{ uri }] });
    expect(found.isMember).toBe(expected);
  });
});

describe('topics that refer to others', () => {
  const TOPICS = [
    topicOf('match: [{any: korea}]', 'korea'),
    topicOf('match: [{topic: korea, any: talks}]\nunless: [{topic: sport}]', 'talks'),
    topicOf('match: [{any: match}]\nimplies: [games]', 'sport'),
    topicOf('match: [{any: olympics}]\nimplies: [leisure]', 'games'),
    topicOf('match: [{topic: games}]', 'leisure'),
  ];
  it.each([
    ['Korea', 'korea'],
    ['Korea talks', 'korea talks'],
    ['Talks', ''],
    ['Korea talks at the match', 'korea sport games leisure'],
    ['Olympics', 'games leisure'],
  ])('"%s" is in: %s', (headline, expected) => {
    const { members } = classifyArticle(compileTopics(TOPICS), article({ headline }));
    expect(members.map(({ id }) => id).join(' ')).toBe(expected);
  });

  it('name the topic that put the article there', () => {
    const { members } = classifyArticle(compileTopics(TOPICS), article({ headline: 'A match' }));
    expect(members.find(({ id }) => id === 'games')).toEqual({
      id: 'games',
      line: 'implied',
      matched: [{ term: 'topic: sport', field: 'metadata', text: 'sport' }],
    });
  });

  it('cut what a retired topic decides at its last day', () => {
    const compiled = compileTopics([
      topicOf('match: [{any: korea}]\nimplies: [asia]\nretired: 2026-01-01', 'korea'),
      topicOf('match: [{any: asia}]\nimplies: [world]', 'asia'),
      topicOf('match: [{any: world}]', 'world'),
      topicOf('match: [{topic: korea}]', 'named'),
      topicOf('match: [{any: korea}]\nunless: [{topic: korea}]', 'others'),
      topicOf('match: [{any: talks}]\nretired: 2026-01-01\nimplies: [world]', 'talks'),
    ]);
    const idsOf = (headline: string, day: string): string => {
      const story = article({ headline, publishedAt: new Date(day) });
      const explained = explainTopics(compiled, story).filter(({ isMatched }) => isMatched);
      const ids = classifyArticle(compiled, story).members.map(({ id }) => id);
      expect(explained.map(({ id }) => id)).toEqual(ids);
      return ids.join(' ');
    };
    expect(idsOf('Korea', '2025-12-31T23:59:59Z')).toBe('korea asia world named');
    expect(idsOf('Korea', '2026-01-01')).toBe('others');
    expect(idsOf('Talks', '2025-12-31')).toBe('world talks');
    expect(idsOf('Talks', '2026-01-01')).toBe('');
    // Implied by a topic that is not retired, but retired itself.
    const parent = compileTopics([
      topicOf('match: [{any: korea}]\nimplies: [old]', 'korea'),
      topicOf('match: [{any: x}]\nretired: 2026-01-01\nimplies: [older]', 'old'),
      topicOf('match: [{any: x}]', 'older'),
    ]);
    const story = article({ headline: 'Korea', publishedAt: new Date('2026-01-02') });
    expect(classifyArticle(parent, story).members.map(({ id }) => id)).toEqual(['korea']);
    expect(explainTopic(parent, story, 'old')).toMatchObject({
      isMatched: false,
      impliedBy: ['korea'],
      retired: '2026-01-01',
    });
  });

  it('in a circle end, and hold by their own words', () => {
    const circle = [
      topicOf('match: [{topic: b}, {any: korea}]', 'a'),
      topicOf('match: [{topic: a}]\nunless: [{topic: a, any: x}]', 'b'),
    ];
    const { members } = classifyArticle(compileTopics(circle), article({ headline: 'Korea' }));
    expect(members.map(({ id }) => id)).toContain('a');
  });

  it('in a row of thousands end', () => {
    const row = Array.from({ length: 20_000 }, (_, index) =>
      topicOf(`match: [{topic: t${index + 1}}]`, `t${index}`),
    );
    expect(classifyArticle(compileTopics(row), article({})).members).toEqual([]);
  });
});

describe('hostile rules', () => {
  const many = (count: number, text: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => text(index)).join(', ');
  it.each([
    [
      'terms that match each other',
      `match: [{any: [${many(4000, (n) =>
        n
          .toString(4)
          .split('')
          .map((d) => `${'a'.repeat(Number(d) + 1)}*`)
          .join(' '),
      )}]}]`,
      'aaaa '.repeat(3000),
    ],
    [
      'groups that cannot be told apart',
      `match: [{near: [${many(8, () => 'a')}], within: sentence}]`,
      'a b c d e f g. '.repeat(1000),
    ],
    [
      'near groups that never meet',
      `match: [{near: [a, b], within: 1}]`,
      `${'a x '.repeat(3000)}${'x b '.repeat(3000)}`,
    ],
    [
      'counts over many hits',
      `match: [{atLeast: 100, of: [${many(200, (n) => `a${n}*`)}]}]`,
      'a1 a12 a123 '.repeat(3000),
    ],
    [
      'masks over many hits',
      `lists: {a: {en: [a], except: [a a]}}\nmatch: [{any: $a, mentions: 100}]`,
      'a '.repeat(20_000),
    ],
    [
      'every line of a topic over the same words',
      `lists: {l: [a, b, c, d, e, f, g, h, i]}\nmatch:\n${'  - {near: [$l, $l, $l, $l, $l, $l, $l, $l], within: 250}\n'.repeat(499)}`,
      `${'a b c d e f g '.repeat(10)} ${'a '.repeat(30_000)}`,
    ],
    [
      'one term in thousands of lines',
      `match: [${many(400, () => `{any: [${many(20, () => 'w')}]}`)}]\nthreshold: 400`,
      'w '.repeat(9000),
    ],
  ])('end after so much work: %s', (_what, rule, text) => {
    const bodyHtml = `<p>${text}</p>`;
    const compiled = compileTopics([topicOf(rule)]);
    const { scan } = compiled;
    // What a busy machine makes of it in seconds says nothing, so steps are counted, each of which is one of few.
    const isBounded = (): boolean =>
      scan.steps <= 2 * MAX_STEPS && scan.hitEnds.length <= MAX_HITS && scan.work > -10 * MAX_HITS;
    classifyArticle(compiled, article({ bodyHtml }));
    expect(isBounded()).toBe(true);
    explainTopic(compiled, article({ bodyHtml }), 'topic');
    expect(isBounded()).toBe(true);
  });

  const COSTLY = `lists: {l: [a, b, c, d, e, f, g, h, i]}
match:
${'  - {near: [$l, $l, $l, $l, $l, $l, $l, $l], within: 250}\n'.repeat(100)}
  - {any: kim}
`;

  it('take nothing from an article of which they compare too many words, and say so', () => {
    const compiled = compileTopics([topicOf(COSTLY), topicOf('match: [{any: kim}]', 'other')]);
    const costly = article({ headline: 'a b c d e f g kim' });
    const { members, givenUp } = classifyArticle(compiled, costly);
    expect([members.map(({ id }) => id), givenUp]).toEqual([['other'], ['topic']]);
    const explained = explainTopic(compiled, costly, 'topic');
    expect(explained).toMatchObject({ isMatched: false, givenUp: 'rule' });
    expect(explained?.match.at(-1)?.missing).toMatchObject([{ kind: 'work' }]);
    expect(explained && describeExplanation(explained)).toContain('compares too many words');
    const cheap = classifyArticle(compiled, article({ headline: 'kim' }));
    expect([cheap.members.length, cheap.givenUp]).toEqual([2, []]);
  });

  it('say when an article holds more of their words than are read', () => {
    const rule = `match: [{any: [${many(9, () => 'w')}]}]`;
    const bodyHtml = `<p>${'w '.repeat(30_000)}</p>`;
    const explained = explainTopic(compileTopics([topicOf(rule)]), article({ bodyHtml }), 'topic');
    expect(explained).toMatchObject({ isMatched: true, givenUp: 'article' });
    expect(explained && describeExplanation(explained)).toContain('than are read');
  });
});
