/** What can happen in a newsroom, as random lists of steps that print on one line each. */

import * as fc from 'fast-check';

/** How a version of a story is to be published. */
export interface Plan {
  /** `held`: state withheld; `ahead`: dated ahead; `late`: dated back, as one of a back catalogue. */
  readonly as: 'now' | 'held' | 'embargo' | 'ahead' | 'late';
  /** Seconds until an embargo or a date ahead is over. */
  readonly wait: number;
  /** Seconds until it expires; 0: never. */
  readonly life: number;
  /** Which of TOPIC_CHOICES and SECTIONS. */
  readonly topics: number;
  readonly section: number;
  /** What it says of its last change: nothing (a small edit), now, or an hour ago. */
  readonly dated: 'not' | 'now' | 'back';
}

export type Action =
  | { readonly do: 'put'; readonly story: number; readonly plan: Plan }
  | { readonly do: 'again'; readonly story: number }
  | { readonly do: 'bulk'; readonly stories: readonly number[]; readonly plan: Plan }
  | { readonly do: 'correct'; readonly story: number; readonly changes: 'note' | 'text' }
  | { readonly do: 'withdraw'; readonly story: number; readonly hasNote: boolean }
  | { readonly do: 'restore' | 'remove' | 'erase' | 'release'; readonly story: number }
  | { readonly do: 'freeze' | 'thaw' | 'tick' | 'fail' | 'heal' }
  | { readonly do: 'pass'; readonly seconds: number }
  /** To the next due time, and this much before or after it. */
  | { readonly do: 'jump'; readonly offMs: number };

export type Step = Action & {
  /** Which part of everything is looked at afterwards; nothing when undefined. */
  readonly look: 'all' | 'feeds' | 'some' | undefined;
};

export interface Schedule {
  /** The live documents hold few stories, so that some fall out of them. */
  readonly isNarrow: boolean;
  readonly steps: readonly Step[];
}

export const STORIES = 5;
export const TOPIC_CHOICES: readonly (readonly string[])[] = [
  ['diplomacy'],
  ['weapons'],
  ['diplomacy', 'weapons'],
  [],
];
export const SECTIONS = ['politics', 'economy'] as const;

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

// Much happens to few: what goes wrong needs several steps of one story.
const story = fc.nat({ max: STORIES * 4 }).map((number) => Math.max(0, number - STORIES * 3 - 1));
const wait = fc.constantFrom(1, 30, 5 * MINUTE, 2 * HOUR, 3 * DAY);
const plan: fc.Arbitrary<Plan> = fc.record({
  as: fc.constantFrom('now', 'now', 'now', 'held', 'embargo', 'ahead', 'late'),
  wait,
  life: fc.constantFrom(0, 0, 0, 45, 10 * MINUTE, 3 * HOUR, 4 * DAY),
  topics: fc.nat({ max: TOPIC_CHOICES.length - 1 }),
  section: fc.nat({ max: SECTIONS.length - 1 }),
  dated: fc.constantFrom('not', 'not', 'now', 'back'),
});

const only = <Name extends string>(name: Name) => fc.constant({ do: name } as const);
const about = <Name extends string>(name: Name) => fc.record({ do: fc.constant(name), story });

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('put' as const), story, plan }) },
  { weight: 2, arbitrary: about('again') },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('bulk' as const),
      stories: fc.uniqueArray(story, { minLength: 2, maxLength: 3 }),
      plan,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('correct' as const),
      story,
      changes: fc.constantFrom('note' as const, 'text' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('withdraw' as const), story, hasNote: fc.boolean() }),
  },
  { weight: 3, arbitrary: about('restore' as const) },
  { weight: 2, arbitrary: about('remove' as const) },
  { weight: 1, arbitrary: about('erase' as const) },
  { weight: 3, arbitrary: about('release' as const) },
  { weight: 1, arbitrary: only('freeze') },
  { weight: 1, arbitrary: only('thaw') },
  { weight: 6, arbitrary: only('tick') },
  { weight: 2, arbitrary: only('fail') },
  { weight: 2, arbitrary: only('heal') },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      seconds: fc.constantFrom(0.2, 1, 2, 59, 15 * MINUTE, 5 * HOUR, 2 * DAY, 15 * DAY),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('jump' as const),
      offMs: fc.constantFrom(-20_000, -1_000, -1, 0, 0, 1, 1_000, 90_000),
    }),
  },
);

const look = fc.constantFrom<Step['look']>('all', 'all', 'feeds', 'some', undefined, undefined);
const step: fc.Arbitrary<Step> = fc
  .tuple(action, look)
  .map(([what, seen]) => ({ ...what, look: seen }));

/** Ids, dates and words follow from a story's number and its version; a schedule holds none. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  isNarrow: fc.constantFrom(false, false, false, true),
  steps: fc.array(step, { minLength: 3, maxLength: 24 }),
});

/** One line a step. */
export function printSchedule({ isNarrow, steps }: Schedule): string {
  const lines = steps.map((one, index) => `${String(index + 1).padStart(3)}. ${printStep(one)}`);
  return [`schedule${isNarrow ? ' (narrow window)' : ''}:`, ...lines].join('\n');
}

export function printStep({ look: seen, ...what }: Step): string {
  const words = Object.entries(what).map(([name, value]) =>
    name === 'plan' ? printPlan(value as Plan) : name === 'do' ? value : `${name} ${value}`,
  );
  return `${words.join(' ')}${seen === undefined ? '' : `  [look at ${seen}]`}`;
}

function printPlan(one: Plan): string {
  const { as, wait: seconds, life, topics, section, dated } = one;
  const isAhead = as === 'embargo' || as === 'ahead';
  return [
    as,
    ...(isAhead ? [`${seconds} s`] : []),
    ...(life > 0 ? [`expires in ${life} s`] : []),
    `topics ${TOPIC_CHOICES[topics]?.join('+') || 'none'}`,
    `section ${SECTIONS[section]}`,
    ...(dated === 'not' ? [] : [`updated ${dated}`]),
  ].join(', ');
}
