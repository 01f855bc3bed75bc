import { expect, it } from 'vitest';
import { parseTopic } from '../../src/classify/parse.ts';
import type { Publication } from '../../src/model/publication.ts';
import { installSite, rulesFingerprint } from '../../src/publish/site-state.ts';
import { buildPublication, buildSite } from '../helpers/build.ts';
import { openNewsroom, START } from '../helpers/newsroom.ts';

it.each<[string, Partial<Publication>, boolean]>([
  ['the time zone, which correction notes show', { timeZone: 'Asia/Tokyo' }, true],
  ['the place of correction notes', { correctionNotes: 'foot' }, true],
  ['the days of a notice', { noticeDays: 3 }, false],
  ['redirects', { redirects: { '/feed/': '/rss.xml' } }, false],
])('a change of %s changes documents or not', async (_what, fields, isShown) => {
  const { store, state } = await openNewsroom();
  const site = buildSite({ publication: buildPublication(fields) });
  const after = await installSite(store, site, new Date(START.getTime() + 60_000));
  const before = state.settings.get('publication');
  expect(after.settings.get('publication')?.fingerprint !== before?.fingerprint).toBe(isShown);
});

const RULE = `name: Talks
match:
  - {any: talks}
  - {topic: asia}
unless: [{any: sport}]
implies: [world]
`;
const fingerprintOf = (text: string): string => {
  const topic = parseTopic(text, 'topics/talks.yaml');
  if (!topic.ok) throw new Error(JSON.stringify(topic.problems));
  return rulesFingerprint(buildSite({ topics: [topic.value] }));
};

it.each([
  ['a comment above the lines', `# Talks of any kind\n${RULE}`, false],
  ['the description', `description: >\n  Talks\n  of any kind\n${RULE}`, false],
  ['the indentation of a reference', RULE.replace('{topic: asia}', '{ topic:   asia }'), false],
  ['the name of a line', RULE.replace('{any: talks}', '{id: words, any: talks}'), false],
  ['a term', RULE.replace('any: talks', 'any: talk*'), true],
  ['a topic that is referred to', RULE.replace('topic: asia', 'topic: korea'), true],
  ['a word that keeps out', RULE.replace('any: sport', 'any: games'), true],
])('a change of %s has stored articles classified anew or not', (_what, text, isNew) => {
  expect(fingerprintOf(text) !== fingerprintOf(RULE)).toBe(isNew);
});
