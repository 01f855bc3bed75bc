import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import type { Site } from '../../src/model/site.ts';
import { readDraft } from '../../src/publish/draft-topic.ts';
import { type PreviewOptions, previewTopic } from '../../src/publish/preview-topic.ts';
import { buildArticle, buildSite, buildTopic } from '../helpers/build.ts';
import { openNewsroom, START } from '../helpers/newsroom.ts';

const HOUR_MS = 3_600_000;

/** The first is the newest, six hours before the next. */
const stories = (...headlines: readonly string[]): readonly Article[] =>
  headlines.map((headline, index) => {
    const publishedAt = new Date(START.getTime() - index * 6 * HOUR_MS);
    return buildArticle({
      id: `urn:example:${String(index).padStart(4, '0')}`,
      headline,
      bodyHtml: '<p>Text.</p>',
      publishedAt,
      updatedAt: publishedAt,
    });
  });

async function draft(text: string, site: Site = buildSite()) {
  const read = await readDraft(text, 'topics/envoys.yaml', { site });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

async function preview(
  text: string,
  articles: readonly Article[],
  more: Partial<PreviewOptions> = {},
) {
  const site = more.site ?? buildSite();
  const room = await openNewsroom(articles, { site });
  return previewTopic(room.store, await draft(text, site), { ...more, site });
}

const ENVOYS = 'name: Envoys\nmatch:\n  - {any: [envoy], in: title}\n';

describe('the preview of a topic', () => {
  test('counts what it looked at, what matches, and how much comes a day', async () => {
    const found = await preview(ENVOYS, stories('Envoys', 'Rain', 'An envoy', 'Snow', 'Envoy'));
    expect(found).toMatchObject({ topic: 'envoys', isKnown: false, lookedAt: 5, matching: 3 });
    expect(found.storiesPerDay).toBe(3);
    expect([found.from, found.to]).toEqual([new Date(START.getTime() - 24 * HOUR_MS), START]);
  });

  test('of nothing is a preview with nothing in it', async () => {
    const found = await preview(ENVOYS, []);
    expect(found).toMatchObject({ lookedAt: 0, matching: 0, storiesPerDay: 0, samples: [] });
    expect(found).not.toHaveProperty('from');
  });

  test('shows the line and the words of each sample', async () => {
    const [sample] = (await preview(ENVOYS, stories('Envoys meet'))).samples;
    expect(sample).toMatchObject({
      headline: 'Envoys meet',
      line: 'match[0]',
      matched: [{ term: 'envoy', field: 'title', text: 'Envoys' }],
    });
  });

  test('tells what enters and leaves beside the stored members of the same id', async () => {
    const [first, second, third] = stories('Envoys meet', 'Arms', 'Envoys part');
    const articles = [first, { ...second, tags: ['diplomacy'] }, { ...third, tags: ['diplomacy'] }];
    const found = await preview(`id: diplomacy\n${ENVOYS}`, articles as Article[]);
    expect(found).toMatchObject({
      isKnown: true,
      entering: { count: 1, stories: [{ id: first?.id, headline: 'Envoys meet' }] },
      leaving: { count: 1, stories: [{ id: second?.id, headline: 'Arms' }] },
    });
  });

  test('tells what a line of `unless` kept out, and by which words', async () => {
    const rule = `${ENVOYS}unless:\n  - {id: markets, any: [shares], in: title}\n`;
    const found = await preview(rule, stories('Envoys meet', 'Envoy sells shares', 'Shares fall'));
    expect(found.matching).toBe(1);
    expect(found.keptOut).toMatchObject({
      count: 1,
      stories: [
        {
          headline: 'Envoy sells shares',
          line: 'match[0]',
          unless: 'markets',
          blocking: [{ term: 'shares', text: 'shares' }],
        },
      ],
    });
  });

  test('tells lines that subtract from the score too', async () => {
    const rule = `${ENVOYS}unless:\n  - {id: less, any: [rumour], in: title, weight: -1}\n`;
    const found = await preview(rule, stories('Envoy: a rumour'));
    expect(found.keptOut.stories).toMatchObject([{ unless: 'less' }]);
  });

  test('resolves other topics as they are in force', async () => {
    const articles = stories('One', 'Two').map((one, index) => ({
      ...one,
      tags: index === 0 ? ['weapons'] : [],
    }));
    const found = await preview('name: All\nmatch:\n  - {topic: weapons}\n', articles);
    expect(found.samples).toMatchObject([{ headline: 'One', line: 'match[0]' }]);
  });

  test('takes in what another topic implies', async () => {
    const [implying] = [buildTopic('weapons')];
    const implies = [{ id: 'envoys', line: 1, column: 1 }];
    const site = buildSite({
      topics: [buildTopic('envoys'), { ...implying, implies } as typeof implying],
    });
    const articles = stories('Missile').map((one) => ({ ...one, tags: ['weapons'] }));
    const found = await preview(`id: envoys\n${ENVOYS}`, articles, { site });
    expect(found.samples).toMatchObject([{ line: 'implied' }]);
  });

  test('takes nothing from the day on which the topic retires', async () => {
    const found = await preview(
      `${ENVOYS}retired: 2019-11-01\n`,
      stories('Envoy', 'x', 'x', 'Envoy'),
    );
    expect(found.samples.map(({ publishedAt }) => publishedAt)).toEqual([
      new Date('2019-10-31T18:00:00Z'),
    ]);
  });

  test('looks at public stories alone, the newest, and pauses after each', async () => {
    const articles = stories(...Array.from({ length: 260 }, () => 'Envoys'));
    const [newest, ...others] = articles;
    const withheld = { ...newest, state: 'withheld' } as Article;
    let pauses = 0;
    const pause = async (): Promise<void> => {
      pauses += 1;
    };
    const all = await preview(ENVOYS, [withheld, ...others], { pause });
    expect([all.lookedAt, pauses]).toEqual([259, 259]);
    const some = await preview(ENVOYS, articles, { last: 130 });
    expect([some.lookedAt, some.matching, some.samples.length]).toEqual([130, 130, 20]);
    expect([some.entering.count, some.entering.stories.length]).toEqual([130, 50]);
  });
});

describe('a draft', () => {
  const faults = async (text: string, site = buildSite()) =>
    (await readDraft(text, 'a.yaml', { site })).problems.map(
      ({ line, column, code, severity }) => `${line}:${column} ${code} ${severity}`,
    );

  test('has every fault told with its line and column', async () => {
    expect(await faults('name: A\nmatch:\n  - {anny: [x]}\n  - {any: [$no]}\n')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^3:6 key-unknown error$/),
        expect.stringMatching(/^4:\d+ list-undefined error$/),
      ]),
    );
  });

  test('may not have the slug of another topic, nor lead to none', async () => {
    expect(await faults('id: other\nslug: weapons\nname: A\nmatch:\n  - {tag: x}\n')).toEqual([
      '2:7 topic-taken error',
    ]);
    expect(await faults('name: A\nmergedInto: nowhere\n')).toEqual(['2:13 merge-invalid error']);
    expect(await faults('id: weapons\nname: A\nmatch:\n  - {tag: x}\n')).toEqual([]);
  });

  test('may refer to topics in force alone, and close no circle', async () => {
    expect(await faults('name: A\nmatch:\n  - {topic: nothing}\n')).toEqual([
      expect.stringMatching(/^3:\d+ topic-unknown error$/),
    ]);
    const match = buildTopic('x').match.map((line) => ({
      ...line,
      topics: [{ id: 'a', line: 9, column: 9 }],
    }));
    const site = buildSite({ topics: [buildTopic('a'), buildTopic('b', { match })] });
    expect(await faults('name: A\nmatch:\n  - {topic: b}\n', site)).toEqual([
      expect.stringMatching(/ topic-cycle error$/),
    ]);
  });

  test('may contradict its examples, as a warning', async () => {
    const text = 'name: A\nmatch:\n  - {any: [x]}\nexamples:\n  match: [Nothing of it]\n';
    expect(await faults(text)).toEqual([
      expect.stringMatching(/^5:.* example-contradicted warning$/),
    ]);
  });

  test('is tried with a pause after each example, and no further than its rule is worth', async () => {
    let pauses = 0;
    const pause = async (): Promise<void> => {
      pauses += 1;
    };
    const text = 'name: A\nmatch: [{any: x}]\nexamples: {match: [x, an x], reject: [y]}';
    await readDraft(text, 'a.yaml', { site: buildSite(), pause });
    expect(pauses).toBe(3);
    const read = await readDraft(COSTLY, 'a.yaml', { site: buildSite(), pause });
    expect(read.problems.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'rule-too-costly warning',
    ]);
    expect(pauses).toBe(4);
  });
});

/** Eight groups of nine words in text with seven of them: every choice is tried, by line after line. */
const COSTLY = `name: Costly
lists: {l: [a, b, c, d, e, f, g, h, i]}
match:
${'  - {near: [$l, $l, $l, $l, $l, $l, $l, $l], within: 250}\n'.repeat(499)}
examples: {reject: [${Array.from({ length: 200 }, () => 'a b c d e f g').join(', ')}]}
`;

test('tells of how many stories a rule compares too many words', async () => {
  const found = await preview(COSTLY, stories('A b c d e f g', 'Rain', 'A b c d e f g h'));
  expect(found).toMatchObject({ lookedAt: 3, matching: 1, givenUp: 1 });
});
