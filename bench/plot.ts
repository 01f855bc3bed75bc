/** Pictures of benches: panels side by side in one SVG. */

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export interface Panel {
  readonly title: string;
  readonly points: readonly Point[];
}

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Ours, rather than what it is compared with. */
  readonly isOurs: boolean;
}

const WIDTH = 380;
const HEIGHT = 240;
const TOP = 40;
const BOTTOM = 200;
const BAR = 18;

/** Lines; `y` from 0 on in every panel, `x` logarithmic. */
export function linesPlot(title: string, panels: readonly Panel[]): string {
  const drawn = panels.map((panel, index) => drawPanel(panel, index * WIDTH));
  return svg(title, { width: WIDTH * panels.length, height: HEIGHT }, drawn);
}

/** Bars on a logarithmic scale, with lines below them. */
export function barsAndLinesPlot(
  title: string,
  bars: { readonly title: string; readonly bars: readonly Bar[] },
  panels: readonly Panel[],
): string {
  const height = bars.bars.length * BAR + 40;
  const drawn = panels.map(
    (panel, index) =>
      `<g transform="translate(0 ${height})">${drawPanel(panel, index * WIDTH)}</g>`,
  );
  const size = { width: WIDTH * Math.max(2, panels.length), height: height + HEIGHT };
  return svg(title, size, [drawBars(bars, size.width), ...drawn]);
}

function svg(title: string, size: { width: number; height: number }, parts: readonly string[]) {
  const { width, height } = size;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`;
  const ground = `<rect width="${width}" height="${height}" fill="#fff"/>`;
  return `${[head, `<title>${title}</title>`, ground, ...parts, '</svg>'].join('\n')}\n`;
}

function drawBars({ title, bars }: { title: string; bars: readonly Bar[] }, width: number): string {
  const names = 230;
  const most = Math.log(Math.max(...bars.map(({ value }) => value)));
  const drawn = bars.map(({ name, value, isOurs }, index) => {
    const y = 34 + index * BAR;
    const length = Math.max(2, (Math.log(Math.max(value, 1)) / most) * (width - names - 80));
    const color = isOurs ? '#06c' : '#aaa';
    return (
      `<text x="${names - 8}" y="${y + 12}" text-anchor="end">${name}</text>` +
      `<rect x="${names}" y="${y}" width="${length.toFixed(1)}" height="${BAR - 4}" fill="${color}"/>` +
      `<text x="${(names + length + 6).toFixed(1)}" y="${y + 12}">${shown(value)}</text>`
    );
  });
  return [`<text x="20" y="20" font-weight="bold">${title}</text>`, ...drawn].join('\n');
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function drawPanel({ title, points }: Panel, left: number): string {
  const xs = points.map(({ x }) => Math.log(x));
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const most = Math.max(...points.map(({ y }) => y), 0.001) * 1.15;
  const placed = points.map(({ x, y, label }) => ({
    x: left + 50 + ((Math.log(x) - low) / (high - low || 1)) * (WIDTH - 90),
    y: BOTTOM - (y / most) * (BOTTOM - TOP),
    value: y >= 10 ? y.toFixed(1) : y.toFixed(2),
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
