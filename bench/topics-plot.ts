/** The picture of bench/topics.ts: what an article costs with more topics, and with more text. */

import { linesPlot } from './plot.ts';

export function growthPlot(
  byTopics: readonly { readonly topics: number; readonly median: number }[],
  byLength: readonly { readonly characters: number; readonly median: number }[],
): string {
  return linesPlot('What an article costs, by number of topics and by length', [
    {
      title: 'ms an article of 4 KB, by number of topics',
      points: byTopics.map(({ topics, median }) => ({
        x: topics,
        y: median,
        label: topics.toLocaleString('en'),
      })),
    },
    {
      title: 'ms an article with 10,000 topics, by length',
      points: byLength.map(({ characters, median }) => ({
        x: characters,
        y: median,
        label: `${characters / 1024} KB`,
      })),
    },
  ]);
}
