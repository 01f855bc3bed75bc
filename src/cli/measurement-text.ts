/** A measurement as a person reads it: a small table, then the misses with their reasons. */

import type { Figures, Measurement, Miss } from '../classify/measure.ts';

/** Three digits; `–` for a figure that does not exist. */
export function shareText(share: number | undefined): string {
  return share === undefined ? '–' : share.toFixed(3);
}

export function describeMeasurement(measurement: Measurement): readonly string[] {
  const { topic, clear, byLanguage, misses } = measurement;
  const languages = Object.entries(byLanguage);
  const lines = languages.reduce((sum, [, figures]) => sum + figures.lines, 0);
  return [
    `${topic}: ${lines} lines, ${misses.length} misses`,
    row('', ['precision', 'recall', 'F1']),
    row('all', cells(measurement)),
    row('clear', cells(clear)),
    ...languages.map(([language, figures]) => {
      const { truePositives, falsePositives, falseNegatives } = figures;
      const counts = `${figures.lines} lines: ${truePositives} right, ${falsePositives} wrong, ${falseNegatives} missed`;
      return `${row(language, cells(figures))}  ${counts}`;
    }),
    ...misses.flatMap(describeMiss),
  ];
}

function cells({ precision, recall, f1 }: Figures): readonly string[] {
  return [precision, recall, f1].map(shareText);
}

function row(name: string, values: readonly string[]): string {
  return `  ${name.padEnd(8)}${values.map((value) => value.padStart(11)).join('')}`;
}

function describeMiss({ id, line, lang, certainty, kind, headline, reason }: Miss): string[] {
  const words = kind.replace('-', ' ');
  return [`${words} ${id} (line ${line}, ${lang}, ${certainty}): ${headline}`, `  ${reason}`];
}
