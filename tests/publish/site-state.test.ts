import { expect, it } from 'vitest';
import type { Publication } from '../../src/model/publication.ts';
import { installSite } from '../../src/publish/site-state.ts';
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
