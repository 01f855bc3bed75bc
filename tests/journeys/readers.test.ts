/** Three days of `npm run drill:readers` at a quicker pace: nobody misses, keeps or sees what they must not. */

import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../drills/readers/plan.ts';
import { simulate } from '../../drills/readers/simulate.ts';

/** The seldom ones come after far more than the window holds. */
const PACE = {
  minuteMs: 20 * MINUTE_MS,
  hourMs: 2 * HOUR_MS,
  dayMs: 8 * HOUR_MS,
  weekMs: 1.5 * DAY_MS,
};
const WINDOW = { hours: 24, atLeast: 5, atMost: 60 };

test('every reader has what is public and nothing else, by windows, archives, pages and deltas', async () => {
  const faults: string[] = [];
  const { seats, newcomers, archives } = await simulate({
    days: 3,
    seed: 7,
    storiesPerDay: 30,
    pace: PACE,
    noticeDays: 1,
    window: WINDOW,
    newcomers: 6,
    listens: false,
    fault: (what) => void faults.push(what),
  });
  expect(faults).toEqual([]);
  // Each way was gone: a simulation in which nothing happens finds no fault either.
  for (const { plan, figures, library } of seats) {
    expect([plan.name, figures.polls > 3, library.entries.size > 30]).toEqual([
      plan.name,
      true,
      true,
    ]);
    if (plan.way === 'delta') expect(figures.deltas).toBeGreaterThan(10);
    if (plan.way.startsWith('weekly')) expect(figures.requests).toBeGreaterThan(5);
  }
  expect(newcomers.found()).toBeGreaterThan(1_000);
  expect(archives.archives).toBeGreaterThan(20);
  expect(archives.same).toBeGreaterThan(10);
  expect(archives.redirected).toBeGreaterThan(10);
}, 90_000);
