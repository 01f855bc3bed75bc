/** Random schedules of a newsroom under a clock: what anonymous readers may see at every moment. */

import * as fc from 'fast-check';
import { test } from 'vitest';
import { expectRows } from './schedule-feeds.ts';
import { openWorld, perform } from './schedule-run.ts';
import { printSchedule, printStep, type Schedule, schedules } from './schedule-steps.ts';
import { createObserver, look } from './schedule-watch.ts';

const SEED = 20_191_101;
/** The whole file stays under 25 seconds on a slow core. */
const RUNS = 80;

async function follow(schedule: Schedule): Promise<void> {
  const world = await openWorld(schedule);
  const observer = createObserver(world);
  try {
    for (const [index, step] of schedule.steps.entries()) {
      try {
        await perform(world, step);
        if (step.look !== undefined) await look(observer, step.look);
        if (step.look === 'all') await expectRows(world);
      } catch (error) {
        const at = `step ${index + 1}, ${world.room.now.toISOString()}: ${printStep(step)}`;
        throw new Error(`${at}\n${error instanceof Error ? error.message : error}`);
      }
    }
  } finally {
    world.room.database.fails = false;
    await world.room.store.close();
  }
}

function report(details: fc.RunDetails<[Schedule]>): void {
  if (!details.failed) return;
  const [schedule] = details.counterexample ?? [];
  const { errorInstance, seed, counterexamplePath } = details;
  const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const printed = schedule ? printSchedule(schedule) : '';
  throw new Error(`${said}\n\n${printed}\n\nseed ${seed}, path ${counterexamplePath}`);
}

const wanted = Number(process.env['SCHEDULE_RUNS'] ?? 0);
const isLong = wanted > 0;

test(
  'on no schedule is anything seen early, late, altered under its validator or after it was taken back',
  async () => {
    await fc.assert(fc.asyncProperty(schedules, follow), {
      numRuns: isLong ? wanted : RUNS,
      ...(isLong ? {} : { seed: SEED }),
      reporter: report,
      // Of the search for a shorter schedule too.
      interruptAfterTimeLimit: isLong ? 3_000_000 : 50_000,
    });
  },
  isLong ? 3_600_000 : 60_000,
);
