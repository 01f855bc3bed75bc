/** What a drill found: figures as it goes, faults that make it fail, a summary at the end. */

export interface Report {
  /** A line that does not hold; of each group the first few are shown. */
  fault(what: string, group?: string): void;
  figure(name: string, value: string | number): void;
  /** Prints the figures last and sets the exit code. */
  finish(): void;
}

/** More of the same kind tell nothing new. */
const MAX_SHOWN = 20;
const MAX_SHOWN_OF_GROUP = 5;

export function createReport(name: string): Report {
  const faults = new Map<string, number>();
  const figures: (readonly [string, string | number])[] = [];
  return {
    fault: (what, group = '') => {
      const count = (faults.get(group) ?? 0) + 1;
      faults.set(group, count);
      if (count <= (group === '' ? MAX_SHOWN : MAX_SHOWN_OF_GROUP)) console.error(`fault: ${what}`);
    },
    figure: (label, value) => void figures.push([label, value]),
    finish: () => {
      const width = Math.max(...figures.map(([label]) => label.length));
      for (const [label, value] of figures) console.log(`${label.padEnd(width)}  ${value}`);
      for (const [group, count] of faults) {
        if (group !== '') console.log(`${group}: ${count} faults`);
      }
      const total = [...faults.values()].reduce((sum, count) => sum + count, 0);
      console.log(total === 0 ? `${name}: holds` : `${name}: ${total} faults`);
      process.exitCode = total === 0 ? 0 : 1;
    },
  };
}

/** The middle of a sorted list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
