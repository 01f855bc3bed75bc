/**
 * A month of a newsroom and its readers under a clock: nobody misses a story, sees one too early or keeps
 * one that was taken back, whether they come every minute or once a week.
 * `npm run drill:readers -- --days 30 [--seed 1] [--stories-per-day 40] [--only minute,hour,newcomer]`
 */

import { parseArgs } from 'node:util';
import { DEFAULT_WINDOW } from '../src/model/publication.ts';
import { REAL_PACE } from './readers/roster.ts';
import type { Figures } from './readers/seat.ts';
import { type Outcome, simulate } from './readers/simulate.ts';
import { createReport } from './report.ts';

const { values: flags } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    'stories-per-day': { type: 'string', default: '40' },
    only: { type: 'string' },
  },
});

/** Fresh readers a day. */
const NEWCOMERS = 3;

const report = createReport('drill:readers');
const days = Number(flags.days);
const only = flags.only === undefined ? undefined : new Set(flags.only.split(','));
const startedAt = performance.now();
const outcome = await simulate({
  days,
  seed: Number(flags.seed),
  storiesPerDay: Number(flags['stories-per-day']),
  pace: REAL_PACE,
  noticeDays: 14,
  window: DEFAULT_WINDOW,
  newcomers: (only?.has('newcomer') ?? true) ? days * NEWCOMERS : 0,
  listens: true,
  fault: report.fault,
  ...(only && { only }),
});
tell(outcome);
report.figure('seconds', Math.round((performance.now() - startedAt) / 1000));
report.finish();

function tell({ seats, newcomers, archives, stories, done }: Outcome): void {
  report.figure('stories', stories);
  for (const [what, times] of [...done].sort()) report.figure(`  ${what}`, times);
  for (const { plan, figures, library } of seats) {
    const socket = plan.isOverSocket ? ', over HTTP on 127.0.0.1' : '';
    report.figure(
      `${plan.name}${socket}`,
      `${line(figures)}, ${library.entries.size} stories kept`,
    );
  }
  report.figure(
    'newcomers, every fourth over HTTP',
    `${line(newcomers.figures)}, ${newcomers.found()} stories found`,
  );
  report.figure('archives fetched', archives.archives);
  report.figure('  again later: the same bytes', archives.same);
  report.figure('  again later: led to the current one', archives.redirected);
}

function line({ polls, requests, unchanged, deltas, bytes, beyondWindow }: Figures): string {
  return [
    `${polls} polls`,
    `${requests} requests`,
    `${unchanged} times 304`,
    ...(deltas > 0 ? [`${deltas} times 226`] : []),
    `${(bytes / 1e6).toFixed(0)} MB`,
    ...(beyondWindow > 0 ? [`${beyondWindow} stories beyond the window`] : []),
  ].join(', ');
}
