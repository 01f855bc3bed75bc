/** Tables of figures as Markdown, padded as the formatter wants them, which terminals like as well. */

import type { BenchResult, CaseResult, GrowthPoint } from './results.ts';

/** Columns of numbers stand to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(3, ...all.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = head.map((_, column) =>
    rows.every((row) => /^[\d.,<>–\- x]*$/.test(row[column] ?? '')),
  );
  const line = (cells: readonly string[]): string => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return isNumber[column] ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    isNumber[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Three digits say what a noisy machine knows. */
export function figure(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '-';
  return value >= 100
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
}

export function casesTable(cases: readonly CaseResult[]): string {
  return table(
    [
      'server and case',
      'CPU us',
      'least',
      'most',
      'of node:http',
      'requests/s',
      'of nginx',
      'of Hono',
    ],
    cases.map((one) => [
      one.note === undefined ? one.name : `${one.name} (${one.note})`,
      ...[figure(one.cpuMicros), figure(one.cpuRange[0]), figure(one.cpuRange[1])],
      ...[figure(one.cpuRatioToNodeHttp), figure(one.rate)],
      ...[figure(one.ratioToNginx), figure(one.ratioToHono)],
    ]),
  );
}

export function renderTable({ render }: BenchResult): string {
  return table(
    ['document', 'kept pieces', 'one new', 'all new', '`feed`', 'feedsmith'],
    Object.entries(render).map(([name, one]) => [
      `${name} entries`,
      ...[one.keptPieces, one.oneNew, one.allNew, one.feed, one.feedsmith].map(figure),
    ]),
  );
}

export function growthTable({ growth, counts }: BenchResult): string {
  const row = (point: GrowthPoint): readonly string[] => {
    const counted = counts.find(({ articles }) => articles === point.articles);
    return [
      point.articles.toLocaleString('en'),
      point.topics.toLocaleString('en'),
      figure(point.notModifiedMicros),
      figure(point.gzipMicros),
      counted === undefined ? '-' : String(counted.statements),
      counted === undefined ? '-' : String(counted.renderings),
    ];
  };
  return table(
    ['articles', 'topics', '304 CPU us', '200 gzip CPU us', 'statements', 'renderings'],
    [...growth.byArticles, ...growth.byTopics].map(row),
  );
}

export function startsTable({ starts }: BenchResult): string {
  return table(
    [
      'files',
      'first start, serving',
      'first start, complete',
      'second start, serving',
      'resident MB',
    ],
    starts.map(({ files, firstServingMs, firstMs, secondMs, residentMb }) => [
      files.toLocaleString('en'),
      ...[firstServingMs, firstMs, secondMs, residentMb].map(figure),
    ]),
  );
}

const IN_README = [
  ['wireroom', 'wireroom'],
  ['node:http', 'bare `node:http`, the same bytes'],
  ['nginx', 'nginx, the same files'],
  ['hono feed+etag+compress', 'Hono, `feed`, `etag()`, `compress()`'],
  ['rsshub', 'RSSHub, from its cache'],
] as const;

/** Microseconds of a 304 and a compressed answer. */
export function readmeTable({ cases, machine, date }: BenchResult): string {
  const micros = (name: string): string => {
    const found = cases.find((one) => one.name === name);
    const note = found?.note === undefined ? '' : ` (${found.note})`;
    return found === undefined ? '-' : `${figure(found.cpuMicros)}${note}`;
  };
  const rows = IN_README.filter(([name]) => micros(`${name} 304`) !== '-').map(([name, label]) => [
    label,
    micros(`${name} 304`),
    micros(`${name} 200 gzip`),
  ]);
  const hello = ['Hono, hello world', '-', micros('hono hello')];
  const printed = table(['microseconds of CPU a request', '304', '200 gzip'], [...rows, hello]);
  return `${printed}\n\n${machine}, ${date.slice(0, 10)}; a feed of 50 stories, \`npm run bench\`. [docs/performance.md](docs/performance.md) has the method and all other figures.`;
}
