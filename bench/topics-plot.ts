/** The picture of bench/topics.ts: what an article costs with more topics, and with more text. */

interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

interface Panel {
  readonly title: string;
  readonly points: readonly Point[];
  readonly left: number;
}

const WIDTH = 380;
const HEIGHT = 240;
const TOP = 40;
const BOTTOM = 200;

/** SVG; `y` from 0 on in both panels, `x` logarithmic. */
export function growthPlot(
  byTopics: readonly { readonly topics: number; readonly median: number }[],
  byLength: readonly { readonly characters: number; readonly median: number }[],
): string {
  const panels: readonly Panel[] = [
    {
      title: 'ms an article of 4 KB, by number of topics',
      points: byTopics.map(({ topics, median }) => ({
        x: topics,
        y: median,
        label: topics.toLocaleString('en'),
      })),
      left: 0,
    },
    {
      title: 'ms an article with 10,000 topics, by length',
      points: byLength.map(({ characters, median }) => ({
        x: characters,
        y: median,
        label: `${characters / 1024} KB`,
      })),
      left: WIDTH,
    },
  ];
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH * 2} ${HEIGHT}" font-family="sans-serif" font-size="12">`;
  const title = '<title>What an article costs, by number of topics and by length</title>';
  const ground = `<rect width="${WIDTH * 2}" height="${HEIGHT}" fill="#fff"/>`;
  return `${[head, title, ground, ...panels.map(drawPanel), '</svg>'].join('\n')}\n`;
}

function drawPanel({ title, points, left }: Panel): string {
  const xs = points.map(({ x }) => Math.log(x));
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const most = Math.max(...points.map(({ y }) => y), 0.001) * 1.15;
  const placed = points.map(({ x, y, label }) => ({
    x: left + 50 + ((Math.log(x) - low) / (high - low)) * (WIDTH - 90),
    y: BOTTOM - (y / most) * (BOTTOM - TOP),
    value: y.toFixed(2),
    label,
  }));
  const path = placed.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return [
    `<text x="${left + 20}" y="20" font-weight="bold">${title}</text>`,
    `<path d="M${left + 30} ${TOP} V${BOTTOM} H${left + WIDTH - 20}" fill="none" stroke="#888"/>`,
    `<polyline points="${path}" fill="none" stroke="#06c" stroke-width="2"/>`,
    ...placed.map(
      ({ x, y, value, label }) =>
        `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="#06c"/>` +
        `<text x="${x.toFixed(1)}" y="${(y - 8).toFixed(1)}" text-anchor="middle">${value}</text>` +
        `<text x="${x.toFixed(1)}" y="${BOTTOM + 16}" text-anchor="middle" fill="#555">${label}</text>`,
    ),
  ].join('\n');
}
