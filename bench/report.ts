/** A result for people: tables on the terminal, docs/performance.md with its picture, the README's table. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performancePage } from './performance-page.ts';
import { barsAndLinesPlot } from './plot.ts';
import { ROOT } from './processes.ts';
import { casesTable, growthTable, readmeTable, renderTable, table } from './report-tables.ts';
import type { BenchResult } from './results.ts';
import { targetsOf } from './targets.ts';

const PICTURE = 'docs/performance.svg';
const PAGE = 'docs/performance.md';
const MARKS = ['<!-- figures of npm run bench -->', '<!-- end of figures -->'] as const;

export function printResult(result: BenchResult): void {
  const { machine, date, load, absent } = result;
  console.log(`${machine}, ${date}; load: ${load}\n`);
  console.log(`${casesTable(result.cases)}\n`);
  console.log(`${renderTable(result)}\n`);
  console.log(`${growthTable(result)}\n`);
  console.log(table(['target', 'wanted', 'measured', 'met'], targetRows(result)));
  for (const { what, install } of absent) console.log(`absent: ${what} (${install})`);
}

function targetRows(result: BenchResult): readonly (readonly string[])[] {
  return targetsOf(result).map(({ what, wanted, measured, isMet }) => [
    what,
    wanted,
    measured,
    isMet === undefined ? 'not measured' : isMet ? 'yes' : 'no',
  ]);
}

export function writeDocuments(result: BenchResult): void {
  writeFileSync(join(ROOT, PICTURE), pictureOf(result));
  writeFileSync(join(ROOT, PAGE), performancePage(result, targetRows(result)));
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [begin, end] = MARKS;
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < 0) throw new Error(`README.md has no place for figures: ${begin} ${end}`);
  const figures = `${begin}\n\n${readmeTable(result)}\n\n`;
  writeFileSync(join(ROOT, 'README.md'), readme.slice(0, from) + figures + readme.slice(to));
}

/** Cases of the same documents from every server, and what growth does to a hot one. */
function pictureOf({ cases, growth }: BenchResult): string {
  const shown = cases.filter(({ name }) => /(?:304|200 gzip|hono hello)$/.test(name));
  const bars = shown.map(({ name, cpuMicros }) => ({
    name,
    value: cpuMicros,
    isOurs: name.startsWith('wireroom'),
  }));
  const panels = [
    { title: 'microseconds a 304, by stored articles', points: growth.byArticles, by: 'articles' },
    { title: 'microseconds a 304, by topics', points: growth.byTopics, by: 'topics' },
  ] as const;
  return barsAndLinesPlot(
    'What a request costs',
    { title: 'microseconds of CPU a request (logarithmic)', bars },
    panels.map(({ title, points, by }) => ({
      title,
      points: points.map((point) => ({
        x: point[by],
        y: point.notModifiedMicros,
        label: point[by].toLocaleString('en'),
      })),
    })),
  );
}
