/** What a newsroom will do on all those days, drawn from one seed before anything happens. Pure. */

import { integerBetween, logBetween, pick, type Random } from '../random.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface StoryPlan {
  readonly number: number;
  readonly language: string;
  readonly section: string;
  readonly topics: readonly string[];
  /** Whether it lies in the folder at the first start. */
  readonly isFile: boolean;
  readonly arrivesAt: number;
  /** Its own date, where that is not the time of its arrival. */
  readonly publishedAt?: number;
  readonly embargoedUntil?: number;
  readonly expiresAt?: number;
  readonly isWithheld: boolean;
  readonly isBackCatalogue: boolean;
  readonly steps: readonly Step[];
}

/** A step that does not apply to the story as it is then is passed over. */
export interface Step {
  readonly at: number;
  readonly do: StepKind;
}

export type StepKind =
  /** With a note. */
  | 'correct'
  /** A correction that moves the story into a topic or out of it. */
  | 'retag'
  /** A new text with a new date, without a note. */
  | 'update'
  /** A new text under the old date. */
  | 'edit'
  | 'withdraw'
  | 'restore'
  | 'remove'
  | 'release';

export interface PlanOptions {
  readonly random: Random;
  readonly startsAt: number;
  readonly days: number;
  readonly storiesPerDay: number;
}

export interface Plan {
  readonly stories: readonly StoryPlan[];
  readonly silence: Span;
  readonly endsAt: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const LANGUAGES = ['en', 'en', 'ja', 'ko'];
const SECTIONS = ['world', 'politics', 'economy', 'culture'];
const TOPICS = [
  { id: 'diplomacy', share: 0.5 },
  { id: 'weapons', share: 0.2 },
] as const;
const FIRST_LOAD = 60;
const BURST = 60;

export function planNewsroom(options: PlanOptions): Plan {
  const { random, startsAt, days, storiesPerDay } = options;
  const endsAt = startsAt + days * DAY_MS;
  const silence = { from: startsAt + 0.4 * days * DAY_MS, to: 0 };
  silence.to = silence.from + Math.min(1.5, days / 4) * DAY_MS;
  const planner: Planner = { ...options, endsAt, silence, moment: momentFor(random, silence) };
  const arrivals = [
    ...Array.from({ length: Math.round(days * storiesPerDay) }, () =>
      planner.moment(startsAt + random() * days * DAY_MS),
    ),
    ...burst(random, startsAt + days * 0.2 * DAY_MS),
    ...burst(random, startsAt + days * 0.7 * DAY_MS),
  ].sort((a, b) => a - b);
  const files = Array.from({ length: FIRST_LOAD }, (_, number) => planFile(planner, number));
  const stories = arrivals.map((at, index) => planStory(planner, FIRST_LOAD + index, at));
  return { stories: [...files, ...stories], silence, endsAt };
}

interface Planner extends PlanOptions {
  readonly endsAt: number;
  readonly silence: Span;
  /** A whole second at or after `at` at which somebody works. */
  readonly moment: (at: number) => number;
}

function momentFor(random: Random, silence: Span): Planner['moment'] {
  return (at) => {
    const isSilent = at >= silence.from && at < silence.to;
    const worked = isSilent ? silence.to + random() * 6 * HOUR_MS : at;
    return Math.ceil(worked / 1000) * 1000;
  };
}

/** Within one hour. */
function burst(random: Random, from: number): readonly number[] {
  return Array.from({ length: BURST }, () => Math.ceil((from + random() * HOUR_MS) / 1000) * 1000);
}

function planFile(planner: Planner, number: number): StoryPlan {
  const { random, startsAt } = planner;
  const publishedAt = Math.floor((startsAt - random() * 20 * DAY_MS) / 1000) * 1000;
  return {
    ...planKind(random, number),
    isFile: true,
    arrivesAt: startsAt,
    publishedAt,
    steps: planSteps(planner, startsAt + integerBetween(random, 1, 12) * HOUR_MS),
  };
}

function planKind(random: Random, number: number) {
  const topics = TOPICS.filter(({ share }) => random() < share).map(({ id }) => id);
  return {
    number,
    language: pick(random, LANGUAGES),
    section: pick(random, SECTIONS),
    topics,
    isFile: false,
    isWithheld: false,
    isBackCatalogue: false,
  };
}

function planStory(planner: Planner, number: number, arrivesAt: number): StoryPlan {
  const { random, moment } = planner;
  const plain = { ...planKind(random, number), arrivesAt };
  const chance = random();
  if (chance < 0.08) return planEmbargo(planner, plain);
  if (chance < 0.18) {
    const publishedAt = arrivesAt - integerBetween(random, 2, 72) * HOUR_MS;
    return { ...plain, publishedAt, steps: planSteps(planner, arrivesAt) };
  }
  if (chance < 0.195) {
    const publishedAt = arrivesAt - integerBetween(random, 60, 900) * DAY_MS;
    const steps = planSteps(planner, arrivesAt);
    return { ...plain, publishedAt, isBackCatalogue: true, steps };
  }
  if (chance < 0.215) {
    const at = moment(arrivesAt + logBetween(random, 10 * MINUTE_MS, 3 * DAY_MS));
    const steps = random() < 0.7 ? [{ at, do: 'release' } as const, ...planSteps(planner, at)] : [];
    return { ...plain, isWithheld: true, steps };
  }
  if (chance < 0.265) {
    const expiresAt = moment(arrivesAt + logBetween(random, 30 * MINUTE_MS, 10 * DAY_MS));
    const steps = planSteps(planner, arrivesAt).filter(isChange);
    return { ...plain, expiresAt, steps };
  }
  return { ...plain, steps: planSteps(planner, arrivesAt) };
}

type Plain = Omit<StoryPlan, 'steps'>;

/** One in five is withdrawn before anybody saw it; one in four gets a new text while it waits. */
function planEmbargo(planner: Planner, plain: Plain): StoryPlan {
  const { random, moment } = planner;
  const { arrivesAt } = plain;
  const embargoedUntil = moment(arrivesAt + logBetween(random, 20 * MINUTE_MS, 2 * DAY_MS));
  const during = moment(arrivesAt + random() * (embargoedUntil - arrivesAt - MINUTE_MS));
  const chance = random();
  if (chance < 0.2) {
    return { ...plain, embargoedUntil, steps: [{ at: during, do: 'withdraw' }] };
  }
  const early: readonly Step[] = chance < 0.45 ? [{ at: during, do: 'edit' }] : [];
  return { ...plain, embargoedUntil, steps: [...early, ...planSteps(planner, embargoedUntil)] };
}

function isChange({ do: kind }: Step): boolean {
  return kind === 'correct' || kind === 'retag' || kind === 'update' || kind === 'edit';
}

/** What happens to a story that is out since `from`: within minutes, or days later, up to two weeks. */
function planSteps(planner: Planner, from: number): readonly Step[] {
  const { random } = planner;
  const within = Math.min(14, planner.days / 2) * DAY_MS;
  const later = (least = 2 * MINUTE_MS, most = within): number =>
    planner.moment(from + logBetween(random, least, Math.max(least, most)));
  const steps: Step[] = [];
  if (random() < 0.25) {
    for (let left = integerBetween(random, 1, 3); left > 0; left -= 1) {
      const chance = random();
      const kind = chance < 0.65 ? 'correct' : chance < 0.85 ? 'update' : 'retag';
      steps.push({ at: later(), do: kind });
    }
  }
  if (random() < 0.3) steps.push({ at: later(MINUTE_MS, 1.5 * DAY_MS), do: 'edit' });
  if (random() < 0.05) steps.push({ at: later(), do: 'edit' });
  const fate = random();
  if (fate < 0.07) {
    const withdraw: Step = { at: later(), do: 'withdraw' };
    const restored = withdraw.at + logBetween(random, MINUTE_MS, 12 * DAY_MS);
    steps.push(withdraw);
    if (random() < 0.4) steps.push({ at: planner.moment(restored), do: 'restore' });
  } else if (fate < 0.11) steps.push({ at: later(), do: 'remove' });
  return steps;
}
