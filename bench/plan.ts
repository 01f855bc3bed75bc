/** How much a run measures: everything, or what fits into two minutes. */

import type { Effort } from './serving.ts';

export interface Size {
  readonly articles: number;
  readonly topics: number;
}

export interface Plan {
  readonly serving: Effort;
  /** Servers that need a thousand times as long. */
  readonly slow: Effort;
  readonly render: { readonly sizes: readonly number[]; readonly rounds: number };
  readonly growth: Effort;
  readonly byArticles: readonly Size[];
  readonly byTopics: readonly Size[];
  readonly arrival: Size & { readonly commits: number };
  /** For memory and latency. */
  readonly large: Size;
  readonly crawled: number;
  readonly starts: readonly number[];
  readonly latency: { readonly rounds: number; readonly roundMs: number };
  readonly usesWrk: boolean;
}

const SMALL = 1_000;

export const FULL: Plan = {
  serving: { rounds: 7, connections: 64, maxRequests: 60_000, maxMs: 1_000 },
  slow: { rounds: 5, connections: 8, maxRequests: 400, maxMs: 2_000 },
  render: { sizes: [10, 50, 500], rounds: 9 },
  growth: { rounds: 9, connections: 64, maxRequests: 20_000, maxMs: 1_000 },
  byArticles: [1_000, 10_000, 100_000, 1_000_000].map((articles) => ({ articles, topics: 10 })),
  byTopics: [10, 100, 1_000, 10_000].map((topics) => ({ articles: SMALL, topics })),
  arrival: { articles: 100_000, topics: 10_000, commits: 40 },
  large: { articles: 100_000, topics: 500 },
  crawled: 20_000,
  starts: [1_000, 10_000, 100_000],
  latency: { rounds: 5, roundMs: 4_000 },
  usesWrk: true,
};

export const QUICK: Plan = {
  serving: { rounds: 3, connections: 64, maxRequests: 7_000, maxMs: 200 },
  slow: { rounds: 2, connections: 4, maxRequests: 30, maxMs: 250 },
  render: { sizes: [10, 50], rounds: 3 },
  growth: { rounds: 3, connections: 64, maxRequests: 5_000, maxMs: 200 },
  byArticles: [1_000, 4_000].map((articles) => ({ articles, topics: 100 })),
  byTopics: [10, 100].map((topics) => ({ articles: SMALL, topics })),
  arrival: { articles: 4_000, topics: 100, commits: 9 },
  large: { articles: 4_000, topics: 100 },
  crawled: 600,
  starts: [SMALL],
  latency: { rounds: 3, roundMs: 700 },
  usesWrk: false,
};

/** Sizes of all stores that a plan needs, each once. */
export function sizesOf(plan: Plan): readonly Size[] {
  const { byArticles, byTopics, arrival, large } = plan;
  const all = [...byArticles, ...byTopics, arrival, large];
  return [
    ...new Map(
      all.map(({ articles, topics }) => [nameOf({ articles, topics }), { articles, topics }]),
    ).values(),
  ];
}

export function nameOf({ articles, topics }: Size): string {
  return `${articles}-${topics}`;
}
