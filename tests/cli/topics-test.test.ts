import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wireroom } from '../helpers/cli.ts';
import { createFolder, type EditorFolder } from '../helpers/folder.ts';

const topic = (id: string, words: string): string =>
  `id: ${id}\nname: Topic\nmatch: [{any: [${words}], in: [title, lead]}]\n`;

const line = (headline: string, label: boolean, more: object = {}): string =>
  `${JSON.stringify({ id: headline.slice(0, 4), lang: 'en', headline, lead: null, label, ...more })}\n`;

let folder: EditorFolder;

beforeAll(() => {
  folder = createFolder();
  folder.write('topics/diplomacy.yaml', topic('diplomacy', 'talks, 会談'));
  folder.write('topics/weapons.yaml', topic('weapons', 'missile'));
  folder.write(
    'good.jsonl',
    line('Talks resume', true) +
      line('日中会談', true, { lang: 'ja' }) +
      line('Talks about the weather', false, { certainty: 'borderline' }) +
      line('Envoy lands', true),
  );
});
afterAll(() => folder.destroy());

const on = (file: string, ...flags: string[]) =>
  wireroom('topics', 'test', join(folder.path, file), folder.path, ...flags);

describe('wireroom topics test', () => {
  test('prints figures and every miss with its reason', async () => {
    const { code, stdout, stderr } = await on('good.jsonl', '--topic', 'diplomacy');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'diplomacy: 4 lines, 2 misses',
        '            precision     recall         F1',
        '  all           0.667      0.667      0.667',
        '  clear         1.000      0.667      0.800',
        '  en            0.500      0.500      0.500  3 lines: 1 right, 1 wrong, 1 missed',
        '  ja            1.000      1.000      1.000  1 lines: 1 right, 0 wrong, 0 missed',
        'false positive Talk (line 3, en, borderline): Talks about the weather',
        '  match[0] matches it: "Talks" in title',
        'false negative Envo (line 4, en, clear): Envoy lands',
        '  match[0] misses talks / 会談 in title or lead',
        '',
      ].join('\n'),
    );
  });

  test('prints one JSON object', async () => {
    const { stdout } = await on('good.jsonl', '--topic', 'diplomacy', '--json');
    const measured = JSON.parse(stdout);
    expect(Object.keys(measured)).toEqual([
      'topic',
      'precision',
      'recall',
      'f1',
      'clear',
      'byLanguage',
      'misses',
    ]);
    expect(measured).toMatchObject({ topic: 'diplomacy', clear: { precision: 1, recall: 2 / 3 } });
    expect(measured.misses).toHaveLength(2);
  });

  test('measures each topic that the lines name, as an array', async () => {
    folder.write(
      'several.jsonl',
      line('Talks resume', true, { topic: 'diplomacy' }) +
        line('Rain', false, { topic: 'weapons' }),
    );
    const { code, stdout } = await on('several.jsonl', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { topic: 'diplomacy', precision: 1, recall: 1, f1: 1 },
      { topic: 'weapons', precision: null, recall: null, f1: null, clear: { precision: null } },
    ]);
    expect((await on('several.jsonl')).stdout).toMatch(/all +– +– +–$/m);
    const one = await on('several.jsonl', '--json', '--topic', 'weapons');
    expect(JSON.parse(one.stdout)).toMatchObject({
      topic: 'weapons',
      byLanguage: { en: { lines: 1 } },
    });
  });

  test('tells bad lines by number, skips them and ends with 1', async () => {
    folder.write(
      'bad.jsonl',
      `${line('Talks resume', true)}{"headline": \n{"headline": "", "label": 1}\n`,
    );
    const { code, stdout, stderr } = await on('bad.jsonl', '--topic', 'diplomacy', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ precision: 1, byLanguage: { en: { lines: 1 } } });
    expect(stderr).toMatch(
      /bad\.jsonl:2: error label-line-invalid: the line is not one JSON object/,
    );
    expect(stderr).toMatch(/bad\.jsonl:3: error label-line-invalid: headline is empty/);
    expect(stderr).toMatch(/bad\.jsonl:3: error label-line-invalid: label is 1; it must be true/);
  });

  test('tells lines that name an unknown topic, or none among others', async () => {
    folder.write(
      'names.jsonl',
      line('Talks', true, { topic: 'diplomacy' }) +
        line('Talks', true, { topic: 'peace' }) +
        line('Talks', true),
    );
    const { code, stderr } = await on('names.jsonl');
    expect(code).toBe(1);
    expect(stderr).toContain('names.jsonl:2: error topic-unknown: there is no topic peace');
    expect(stderr).toContain('names.jsonl:3: error topic-unknown: the line names no topic');
  });

  test.each([
    ['empty.jsonl', '\n\n', 'labels-missing'],
    ['missing.jsonl', undefined, 'file-unreadable'],
    ['shift-jis.jsonl', new Uint8Array([0x96, 0x6b]), 'encoding-not-utf8'],
  ])('fails for %s and prints nothing on standard output', async (file, content, expected) => {
    if (content !== undefined) folder.write(file, content);
    const { code, stdout, stderr } = await on(file, '--topic', 'diplomacy', '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(expected);
  });

  test.each([
    [['--min-precision', '0.6', '--min-recall', '.5'], 0, ''],
    [['--min-precision', '0.7'], 1, 'diplomacy: precision 0.667 is below 0.7\n'],
    [['--min-recall', '1'], 1, 'diplomacy: recall 0.667 is below 1\n'],
  ])('with %j ends with %i', async (flags, expected, said) => {
    const { code, stderr } = await on('good.jsonl', '--topic', 'diplomacy', ...flags);
    expect({ code, stderr }).toEqual({ code: expected, stderr: said });
  });

  test.each([
    [['--topic', 'peace'], 1, 'there are diplomacy, weapons'],
    [[], 2, 'say which topic with --topic: diplomacy, weapons'],
    [['--topic', 'diplomacy', '--min-recall', '95'], 2, '--min-recall must be a share from 0 to 1'],
  ])('with %j says what to give instead', async (flags, expected, said) => {
    const { code, stdout, stderr } = await on('good.jsonl', ...flags);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(said);
  });
});
